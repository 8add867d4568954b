package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.JsonTree;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One item of an answer that is being told to a client.
final class OutputItem {
    /// What the ids of items have in them that a client said, not a model.
    static final String SAID = "_said";

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
}
