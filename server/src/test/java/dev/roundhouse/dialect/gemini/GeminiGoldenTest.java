package dev.roundhouse.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.Seals;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Files in, files out. `-Dgolden.update=true` writes the second anew.
class GeminiGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/gemini");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    @TestFactory
    Stream<DynamicTest> requestsReachOtherUpstreamsAsGolden() {
        return Stream.of("full", "snake").flatMap(name -> {
            Prompt prompt = Samples.GEMINI.prompt(Samples.understood("generateContent", read(name + ".json")));
            return Stream.of(
                    dynamicTest(
                            name + " to gemini",
                            () -> assertGolden(
                                    name + ".gemini.json", pretty(Samples.sent(prompt, "gemini-2.5-flash")))),
                    dynamicTest(name + " to openai-chat", () -> {
                        Losses losses = new Losses();
                        ObjectNode sent = (ObjectNode)
                                new OpenAiChat().body(prompt, new Outbound(Samples.endpoint("swift-1"), false, losses));
                        assertGolden(name + ".openai-chat.json", pretty(sent));
                    }));
        });
    }

    @Test
    void anAnswerReachesAClientAsGolden() throws IOException {
        String answer = read("answer.sse");
        List<Event> events = Heard.events(true, answer);
        GenerationRequest whole =
                Samples.understood("generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}");

        assertGolden("answer.client.json", pretty((ObjectNode) JsonTree.read(Heard.said(whole, false, events))));
        assertGolden("answer.client.sse", new String(Heard.said(Samples.streamed("alt=sse"), true, events), UTF_8));
        assertGolden("answer.spliced.sse", spliced(answer));
    }

    private static String spliced(String answer) {
        Dialects dialects =
                new Dialects(List.of(Dialects.Entry.hub(Samples.GEMINI)), new Seals(InstantSource.system()));
        Endpoint endpoint = Samples.endpoint("gemini-3-flash");
        AnswerReader reader = dialects.between(Samples.streamed("alt=sse"), Dialect.GEMINI)
                .orElseThrow()
                .answer(Samples.streamed("alt=sse"), endpoint, Samples.terms(true));
        ByteSink out = new ByteSink(64);
        byte[] bytes = answer.getBytes(UTF_8);
        reader.read(bytes, 0, bytes.length, out);
        reader.end();
        Usage usage = Objects.requireNonNull(reader.summary().usage());
        reader.finish(usage, Samples.CHARGE, out);
        return new String(out.take(), UTF_8);
    }

    private static String pretty(ObjectNode json) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static void assertGolden(String name, String got) throws IOException {
        Path golden = FOLDER.resolve(name);
        if (UPDATE) {
            Files.writeString(golden, got);
        }
        assertThat(got.replace("\r\n", "\n")).isEqualTo(Files.readString(golden).replace("\r\n", "\n"));
    }

    private static String read(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
