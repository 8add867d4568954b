package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.Edits;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Recall.Turn;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that go on from what was said before, with all of it written out.
final class Histories {
    private static final byte[] REFERENCE = JsonText.ascii("item_reference");

    private Histories() {}

    /// Ids of the items that a request names instead of saying them.
    static Set<String> references(GenerationRequest request) {
        Span input = request.spans().get("input");
        if (input == null || !RequestEdits.contains(request.body(), input, REFERENCE)) {
            return Set.of();
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode item : JsonTree.read(request.body(), input.valueFrom(), input.valueTo())) {
            String id = reference(item);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static @Nullable String reference(JsonNode item) {
        return "item_reference".equals(JsonTree.string(item, "type")) ? JsonTree.string(item, "id") : null;
    }

    /// The body with the turns before it, and the items that it names.
    static byte[] body(GenerationRequest request, List<Turn> before, Map<String, ObjectNode> items) {
        ArrayNode all = JsonTree.array();
        for (Turn turn : before) {
            turn.input().forEach(item -> all.add(bare(item)));
            turn.output().forEach(item -> all.add(bare(item)));
        }
        JsonNode own = ResponseObject.member(request, "input");
        if (own != null && own.isString()) {
            all.addObject().put("type", "message").put("role", "user").put("content", own.stringValue());
        } else if (own != null) {
            for (JsonNode item : own) {
                String id = reference(item);
                ObjectNode known = id == null ? null : items.get(id);
                all.add(known == null ? item : bare(known));
            }
        }
        byte[] written = JsonTree.bytes(all);
        Edits edits = new Edits();
        Span span = request.spans().get("input");
        if (span != null) {
            edits.replace(span.valueFrom(), span.valueTo(), written);
        } else {
            int inside = 0;
            while (request.body()[inside] != '{') {
                inside++;
            }
            edits.insert(inside + 1, JsonText.concat(JsonText.member("input", written), JsonText.ascii(",")));
        }
        return edits.outbound(request.body()).toByteArray();
    }

    // Ids that the gateway gave what a client said are its own: an upstream has never heard of them.
    private static JsonNode bare(JsonNode item) {
        String id = JsonTree.string(item, "id");
        if (id == null || !id.contains(OutputItem.SAID)) {
            return item;
        }
        ObjectNode copy = item.deepCopy().asObject();
        copy.remove("id");
        return copy;
    }

    /// What a request says itself, each item with an id.
    ///
    /// @param known how many of its items stand there from before
    /// @param answer what the ids have in common
    static ArrayNode own(GenerationRequest request, int known, String answer) {
        ArrayNode items = JsonTree.array();
        JsonNode input = ResponseObject.member(request, "input");
        if (input == null) {
            return items;
        }
        if (input.isString()) {
            ObjectNode item = items.addObject();
            item.put("id", "msg_" + answer + OutputItem.SAID + "0");
            item.put("type", "message").put("role", "user").put("status", "completed");
            item.putArray("content").addObject().put("type", "input_text").put("text", input.stringValue());
            return items;
        }
        for (int i = known; i < input.size(); i++) {
            if (input.get(i) instanceof ObjectNode item) {
                items.add(said(item, answer, i - known));
            }
        }
        return items;
    }

    private static ObjectNode said(ObjectNode item, String answer, int index) {
        ObjectNode copy = item.deepCopy().asObject();
        String type = JsonTree.string(copy, "type");
        if (type == null) {
            copy.put("type", "message");
        }
        if (!copy.has("id")) {
            String kind = type == null || type.equals("message") ? "msg_" : "item_";
            copy.put("id", kind + answer + OutputItem.SAID + index);
        }
        String text = JsonTree.string(copy, "content");
        if (text != null) {
            boolean assistant = "assistant".equals(JsonTree.string(copy, "role"));
            copy.putArray("content")
                    .addObject()
                    .put("type", assistant ? "output_text" : "input_text")
                    .put("text", text);
        }
        return copy;
    }
}
