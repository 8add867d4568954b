package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads Converse's answers, and ConverseStream's.
final class ConverseEvents implements AnswerParser {
    private static final Dialect DIALECT = Dialect.BEDROCK_CONVERSE;

    private final Endpoint endpoint;
    private final Operation operation;
    private final boolean stream;
    private final EventSink sink;
    private final String sealFormat;

    private final Map<Integer, Integer> parts = new HashMap<>();
    private final Map<Integer, ObjectNode> serverBlocks = new HashMap<>();
    private int nextPart;
    private boolean opened;
    private boolean called;
    private boolean answered;
    private boolean finished;
    private boolean over;
    private int answerBlock = -1;

    ConverseEvents(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        this.endpoint = endpoint;
        this.operation = operation;
        this.stream = stream;
        this.sink = sink;
        sealFormat = Family.of(endpoint).sealFormat();
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (over) {
            return;
        }
        if (event.startsWith(EventStreamFrames.EXCEPTION)) {
            over = true;
            String type = event.substring(EventStreamFrames.EXCEPTION.length());
            sink.accept(new Event.Broke(Exceptions.read(endpoint.provider(), type, payload)));
        } else if (stream) {
            streamed(event, payload);
        } else if (operation == Operation.COUNT) {
            counted(payload);
        } else {
            whole(payload);
        }
    }

    @Override
    public void end() {
        // The end is said by `metadata`; where a proxy swallowed it, the stop reason was said all the same.
        if (!over && finished) {
            ended();
        }
    }

    private void ended() {
        over = true;
        sink.accept(new Event.Ended());
    }

    private void open(@Nullable String serviceTier) {
        if (!opened) {
            opened = true;
            sink.accept(new Event.Opened(null, null, serviceTier));
        }
    }

    private void counted(JsonNode payload) {
        open(null);
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        sink.accept(new Event.Used(Usages.read(payload)));
        ended();
    }

    private void whole(JsonNode payload) {
        JsonNode content = payload.path("output").path("message").path("content");
        if (!payload.path("output").isObject() && !payload.has("stopReason")) {
            over = true;
            sink.accept(new Event.Broke(Exceptions.read(endpoint.provider(), "unknown", payload)));
            return;
        }
        open(JsonTree.string(payload.path("serviceTier"), "type"));
        for (JsonNode block : content) {
            block(block);
        }
        finish(payload);
        metadata(payload);
        ended();
    }

    private void block(JsonNode block) {
        int part = nextPart++;
        if (block.path("text").isString()) {
            sink.accept(new Event.Text(0, part, block.get("text").stringValue()));
        } else if (block.path("toolUse").isObject() && !isServer(block.get("toolUse"))) {
            JsonNode use = block.get("toolUse");
            String input = use.has("input") ? JsonTree.text(use.get("input")) : "{}";
            call(use, part);
            input(part, input);
        } else if (block.path("reasoningContent").isObject()) {
            reasoning(block.get("reasoningContent"), part);
        } else if (block.path("citationsContent").isObject()
                && Blocks.cited(block.get("citationsContent")) instanceof Part.Text text) {
            sink.accept(new Event.Text(0, part, text.text()));
            text.citations().forEach(citation -> sink.accept(new Event.Cited(0, part, citation)));
        } else if (block.path("image").isObject()) {
            made(block.get("image"), part);
        } else {
            sink.accept(new Event.Native(0, part, DIALECT, block));
        }
    }

    private void reasoning(JsonNode content, int part) {
        String redacted = JsonTree.string(content, "redactedContent");
        if (redacted != null) {
            sink.accept(new Event.Sealed(0, part, new Seal(sealFormat, null, null, redacted)));
        }
        JsonNode text = content.path("reasoningText");
        String said = JsonTree.string(text, "text");
        if (said != null) {
            sink.accept(new Event.Thinking(0, part, said, false));
        }
        signed(JsonTree.string(text, "signature"), part);
    }

    private void signed(@Nullable String signature, int part) {
        if (signature != null) {
            sink.accept(new Event.Sealed(0, part, new Seal(sealFormat, null, signature, null)));
        }
    }

    private void made(JsonNode image, int part) {
        String bytes = JsonTree.string(image.path("source"), "bytes");
        if (bytes != null) {
            String type = MediaFormats.type(Media.Kind.IMAGE, JsonTree.string(image, "format"));
            Media media = new Media(Media.Kind.IMAGE, new Media.Base64(bytes), type, null, null);
            sink.accept(new Event.Made(0, part, new Part.Made(media, JsonTree.object())));
        }
    }

    private static boolean isServer(JsonNode use) {
        return "server_tool_use".equals(JsonTree.string(use, "type"));
    }

    // The tool that an answer was to be given by is the answer.
    private void call(JsonNode use, int part) {
        String name = JsonTree.string(use, "name");
        String id = JsonTree.string(use, "toolUseId");
        if (ConverseTools.ANSWER_TOOL.equals(name)) {
            answerBlock = part;
            answered = true;
            return;
        }
        called = true;
        String joined = id == null || id.isEmpty() ? "call_" + part + "_" + name : id;
        sink.accept(new Event.ToolStarted(0, part, joined, name == null ? "" : name, false));
    }

    private void input(int part, String piece) {
        sink.accept(part == answerBlock ? new Event.Text(0, part, piece) : new Event.ToolInput(0, part, piece));
    }

    private void streamed(String event, JsonNode payload) {
        switch (event) {
            case "messageStart" -> open(null);
            case "contentBlockStart" -> {
                open(null);
                started(payload.path("start"), index(payload));
            }
            case "contentBlockDelta" -> {
                open(null);
                delta(payload.path("delta"), index(payload));
            }
            case "contentBlockStop" -> stopped(index(payload));
            case "messageStop" -> {
                open(null);
                finish(payload);
            }
            case "metadata" -> {
                open(null);
                metadata(payload);
                if (finished) {
                    ended();
                }
            }
            default -> {} // a newer event, which nothing depends on
        }
    }

    private static int index(JsonNode payload) {
        return payload.path("contentBlockIndex").asInt(0);
    }

    private int part(int index) {
        return parts.computeIfAbsent(index, _ -> nextPart++);
    }

    private void started(JsonNode start, int index) {
        JsonNode use = start.path("toolUse");
        if (use.isObject() && !isServer(use)) {
            call(use, part(index));
        } else if (use.isObject() || start.path("toolResult").isObject()) {
            serverBlocks.put(index, start.deepCopy().asObject());
        }
    }

    private void delta(JsonNode delta, int index) {
        ObjectNode server = serverBlocks.get(index);
        if (server != null) {
            gather(server, delta);
            return;
        }
        int part = part(index);
        if (delta.path("text").isString()) {
            sink.accept(new Event.Text(0, part, delta.get("text").stringValue()));
        } else if (delta.path("toolUse").path("input").isString()) {
            input(part, delta.get("toolUse").get("input").stringValue());
        } else if (delta.path("reasoningContent").isObject()) {
            JsonNode content = delta.get("reasoningContent");
            String text = JsonTree.string(content, "text");
            String redacted = JsonTree.string(content, "redactedContent");
            if (text != null) {
                sink.accept(new Event.Thinking(0, part, text, false));
            }
            signed(JsonTree.string(content, "signature"), part);
            if (redacted != null) {
                sink.accept(new Event.Sealed(0, part, new Seal(sealFormat, null, null, redacted)));
            }
        } else if (delta.path("citation") instanceof ObjectNode citation) {
            sink.accept(new Event.Cited(0, part, Citations.read(citation)));
        } else if (delta.path("image").isObject()) {
            made(delta.get("image"), part);
        }
    }

    // A call that the provider made itself, and what came of it, are one block each; pieces of them mean nothing.
    private static void gather(ObjectNode block, JsonNode delta) {
        if (delta.path("toolUse").path("input").isString() && block.path("toolUse") instanceof ObjectNode use) {
            String before = use.path("input").asString("");
            use.put("input", before + delta.get("toolUse").get("input").stringValue());
        } else if (delta.path("toolResult").isArray() && block.path("toolResult") instanceof ObjectNode result) {
            ArrayNode content = result.path("content") instanceof ArrayNode there ? there : result.putArray("content");
            delta.get("toolResult").forEach(content::add);
        }
    }

    private void stopped(int index) {
        ObjectNode server = serverBlocks.remove(index);
        if (server != null) {
            if (server.path("toolUse") instanceof ObjectNode use
                    && use.path("input").isString()) {
                ObjectNode input = JsonTree.readObject(use.get("input").stringValue());
                use.set("input", input == null ? JsonTree.object() : input);
            }
            sink.accept(new Event.Native(0, part(index), DIALECT, server));
        }
    }

    private void finish(JsonNode payload) {
        String reason = JsonTree.string(payload, "stopReason");
        FinishReason meant = StopReasons.read(reason);
        boolean answer = answered && !called && meant == FinishReason.TOOL_CALLS;
        String sequence = JsonTree.string(payload.path("additionalModelResponseFields"), "stop_sequence");
        finished = true;
        sink.accept(new Event.Finished(0, answer ? FinishReason.STOP : meant, reason, sequence));
        extra(payload, "additionalModelResponseFields");
    }

    private void metadata(JsonNode payload) {
        if (payload.path("usage").isObject()) {
            sink.accept(new Event.Used(Usages.read(payload.get("usage"))));
        }
        extra(payload, "metrics");
        extra(payload, "trace");
        extra(payload, "performanceConfig");
        extra(payload, "serviceTier");
    }

    private void extra(JsonNode payload, String name) {
        if (payload.has(name)) {
            sink.accept(new Event.Extra(DIALECT, name, payload.get(name)));
        }
    }
}
