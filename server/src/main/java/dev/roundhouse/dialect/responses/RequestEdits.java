package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.Edits;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A client's own bytes for an upstream of this schema, which is asked to keep nothing: whatever a conversation goes
/// on from stands in the request already.
final class RequestEdits {
    private static final byte[] FALSE = JsonText.ascii("false");
    private static final byte[] NOT_STORED = JsonText.ascii("\"store\":false,");
    private static final byte[] REASONING = JsonText.ascii("\"reasoning\"");
    private static final int BRIEF_BYTES = 32 * 1024;

    private RequestEdits() {}

    /// Whether no large input is read for it.
    static boolean areBrief(GenerationRequest request) {
        Span input = request.spans().get("input");
        return input == null
                || input.valueTo() - input.valueFrom() <= BRIEF_BYTES
                || !contains(request.body(), input, REASONING);
    }

    /// Edits a request.
    ///
    /// @param kept whether the gateway keeps the answer, to go on from it
    static void make(
            GenerationRequest request, Endpoint endpoint, boolean kept, Edits edits, List<Span> removed) {
        byte[] body = request.body();
        Span previous = request.spans().get("previous_response_id");
        if (previous != null) {
            removed.add(previous);
        }
        int inside = 0;
        while (body[inside] != '{') {
            inside++;
        }
        Span store = request.spans().get("store");
        if (store == null) {
            edits.insert(inside + 1, NOT_STORED);
        } else {
            edits.replace(store.valueFrom(), store.valueTo(), FALSE);
        }
        if (kept && endpoint.capabilities().contains("reasoning")) {
            include(request, inside + 1, edits);
        }
        Span input = request.spans().get("input");
        if (input != null && contains(body, input, REASONING)) {
            JsonNode items = JsonTree.read(body, input.valueFrom(), input.valueTo());
            ArrayNode cleaned = cleaned(items, SealBox.formatOf(endpoint.provider()));
            if (cleaned != null) {
                edits.replace(input.valueFrom(), input.valueTo(), JsonTree.bytes(cleaned));
            }
        }
    }

    // Reasoning that is not given back sealed is lost to a model whose provider keeps nothing.
    private static void include(GenerationRequest request, int at, Edits edits) {
        Span span = request.spans().get("include");
        JsonNode said = ResponseObject.member(request, "include");
        ArrayNode names = JsonTree.array();
        if (said != null) {
            for (JsonNode name : said) {
                if (name.asString("").equals(RequestParser.SEALED)) {
                    return;
                }
                names.add(name);
            }
        }
        names.add(RequestParser.SEALED);
        if (span == null) {
            edits.insert(at, JsonText.concat(JsonText.member("include", JsonTree.bytes(names)), JsonText.ascii(",")));
        } else {
            edits.replace(span.valueFrom(), span.valueTo(), JsonTree.bytes(names));
        }
    }

    /// The items without reasoning that this upstream cannot read; null where nothing changes.
    ///
    /// @param format of what the upstream seals
    static @Nullable ArrayNode cleaned(JsonNode items, String format) {
        ArrayNode cleaned = JsonTree.array();
        boolean changed = false;
        boolean dropped = false;
        for (JsonNode item : items) {
            if (!"reasoning".equals(JsonTree.string(item, "type"))) {
                cleaned.add(item);
                continue;
            }
            String sealed = JsonTree.string(item, "encrypted_content");
            SealBox.Unpacked box = sealed == null ? null : SealBox.unpack(sealed);
            if (box != null && box.call() == null && !box.words() && box.seal().format().equals(format)) {
                ObjectNode own = item.deepCopy().asObject().put("encrypted_content", box.seal().redacted());
                if (box.seal().id() != null) {
                    own.put("id", box.seal().id());
                }
                cleaned.add(own);
                changed = true;
            } else if (box != null || (sealed == null && item.path("content").isEmpty())) {
                changed = true;
                dropped = true;
            } else {
                cleaned.add(item);
            }
        }
        if (dropped) {
            // An item's id makes OpenAI ask for the reasoning that once stood before it.
            cleaned.forEach(RequestEdits::withoutId);
        }
        return changed ? cleaned : null;
    }

    private static void withoutId(JsonNode item) {
        String type = JsonTree.string(item, "type");
        boolean named = "message".equals(type) || "function_call".equals(type) || "custom_tool_call".equals(type);
        if (named && item instanceof ObjectNode object) {
            object.remove("id");
        }
    }

    /// Whether bytes stand somewhere in a member's value.
    static boolean contains(byte[] body, Span span, byte[] wanted) {
        int last = span.valueTo() - wanted.length;
        for (int at = span.valueFrom(); at <= last; at++) {
            int i = 0;
            while (i < wanted.length && body[at + i] == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
