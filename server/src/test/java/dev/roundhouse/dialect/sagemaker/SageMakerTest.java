package dev.roundhouse.dialect.sagemaker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.ToolChoice;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Containers behind SageMaker's envelope.
class SageMakerTest {
    private static final SageMaker SAGEMAKER = new SageMaker(null);

    @Test
    void theEndpointStandsInThePath() {
        assertThat(SAGEMAKER.path(endpoint(), Operation.CHAT, false)).isEqualTo("/endpoints/my-llama/invocations");
        assertThat(SAGEMAKER.path(endpoint(), Operation.CHAT, true))
                .isEqualTo("/endpoints/my-llama/invocations-response-stream");
    }

    @Test
    void aConversationIsOneTextWithTheModelsMarks() {
        JsonNode body = SAGEMAKER.body(chat(), new Outbound(endpoint(), true, new Losses()));

        assertThat(body.get("inputs").stringValue())
                .startsWith("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nbe brief<|eot_id|>")
                .endsWith("hello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(body.get("parameters").get("max_new_tokens").intValue()).isEqualTo(9);
        assertThat(body.get("parameters").get("return_full_text").booleanValue())
                .isFalse();
        assertThat(body.get("stream").booleanValue()).isTrue();
    }

    @Test
    void partsThatCutTheContainersStreamAnywhereAreJoined() {
        String stream = """
                data:{"token":{"text":"Hé","special":false},"generated_text":null,"details":null}

                data:{"token":{"text":"llo","special":false},"generated_text":null,"details":null}

                data:{"token":{"text":"</s>","special":true},"generated_text":"Héllo","details":{"finish_reason":"length",
                data:"generated_tokens":3,"input_length":5}}

                """;
        byte[] bytes = stream.getBytes(UTF_8);
        for (int size : new int[] {1, 7, 50, bytes.length}) {
            assertThat(events(parts(bytes, size), true))
                    .containsSubsequence(
                            new Event.Text(0, 0, "Hé"),
                            new Event.Text(0, 0, "llo"),
                            new Event.Finished(0, FinishReason.LENGTH, "length", null),
                            new Event.Used(new Usage(5, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, false)),
                            new Event.Ended());
        }
    }

    @Test
    void aStreamOfLinesIsReadToo() {
        byte[] lines = """
                {"token":{"id":1,"text":"Hi"}}
                {"token":{"id":2,"text":"!"},"generated_text":"Hi!","details":{"finish_reason":"eos_token"}}
                """.getBytes(UTF_8);

        assertThat(events(parts(lines, 3), true))
                .containsSubsequence(new Event.Text(0, 0, "Hi"), new Event.Text(0, 0, "!"), new Event.Ended());
    }

    @Test
    void anAnswerInAListIsRead() {
        assertThat(events("[{\"generated_text\":\"Hi\"}]".getBytes(UTF_8), false))
                .contains(new Event.Text(0, 0, "Hi"))
                .noneMatch(Event.Used.class::isInstance)
                .endsWith(new Event.Ended());
    }

    @Test
    void aModelsErrorInTheStreamBreaksTheAnswer() {
        ByteSink out = new ByteSink(64);
        EventStreamFrames.writer()
                .frame(
                        EventStreamFrames.EXCEPTION + "ModelStreamError",
                        "{\"Message\":\"gone\",\"ErrorCode\":\"StreamBroken\"}".getBytes(UTF_8),
                        out);

        var broke = (Event.Broke) events(out.take(), true).getLast();

        assertThat(broke.failure().message()).isEqualTo("gone");
        assertThat(broke.failure().type()).isEqualTo(ErrorType.PROVIDER_UNAVAILABLE);
    }

    @Test
    void theContainersOwnErrorIsTold() {
        String body = """
                {"ErrorCode":"MODEL_ERROR","Message":"Received client error (422) from primary","OriginalStatusCode":422,
                "OriginalMessage":"{\\"error\\":\\"inputs must have less than 4096 tokens\\"}"}""";

        var fault = SAGEMAKER.refusal(endpoint(), 424, body.getBytes(UTF_8), -1);

        assertThat(fault.status()).isEqualTo(422);
        assertThat(fault.message()).isEqualTo("inputs must have less than 4096 tokens");
    }

    private static byte[] parts(byte[] bytes, int size) {
        ByteSink out = new ByteSink(64);
        FrameWriter writer = EventStreamFrames.writer("application/octet-stream");
        for (int at = 0; at < bytes.length; at += size) {
            writer.frame("PayloadPart", bytes, at, Math.min(bytes.length, at + size), out);
        }
        return out.take();
    }

    private static List<Event> events(byte[] answer, boolean stream) {
        List<Event> events = new ArrayList<>();
        var parser = SAGEMAKER.parser(endpoint(), Operation.CHAT, stream, events::add);
        FrameReader frames = SAGEMAKER.frames(
                stream, frame -> parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to())));
        frames.read(answer, 0, answer.length);
        frames.end();
        parser.end();
        return events;
    }

    private static Prompt.Chat chat() {
        Sampling nine = new Sampling(9L, null, null, null, null, null, null, null, null, List.of(), null, null, null);
        return new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                List.of(
                        new Message(Role.SYSTEM, List.of(new Part.Text("be brief"))),
                        new Message(Role.USER, List.of(new Part.Text("hello")))),
                List.of(),
                new ToolChoice.Auto(),
                null,
                nine,
                Reasoning.UNSAID,
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object());
    }

    private static Endpoint endpoint() {
        Provider provider = new Provider(
                "amazon-sagemaker",
                "Amazon SageMaker",
                "cloud",
                Dialect.SAGEMAKER,
                "http://127.0.0.1:9001",
                Auth.NONE,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(Quirk.TEXT_GENERATION),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Closed("a test"));
        return new Endpoint(
                "meta-llama/llama-3.1-8b",
                provider,
                "my-llama",
                Dialect.SAGEMAKER,
                null,
                false,
                0,
                0,
                null,
                Set.of(),
                Set.of(),
                PriceBook.UNKNOWN,
                null,
                false);
    }
}
