package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One item of an answer that is being told to a client.
final class OutputItem {
    /// What the ids of items have in them that a client said, not a model.
    static final String SAID = "_said";

    private static final Set<String> OF_PICTURES =
            Set.of("id", "status", "action", "background", "output_format", "quality", "revised_prompt", "size");

    /// What an item is.
    enum Kind {
        MESSAGE("msg_"),
        REASONING("rs_"),
        CALL("fc_"),
        CUSTOM("ctc_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /// What a part of an item is.
    enum Piece {
        TEXT,
        REFUSAL,
        SUMMARY,
        THOUGHT,
        INPUT
    }

    final Kind kind;
    final int index;
    final ObjectNode json = JsonTree.object();

    // Of a message the open part; of reasoning too; of calls their input.
    private final StringBuilder open = new StringBuilder();

    @Nullable
    ObjectNode part;

    Piece piece = Piece.TEXT;
    int partNumber = -1;
    boolean done;

    /// Whether the upstream, which knows no free text, was told of a function with one text instead.
    boolean wrapped;

    /// @param answer what the ids of an answer's items have in common
    OutputItem(Kind kind, int index, String answer) {
        this.kind = kind;
        this.index = index;
        json.put("id", kind.prefix + answer + "_" + index);
        switch (kind) {
            case MESSAGE -> {
                json.put("type", "message").put("status", "in_progress");
                json.putArray("content");
                json.put("role", "assistant");
            }
            case REASONING -> {
                json.put("type", "reasoning");
                json.putArray("summary");
            }
            case CALL ->
                json.put("type", "function_call").put("status", "in_progress").put("arguments", "");
            case CUSTOM ->
                json.put("type", "custom_tool_call")
                        .put("status", "in_progress")
                        .put("input", "");
        }
    }

    String id() {
        return json.path("id").stringValue();
    }

    /// The list that a piece stands in.
    ArrayNode list(Piece of) {
        String name = of == Piece.SUMMARY ? "summary" : "content";
        return json.path(name) instanceof ArrayNode list ? list : json.putArray(name);
    }

    /// Where the open part stands in its list.
    int position() {
        return list(piece).size() - 1;
    }

    void append(String more) {
        open.append(more);
    }

    /// What was gathered for the open part.
    String text() {
        return open.toString();
    }

    void clear() {
        open.setLength(0);
    }

    /// A part that is empty yet.
    static ObjectNode part(Piece piece) {
        ObjectNode part = JsonTree.object();
        switch (piece) {
            case TEXT -> {
                part.put("type", "output_text").putArray("annotations");
                part.putArray("logprobs");
                part.put("text", "");
            }
            case REFUSAL -> part.put("type", "refusal").put("refusal", "");
            case SUMMARY -> part.put("type", "summary_text").put("text", "");
            case THOUGHT -> part.put("type", "reasoning_text").put("text", "");
            case INPUT -> {}
        }
        return part;
    }

    /// The free text in a function's arguments.
    static String unwrapped(String arguments) {
        ObjectNode object = JsonTree.readObject(arguments);
        String input = object == null ? null : JsonTree.string(object, "input");
        return input == null ? arguments : input;
    }

    /// A picture that a model made, as an item; null for what has no item here.
    static @Nullable ObjectNode picture(Part.Made made, String id) {
        Media media = made.media();
        if (media.kind() != Media.Kind.IMAGE || !(media.source() instanceof Media.Base64(String data))) {
            return null;
        }
        ObjectNode item = JsonTree.object().put("id", id).put("type", "image_generation_call");
        item.put("status", "completed");
        item.put("output_format", media.type() == null ? "png" : media.type().replace("image/", ""));
        made.extras().properties().forEach(member -> {
            if (OF_PICTURES.contains(member.getKey())) {
                item.set(member.getKey(), member.getValue());
            }
        });
        return item.put("result", data);
    }
}
