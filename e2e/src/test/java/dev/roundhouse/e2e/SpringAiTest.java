package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatModel.ResponseFormat;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

/// Spring AI's chat model for OpenAI's dialect, unmodified.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringAiTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String CITY = """
            {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}""";
    private static final String PERSON = """
            {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
             "required": ["name", "age"], "additionalProperties": false}""";

    private final Bench bench = Bench.start();

    /// The argument of the tool.
    record City(String city) {}

    @AfterAll
    void stop() {
        bench.close();
    }

    @Test
    void aPlainQuestionIsAnswered() {
        ChatResponse reply = model(Bench.MODEL, Gateway.KEY).call(new Prompt(Bench.QUESTION));

        assertThat(said(reply)).contains("roundhouse");
        assertThat(reply.getMetadata().getModel()).isEqualTo(Bench.MODEL);
        assertThat(reply.getMetadata().getUsage().getTotalTokens()).isPositive();
    }

    @Test
    void aStreamedAnswerIsWhole() {
        List<ChatResponse> pieces = model(Bench.MODEL, Gateway.KEY).stream(new Prompt(Bench.QUESTION))
                .collectList()
                .blockOptional(LONGEST)
                .orElseThrow();

        assertThat(String.join("", pieces.stream().map(SpringAiTest::said).toList()))
                .contains("roundhouse");
    }

    @Test
    void aToolIsAskedFor() {
        OpenAiChatOptions options = options(Bench.MODEL, Gateway.KEY)
                .toolChoice("required")
                .toolCallbacks(FunctionToolCallback.builder("get_weather", (City city) -> "Sunny in " + city.city())
                        .description("Tells the weather of a city.")
                        .inputType(City.class)
                        .inputSchema(CITY)
                        .build())
                .build();

        ChatResponse reply = model(Bench.MODEL, Gateway.KEY).call(new Prompt(Bench.TOOL_QUESTION, options));

        AssistantMessage.ToolCall call =
                reply.getResults().getFirst().getOutput().getToolCalls().getFirst();
        assertThat(call.name()).isEqualTo("get_weather");
        assertThat(Json.read(call.arguments()).path("city").isString()).isTrue();
    }

    @Test
    void anAnswerFollowsASchema() {
        OpenAiChatOptions options = options(Bench.MODEL, Gateway.KEY)
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormat.Type.JSON_SCHEMA)
                        .jsonSchema(PERSON)
                        .strict(true)
                        .build())
                .build();

        ChatResponse reply = model(Bench.MODEL, Gateway.KEY).call(new Prompt("Who are you?", options));

        assertThat(Json.read(said(reply)).path("age").isIntegralNumber()).isTrue();
    }

    @Test
    void leavingAStreamReachesTheProvider() {
        String prompt = "Tell a long story. " + UUID.randomUUID();

        assertThat(model(Bench.SLOW_MODEL, Gateway.KEY).stream(new Prompt(prompt))
                        .take(1)
                        .collectList()
                        .blockOptional(LONGEST))
                .isPresent();

        bench.awaitHangUp(prompt);
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        assertThatThrownBy(() -> model(Bench.MODEL, "sk-of-nobody-at-all").call(new Prompt(Bench.QUESTION)))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> model("acme/swift-11", Gateway.KEY).call(new Prompt(Bench.QUESTION)))
                .isInstanceOfSatisfying(
                        OpenAIServiceException.class,
                        error -> assertThat(error.statusCode()).isIn(400, 404))
                .hasMessageContaining(Bench.MODEL);
    }

    private OpenAiChatModel model(String name, String key) {
        return OpenAiChatModel.builder().options(options(name, key).build()).build();
    }

    private OpenAiChatOptions.Builder options(String name, String key) {
        return OpenAiChatOptions.builder()
                .baseUrl(bench.openAiUrl())
                .apiKey(key)
                .model(name)
                .maxRetries(0)
                .timeout(LONGEST);
    }

    private static String said(ChatResponse reply) {
        return reply.getResults().isEmpty()
                ? ""
                : textOf(reply.getResults().getFirst().getOutput());
    }

    private static String textOf(AssistantMessage message) {
        String text = message.getText();
        return text == null ? "" : text;
    }
}
