package dev.roundhouse.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded requests to Cohere, read into the neutral form and written again: they ask the same.
class CohereRequestsTest {
    private static final Cohere COHERE = new Cohere();

    // Of the first API: `message` and `prompt`, which is not this schema.
    private static final Set<String> FIRST_API =
            Set.of("cohere-chat-271d56f67b", "cohere-chat-bbaaa3afec", "cohere-generate-d95d9b48ed");

    // Voyage's own `top_k`, which is an unknown member here.
    private static final Set<String> OTHER_SHAPE = Set.of("voyage-rerank-3be374594a", "voyage-rerank-6b50be02a3");

    @Test
    void recordedRequestsKeepTheirMeaning() {
        int kept = 0;
        int none = 0;
        List<String> wrong = new ArrayList<>();
        for (Interaction one : Corpus.of("cohere", "rerank")) {
            byte[] body = one.request();
            if (body == null || FIRST_API.contains(one.id()) || OTHER_SHAPE.contains(one.id())) {
                none++;
                continue;
            }
            try {
                check(one.id(), body);
                kept++;
            } catch (AssertionError | RuntimeException e) {
                wrong.add(one.id() + ": " + e);
            }
        }
        System.out.println("cohere requests: " + kept + " kept, " + none + " not recorded or of another shape");
        assertThat(wrong).isEmpty();
        assertThat(kept).isGreaterThan(55);
    }

    private static void check(String id, byte[] body) {
        String path = id.contains("-rerank-") ? "/v2/rerank" : id.contains("-embeddings-") ? "/v2/embed" : "/v2/chat";
        GenerationRequest request = HubTrips.understood(COHERE, path, body);
        Losses losses = new Losses();
        Outbound outbound =
                new Outbound(HubTrips.endpoint(Dialect.COHERE, request.models().getFirst()), request.stream(), losses);
        JsonNode sent = COHERE.body(COHERE.prompt(request), outbound);
        assertThat(normal(sent)).isEqualTo(normal(JsonTree.read(body)));
        assertThat(losses.all()).isEmpty();
    }

    // What says the same: nulls, a text and a list of one text, settings that are their own defaults.
    private static JsonNode normal(JsonNode json) {
        ObjectNode body = ((ObjectNode) json).deepCopy();
        body.properties().removeIf(member -> member.getValue().isNull());
        if (!body.path("stream").booleanValue(false)) {
            body.remove("stream");
        }
        body.remove("return_documents");
        body.remove("max_chunks_per_doc");
        if (body.has("input_type") && body.path("embedding_types").isEmpty()) {
            body.putArray("embedding_types").add("float");
        }
        for (JsonNode message : body.path("messages")) {
            message((ObjectNode) message);
        }
        return HubTrips.numbersAlike(body);
    }

    private static void message(ObjectNode message) {
        message.properties().removeIf(member -> member.getValue().isNull());
        JsonNode content = message.path("content");
        if (content.isString()) {
            ArrayNode list = JsonTree.array();
            list.addObject().put("type", "text").put("text", content.stringValue());
            message.set("content", list);
        }
        // An assistant that only calls says nothing.
        boolean empty = message.path("content").size() == 1
                && message.path("content").path(0).path("text").asString("x").isEmpty();
        if (empty && message.has("tool_calls")) {
            message.remove("content");
        }
    }
}
