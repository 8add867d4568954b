package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one answer: the events of a stream, or a whole message, which is read as the stream that would have made
/// it.
final class AnswerEvents implements AnswerParser {
    /// Members of the end that only Anthropic's clients read.
    private static final List<String> EXTRAS = List.of("container", "context_management", "stop_details");

    private static final Dialect OWN = Dialect.ANTHROPIC_MESSAGES;

    private final Provider provider;
    private final EventSink sink;
    private final Map<Long, Block> blocks = new HashMap<>();
    private final ObjectNode usage = JsonTree.object();

    private int parts;
    private int textLength;
    private boolean opened;
    private boolean called;
    private boolean answered;
    private boolean over;

    /// @param provider whose failures are told by name
    AnswerEvents(Provider provider, EventSink sink) {
        this.provider = provider;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (over) {
            return;
        }
        String type = JsonTree.string(payload, "type");
        switch (type == null ? event : type) {
            case "message_start" -> opened(payload.path("message"));
            case "content_block_start" -> started(index(payload), payload.path("content_block"));
            case "content_block_delta" -> more(index(payload), payload.path("delta"));
            case "content_block_stop" -> stopped(index(payload));
            case "message_delta" -> delta(payload);
            case "message_stop" -> ended();
            case "message" -> whole(payload);
            case "error" -> broke(payload);
            default -> {
                if (payload.path("error").isObject()) {
                    broke(payload);
                } // else a ping, or what a later version of the API adds
            }
        }
    }

    @Override
    public void end() {}

    private void whole(JsonNode message) {
        opened(message);
        long i = 0;
        for (JsonNode block : message.path("content")) {
            started(i, block);
            stopped(i++);
        }
        finished(message);
        extras(message);
        used(message.path("usage"));
        ended();
    }

    private void opened(JsonNode message) {
        opened = true;
        JsonNode first = message.path("usage");
        Usages.merge(usage, first);
        String tier = JsonTree.string(first, "service_tier");
        sink.accept(new Event.Opened(
                JsonTree.string(message, "id"),
                JsonTree.string(message, "model"),
                "standard".equals(tier) ? "default" : tier));
    }

    private void started(long index, JsonNode start) {
        if (!opened) {
            opened(JsonTree.object());
        }
        if (start instanceof ObjectNode content && !blocks.containsKey(index)) {
            Block block = new Block(parts++, content);
            blocks.put(index, block);
            block.begin();
        }
    }

    private void more(long index, JsonNode delta) {
        Block block = blocks.get(index);
        if (block != null) {
            block.more(delta);
        }
    }

    private void stopped(long index) {
        Block block = blocks.remove(index);
        if (block != null) {
            block.end();
        }
    }

    private void delta(JsonNode frame) {
        finished(frame.path("delta"));
        extras(frame.path("delta"));
        extras(frame);
        used(frame.path("usage"));
    }

    private void finished(JsonNode holder) {
        String reason = JsonTree.string(holder, "stop_reason");
        if (reason == null) {
            return;
        }
        List.copyOf(blocks.keySet()).stream().sorted().forEach(this::stopped); // an upstream that stops none
        FinishReason normal = StopReasons.normalised(reason);
        // The only call was our own, and its input was the answer.
        boolean text = normal == FinishReason.TOOL_CALLS && answered && !called;
        sink.accept(new Event.Finished(
                0,
                text ? FinishReason.STOP : normal,
                text ? "end_turn" : reason,
                JsonTree.string(holder, StopReasons.STOP_SEQUENCE)));
    }

    private void extras(JsonNode holder) {
        for (String name : EXTRAS) {
            JsonNode value = holder.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                sink.accept(new Event.Extra(OWN, name, value));
            }
        }
    }

    private void used(JsonNode report) {
        Usages.merge(usage, report);
        if (!usage.isEmpty()) {
            sink.accept(new Event.Used(Usages.read(usage)));
        }
    }

    private void ended() {
        over = true;
        sink.accept(new Event.Ended());
    }

    private void broke(JsonNode frame) {
        over = true;
        byte[] bytes = JsonTree.bytes(frame);
        int status = ErrorBodies.status(JsonTree.string(frame.path("error"), "type"));
        sink.accept(new Event.Broke(
                status == 0
                        ? UpstreamErrors.inBand(provider, bytes, 0, bytes.length)
                        : UpstreamErrors.refusal(provider, status, bytes, -1)));
    }

    private static long index(JsonNode frame) {
        return JsonTree.count(frame, "index");
    }

    /// One content block, from its start to its stop.
    private final class Block {
        private final int part;
        private final ObjectNode content;
        private final String type;
        private final StringBuilder input = new StringBuilder(0);
        private final StringBuilder signature = new StringBuilder(0);
        private final int textFrom = textLength;
        private final List<ObjectNode> citations = new ArrayList<>(0);

        Block(int part, ObjectNode content) {
            this.part = part;
            this.content = content;
            String said = JsonTree.string(content, "type");
            type = said == null ? "" : said;
        }

        void begin() {
            switch (type) {
                case "text" -> {
                    text(JsonTree.string(content, "text"));
                    content.path("citations").forEach(this::cited);
                }
                case "thinking" -> {
                    thought(JsonTree.string(content, "thinking"));
                    signed(JsonTree.string(content, "signature"));
                }
                case "tool_use" -> {
                    if (isAnswer()) {
                        answered = true;
                    } else {
                        called = true;
                        sink.accept(new Event.ToolStarted(0, part, string("id"), string("name"), false));
                    }
                    whole(content.path("input"));
                }
                case "redacted_thinking" -> {}
                default -> {} // handed out at its end, whole
            }
        }

        void more(JsonNode delta) {
            String kind = JsonTree.string(delta, "type");
            switch (kind == null ? "" : kind) {
                case "text_delta" -> text(JsonTree.string(delta, "text"));
                case "thinking_delta" -> thought(JsonTree.string(delta, "thinking"));
                case "signature_delta" -> signed(JsonTree.string(delta, "signature"));
                case "citations_delta" -> cited(delta.path("citation"));
                case "input_json_delta" -> input(JsonTree.string(delta, "partial_json"));
                default -> other(delta);
            }
        }

        void end() {
            switch (type) {
                case "text" -> {
                    for (ObjectNode citation : citations) {
                        sink.accept(new Event.Cited(0, part, Citations.read(citation, textFrom, textLength)));
                    }
                }
                case "thinking" -> sealed(signature.toString(), false);
                case "redacted_thinking" -> sealed(JsonTree.string(content, "data"), true);
                case "tool_use" -> {
                    if (input.isEmpty()) {
                        input("{}"); // a call without arguments streams none
                    }
                }
                default -> {
                    ObjectNode object = input.isEmpty() ? null : JsonTree.readObject(input.toString());
                    if (object != null) {
                        content.set("input", object);
                    }
                    sink.accept(new Event.Native(0, part, OWN, content));
                }
            }
        }

        private boolean isAnswer() {
            return type.equals("tool_use") && string("name").equals(ForcedTool.NAME);
        }

        private String string(String name) {
            String value = JsonTree.string(content, name);
            return value == null ? "" : value;
        }

        private void text(@Nullable String more) {
            if (more != null && !more.isEmpty()) {
                textLength += more.length();
                sink.accept(new Event.Text(0, part, more));
            }
        }

        private void thought(@Nullable String more) {
            if (more != null && !more.isEmpty()) {
                sink.accept(new Event.Thinking(0, part, more, false));
            }
        }

        private void signed(@Nullable String more) {
            signature.append(more == null ? "" : more);
        }

        private void sealed(@Nullable String text, boolean hidden) {
            if (text != null && !text.isEmpty()) {
                Seal seal = new Seal(Seal.ANTHROPIC, null, hidden ? null : text, hidden ? text : null);
                sink.accept(new Event.Sealed(0, part, seal));
            }
        }

        private void cited(JsonNode citation) {
            if (citation instanceof ObjectNode object) {
                citations.add(object);
            }
        }

        // A whole message has the input at the start; a stream says `{}` there, and pieces later.
        private void whole(JsonNode given) {
            if (given.isObject() && !given.isEmpty()) {
                input(JsonTree.text(given));
            }
        }

        private void input(@Nullable String piece) {
            if (piece == null || piece.isEmpty()) {
                return;
            }
            input.append(piece);
            if (isAnswer()) {
                text(piece);
            } else if (type.equals("tool_use")) {
                sink.accept(new Event.ToolInput(0, part, piece));
            }
        }

        // Deltas of blocks that this does not know, such as a compaction's: what they add is laid over the block.
        private void other(JsonNode delta) {
            delta.forEachEntry((name, value) -> {
                if (name.equals("type")) {
                    return;
                }
                JsonNode before = content.path(name);
                if (before.isString() && value.isString()) {
                    content.put(name, before.stringValue() + value.stringValue());
                } else {
                    content.set(name, value);
                }
            });
        }
    }
}
