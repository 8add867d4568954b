package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What providers differ in, in both directions.
class ChatHubTest {
    private static final String LOOP = """
            {"model":"m","messages":[
              {"role":"user","content":"look"},
              {"role":"assistant","content":null,"reasoning":"Hm.",
               "reasoning_details":[{"type":"reasoning.text","text":"Hm.","signature":"c2ln",
                 "format":"anthropic-claude-v1","index":0}],
               "tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"call_1","content":"nothing"}]}""";

    @Test
    void pastReasoningGoesBackInTheFormThatTheProviderTakes() {
        JsonNode open = assistant(sent(LOOP));
        JsonNode strict = assistant(sent(LOOP, Quirk.STRICT_FIELDS));
        JsonNode deepseek = assistant(sent(LOOP, Quirk.REASONING_CONTENT));
        JsonNode mistral = assistant(sent(LOOP, Quirk.STRICT_FIELDS, Quirk.THINKING_CHUNKS, Quirk.SHORT_TOOL_IDS));

        assertThat(open.path("reasoning").asString()).isEqualTo("Hm.");
        assertThat(open.path("reasoning_details").get(0).path("signature").asString())
                .isEqualTo("c2ln");
        assertThat(strict.propertyNames()).containsExactly("role", "content", "tool_calls");
        assertThat(deepseek.path("reasoning_content").asString()).isEqualTo("Hm.");
        assertThat(deepseek.has("reasoning_details")).isFalse();
        assertThat(mistral.path("content")
                        .get(0)
                        .path("thinking")
                        .get(0)
                        .path("text")
                        .asString())
                .isEqualTo("Hm.");
    }

    @Test
    void onlyProvidersThatTakeReasoningDetailsTakeSeals() {
        assertThat(Samples.CHAT.takesSeal(Samples.endpoint(), Seal.ANTHROPIC)).isTrue();
        assertThat(Samples.CHAT.takesSeal(Samples.endpoint(Quirk.STRICT_FIELDS), Seal.ANTHROPIC))
                .isFalse();
        assertThat(Samples.CHAT.takesSeal(Samples.endpoint(Quirk.STRICT_FIELDS, Quirk.REASONING_DETAILS), Seal.GEMINI))
                .isTrue();
        assertThat(Samples.CHAT.takesSeal(Samples.endpoint(Quirk.REASONING_CONTENT), Seal.OPENAI))
                .isFalse();
    }

    @Test
    void shortenedIdsStillJoinCallsAndResults() {
        JsonNode messages = sent(LOOP, Quirk.SHORT_TOOL_IDS).path("messages");

        String id = messages.get(1).path("tool_calls").get(0).path("id").asString();
        assertThat(id).matches("[A-Za-z0-9]{9}");
        assertThat(messages.get(2).path("tool_call_id").asString()).isEqualTo(id);
    }

    @Test
    void aLastTurnOfTheAssistantIsMarkedWhereThatIsAsked() {
        String body = """
                {"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""";

        assertThat(sent(body, Quirk.PREFIX)
                        .path("messages")
                        .get(1)
                        .path("prefix")
                        .asBoolean())
                .isTrue();
        assertThat(sent(body).path("messages").get(1).has("prefix")).isFalse();
    }

    @Test
    void reasoningIsAskedForInTheWayOfTheProvider() {
        String budget = """
                {"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":4000,"reasoning":{"max_tokens":2000}}""";
        String off = """
                {"model":"m","messages":[{"role":"user","content":"a"}],"reasoning":{"effort":"none"}}""";

        assertThat(sent(budget).path("reasoning").path("max_tokens").asInt()).isEqualTo(2000);
        assertThat(sent(budget, Quirk.STRICT_FIELDS).path("reasoning_effort").asString())
                .isEqualTo("medium");
        assertThat(sent(budget, Quirk.THINKING_SWITCH)
                        .path("thinking")
                        .path("type")
                        .asString())
                .isEqualTo("enabled");
        assertThat(sent(off, Quirk.THINKING_SWITCH)
                        .path("thinking")
                        .path("type")
                        .asString())
                .isEqualTo("disabled");
        assertThat(sent(off, Quirk.STRICT_FIELDS).path("reasoning_effort").asString())
                .isEqualTo("none");
    }

    @Test
    void theMostTokensAreSaidByTheNameThatTheProviderKnows() {
        String body = """
                {"model":"m","messages":[{"role":"user","content":"a"}],"max_completion_tokens":7,"seed":5}""";

        assertThat(sent(body).path("max_tokens").asInt()).isEqualTo(7);
        assertThat(sent(body, Quirk.OPENAI_FIELDS).path("max_completion_tokens").asInt())
                .isEqualTo(7);
        assertThat(sent(body, Quirk.MAX_TOKENS_ONLY, Quirk.OPENAI_FIELDS)
                        .path("max_tokens")
                        .asInt())
                .isEqualTo(7);
        assertThat(sent(body, Quirk.RANDOM_SEED).path("random_seed").asInt()).isEqualTo(5);
    }

    @Test
    void picturesOfToolResultsFollowInATurnOfTheUserWhereResultsAreText() {
        String body = """
                {"model":"m","messages":[
                  {"role":"assistant","tool_calls":[
                    {"id":"a","type":"function","function":{"name":"f","arguments":""}},
                    {"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},
                  {"role":"tool","tool_call_id":"a","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]},
                  {"role":"tool","tool_call_id":"b","content":"text"}]}""";

        JsonNode messages = sent(body, Quirk.STRICT_FIELDS).path("messages");

        assertThat(messages)
                .extracting(m -> m.path("role").asString())
                .containsExactly("assistant", "tool", "tool", "user");
        assertThat(messages.get(3).path("content").get(0).path("type").asString())
                .isEqualTo("image_url");
        assertThat(messages.get(0)
                        .path("tool_calls")
                        .get(0)
                        .path("function")
                        .path("arguments")
                        .asString())
                .isEqualTo("{}");
    }

    @Test
    void legacyFunctionsAreToolsAndTheirCallsGoBackAsFunctions() {
        String body = """
                {"model":"m","functions":[{"name":"add"}],"function_call":{"name":"add"},"messages":[
                  {"role":"user","content":"a"},
                  {"role":"assistant","content":null,"function_call":{"name":"add","arguments":"{}"}},
                  {"role":"function","name":"add","content":"3"}]}""";
        List<Event> events = List.of(
                new Event.ToolStarted(0, 0, "call_x", "add", false),
                new Event.Finished(0, FinishReason.TOOL_CALLS, "tool_use", null));

        JsonNode sent = sent(body);
        JsonNode whole = whole(body, events).path("choices").get(0);

        assertThat(sent.path("messages").get(2).path("tool_call_id"))
                .isEqualTo(
                        sent.path("messages").get(1).path("tool_calls").get(0).path("id"));
        assertThat(sent.path("tool_choice").path("function").path("name").asString())
                .isEqualTo("add");
        assertThat(whole.path("finish_reason").asString()).isEqualTo("function_call");
        assertThat(whole.path("message").path("function_call").path("arguments").asString())
                .isEqualTo("{}");
    }

    @Test
    void sealsReachTheClientInReasoningDetailsAndComeBack() {
        List<Event> events = List.of(
                new Event.Thinking(0, 0, "Hm.", false),
                new Event.Sealed(0, 0, new Seal(Seal.ANTHROPIC, null, "c2ln", null)),
                new Event.Sealed(0, 1, new Seal(Seal.ANTHROPIC, null, null, "aGlk")),
                new Event.Text(0, 2, "Look."),
                new Event.ToolStarted(0, 3, "call_1", "look", false),
                new Event.Sealed(0, 3, new Seal(Seal.GEMINI, null, "Z2Vt", null)),
                new Event.Finished(0, FinishReason.TOOL_CALLS, null, null));

        JsonNode message = whole(LOOP, events).path("choices").get(0).path("message");
        Prompt.Chat prompt = ChatPrompts.read(Samples.json("{\"messages\":[" + message + "]}"));

        assertThat(prompt.messages().getFirst().parts())
                .containsExactly(
                        new Part.Thinking("Hm.", false, new Seal(Seal.ANTHROPIC, null, "c2ln", null)),
                        new Part.Thinking("", false, new Seal(Seal.ANTHROPIC, null, null, "aGlk")),
                        new Part.Text("Look."),
                        new Part.ToolCall(
                                "call_1", "look", "{}", false, new Seal(Seal.GEMINI, null, "Z2Vt", null), null));
        assertThat(Told.meaning(streamed(events))).isEqualTo(Told.meaning(events));
    }

    @Test
    void reasoningIsLeftOutForClientsThatDoNotWantIt() {
        String body = """
                {"model":"m","messages":[{"role":"user","content":"a"}],"reasoning":{"exclude":true}}""";
        List<Event> events = List.of(
                new Event.Thinking(0, 0, "Hm.", false),
                new Event.Text(0, 1, "Four."),
                new Event.Finished(0, FinishReason.STOP, "end_turn", null));

        JsonNode message = whole(body, events).path("choices").get(0).path("message");

        assertThat(message.has("reasoning")).isFalse();
        assertThat(message.has("reasoning_details")).isFalse();
        assertThat(message.path("content").asString()).isEqualTo("Four.");
    }

    @Test
    void callsWithoutIdsGetOnesThatDifferFromAnswerToAnswer() {
        String chunk = """
                data: {"id":"%s","choices":[{"index":0,"delta":{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"}]}

                data: [DONE]

                """;

        String first = started(chunk.formatted("a"));
        String second = started(chunk.formatted("b"));

        assertThat(first).startsWith("call_").isNotEqualTo(second).isEqualTo(started(chunk.formatted("a")));
    }

    @Test
    void callsThatAllHaveTheFirstIndexAreToldApartByTheirIds() {
        String stream = """
                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}

                data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

                data: [DONE]

                """;

        assertThat(events(stream).stream().filter(Event.ToolStarted.class::isInstance))
                .hasSize(2);
    }

    @Test
    void anAnswerIsOverWithItsFinishReasonOrItsMark() {
        String unfinished = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";
        String finished = unfinished + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"eos\"}]}\n\n";
        String nothing = "data: {\"choices\":[]}\n\ndata: [DONE]\n\n";

        assertThat(events(unfinished)).noneMatch(Event.Ended.class::isInstance);
        assertThat(events(finished)).anyMatch(Event.Ended.class::isInstance);
        assertThat(events(unfinished + "data: [DONE]\n\n")).anyMatch(Event.Ended.class::isInstance);
        assertThat(events(nothing)).allMatch(Event.Broke.class::isInstance);
    }

    @Test
    void anErrorInsideOfAnAnswerBreaksIt() {
        String start = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n";

        assertThat(events(start + "data: {\"error\":{\"message\":\"no\",\"code\":503}}\n\n")
                        .getLast())
                .isInstanceOf(Event.Broke.class);
        assertThat(events(start + "data: {\"object\":\"error\",\"message\":\"no\"}\n\n")
                        .getLast())
                .isInstanceOf(Event.Broke.class);
        assertThat(events(start + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n")
                        .getLast())
                .isInstanceOf(Event.Broke.class);
        assertThat(events("{\"error\":\"no\"}\n").getLast()).isInstanceOf(Event.Broke.class);
    }

    @Test
    void usageIsFoundWhereverItStands() {
        String groq = """
                data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":4}}}

                data: [DONE]

                """;

        assertThat(events(groq)).contains(new Event.Used(new Usage(3, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, false)));
    }

    private static JsonNode sent(String body, Quirk... quirks) {
        GenerationRequest request = Samples.understood(body);
        return Samples.CHAT.body(
                Samples.CHAT.prompt(request), new Outbound(Samples.endpoint(quirks), false, new Losses()));
    }

    private static JsonNode assistant(JsonNode sent) {
        return sent.path("messages").get(1);
    }

    private static JsonNode whole(String body, List<Event> events) {
        GenerationRequest request = Samples.understood(body);
        return Samples.json(Told.rendered(Samples.CHAT.renderer(request, Samples.terms(false, true)), events));
    }

    private static List<Event> streamed(List<Event> events) {
        GenerationRequest request = Samples.understood(LOOP);
        byte[] said = Told.rendered(Samples.CHAT.renderer(request, Samples.terms(true, false)), events);
        List<Event> again = new ArrayList<>(events(new String(said, UTF_8)));
        again.removeIf(e -> e instanceof Event.Ended || e instanceof Event.Used);
        return again;
    }

    private static List<Event> events(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        return Told.events(Samples.CHAT, Operation.CHAT, true, bytes, bytes.length);
    }

    private static String started(String stream) {
        return events(stream).stream()
                .map(e -> e instanceof Event.ToolStarted started ? started.id() : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
