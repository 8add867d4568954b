package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Says an answer as ConverseStream's events. Blocks come one after the other, since AWS's clients keep one at a
/// time:
/// a
/// part that begins while a call's input is not complete waits for it.
final class ConverseStream implements AnswerRenderer {
    private static final int NONE = -1;

    private enum Kind {
        TEXT,
        REASONING,
        CALL,
        OTHER
    }

    private final Elapsed elapsed;
    private final FrameWriter writer;
    private final ObjectNode extras = JsonTree.object();
    private final Queue<Event> waiting = new ArrayDeque<>();
    private Event.@Nullable Finished finished;
    private @Nullable JsonProgress input;
    private String callId = "";
    private @Nullable String behind;
    private boolean custom;
    private boolean anyInput;
    private boolean thought;
    private boolean begun;
    private Kind kind = Kind.OTHER;
    private int open = NONE;
    private int block = NONE;

    /// @param elapsed tells how long it took
    /// @param writer puts the events into the client's framing
    ConverseStream(Elapsed elapsed, FrameWriter writer) {
        this.elapsed = elapsed;
        this.writer = writer;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Opened _ -> begin(out);
            case Event.Finished f when f.choice() == 0 -> finished = f;
            case Event.Extra e when e.dialect() == Dialect.BEDROCK_CONVERSE -> extras.set(e.name(), e.value());
            default -> {
                int part = part(event);
                if (part != NONE) {
                    content(event, part, out);
                }
            }
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        begin(out);
        flush(true, out);
        close(out);
        ObjectNode stop = JsonTree.object().put("stopReason", ConverseWhole.stopReason(finished));
        JsonNode fields = extras.remove("additionalModelResponseFields");
        if (fields != null) {
            stop.set("additionalModelResponseFields", fields);
        }
        send("messageStop", stop, out);
        ObjectNode metadata = JsonTree.object();
        metadata.set("usage", Usages.write(usage, charge));
        metadata.putObject("metrics").put("latencyMs", elapsed.millis());
        ReasoningFields.merge(metadata, extras);
        send("metadata", metadata, out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        String name = EventStreamFrames.EXCEPTION + Exceptions.nameInStream(failure.type());
        writer.frame(name, Exceptions.body(failure), out);
    }

    // The part that an event belongs to, when this client can be told of it.
    private static int part(Event event) {
        return switch (event) {
            case Event.Text t when t.choice() == 0 -> t.part();
            case Event.Refusal r when r.choice() == 0 -> r.part();
            case Event.Thinking t when t.choice() == 0 -> t.part();
            case Event.Sealed s when s.choice() == 0 -> s.part();
            case Event.ToolStarted t when t.choice() == 0 -> t.part();
            case Event.ToolInput t when t.choice() == 0 -> t.part();
            case Event.Cited c when c.choice() == 0 -> c.part();
            case Event.Made m
            when m.choice() == 0 && ConverseWhole.image(m.made().media()) != null -> m.part();
            case Event.Native n when n.choice() == 0 && n.dialect() == Dialect.BEDROCK_CONVERSE -> n.part();
            default -> NONE;
        };
    }

    private void content(Event event, int part, ByteSink out) {
        begin(out);
        boolean held = part != open && input != null && !input.isComplete();
        if (held || (!waiting.isEmpty() && part != open)) {
            waiting.add(event);
            return;
        }
        say(event, part, out);
        if (!waiting.isEmpty() && (input == null || input.isComplete())) {
            flush(false, out);
        }
    }

    // What waited, part by part, since it may be mixed again.
    private void flush(boolean last, ByteSink out) {
        List<Event> events = new ArrayList<>(waiting);
        waiting.clear();
        while (!events.isEmpty()) {
            int part = part(events.getFirst());
            List<Event> others = new ArrayList<>();
            for (Event event : events) {
                if (part(event) == part) {
                    say(event, part, out);
                } else {
                    others.add(event);
                }
            }
            if (!last && input != null && !input.isComplete()) {
                waiting.addAll(others); // the same again: this call's input goes on
                return;
            }
            events = others;
        }
    }

    private void say(Event event, int part, ByteSink out) {
        switch (event) {
            case Event.Text t -> text(t.text(), part, out);
            case Event.Refusal r -> text(r.text(), part, out);
            case Event.Thinking t -> {
                if (!t.text().isEmpty()) {
                    reasoning(JsonTree.object().put("text", t.text()), part, out);
                }
            }
            case Event.Sealed s -> sealed(s.seal(), part, out);
            case Event.ToolStarted call -> {
                enter(part, Kind.CALL, out);
                callId = call.id();
                input = new JsonProgress();
                custom = call.custom();
                ObjectNode start = frame();
                start.putObject("start")
                        .putObject("toolUse")
                        .put("toolUseId", call.id())
                        .put("name", call.name());
                send("contentBlockStart", start, out);
                if (custom) {
                    piece("{\"input\":\"", out);
                }
            }
            case Event.ToolInput more -> input(more.piece(), part, out);
            case Event.Cited cited -> {
                enter(part, Kind.TEXT, out);
                ObjectNode delta = frame();
                delta.putObject("delta").set("citation", Citations.write(cited.citation()));
                send("contentBlockDelta", delta, out);
            }
            case Event.Made made -> {
                ObjectNode image = ConverseWhole.image(made.made().media());
                if (image != null) {
                    enter(part, Kind.OTHER, out);
                    ObjectNode start = frame();
                    start.putObject("start")
                            .putObject("image")
                            .set("format", image.get("image").get("format"));
                    send("contentBlockStart", start, out);
                    ObjectNode delta = frame();
                    delta.putObject("delta")
                            .putObject("image")
                            .set("source", image.get("image").get("source"));
                    send("contentBlockDelta", delta, out);
                }
            }
            case Event.Native only -> server(only.value(), part, out);
            default -> {}
        }
    }

    private void text(String text, int part, ByteSink out) {
        if (text.isEmpty()) {
            return;
        }
        enter(part, Kind.TEXT, out);
        ObjectNode delta = frame();
        delta.putObject("delta").put("text", text);
        send("contentBlockDelta", delta, out);
    }

    private void reasoning(ObjectNode content, int part, ByteSink out) {
        enter(part, Kind.REASONING, out);
        thought |= content.has("text");
        ObjectNode delta = frame();
        delta.putObject("delta").set("reasoningContent", content);
        send("contentBlockDelta", delta, out);
    }

    // What seals text or a call stands in a block of its own, behind the one that it is of.
    private void sealed(Seal seal, int part, ByteSink out) {
        boolean thinking = part == open && kind == Kind.REASONING && thought;
        boolean elsewhere = part == open && kind != Kind.REASONING;
        if (seal.signature() != null && (thinking || (!elsewhere && ConverseWhole.standsAlone(seal)))) {
            reasoning(JsonTree.object().put("signature", seal.signature()), part, out);
        } else if (seal.redacted() != null && !elsewhere) {
            labelled(SealLabel.write(seal, SealLabel.Of.REASONING, ""), part, out);
        } else if (elsewhere && kind == Kind.CALL) {
            behind = SealLabel.write(seal, SealLabel.Of.CALL, callId);
        } else {
            labelled(SealLabel.write(seal, SealLabel.Of.TEXT, ""), part, out);
        }
    }

    private void labelled(@Nullable String label, int part, ByteSink out) {
        if (label != null) {
            reasoning(JsonTree.object().put("redactedContent", label), part, out);
        }
    }

    private void input(String piece, int part, ByteSink out) {
        if (piece.isEmpty() || part != open || input == null) {
            return;
        }
        if (custom) {
            String quoted = JsonTree.text(StringNode.valueOf(piece));
            piece(quoted.substring(1, quoted.length() - 1), out);
            return;
        }
        input.read(piece);
        piece(piece, out);
    }

    private void piece(String piece, ByteSink out) {
        anyInput = true;
        ObjectNode delta = frame();
        delta.putObject("delta").putObject("toolUse").put("input", piece);
        send("contentBlockDelta", delta, out);
    }

    private void server(JsonNode value, int part, ByteSink out) {
        enter(part, Kind.OTHER, out);
        ObjectNode start = frame();
        ObjectNode begin = start.putObject("start");
        if (value.path("toolUse").isObject()) {
            ObjectNode use = value.get("toolUse").deepCopy().asObject();
            JsonNode arguments = use.remove("input");
            begin.set("toolUse", use);
            send("contentBlockStart", start, out);
            ObjectNode delta = frame();
            String text = arguments == null ? "{}" : JsonTree.text(arguments);
            delta.putObject("delta").putObject("toolUse").put("input", text);
            send("contentBlockDelta", delta, out);
        } else if (value.path("toolResult").isObject()) {
            ObjectNode result = value.get("toolResult").deepCopy().asObject();
            JsonNode content = result.remove("content");
            begin.set("toolResult", result);
            send("contentBlockStart", start, out);
            ObjectNode delta = frame();
            delta.putObject("delta").set("toolResult", content == null ? JsonTree.array() : content);
            send("contentBlockDelta", delta, out);
        }
    }

    private void begin(ByteSink out) {
        if (!begun) {
            begun = true;
            send("messageStart", JsonTree.object().put("role", "assistant"), out);
        }
    }

    private void enter(int part, Kind entered, ByteSink out) {
        if (part != open || entered != kind) {
            close(out);
            open = part;
            kind = entered;
            thought = false;
            block++;
        }
    }

    private void close(ByteSink out) {
        if (open == NONE) {
            return;
        }
        if (kind == Kind.CALL && custom) {
            piece("\"}", out);
        } else if (kind == Kind.CALL && !anyInput) {
            piece("{}", out); // clients parse what they gathered
        }
        send("contentBlockStop", frame(), out);
        int closed = open;
        open = NONE;
        input = null;
        anyInput = false;
        if (behind != null) {
            String label = behind;
            behind = null;
            labelled(label, closed, out);
            close(out);
        }
    }

    private ObjectNode frame() {
        return JsonTree.object().put("contentBlockIndex", block);
    }

    private void send(String event, ObjectNode payload, ByteSink out) {
        writer.frame(event, JsonTree.bytes(payload), out);
    }
}
