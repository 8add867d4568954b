package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static dev.roundhouse.admin.Offers.provider;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OllamaPagesTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final List<Route> routes = new OllamaPages(new Asking(new Offers()
                            .provider(provider("open"))
                            .provider(provider("closed").closed("CLOSED_API_KEY is not set"))
                            .model(model("acme/swift")
                                    .takes("text", "image")
                                    .context(8_192)
                                    .created("2026-06-01")
                                    .parameters("tools")
                                    .reasons("low"))
                            .model(model("acme/shut"))
                            .model(model("acme/vectors").gives("embeddings"))
                            .endpoint(endpoint("acme/swift", "open").price("1", "2"))
                            .endpoint(endpoint("acme/shut", "closed").price("1", "2"))
                            .endpoint(endpoint("acme/vectors", "open").price("1", "2"))
                            .snapshot("s1"))
                    .pages())
            .routes();

    @Test
    void modelsThatCanBeUsedAreListed() {
        List<String> names = new ArrayList<>();
        for (JsonNode one : json(answer("/api/tags", "")).path("models")) {
            names.add(one.path("name").asString(""));
            assertThat(one.path("digest").asString("")).hasSize(64);
        }

        assertThat(names).containsExactly("acme/swift", "acme/vectors");
    }

    @Test
    void aModelIsShownWithWhatItCanDo() {
        JsonNode swift = json(answer("/api/show", "{\"model\":\"acme/swift\"}"));
        JsonNode vectors = json(answer("/api/show", "{\"name\":\"acme/vectors\"}"));

        assertThat(swift.path("capabilities").toString())
                .isEqualTo("[\"completion\",\"tools\",\"vision\",\"thinking\"]");
        assertThat(swift.at("/model_info/acme.context_length").asLong(0)).isEqualTo(8_192);
        assertThat(swift.path("modified_at").asString("")).isEqualTo("2026-06-01T00:00:00Z");
        assertThat(vectors.path("capabilities").toString()).isEqualTo("[\"embedding\"]");
    }

    @Test
    void whatIsUnknownIsToldInOllamasWay() {
        assertThat(answer("/api/show", "{\"model\":\"acme/swifty\"}").status()).isEqualTo(404);
        assertThat(json(answer("/api/show", "{\"model\":\"acme/swifty\"}"))
                        .path("error")
                        .asString(""))
                .startsWith("model 'acme/swifty' not found");
        assertThat(answer("/api/show", "no json").status()).isEqualTo(400);
    }

    @Test
    void aVersionIsTold() {
        assertThat(json(answer("/api/version", "")).path("version").asString(""))
                .isNotEmpty();
    }

    private Page.Content answer(String path, String body) {
        Route route = routes.stream()
                .filter(one -> one.pattern().equals(path))
                .findFirst()
                .orElseThrow();
        Page.Query query = new Page.Query(path, Map.of(), Map.of(), Map.of(), null, body.getBytes(UTF_8));
        return (Page.Content) route.page().answer(query);
    }

    private static JsonNode json(Page.Content content) {
        return MAPPER.readTree(content.body());
    }
}
