package dev.roundhouse.dialect.ollama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.ToolChoice;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class OllamaTest {
    private static final Ollama OLLAMA = new Ollama(() -> 0);

    @Test
    void streamsUnlessToldNot() {
        assertThat(chat("").stream()).isTrue();
        assertThat(chat(",\"stream\":null").stream()).isTrue();
        assertThat(chat(",\"stream\":false").stream()).isFalse();
        assertThat(OLLAMA.contentType(chat(""))).isEqualTo("application/x-ndjson");
    }

    @Test
    void resultsJoinCallsByNameAndByOrder() {
        Prompt.Chat prompt = (Prompt.Chat) OLLAMA.prompt(HubTrips.understood(OLLAMA, "/api/chat", """
                {"model":"m","messages":[{"role":"user","content":"go"},
                {"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{"x":1}}},
                {"function":{"name":"b","arguments":{}}},{"function":{"name":"a","arguments":{"x":2}}}]},
                {"role":"tool","tool_name":"b","content":"of b"},{"role":"tool","content":"of the first a"},
                {"role":"tool","tool_name":"a","content":"of the second a"}]}"""));

        List<String> ids = prompt.messages().get(1).parts().stream()
                .map(part -> ((Part.ToolCall) part).id())
                .toList();
        List<String> answered = new ArrayList<>();
        for (Message message : prompt.messages().subList(2, 5)) {
            answered.add(((Part.ToolResult) message.parts().getFirst()).callId());
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(answered).containsExactly(ids.get(1), ids.get(0), ids.get(2));
    }

    @Test
    void callsWithoutIdsHaveTheSameOnesEachTimeAndOthersInAnotherAnswer() {
        String line = """
                {"model":"m","created_at":"%s","message":{"role":"assistant","content":"","tool_calls":[
                {"function":{"name":"a","arguments":{}}},{"function":{"name":"a","arguments":{}}}]},"done":true}""";

        List<String> first = ids(line.formatted("2026-01-01T00:00:00Z"));
        assertThat(first).hasSize(2).doesNotHaveDuplicates();
        assertThat(ids(line.formatted("2026-01-01T00:00:00Z"))).isEqualTo(first);
        assertThat(ids(line.formatted("2026-01-01T00:00:01Z"))).doesNotContainAnyElementsOf(first);
    }

    /// Of `peers.md` 3.0: neither a cache nor reasoning is told; a kept prompt is not counted.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"prompt_eval_count":12,"eval_count":5 | 12 | 5
            ,"eval_count":5                        | 0  | 5
            ,"prompt_eval_count":12                | 12 | 0
            """)
    void countsAreTheOnesOfTheLastLine(String counts, long input, long output) {
        List<Event> events = answer("{\"model\":\"m\",\"response\":\"a\",\"done\":true" + counts + "}");

        assertThat(events).contains(new Event.Used(new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, false)));
    }

    @Test
    void withoutCountsNothingIsReported() {
        assertThat(answer("{\"model\":\"m\",\"response\":\"a\",\"done\":true}"))
                .noneMatch(Event.Used.class::isInstance)
                .last()
                .isInstanceOf(Event.Ended.class);
    }

    @ParameterizedTest
    @CsvSource({
        "stop,STOP,stop",
        "length,LENGTH,length",
        "load,STOP,stop",
        "unload,STOP,stop",
        "content_filter,CONTENT_FILTER,content_filter"
    })
    void endsGoBothWays(String reason, FinishReason known, String back) {
        assertThat(FinishReasons.of(reason)).isEqualTo(known);
        assertThat(FinishReasons.said(known)).isEqualTo(back);
    }

    @Test
    void anErrorInALineBreaksTheAnswer() {
        String lines = """
                {"model":"m","message":{"role":"assistant","content":"a"},"done":false}
                {"error":"the model runner has stopped"}
                """;

        assertThat(HubTrips.events(OLLAMA, Operation.CHAT, true, lines.getBytes(UTF_8), null))
                .last()
                .isInstanceOfSatisfying(
                        Event.Broke.class,
                        broke -> assertThat(broke.failure().message()).isEqualTo("the model runner has stopped"));
    }

    @Test
    void failuresAreOneTextAndALineInStreams() {
        Failure failure = new Failure.CallerFault(ErrorType.NOT_FOUND, "model \"x\" is not known", "model");

        byte[] body = OLLAMA.error(failure, Surface.VENDOR, null);

        assertThat(JsonTree.read(body).path("error").asString("")).isEqualTo("model \"x\" is not known");
        assertThat(HubTrips.events(
                        OLLAMA,
                        Operation.CHAT,
                        true,
                        (new String(OLLAMA.keepAlive(true), UTF_8) + new String(body, UTF_8) + "\n").getBytes(UTF_8),
                        null))
                .singleElement()
                .isInstanceOf(Event.Broke.class);
    }

    @Test
    void brokenArgumentsStillAreAnObject() {
        List<Event> events = List.of(
                new Event.ToolStarted(0, 0, "1", "a", false),
                new Event.ToolInput(0, 0, "{\"x\":"),
                new Event.Finished(0, FinishReason.LENGTH, null, null));

        JsonNode said = JsonTree.read(HubTrips.rendered(OLLAMA, chat(",\"stream\":false"), events));

        assertThat(said.at("/message/tool_calls/0/function/arguments/input").asString(""))
                .isEqualTo("{\"x\":");
        assertThat(said.path("done_reason").asString("")).isEqualTo("length");
    }

    @Test
    void picturesByAddressAreSaidAsTheirAddress() {
        Media picture = new Media(Media.Kind.IMAGE, new Media.Url("https://a.example/b.png"), null, null, null);
        Losses losses = new Losses();

        JsonNode body = sent(
                List.of(new Message(Role.USER, List.of(new Part.Text("What is it?"), new Part.MediaPart(picture)))),
                Reasoning.UNSAID,
                "m",
                losses);

        assertThat(body.at("/messages/0/content").asString("")).isEqualTo("What is it?\n\nhttps://a.example/b.png");
        assertThat(losses.all().stream().map(Losses.Loss::feature)).contains("media.image.url");
    }

    @Test
    void levelsOfThinkingAreForGptOssOnly() {
        Reasoning high = new Reasoning(true, "xhigh", null, false, null, false, false);
        List<Message> messages = List.of(new Message(Role.USER, List.of(new Part.Text("hi"))));

        assertThat(sent(messages, high, "gpt-oss:20b", new Losses())
                        .path("think")
                        .asString(""))
                .isEqualTo("high");
        assertThat(sent(messages, high, "qwen3:8b", new Losses()).path("think").booleanValue(false))
                .isTrue();
        assertThat(sent(messages, Reasoning.UNSAID, "qwen3:8b", new Losses()).has("think"))
                .isFalse();
    }

    @Test
    void whatIsNotAsTheSchemaSaysIsNamed() {
        assertThat(HubTrips.read(OLLAMA, "/api/generate", "{\"model\":\"m\"}".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ClientDialect.Refused.class,
                        refused -> assertThat(((Failure.CallerFault) refused.failure()).field())
                                .isEqualTo("prompt"));
        assertThatThrownBy(() -> OLLAMA.prompt(chat(",\"think\":\"a lot\"")))
                .isInstanceOfSatisfying(
                        Unacceptable.class, e -> assertThat(e.field()).isEqualTo("think"));
        assertThatThrownBy(() -> OLLAMA.prompt(HubTrips.understood(OLLAMA, "/api/chat", """
                        {"model":"m","messages":[{"role":"user","content":"a","images":[1]}]}""")))
                .isInstanceOfSatisfying(
                        Unacceptable.class, e -> assertThat(e.field()).isEqualTo("messages[0].images[0]"));
    }

    private static JsonNode sent(List<Message> messages, Reasoning reasoning, String model, Losses losses) {
        Prompt.Chat chat = new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                messages,
                List.of(),
                new ToolChoice.Auto(),
                null,
                Sampling.NONE,
                reasoning,
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object());
        return OLLAMA.body(chat, new Outbound(HubTrips.endpoint(Dialect.OLLAMA, model), false, losses));
    }

    private static List<Event> answer(String json) {
        return HubTrips.events(OLLAMA, Operation.CHAT, false, json.getBytes(UTF_8), null);
    }

    private static List<String> ids(String json) {
        return answer(json).stream()
                .filter(Event.ToolStarted.class::isInstance)
                .map(event -> ((Event.ToolStarted) event).id())
                .toList();
    }

    private static GenerationRequest chat(String more) {
        return HubTrips.understood(
                OLLAMA,
                "/api/chat",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]" + more + "}");
    }
}
