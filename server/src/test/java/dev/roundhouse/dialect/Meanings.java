package dev.roundhouse.dialect;

import dev.roundhouse.exchange.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;

/// What the events of an answer mean, whatever they are cut into.
///
/// @param texts of all parts of text, joined
/// @param thinking of all parts of thinking, joined
/// @param calls `id name arguments`, the arguments parsed
/// @param citations `start end quote url title document`
/// @param vectors with their places
/// @param ranks with their places
/// @param end finish, usage, and how it ended
@NullMarked
public record Meanings(
        String texts,
        String thinking,
        List<String> calls,
        List<String> citations,
        List<String> vectors,
        List<String> ranks,
        List<String> end) {
    /// Of these events.
    public static Meanings of(List<Event> events) {
        StringBuilder texts = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        Map<Integer, StringBuilder> calls = new LinkedHashMap<>();
        Map<Integer, StringBuilder> inputs = new LinkedHashMap<>();
        List<String> citations = new ArrayList<>();
        List<String> vectors = new ArrayList<>();
        List<String> ranks = new ArrayList<>();
        List<String> end = new ArrayList<>();
        for (Event event : events) {
            switch (event) {
                case Event.Text t -> texts.append(t.text());
                case Event.Refusal r -> texts.append(r.text());
                case Event.Thinking t -> thinking.append(t.text());
                case Event.ToolStarted t -> {
                    calls.put(t.part(), new StringBuilder(t.id() + " " + t.name() + " "));
                    inputs.put(t.part(), new StringBuilder());
                }
                case Event.ToolInput t ->
                    inputs.computeIfAbsent(t.part(), _ -> new StringBuilder()).append(t.piece());
                case Event.Cited c -> {
                    var one = c.citation();
                    citations.add(one.start() + " " + one.end() + " " + one.quote() + " " + one.url() + " "
                            + one.title() + " " + one.document());
                }
                case Event.Embedded e -> vectors.add(e.index() + " " + e.vector());
                case Event.Ranked r -> ranks.add(r.index() + " " + r.score());
                case Event.Finished f -> end.add("finished " + f.reason());
                case Event.Used u -> end.add("used " + u.usage());
                case Event.Ended _ -> end.add("ended");
                case Event.Broke b -> end.add("broke " + b.failure().message());
                default -> {}
            }
        }
        List<String> called = new ArrayList<>();
        calls.forEach((part, call) -> called.add(
                call + arguments(inputs.getOrDefault(part, new StringBuilder()).toString())));
        return new Meanings(texts.toString(), thinking.toString(), called, citations, vectors, ranks, end);
    }

    private static String arguments(String text) {
        JsonNode object = JsonTree.readObject(text);
        boolean nothing = text.isBlank() || text.equals("null");
        return nothing ? "{}" : object == null ? text : JsonTree.text(object);
    }
}
