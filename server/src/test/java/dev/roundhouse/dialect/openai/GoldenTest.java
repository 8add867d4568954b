package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Files in, files out. `-Dgolden.update=true` writes the second anew.
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/openai-chat");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final List<HubUpstream> OTHERS = List.of(
            Samples.CHAT,
            new AnthropicMessages(),
            new Gemini(),
            new OpenAiResponses(InstantSource.system(), false),
            new BedrockConverse(InstantSource.system()),
            new Cohere(),
            new Ollama(() -> 0));

    @TestFactory
    Stream<DynamicTest> requestsReachAnEndpointAsGolden() throws IOException {
        return inputs("requests", ".json").flatMap(input -> {
            GenerationRequest request = Samples.understood(read(input));
            return Stream.of(
                    dynamicTest(
                            input.getFileName() + " as it is",
                            () -> assertGolden(input, ".openai-chat.json", send(request))),
                    dynamicTest(
                            input.getFileName() + " to a strict provider",
                            () -> assertGolden(
                                    input,
                                    ".strict.json",
                                    send(
                                            request,
                                            Quirk.STRICT_FIELDS,
                                            Quirk.MAX_COMPLETION_TOKENS_ONLY,
                                            Quirk.NO_DEVELOPER_ROLE,
                                            Quirk.NO_STREAM_OPTIONS))));
        });
    }

    @TestFactory
    Stream<DynamicTest> requestsLeaveToOtherDialectsAsGolden() throws IOException {
        return inputs("requests", ".json").flatMap(input -> {
            GenerationRequest request = Samples.understood(read(input));
            // What has parts that nobody else can say goes to its own dialect only.
            boolean common = input.getFileName().toString().startsWith("crossing");
            return OTHERS.stream()
                    .filter(other -> common || other == Samples.CHAT)
                    .map(other -> {
                        String name = other.name().wireName();
                        return dynamicTest(input.getFileName() + " to " + name, () -> {
                            Endpoint endpoint = HubTrips.endpoint(other.name(), "swift-1");
                            Outbound outbound = new Outbound(endpoint, request.stream(), new Losses());
                            String body = JsonTree.read(
                                            JsonTree.bytes(other.body(Samples.CHAT.prompt(request), outbound)))
                                    .toPrettyString();
                            // The chat dialect itself has another file: its own bytes.
                            String suffix = other.name() == Dialect.OPENAI_CHAT ? ".hub.json" : "." + name + ".json";
                            assertGolden(input, suffix, body + "\n");
                        });
                    });
        });
    }

    @TestFactory
    Stream<DynamicTest> answersReachAClientAsGolden() throws IOException {
        return Stream.of(".json", ".sse")
                .flatMap(kind -> inputs("answers", kind)
                        .map(input -> dynamicTest(input.getFileName().toString(), () -> {
                            Fed fed = Fed.whole(
                                    Samples.CHAT,
                                    Samples.terms(kind.equals(".sse"), true),
                                    read(input).getBytes(UTF_8));
                            assertGolden(input, ".client" + kind, new String(fed.all(), UTF_8));
                        })));
    }

    @TestFactory
    Stream<DynamicTest> errorsReachAClientAsGolden() throws IOException {
        return inputs("errors", ".json")
                .map(input -> dynamicTest(input.getFileName().toString(), () -> {
                    var fault = Samples.CHAT.refusal(
                            Samples.endpoint(), 429, read(input).getBytes(UTF_8), 30);
                    String both = new String(Samples.CHAT.error(fault, Surface.OPENROUTER, "gen-1"), UTF_8)
                            + "\n"
                            + new String(Samples.CHAT.error(fault, Surface.VENDOR, "gen-1"), UTF_8);
                    assertGolden(input, ".client.jsonl", both);
                }));
    }

    private static String send(GenerationRequest request, Quirk... quirks) {
        return new String(
                Samples.CHAT.request(request, Samples.endpoint(quirks)).toByteArray(), UTF_8);
    }

    // Inputs have one dot in their names, what comes of them has two.
    private static Stream<Path> inputs(String folder, String kind) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            List<Path> inputs = files.filter(
                            file -> file.getFileName().toString().matches("[a-z-]+\\" + kind))
                    .sorted()
                    .toList();
            assertThat(inputs).isNotEmpty();
            return inputs.stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
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

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
