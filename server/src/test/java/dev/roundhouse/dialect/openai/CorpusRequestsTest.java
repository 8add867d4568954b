package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that real providers took are taken, and reach the next provider with the same values.
class CorpusRequestsTest {
    @Test
    void everyRequestThatAProviderTookIsTakenAndKeepsItsValues() {
        List<String> wrong = new ArrayList<>();
        List<String> refusedLikeTheProvider = new ArrayList<>();
        int taken = 0;

        for (Interaction one : Corpus.of("openai-chat", "openai-completions")) {
            byte[] body = body(one);
            if (body == null) {
                continue;
            }
            OpenAi dialect = Samples.dialect(one.dialect());
            Reading reading = Samples.read(dialect, body);
            switch (reading) {
                case Refused(Failure failure) -> {
                    (one.status() == 200 ? wrong : refusedLikeTheProvider).add(one.id() + ": " + failure.message());
                }
                case Understood(GenerationRequest request) -> {
                    taken++;
                    JsonNode sent = Samples.json(
                            dialect.request(request, Samples.endpoint()).toByteArray());
                    if (!sent.equals(expected(body))) {
                        wrong.add(one.id() + ": sent " + sent);
                    }
                    byte[] strict = dialect.request(
                                    request, Samples.endpoint(Quirk.STRICT_FIELDS, Quirk.NO_STREAM_OPTIONS))
                            .toByteArray();
                    if (!Samples.json(strict).equals(strict(body))) {
                        wrong.add(one.id() + ": sent strictly " + new String(strict, UTF_8));
                    }
                }
            }
        }

        System.out.println("requests taken: " + taken + ", refused as their provider did: " + refusedLikeTheProvider);
        assertThat(wrong).isEmpty();
        assertThat(taken).isGreaterThan(870);
        assertThat(refusedLikeTheProvider).hasSizeLessThanOrEqualTo(3);
    }

    // Where the model stood in the path it is put into the body, as any client of ours would.
    private static byte @Nullable [] body(Interaction one) {
        if (one.request() == null) {
            return null;
        }
        ObjectNode node = (ObjectNode) Samples.json(one.request());
        if (node.hasNonNull("model")) {
            return one.request();
        }
        node.put("model", "acme/swift-1");
        return Samples.MAPPER.writeValueAsBytes(node);
    }

    private static ObjectNode expected(byte[] body) {
        ObjectNode node = (ObjectNode) Samples.json(body);
        node.put("model", "accounts/acme/swift-1");
        if (node.path("stream").asBoolean(false)) {
            node.withObject("stream_options").put("include_usage", true);
        }
        return node;
    }

    private static ObjectNode strict(byte[] body) {
        ObjectNode node = (ObjectNode) Samples.json(body);
        node.put("model", "accounts/acme/swift-1");
        if (node.path("stream").asBoolean(false)) {
            node.remove("stream_options");
        }
        node.remove(RequestShapes.ROUTER_MEMBERS);
        return node;
    }
}
