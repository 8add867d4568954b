package dev.roundhouse.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.exchange.GenerationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Requests of Cohere's and Ollama's clients as they leave to upstreams of both. What is lost on the way stands
/// in the
/// member `lost`. With `-Dgolden.update=true` the files are written anew.
class CohereOllamaGoldenTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final List<HubDialect> DIALECTS = List.of(new Cohere(), new Ollama(() -> 0));

    @TestFactory
    Stream<DynamicTest> requestsLeaveAsTheFilesSay() {
        return DIALECTS.stream()
                .flatMap(from -> DIALECTS.stream()
                        .map(to -> DynamicTest.dynamicTest(
                                from.name().wireName() + " to " + to.name().wireName(), () -> check(from, to))));
    }

    private static void check(HubDialect from, HubDialect to) throws IOException {
        Path folder = GOLDEN.resolve(from.name().wireName());
        String path = from.name() == Dialect.COHERE ? "/v2/chat" : "/api/chat";
        GenerationRequest request = HubTrips.understood(from, path, Files.readAllBytes(folder.resolve("full.json")));
        Losses losses = new Losses();
        Outbound outbound = new Outbound(HubTrips.endpoint(to.name(), "upstream-swift"), request.stream(), losses);
        var sent = JsonTree.object();
        sent.set("sent", to.body(from.prompt(request), outbound));
        var lost = sent.putArray("lost");
        for (Losses.Loss loss : losses.all()) {
            lost.add((loss.adapted() ? "adapted " : "dropped ") + loss.feature() + ": " + loss.reason());
        }
        Path golden = folder.resolve("full." + to.name().wireName() + ".json");
        if (Boolean.getBoolean("golden.update")) {
            Files.write(golden, (MAPPER.writeValueAsString(sent) + "\n").getBytes(UTF_8));
        }
        assertThat(HubTrips.numbersAlike(sent))
                .isEqualTo(HubTrips.numbersAlike(JsonTree.read(Files.readAllBytes(golden))));
    }
}
