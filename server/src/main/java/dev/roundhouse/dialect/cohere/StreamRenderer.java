package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says a chat's answer as a stream. Cohere's clients know one open piece at a time: what another dialect mixes
/// is put
/// in a row.
final class StreamRenderer implements AnswerRenderer {
    private static final String TEXT = "text";
    private static final String THINKING = "thinking";
    private static final String TYPE = "type";
    private static final String MESSAGE = "message";
    private static final String INDEX = "index";

    private final FrameWriter writer = EventFrames.writer();
    private final AnswerTerms terms;
    private final boolean hidesThinking;
    private final Notes notes = new Notes();
    private final Queue<Call> waiting = new ArrayDeque<>();
    private final Map<Integer, Call> calls = new HashMap<>();
    private boolean started;
    private int contents;
    private int openPart = -1;
    private int callsSaid;
    private int citations;
    private int written;

    @Nullable
    private Call openCall;

    private static final class Call {
        final Event.ToolStarted start;
        final StringBuilder input = new StringBuilder();
        boolean over;

        Call(Event.ToolStarted start) {
            this.start = start;
        }
    }

    /// @param hidesThinking the client asked for none to be shown
    StreamRenderer(AnswerTerms terms, boolean hidesThinking) {
        this.terms = terms;
        this.hidesThinking = hidesThinking;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text t when t.choice() == 0 -> content(t.part(), TEXT, t.text(), out);
            case Event.Refusal r when r.choice() == 0 -> content(r.part(), TEXT, r.text(), out);
            case Event.Thinking t when t.choice() == 0 && !hidesThinking -> content(t.part(), THINKING, t.text(), out);
            case Event.ToolStarted t when t.choice() == 0 -> callStarted(t, out);
            case Event.ToolInput t when t.choice() == 0 -> callInput(t, out);
            case Event.Cited c when c.choice() == 0 -> cited(c, out);
            case Event.Logprobs l when l.choice() == 0 -> logprobs(l.content(), out);
            case Event.Opened _ -> start(out);
            case Event.Finished f -> notes.finished(f);
            default -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        start(out);
        closeContent(out);
        closeCalls(out);
        ObjectNode delta = JsonTree.object().put("finish_reason", notes.reason());
        delta.set("usage", Usages.said(usage, charge));
        frame("message-end", -1, delta, out);
        writer.end(out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        EventFrames.error(failure, out);
    }

    private void start(ByteSink out) {
        if (started) {
            return;
        }
        started = true;
        ObjectNode json = JsonTree.object().put("id", terms.generationId()).put(TYPE, "message-start");
        ObjectNode message = json.putObject("delta").putObject(MESSAGE).put("role", "assistant");
        message.putArray("content");
        message.put("tool_plan", "").putArray("tool_calls");
        message.putArray("citations");
        writer.frame("message-start", JsonTree.bytes(json), out);
    }

    private void content(int part, String kind, String text, ByteSink out) {
        if (text.isEmpty()) {
            return;
        }
        start(out);
        closeCalls(out);
        if (openPart != part) {
            closeContent(out);
            openPart = part;
            ObjectNode content = JsonTree.object().put(TYPE, kind).put(kind, "");
            frame("content-start", contents, inMessage("content", content), out);
        }
        written += kind.equals(TEXT) ? text.length() : 0;
        frame("content-delta", contents, inMessage("content", JsonTree.object().put(kind, text)), out);
    }

    private void closeContent(ByteSink out) {
        if (openPart >= 0) {
            frame("content-end", contents++, null, out);
            openPart = -1;
        }
    }

    private void callStarted(Event.ToolStarted event, ByteSink out) {
        start(out);
        closeContent(out);
        Call call = new Call(event);
        calls.put(event.part(), call);
        // A call whose input is a whole object is over, though nobody says so.
        if (openCall != null && JsonTree.readObject(openCall.input.toString()) != null) {
            closeCall(openCall, out);
        }
        if (openCall == null && waiting.isEmpty()) {
            open(call, out);
        } else {
            waiting.add(call);
        }
    }

    private void open(Call call, ByteSink out) {
        openCall = call;
        ObjectNode json = JsonTree.object().put("id", call.start.id()).put(TYPE, "function");
        json.putObject("function").put("name", call.start.name()).put("arguments", "");
        frame("tool-call-start", callsSaid, inMessage("tool_calls", json), out);
    }

    private void callInput(Event.ToolInput event, ByteSink out) {
        Call call = calls.get(event.part());
        if (call == null || call.over || event.piece().isEmpty()) {
            return;
        }
        call.input.append(event.piece());
        if (call.equals(openCall) && !call.start.custom()) {
            input(event.piece(), out);
        }
    }

    private void input(String piece, ByteSink out) {
        ObjectNode json = JsonTree.object();
        json.putObject("function").put("arguments", piece);
        frame("tool-call-delta", callsSaid, inMessage("tool_calls", json), out);
    }

    private void closeCall(Call call, ByteSink out) {
        if (call.start.custom()) {
            input(JsonTree.text(JsonTree.object().put("input", call.input.toString())), out);
        } else if (call.input.isEmpty()) {
            input("{}", out);
        }
        frame("tool-call-end", callsSaid++, null, out);
        call.over = true;
        openCall = null;
    }

    private void closeCalls(ByteSink out) {
        if (openCall != null) {
            closeCall(openCall, out);
        }
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            open(call, out);
            if (!call.input.isEmpty() && !call.start.custom()) {
                input(call.input.toString(), out);
            }
            closeCall(call, out);
        }
    }

    private void cited(Event.Cited event, ByteSink out) {
        start(out);
        int index = citations++;
        ObjectNode citation = Citations.said(event.citation(), written);
        frame("citation-start", index, inMessage("citations", citation), out);
        frame("citation-end", index, null, out);
    }

    private void logprobs(JsonNode tokens, ByteSink out) {
        if (openPart < 0) {
            return; // nothing is open that they could belong to
        }
        for (JsonNode token : tokens) {
            ObjectNode json = JsonTree.object().put(TYPE, "content-delta").put(INDEX, contents);
            json.set("delta", inMessage("content", JsonTree.object().put(TEXT, "")));
            json.set("logprobs", Logprobs.said(token));
            writer.frame("content-delta", JsonTree.bytes(json), out);
        }
    }

    private static ObjectNode inMessage(String name, ObjectNode value) {
        ObjectNode delta = JsonTree.object();
        delta.putObject(MESSAGE).set(name, value);
        return delta;
    }

    private void frame(String type, int index, @Nullable ObjectNode delta, ByteSink out) {
        ObjectNode json = JsonTree.object().put(TYPE, type);
        if (index >= 0) {
            json.put(INDEX, index);
        }
        if (delta != null) {
            json.set("delta", delta);
        }
        writer.frame(type, JsonTree.bytes(json), out);
    }
}
