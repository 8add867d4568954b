package dev.roundhouse.dialect.cohere;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says a chat's answer in one piece.
final class WholeRenderer implements AnswerRenderer {
    private final AnswerTerms terms;
    private final boolean hidesThinking;
    private final Notes notes = new Notes();
    private final Map<Integer, Piece> pieces = new LinkedHashMap<>();
    private final ArrayNode citations = JsonTree.array();
    private final ArrayNode logprobs = JsonTree.array();
    private int written;

    private enum Kind {
        TEXT,
        THINKING,
        CALL,
        CUSTOM_CALL
    }

    private record Piece(Kind kind, String id, String name, StringBuilder text) {}

    /// @param hidesThinking the client asked for none to be shown
    WholeRenderer(AnswerTerms terms, boolean hidesThinking) {
        this.terms = terms;
        this.hidesThinking = hidesThinking;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text t when t.choice() == 0 -> text(t.part(), t.text());
            case Event.Refusal r when r.choice() == 0 -> text(r.part(), r.text());
            case Event.Thinking t
            when t.choice() == 0 && !hidesThinking ->
                piece(t.part(), Kind.THINKING).text.append(t.text());
            case Event.ToolStarted t
            when t.choice() == 0 ->
                pieces.put(
                        t.part(),
                        new Piece(t.custom() ? Kind.CUSTOM_CALL : Kind.CALL, t.id(), t.name(), new StringBuilder()));
            case Event.ToolInput t
            when t.choice() == 0 -> {
                Piece call = pieces.get(t.part());
                if (call != null) {
                    call.text.append(t.piece());
                }
            }
            case Event.Cited c when c.choice() == 0 -> citations.add(Citations.said(c.citation(), written));
            case Event.Logprobs l when l.choice() == 0 -> l.content().forEach(t -> logprobs.add(Logprobs.said(t)));
            case Event.Finished f -> notes.finished(f);
            default -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode json = JsonTree.object().put("id", terms.generationId());
        json.set("message", message());
        json.put("finish_reason", notes.reason());
        json.set("usage", Usages.said(usage, charge));
        if (!logprobs.isEmpty()) {
            json.set("logprobs", logprobs);
        }
        out.append(JsonTree.bytes(json));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}

    private void text(int part, String text) {
        piece(part, Kind.TEXT).text.append(text);
        written += text.length();
    }

    private Piece piece(int part, Kind kind) {
        return pieces.computeIfAbsent(part, _ -> new Piece(kind, "", "", new StringBuilder()));
    }

    private JsonNode message() {
        ObjectNode message = JsonTree.object().put("role", "assistant");
        ArrayNode content = JsonTree.array();
        ArrayNode calls = JsonTree.array();
        for (Piece piece : pieces.values()) {
            switch (piece.kind) {
                case TEXT -> add("text", piece, content);
                case THINKING -> add("thinking", piece, content);
                case CALL -> call(piece, piece.text.isEmpty() ? "{}" : piece.text.toString(), calls);
                case CUSTOM_CALL ->
                    call(piece, JsonTree.text(JsonTree.object().put("input", piece.text.toString())), calls);
            }
        }
        if (!content.isEmpty() || calls.isEmpty()) {
            message.set("content", content);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!citations.isEmpty()) {
            message.set("citations", citations);
        }
        return message;
    }

    private static void add(String kind, Piece piece, ArrayNode content) {
        if (!piece.text.isEmpty()) {
            content.addObject().put("type", kind).put(kind, piece.text.toString());
        }
    }

    private static void call(Piece piece, String arguments, ArrayNode calls) {
        ObjectNode call = calls.addObject().put("id", piece.id).put("type", "function");
        call.putObject("function").put("name", piece.name).put("arguments", arguments);
    }
}
