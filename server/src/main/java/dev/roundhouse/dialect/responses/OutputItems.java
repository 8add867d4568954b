package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Seal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The items of one answer as events. What a finished item holds that no event has told before is told then, so
/// that
/// hosts that leave events out, and answers that are not streamed, come to the same.
final class OutputItems {
    private static final int NONE = -1;

    private final String format;
    private final EventSink sink;
    private final Map<Place, Piece> pieces = new HashMap<>();
    private final Set<Integer> done = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Integer> callParts = new HashMap<>();
    private int parts;
    private int lastText = NONE;
    private boolean calls;
    private long searches;

    /// Where a piece stands: in which item, as what kind of thing, which of them.
    private record Place(int item, Kind kind, int index) {}

    private enum Kind {
        TEXT,
        REFUSAL,
        SUMMARY,
        THOUGHT,
        CALL
    }

    /// What has been told of a piece.
    private static final class Piece {
        private final int part;
        private boolean said;
        private boolean probable;
        private int citations;

        Piece(int part) {
            this.part = part;
        }
    }

    /// @param format of what this upstream seals
    OutputItems(String format, EventSink sink) {
        this.format = format;
        this.sink = sink;
    }

    /// Whether the client is asked to call a tool of its own.
    boolean calls() {
        return calls;
    }

    /// Searches of the web that were made.
    long searches() {
        return searches;
    }

    /// One event of a stream; those that say nothing new are passed over.
    void event(String name, JsonNode payload) {
        int item = payload.path("output_index").asInt(0);
        int index = payload.path("content_index")
                .asInt(payload.path("summary_index").asInt(0));
        switch (name) {
            case "response.output_item.added" -> added(item, payload.path("item"));
            case "response.output_item.done" -> done(item, payload.path("item"));
            case "response.output_text.delta" -> {
                Piece piece = said(new Place(item, Kind.TEXT, index), delta(payload));
                probabilities(piece, payload.path("logprobs"), true);
            }
            case "response.output_text.done" -> once(new Place(item, Kind.TEXT, index), payload, "text");
            case "response.output_text.annotation.added" ->
                cited(piece(new Place(item, Kind.TEXT, index)), payload.path("annotation"));
            case "response.refusal.delta" -> said(new Place(item, Kind.REFUSAL, index), delta(payload));
            case "response.refusal.done" -> once(new Place(item, Kind.REFUSAL, index), payload, "refusal");
            case "response.reasoning_summary_text.delta" -> said(new Place(item, Kind.SUMMARY, index), delta(payload));
            case "response.reasoning_summary_text.done" -> once(new Place(item, Kind.SUMMARY, index), payload, "text");
            case "response.reasoning_text.delta", "response.reasoning.delta" ->
                said(new Place(item, Kind.THOUGHT, index), delta(payload));
            case "response.reasoning_text.done", "response.reasoning.done" ->
                once(new Place(item, Kind.THOUGHT, index), payload, "text");
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                input(item, delta(payload));
            default -> {}
        }
    }

    private void added(int item, JsonNode value) {
        switch (type(value)) {
            case "function_call" -> start(item, value, false);
            case "custom_tool_call" -> start(item, value, true);
            default -> {}
        }
    }

    /// A finished item. A second time it says nothing.
    void done(int item, JsonNode value) {
        String id = JsonTree.string(value, "id");
        // By either name: hosts do not all count their items the same in events and at the end.
        boolean counted = !done.add(item);
        boolean named = id != null && !ids.add(id);
        if (counted || named) {
            return;
        }
        switch (type(value)) {
            case "message" -> message(item, value.path("content"));
            case "reasoning" -> reasoning(item, value);
            case "function_call" -> called(item, value, "arguments", false);
            case "custom_tool_call" -> called(item, value, "input", true);
            case "image_generation_call" -> picture(value);
            default -> whole(value);
        }
    }

    private void message(int item, JsonNode content) {
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            if (type(part).equals("refusal") || (!part.has("text") && part.has("refusal"))) {
                once(new Place(item, Kind.REFUSAL, i), part, "refusal");
                continue;
            }
            Place place = streamed(new Place(item, Kind.TEXT, i), content.size());
            once(place, part, "text");
            Piece piece = pieces.get(place);
            if (piece != null) {
                JsonNode annotations = part.path("annotations");
                for (int j = piece.citations; j < annotations.size(); j++) {
                    cited(piece, annotations.get(j));
                }
                probabilities(piece, part.path("logprobs"), false);
            }
        }
    }

    // Bedrock counts the only piece of a message behind those of the reasoning before it, but not at the end.
    private Place streamed(Place place, int size) {
        if (size > 1 || pieces.containsKey(place)) {
            return place;
        }
        for (Place other : pieces.keySet()) {
            if (other.item == place.item && other.kind == place.kind) {
                return other;
            }
        }
        return place;
    }

    private void reasoning(int item, JsonNode value) {
        JsonNode summary = value.path("summary");
        for (int i = 0; i < summary.size(); i++) {
            once(new Place(item, Kind.SUMMARY, i), summary.get(i), "text");
        }
        JsonNode content = value.path("content");
        for (int i = 0; i < content.size(); i++) {
            once(new Place(item, Kind.THOUGHT, i), content.get(i), "text");
        }
        String sealed = JsonTree.string(value, "encrypted_content");
        if (sealed == null || sealed.isEmpty()) {
            return;
        }
        SealBox.Unpacked box = SealBox.unpack(sealed); // of a gateway like this one
        Seal seal = box == null ? new Seal(format, JsonTree.string(value, "id"), null, sealed) : box.seal();
        int part = box == null ? lastOf(item) : sealedBy(box, item);
        sink.accept(new Event.Sealed(0, part == NONE ? next() : part, seal));
    }

    private int sealedBy(SealBox.Unpacked box, int item) {
        if (box.call() != null) {
            return callParts.getOrDefault(box.call(), NONE);
        }
        return box.words() ? lastText : lastOf(item);
    }

    // The seal is of the whole item and goes with its last part.
    private int lastOf(int item) {
        int part = NONE;
        for (Map.Entry<Place, Piece> entry : pieces.entrySet()) {
            if (entry.getKey().item == item) {
                part = Math.max(part, entry.getValue().part);
            }
        }
        return part;
    }

    private void called(int item, JsonNode value, String input, boolean custom) {
        start(item, value, custom);
        Piece piece = piece(new Place(item, Kind.CALL, 0));
        String all = JsonTree.string(value, input);
        if (!piece.said && all != null) {
            input(item, all);
        }
    }

    private void start(int item, JsonNode value, boolean custom) {
        Place place = new Place(item, Kind.CALL, 0);
        if (pieces.containsKey(place)) {
            return;
        }
        calls = true;
        String id = JsonTree.string(value, "call_id");
        String known = id == null || id.isEmpty() ? JsonTree.string(value, "id") : id;
        String name = Objects.requireNonNullElse(JsonTree.string(value, "name"), "");
        String stable = known == null || known.isEmpty() ? "call_" + item : known;
        Piece piece = piece(place);
        callParts.put(stable, piece.part);
        sink.accept(new Event.ToolStarted(0, piece.part, stable, name, custom));
    }

    private void input(int item, @Nullable String more) {
        Piece piece = pieces.get(new Place(item, Kind.CALL, 0));
        if (piece != null && more != null && !more.isEmpty()) {
            piece.said = true;
            sink.accept(new Event.ToolInput(0, piece.part, more));
        }
    }

    private void picture(JsonNode value) {
        String data = JsonTree.string(value, "result");
        if (data == null) {
            whole(value);
        } else {
            sink.accept(new Event.Made(0, next(), InputItems.made(value, data)));
        }
    }

    private void whole(JsonNode value) {
        if (type(value).equals("web_search_call")) {
            String action = JsonTree.string(value.path("action"), "type");
            searches += action == null || action.equals("search") ? 1 : 0;
        }
        sink.accept(new Event.Native(0, next(), Dialect.OPENAI_RESPONSES, value));
    }

    private void once(Place place, JsonNode holder, String name) {
        Piece piece = pieces.get(place);
        if (piece == null || !piece.said) {
            said(place, JsonTree.string(holder, name));
        }
    }

    private @Nullable Piece said(Place place, @Nullable String more) {
        if (more == null || more.isEmpty()) {
            return pieces.get(place);
        }
        Piece piece = piece(place);
        piece.said = true;
        lastText = place.kind == Kind.TEXT ? piece.part : lastText;
        sink.accept(
                switch (place.kind) {
                    case TEXT -> new Event.Text(0, piece.part, more);
                    case REFUSAL -> new Event.Refusal(0, piece.part, more);
                    case SUMMARY -> new Event.Thinking(0, piece.part, more, true);
                    case THOUGHT -> new Event.Thinking(0, piece.part, more, false);
                    case CALL -> new Event.ToolInput(0, piece.part, more);
                });
        return piece;
    }

    private void cited(Piece piece, JsonNode annotation) {
        piece.citations++;
        Citation citation = Contents.citation(annotation);
        if (citation != null) {
            sink.accept(new Event.Cited(0, piece.part, citation));
        }
    }

    // Deltas carry their own tokens' probabilities, a finished part all of them.
    private void probabilities(@Nullable Piece piece, JsonNode list, boolean delta) {
        if (piece != null && !list.isEmpty() && (delta || !piece.probable)) {
            piece.probable = true;
            sink.accept(new Event.Logprobs(0, list));
        }
    }

    private Piece piece(Place place) {
        return pieces.computeIfAbsent(place, _ -> new Piece(next()));
    }

    private int next() {
        return parts++;
    }

    private static String type(JsonNode value) {
        return Objects.requireNonNullElse(JsonTree.string(value, "type"), "");
    }

    private static @Nullable String delta(JsonNode payload) {
        return JsonTree.string(payload, "delta");
    }
}
