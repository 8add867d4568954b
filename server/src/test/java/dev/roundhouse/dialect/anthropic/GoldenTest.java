package dev.roundhouse.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.Seals;
import dev.roundhouse.dialect.Translation;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Files in, files out, between clients and upstreams of this schema. `-Dgolden.update=true` writes the second
/// anew.
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/anthropic-messages");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final Translation SPLICE = new Dialects(
                    List.of(Dialects.Entry.hub(Samples.DIALECT)), new Seals(() -> Instant.EPOCH))
            .between(Dialect.ANTHROPIC_MESSAGES, Operation.CHAT, Dialect.ANTHROPIC_MESSAGES)
            .orElseThrow();

    @TestFactory
    Stream<DynamicTest> requestsReachAnUpstreamAsGolden() {
        Endpoint vertex = Samples.endpoint("claude-sonnet-4-5@20250929", "/v1/publishers/anthropic", 64_000, Set.of());
        return inputs("requests", ".json").flatMap(input -> {
            GenerationRequest request = Samples.understood(read(input));
            return Stream.of(
                    dynamicTest(
                            input.getFileName() + " directly",
                            () -> assertGolden(input, ".anthropic-messages.json", sent(request, Samples.endpoint()))),
                    dynamicTest(
                            input.getFileName() + " on Vertex AI",
                            () -> assertGolden(input, ".vertex.json", sent(request, vertex))));
        });
    }

    @TestFactory
    Stream<DynamicTest> answersReachAClientAsGolden() {
        return Stream.of(".json", ".sse")
                .flatMap(kind -> inputs("answers", kind)
                        .map(input -> dynamicTest(
                                input.getFileName().toString(),
                                () -> assertGolden(
                                        input, ".client" + kind, answered(read(input), kind.equals(".sse"))))));
    }

    private static String sent(GenerationRequest request, Endpoint endpoint) {
        return new String(SPLICE.request(request, endpoint).toByteArray(), UTF_8);
    }

    private static String answered(String answer, boolean stream) {
        GenerationRequest request = Samples.understood("{\"model\":\"m\",\"messages\":[],\"stream\":" + stream + "}");
        AnswerReader reader = SPLICE.answer(request, Samples.endpoint(), Samples.terms(stream));
        ByteSink out = new ByteSink(256);
        byte[] bytes = answer.getBytes(UTF_8);
        reader.read(bytes, 0, bytes.length, out);
        reader.end();
        Usage usage = reader.summary().usage();
        reader.finish(usage == null ? Usage.NONE : usage, Samples.CHARGE, out);
        return new String(out.take(), UTF_8);
    }

    private static Stream<Path> inputs(String folder, String kind) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            // `a.json` goes in; `a.something.json` comes out.
            return files
                    .filter(file -> file.toString().endsWith(kind)
                            && file.getFileName().toString().indexOf('.')
                                    == file.getFileName().toString().lastIndexOf('.'))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertGolden(Path input, String suffix, String made) {
        String name = input.getFileName().toString();
        Path golden = input.resolveSibling(name.substring(0, name.lastIndexOf('.')) + suffix);
        try {
            if (UPDATE) {
                Files.writeString(golden, made);
            }
            assertThat(made).as(golden.toString()).isEqualTo(Files.readString(golden));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
