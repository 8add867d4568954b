package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.LineFrames;
import dev.roundhouse.dialect.WholeFrame;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says an answer of chat or generate: as lines, or in one object.
final class ChatRenderer implements AnswerRenderer {
    private final Answers answers;
    private final boolean stream;
    private final boolean generate;
    private final FrameWriter writer;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final ArrayNode images = JsonTree.array();
    private final ArrayNode logprobs = JsonTree.array();
    // Calls leave whole, since their arguments are objects here.
    private final Map<Integer, Call> calls = new LinkedHashMap<>();

    @Nullable
    private FinishReason reason;

    private record Call(Event.ToolStarted start, StringBuilder input) {}

    /// @param generate the text is in `response`, not in a message
    ChatRenderer(Answers answers, boolean stream, boolean generate) {
        this.answers = answers;
        this.stream = stream;
        this.generate = generate;
        writer = stream ? LineFrames.writer() : WholeFrame.writer();
    }

    @Override
    public void event(Event event, ByteSink out) {
        answers.heard();
        switch (event) {
            case Event.Text t when t.choice() == 0 -> text.append(t.text());
            case Event.Refusal r when r.choice() == 0 -> text.append(r.text());
            case Event.Thinking t when t.choice() == 0 -> thinking.append(t.text());
            case Event.ToolStarted t when t.choice() == 0 -> calls.put(t.part(), new Call(t, new StringBuilder()));
            case Event.ToolInput t
            when t.choice() == 0 -> {
                Call call = calls.get(t.part());
                if (call != null) {
                    call.input.append(t.piece());
                }
            }
            case Event.Made m
            when m.choice() == 0 -> {
                if (m.made().media().source() instanceof Media.Base64(String data)) {
                    images.add(data);
                }
            }
            case Event.Logprobs l when l.choice() == 0 -> l.content().forEach(logprobs::add);
            case Event.Finished f -> {
                reason = f.choice() == 0 ? f.reason() : reason;
                return;
            }
            default -> {}
        }
        boolean something = !text.isEmpty() || !thinking.isEmpty() || !images.isEmpty();
        if (stream && something) {
            ObjectNode line = answers.head();
            say(line);
            writer.frame("", JsonTree.bytes(line.put("done", false)), out);
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        if (stream && !calls.isEmpty()) {
            ObjectNode line = answers.head();
            calls(say(line));
            calls.clear();
            writer.frame("", JsonTree.bytes(line.put("done", false)), out);
        }
        ObjectNode last = answers.head();
        calls(say(last));
        last.put("done", true).put("done_reason", FinishReasons.said(reason));
        answers.tail(last, usage, false);
        last.put("cost", Answers.cost(charge));
        writer.frame("", JsonTree.bytes(last), out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        if (stream) {
            writer.frame("", Errors.body(failure), out);
        }
    }

    /// Says what has been gathered, and forgets it.
    private ObjectNode say(ObjectNode line) {
        ObjectNode message = generate ? line : line.putObject("message").put("role", "assistant");
        message.put(generate ? "response" : "content", text.toString());
        text.setLength(0);
        if (!thinking.isEmpty()) {
            message.put("thinking", thinking.toString());
            thinking.setLength(0);
        }
        if (!images.isEmpty()) {
            message.set("images", images.deepCopy());
            images.removeAll();
        }
        if (!logprobs.isEmpty()) {
            line.set("logprobs", logprobs.deepCopy());
            logprobs.removeAll();
        }
        return message;
    }

    private void calls(ObjectNode message) {
        if (calls.isEmpty()) {
            return;
        }
        ArrayNode list = message.putArray("tool_calls");
        for (Call call : calls.values()) {
            JsonNode arguments = MessageBodies.arguments(call.input.toString(), call.start.custom());
            list.addObject()
                    .put("id", call.start.id())
                    .putObject("function")
                    .put("index", list.size() - 1)
                    .put("name", call.start.name())
                    .set("arguments", arguments);
        }
    }
}
