package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// LangChain4j's client for OpenAI's dialect, unmodified.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LangChain4jTest {
    private static final long SECONDS_MAX = 30;

    private final Bench bench = Bench.start();

    @AfterAll
    void stop() {
        bench.close();
    }

    @Test
    void aPlainQuestionIsAnswered() {
        ChatResponse reply = model(Bench.MODEL, Gateway.KEY).chat(UserMessage.from(Bench.QUESTION));

        assertThat(reply.aiMessage().text()).contains("roundhouse");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.modelName()).isEqualTo(Bench.MODEL);
        assertThat(reply.tokenUsage().totalTokenCount()).isPositive();
    }

    @Test
    void aStreamedAnswerIsWhole() throws Exception {
        Collected collected = new Collected(false);

        streaming(Bench.MODEL).chat(request(Bench.QUESTION), collected);

        ChatResponse reply = collected.whole.get(SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(reply.aiMessage().text()).contains("roundhouse").isEqualTo(collected.text.toString());
        assertThat(reply.tokenUsage().outputTokenCount()).isPositive();
    }

    @Test
    void aToolIsCalledAndItsResultIsRead() {
        ToolSpecification weather = ToolSpecification.builder()
                .name("get_weather")
                .description("Tells the weather of a city.")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("city")
                        .required("city")
                        .build())
                .build();
        OpenAiChatModel model = model(Bench.MODEL, Gateway.KEY);
        UserMessage question = UserMessage.from(Bench.TOOL_QUESTION);

        ChatResponse asked = model.chat(ChatRequest.builder()
                .messages(question)
                .toolSpecifications(weather)
                .toolChoice(ToolChoice.REQUIRED)
                .build());
        ToolExecutionRequest call = asked.aiMessage().toolExecutionRequests().getFirst();
        ChatResponse answered = model.chat(ChatRequest.builder()
                .messages(question, asked.aiMessage(), ToolExecutionResultMessage.from(call, "Sunny."))
                .toolSpecifications(weather)
                .build());

        assertThat(call.name()).isEqualTo("get_weather");
        assertThat(Json.read(call.arguments()).path("city").isString()).isTrue();
        assertThat(answered.aiMessage().text()).contains("Sunny");
    }

    @Test
    void anAnswerFollowsASchema() {
        ChatResponse reply = model(Bench.MODEL, Gateway.KEY)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Who are you?"))
                        .responseFormat(ResponseFormat.builder()
                                .type(ResponseFormatType.JSON)
                                .jsonSchema(JsonSchema.builder()
                                        .name("person")
                                        .rootElement(JsonObjectSchema.builder()
                                                .addStringProperty("name")
                                                .addIntegerProperty("age")
                                                .required("name", "age")
                                                .build())
                                        .build())
                                .build())
                        .build());

        assertThat(Json.read(reply.aiMessage().text()).path("age").isIntegralNumber())
                .isTrue();
    }

    @Test
    void cancellingAStreamReachesTheProvider() {
        String prompt = "Tell a long story. " + UUID.randomUUID();

        streaming(Bench.SLOW_MODEL).chat(request(prompt), new Collected(true));

        bench.awaitHangUp(prompt);
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        assertThatThrownBy(() -> model(Bench.MODEL, "sk-of-nobody-at-all").chat(Bench.QUESTION))
                .isInstanceOf(AuthenticationException.class);
    }

    @Test
    void anUnknownModelIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> model("acme/swift-11", Gateway.KEY).chat(Bench.QUESTION))
                .isInstanceOfAny(ModelNotFoundException.class, InvalidRequestException.class)
                .hasMessageContaining(Bench.MODEL);
    }

    private OpenAiChatModel model(String name, String key) {
        return OpenAiChatModel.builder()
                .baseUrl(bench.openAiUrl())
                .apiKey(key)
                .modelName(name)
                .strictJsonSchema(true)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(SECONDS_MAX))
                .build();
    }

    private OpenAiStreamingChatModel streaming(String name) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(bench.openAiUrl())
                .apiKey(Gateway.KEY)
                .modelName(name)
                .timeout(Duration.ofSeconds(SECONDS_MAX))
                .build();
    }

    private static ChatRequest request(String said) {
        return ChatRequest.builder().messages(UserMessage.from(said)).build();
    }

    /// Gathers a streamed answer, or cancels it at its first piece.
    private static final class Collected implements StreamingChatResponseHandler {
        private final boolean cancels;
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();

        Collected(boolean cancels) {
            this.cancels = cancels;
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            text.append(partial.text());
            if (cancels) {
                context.streamingHandle().cancel();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
        }

        @Override
        public void onError(Throwable error) {
            whole.completeExceptionally(error);
        }
    }
}
