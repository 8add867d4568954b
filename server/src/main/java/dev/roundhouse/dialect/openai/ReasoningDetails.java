package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `reasoning_details`, OpenRouter's list of what a model thought and of what its provider wants back.
///
/// | item | thinking |
/// |---|---|
/// | `reasoning.text` {text, signature} | text and signature of one part; pieces of one `index` belong together |
/// | `reasoning.summary` {summary} | text that is a summary |
/// | `reasoning.encrypted` {data, id} | of OpenAI and its like: seals the summary before it, or is a part of its
/// own |
/// | the same, of Anthropic | redacted thinking, a part of its own |
/// | the same, of Gemini | the signature of the call whose id it has; without an id, of the first call or of the
/// text |
final class ReasoningDetails {
    static final String TEXT = "reasoning.text";
    static final String SUMMARY = "reasoning.summary";
    static final String ENCRYPTED = "reasoning.encrypted";

    /// What a message's details say.
    ///
    /// @param loose Gemini's seals with the id that each came with, empty where none
    record Read(List<Part.Thinking> thinking, List<Loose> loose) {}

    /// A seal that belongs to another part of the message.
    record Loose(@Nullable String id, Seal seal) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final List<Loose> loose = new ArrayList<>();

    private static final class Piece {
        final StringBuilder text = new StringBuilder();
        final boolean summary;
        final int index;

        @Nullable
        Seal seal;

        Piece(boolean summary, int index) {
            this.summary = summary;
            this.index = index;
        }
    }

    private ReasoningDetails() {}

    /// Reads the list of a message.
    static Read read(JsonNode details) {
        ReasoningDetails read = new ReasoningDetails();
        for (JsonNode item : details) {
            read.item(item);
        }
        List<Part.Thinking> thinking = read.pieces.stream()
                .map(p -> new Part.Thinking(p.text.toString(), p.summary, p.seal))
                .toList();
        return new Read(thinking, read.loose);
    }

    private void item(JsonNode item) {
        String type = JsonTree.string(item, "type");
        Seal seal = seal(item);
        if (seal != null && isGemini(seal)) {
            loose.add(new Loose(JsonTree.string(item, "id"), seal));
            seal = null;
        }
        String text = text(item);
        if (ENCRYPTED.equals(type)) {
            if (seal != null) {
                sealed(seal);
            }
            return;
        }
        if (text.isEmpty() && seal == null) {
            return;
        }
        Piece piece = piece(SUMMARY.equals(type), item.path("index").asInt(-1));
        piece.text.append(text);
        piece.seal = seal == null ? piece.seal : seal;
    }

    private void sealed(Seal seal) {
        Piece last = pieces.isEmpty() ? null : pieces.getLast();
        boolean summarised = last != null && last.summary && last.seal == null && !Seal.ANTHROPIC.equals(seal.format());
        if (last == null || !summarised) {
            last = new Piece(false, -1);
            pieces.add(last);
        }
        last.seal = seal;
    }

    private Piece piece(boolean summary, int index) {
        Piece last = pieces.isEmpty() ? null : pieces.getLast();
        if (last != null && last.seal == null && last.summary == summary && (last.index == index || index < 0)) {
            return last;
        }
        Piece fresh = new Piece(summary, index);
        pieces.add(fresh);
        return fresh;
    }

    static boolean isGemini(Seal seal) {
        return seal.format().equals(Seal.GEMINI);
    }

    /// The text in an item; empty when there is none.
    static String text(JsonNode item) {
        String text = JsonTree.string(item, "text");
        String summary = JsonTree.string(item, "summary");
        return text != null ? text : summary == null ? "" : summary;
    }

    /// The seal in an item; null when there is none.
    static @Nullable Seal seal(JsonNode item) {
        String said = JsonTree.string(item, "format");
        String format = said == null ? Seal.UNKNOWN : said;
        String id = JsonTree.string(item, "id");
        String data = JsonTree.string(item, "data");
        String signature = JsonTree.string(item, "signature");
        if (data != null && !data.isEmpty()) {
            // Gemini's are signatures, whatever they are called here; its id is the call's, not the reasoning's.
            return format.equals(Seal.GEMINI) ? new Seal(format, null, data, null) : new Seal(format, id, null, data);
        }
        return signature == null || signature.isEmpty() ? null : new Seal(format, id, signature, null);
    }

    /// The items that say a message's thinking, and the seals of its other parts.
    static ArrayNode write(List<Part> parts) {
        ArrayNode items = JsonTree.array();
        int index = 0;
        for (Part part : parts) {
            int before = items.size();
            switch (part) {
                case Part.Thinking(String text, boolean summary, Seal seal) -> {
                    thinking(items, text, summary, seal);
                }
                case Part.ToolCall call
                when call.seal() != null ->
                    items.add(loose(
                            call.seal(),
                            isGemini(call.seal()) ? call.id() : call.seal().id()));
                case Part.Text said
                when said.seal() != null ->
                    items.add(loose(said.seal(), said.seal().id()));
                default -> {}
            }
            for (int i = before; i < items.size(); i++) {
                ((ObjectNode) items.get(i)).put("index", index);
            }
            index += items.size() > before ? 1 : 0;
        }
        return items;
    }

    private static void thinking(ArrayNode items, String text, boolean summary, @Nullable Seal seal) {
        String signature = seal == null ? null : seal.signature();
        if (!text.isEmpty() || signature != null) {
            ObjectNode item = piece(text, summary);
            item.put("format", seal == null ? Seal.UNKNOWN : seal.format());
            if (seal != null && signature != null) {
                item.put("signature", signature);
                if (seal.id() != null) {
                    item.put("id", seal.id());
                }
            }
            items.add(item);
        }
        if (seal != null && seal.redacted() != null) {
            items.add(loose(seal, seal.id()));
        }
    }

    /// An item with a piece of thinking in it.
    static ObjectNode piece(String text, boolean summary) {
        return JsonTree.object().put("type", summary ? SUMMARY : TEXT).put(summary ? "summary" : "text", text);
    }

    /// An item with a signature over thinking in it.
    static ObjectNode signature(Seal seal) {
        ObjectNode item = JsonTree.object()
                .put("type", TEXT)
                .put("signature", seal.signature())
                .put("format", seal.format());
        return seal.id() == null ? item : item.put("id", seal.id());
    }

    /// An item with a seal in it that stands by itself.
    ///
    /// @param id the reasoning's, or that of the call that it signs; null none
    static ObjectNode loose(Seal seal, @Nullable String id) {
        ObjectNode item = JsonTree.object()
                .put("type", ENCRYPTED)
                .put("data", seal.redacted() == null ? seal.signature() : seal.redacted())
                .put("format", seal.format());
        return id == null ? item : item.put("id", id);
    }

    /// Gives Gemini's seals to the parts that they sign.
    static List<Part> joined(List<Part> parts, List<Loose> loose) {
        if (loose.isEmpty()) {
            return parts;
        }
        List<Part> all = new ArrayList<>(parts);
        List<Part> alone = new ArrayList<>(0);
        for (Loose one : loose) {
            int at = place(parts, one.id());
            if (at < 0) {
                alone.add(new Part.Thinking("", false, one.seal()));
            } else {
                all.set(at, sealed(all.get(at), one.seal()));
            }
        }
        all.addAll(0, alone);
        return all;
    }

    private static int place(List<Part> parts, @Nullable String id) {
        int call = -1;
        int text = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.ToolCall one) {
                if (one.id().equals(id)) {
                    return i;
                }
                call = call < 0 ? i : call;
            }
            text = parts.get(i) instanceof Part.Text ? i : text;
        }
        return call >= 0 ? call : text;
    }

    private static Part sealed(Part part, Seal seal) {
        return switch (part) {
            case Part.ToolCall c -> new Part.ToolCall(c.id(), c.name(), c.arguments(), c.custom(), seal, c.cache());
            case Part.Text t -> new Part.Text(t.text(), t.citations(), seal, t.cache());
            default -> part;
        };
    }
}
