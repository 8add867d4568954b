package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// OpenAI's own client for Java, unmodified.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaTest {
    private final Bench bench = Bench.start();
    private final OpenAIClient client = client(Gateway.KEY);

    /// What the simulated provider is to answer with.
    record Person(String name, int age) {}

    @AfterAll
    void stop() {
        client.close();
        bench.close();
    }

    @Test
    void aPlainQuestionIsAnswered() {
        ChatCompletion reply = client.chat().completions().create(asking(Bench.MODEL, Bench.QUESTION));

        assertThat(reply.choices().getFirst().message().content().orElse("")).contains("roundhouse");
        assertThat(reply.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(reply.model()).isEqualTo(Bench.MODEL);
        assertThat(reply.usage().orElseThrow().totalTokens()).isPositive();
    }

    @Test
    void aStreamedAnswerAccumulatesToTheSame() {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();

        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(asking(Bench.MODEL, Bench.QUESTION).toBuilder()
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().forEach(whole::accumulate);
        }

        ChatCompletion reply = whole.chatCompletion();
        assertThat(reply.choices().getFirst().message().content().orElse("")).contains("roundhouse");
        assertThat(reply.usage().orElseThrow().completionTokens()).isPositive();
    }

    @Test
    void aToolIsCalledAndItsResultIsRead() {
        ChatCompletionCreateParams asked = asking(Bench.MODEL, Bench.TOOL_QUESTION).toBuilder()
                .addTool(weather())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .build();

        ChatCompletion reply = client.chat().completions().create(asked);

        ChatCompletion.Choice choice = reply.choices().getFirst();
        ChatCompletionMessageFunctionToolCall call =
                choice.message().toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(call.function().name()).isEqualTo("get_weather");
        assertThat(Json.read(call.function().arguments()).path("city").isString())
                .isTrue();
    }

    @Test
    void anAnswerFollowsASchema() {
        StructuredChatCompletionCreateParams<Person> asked = asking(Bench.MODEL, "Who are you?").toBuilder()
                .responseFormat(Person.class)
                .build();

        Person person = client.chat().completions().create(asked).choices().stream()
                .flatMap(choice -> choice.message().content().stream())
                .findFirst()
                .orElseThrow();

        assertThat(person.name()).isNotNull();
    }

    @Test
    void closingAStreamReachesTheProvider() {
        String prompt = "Tell a long story. " + UUID.randomUUID();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(asking(Bench.SLOW_MODEL, prompt))) {
            assertThat(stream.stream().findFirst()).isPresent();
        }

        bench.awaitHangUp(prompt);
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        OpenAIClient stranger = client("sk-of-nobody-at-all");

        try {
            assertThatThrownBy(() -> stranger.chat().completions().create(asking(Bench.MODEL, Bench.QUESTION)))
                    .isInstanceOf(UnauthorizedException.class);
        } finally {
            stranger.close();
        }
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> client.chat().completions().create(asking("acme/swift-11", Bench.QUESTION)))
                .isInstanceOfSatisfying(
                        OpenAIServiceException.class,
                        error -> assertThat(error.statusCode()).isIn(400, 404))
                .hasMessageContaining(Bench.MODEL);
    }

    @Test
    void aLegacyCompletionIsAnswered() {
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model(Bench.LEGACY_MODEL)
                                .prompt(Bench.QUESTION)
                                .build())
                        .choices()
                        .getFirst()
                        .text())
                .isNotEmpty();
    }

    @Test
    void modelsAreListed() {
        assertThat(client.models().list().items().stream().map(model -> model.id()))
                .contains(Bench.MODEL);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(bench.openAiUrl())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams asking(String model, String said) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(said)
                .build();
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_weather")
                        .description("Tells the weather of a city.")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
    }
}
