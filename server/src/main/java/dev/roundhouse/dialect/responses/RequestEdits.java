package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.HubDialect.Patch;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A client's own bytes for an upstream of this schema, which is asked to keep nothing: whatever a conversation
/// goes
/// on from stands in the request already.
final class RequestEdits {
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

    /// What changes in a request.
    ///
    /// @param kept whether the gateway keeps the answer, to go on from it
    static Patch make(GenerationRequest request, Endpoint endpoint, boolean kept) {
        Map<String, JsonNode> put = new HashMap<>();
        if (request.operation() == Operation.CHAT) {
            put.put("store", JsonNodeFactory.instance.booleanNode(false));
            if (kept && endpoint.capabilities().contains("reasoning")) {
                put.put("include", include(request));
            }
        }
        Span input = request.spans().get("input");
        if (input != null && contains(request.body(), input, REASONING)) {
            JsonNode items = JsonTree.read(request.body(), input.valueFrom(), input.valueTo());
            ArrayNode cleaned = cleaned(items, SealBox.formatOf(endpoint.provider()));
            if (cleaned != null) {
                put.put("input", cleaned);
            }
        }
        return new Patch(Set.of("previous_response_id"), put);
    }

    // Reasoning that is not given back sealed is lost to a model whose provider keeps nothing.
    private static ArrayNode include(GenerationRequest request) {
        ArrayNode names = JsonTree.array();
        JsonNode said = ResponseObject.member(request, "include");
        boolean there = false;
        for (JsonNode name : said == null ? JsonTree.array() : said) {
            there |= name.asString("").equals(RequestParser.SEALED);
            names.add(name);
        }
        return there ? names : names.add(RequestParser.SEALED);
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
            if (box != null
                    && box.call() == null
                    && !box.words()
                    && box.seal().format().equals(format)) {
                ObjectNode own = item.deepCopy()
                        .asObject()
                        .put("encrypted_content", box.seal().redacted());
                if (box.seal().id() != null) {
                    own.put("id", box.seal().id());
                }
                cleaned.add(own);
                changed = true;
            } else if (sealed == null ? item.path("content").isEmpty() : sealed.startsWith(SealBox.TAG)) {
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
