package dev.roundhouse.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Seals;
import dev.roundhouse.dialect.Translation;
import dev.roundhouse.dialect.UpstreamDialect;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Files in, files out: each request of this schema to upstreams of this and of others, with what they are not
/// told.
/// `-Dgolden.update=true` writes the latter anew.
class ResponsesGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/openai-responses");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final List<UpstreamDialect> UPSTREAMS =
            List.of(Samples.DIALECT, new OpenAiChat(), new AnthropicMessages(), new Gemini());

    private final Dialects dialects = new Dialects(
            List.of(
                    Dialects.Entry.hub(Samples.DIALECT),
                    Dialects.Entry.of(new OpenAiChat()),
                    Dialects.Entry.hub(new AnthropicMessages()),
                    Dialects.Entry.hub(new Gemini())),
            new Seals(() -> Instant.EPOCH));

    @TestFactory
    Stream<DynamicTest> requestsLeaveAsGolden() {
        return inputs().flatMap(input -> UPSTREAMS.stream()
                .map(upstream -> dynamicTest(
                        input.getFileName() + " to " + upstream.name().wireName(),
                        () -> assertGolden(input, "." + upstream.name().wireName() + ".json", sent(input, upstream)))));
    }

    private String sent(Path input, UpstreamDialect upstream) throws IOException {
        ClientDialect client = Samples.DIALECT;
        GenerationRequest request = Samples.understood(Files.readString(input));
        Translation way =
                dialects.between(client.name(), Operation.CHAT, upstream.name()).orElseThrow();
        Endpoint endpoint = Samples.endpoint("acme");
        StringBuilder sent = new StringBuilder(PRETTY.writeValueAsString(
                sorted(PRETTY.readTree(way.request(request, endpoint).toByteArray()))));
        for (Losses.Loss loss : way.losses(request, endpoint).all()) {
            sent.append("\n// ")
                    .append(loss.adapted() ? "adapted " : "dropped ")
                    .append(loss.feature())
                    .append(": ")
                    .append(loss.reason());
        }
        return sent.append('\n').toString();
    }

    // The order of members means nothing, and a splice promises none for those it adds.
    private static Object sorted(JsonNode body) {
        Map<String, JsonNode> members = new TreeMap<>();
        body.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    // Inputs have one dot in their names, what comes of them has two.
    private static Stream<Path> inputs() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> inputs = files.filter(
                            file -> file.getFileName().toString().matches("[a-z-]+\\.json"))
                    .sorted()
                    .toList();
            assertThat(inputs).isNotEmpty();
            return inputs.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertGolden(Path input, String suffix, String got) throws IOException {
        String name = input.getFileName().toString();
        Path golden = input.resolveSibling(name.substring(0, name.lastIndexOf('.')) + suffix);
        if (UPDATE) {
            Files.writeString(golden, got);
        }
        assertThat(got).isEqualTo(Files.readString(golden));
    }
}
