package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says a conversation as Google's request.
final class RequestWriter {
    private RequestWriter() {}

    /// The body for an endpoint.
    static ObjectNode body(Prompt.Chat chat, Outbound outbound) {
        ObjectNode body = chat(chat, outbound);
        if (outbound.operation() != Operation.COUNT || Vertex.is(outbound.endpoint())) {
            return body;
        }
        // What AI Studio counts beside contents must be a whole request.
        ObjectNode request =
                JsonTree.object().put("model", "models/" + outbound.endpoint().upstreamId());
        request.setAll(body);
        ObjectNode counted = JsonTree.object();
        counted.set("generateContentRequest", request);
        return counted;
    }

    private static ObjectNode chat(Prompt.Chat chat, Outbound outbound) {
        ModelTraits traits = ModelTraits.of(outbound.endpoint());
        boolean own = chat.from() == Dialect.GEMINI;
        ObjectNode body = JsonTree.object();
        // Vertex AI's stable version learnt ids with the third generation.
        boolean ids = !Vertex.is(outbound.endpoint()) || traits.version() >= 3;
        new ContentWriter(own, ids, traits, outbound.losses()).write(chat, body);
        new ToolWriter(traits, outbound.losses()).write(chat, body);
        ObjectNode config = new ConfigWriter(chat, outbound, traits).write();
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        tier(chat, outbound, body);
        if (own) {
            merge(chat.extras(), body);
        }
        return body;
    }

    private static void tier(Prompt.Chat chat, Outbound outbound, ObjectNode body) {
        String tier = chat.serviceTier();
        if (tier == null || tier.equals("auto")) {
            return;
        }
        if (Vertex.is(outbound.endpoint())) {
            outbound.losses().dropped("service_tier", "Vertex AI takes it in a header");
        } else {
            body.put("serviceTier", tier.equals("default") ? "standard" : tier);
        }
    }

    // What a Gemini client said beyond the neutral form, next to what was said anew.
    private static void merge(ObjectNode extras, ObjectNode body) {
        for (Map.Entry<String, JsonNode> extra : extras.properties()) {
            if (extra.getValue() instanceof ObjectNode more && body.get(extra.getKey()) instanceof ObjectNode there) {
                merge(more, there);
            } else if (!body.has(extra.getKey())) {
                body.set(extra.getKey(), extra.getValue());
            }
        }
    }
}
