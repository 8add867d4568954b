package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static dev.roundhouse.admin.Offers.provider;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The catalogue as Google's clients read it.
class GeminiPagesTest {
    private final Asking asking = new Asking(new Offers()
            .provider(provider("acme").named("Acme"))
            .model(model("acme/one").named("One").gives("text").context(1_000))
            .model(model("acme/two").gives("embeddings"))
            .model(model("acme/three").gives("text"))
            .endpoint(endpoint("acme/one", "acme").price("5", "25").context(900, 100))
            .endpoint(endpoint("acme/two", "acme").price("5", "25"))
            .endpoint(endpoint("acme/three", "acme").price("5", "25"))
            .snapshot("s1"));

    @Test
    void modelsComeAPageAtATime() {
        JsonNode first = asking.json("/v1beta/models?pageSize=2");
        JsonNode second = asking.json("/v1beta/models?pageSize=2&pageToken="
                + first.path("nextPageToken").asString(""));

        assertThat(first.path("models").size()).isEqualTo(2);
        assertThat(second.path("models").size()).isEqualTo(1);
        assertThat(second.has("nextPageToken")).isFalse();
    }

    @Test
    void aModelHasWhatGooglesHave() {
        JsonNode one = asking.json("/v1beta/models/acme/one");
        JsonNode two = asking.json("/v1beta/models/acme/two");

        assertThat(one.path("name").asString("")).isEqualTo("models/acme/one");
        assertThat(one.path("displayName").asString("")).isEqualTo("One");
        assertThat(one.path("inputTokenLimit").asInt()).isEqualTo(900);
        assertThat(one.path("outputTokenLimit").asInt()).isEqualTo(100);
        assertThat(one.path("supportedGenerationMethods").toString()).contains("generateContent", "countTokens");
        assertThat(two.path("supportedGenerationMethods").toString()).contains("embedContent");
    }
}
