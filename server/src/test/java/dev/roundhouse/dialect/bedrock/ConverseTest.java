package dev.roundhouse.dialect.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.bedrock.Samples.Answer;
import dev.roundhouse.dialect.bedrock.Samples.Cut;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Converse, both sides.
class ConverseTest {
    @Test
    void theModelStandsPercentEncodedInThePath() {
        var request = Samples.understood(
                Samples.CONVERSE,
                "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse-stream",
                "{\"messages\":[]}".getBytes(UTF_8));

        assertThat(request.models()).containsExactly("arn:aws:bedrock:us-east-1:1:inference-profile/us.x");
        assertThat(request.stream()).isTrue();
        assertThat(Samples.CONVERSE.path(
                        Samples.converseEndpoint("arn:aws:bedrock:us-east-1:1:inference-profile/us.x"),
                        Operation.CHAT,
                        false))
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse");
    }

    @Test
    void onlyBlocksOfTheConversationNeedMedia() {
        var schema = Samples.converse("""
                {"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f",
                "inputSchema":{"json":{"type":"object","properties":{"image":{"type":"string"}}}}}}]}}""", false);
        var picture = Samples.converse("""
                {"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"aa=="}}}]}]}""", false);

        assertThat(schema.needs()).isEqualTo(Set.of("tools"));
        assertThat(picture.needs()).isEqualTo(Set.of("image"));
    }

    @Test
    void resultsOfToolsAreTurnsOfTheirOwnAndKnowTheirTools() {
        Prompt.Chat chat = Samples.chat("""
                {"messages":[{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"f","input":{"x":1}}}]},
                {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"json":{"y":2}}],"status":"error"}},
                {"text":"go on"},{"cachePoint":{"type":"default","ttl":"1h"}}]}]}""");

        assertThat(chat.messages()).extracting(Message::role).containsExactly(Role.ASSISTANT, Role.TOOL, Role.USER);
        var result = (Part.ToolResult) chat.messages().get(1).parts().getFirst();
        assertThat(result.name()).isEqualTo("f");
        assertThat(result.error()).isTrue();
        assertThat(chat.messages().getLast().parts().getFirst().cache()).hasFieldOrPropertyWithValue("ttl", "1h");
    }

    @Test
    void aWrongBlockIsRefusedByItsPath() {
        assertThatThrownBy(() -> Samples.chat("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":3}]}]}"))
                .isInstanceOf(Unacceptable.class)
                .hasMessage("messages[0].content[0].text: not a string");
        assertThatThrownBy(() -> Samples.chat("{\"messages\":[{\"role\":\"bot\",\"content\":[]}]}"))
                .hasMessage("messages[0].role: bot (expected: user or assistant)");
    }

    @Test
    void aForeignConversationIsMadeToAlternateAndToBeginWithTheUser() {
        Prompt.Chat chat = foreign(List.of(
                new Message(Role.ASSISTANT, List.of(new Part.Text("hello"))),
                new Message(Role.USER, List.of(new Part.Text("one"))),
                new Message(Role.USER, List.of(new Part.Text(" "), new Part.Text("two"))),
                new Message(Role.SYSTEM, List.of(new Part.Text("be brief")))));

        JsonNode body = Samples.body(chat, Samples.CLAUDE, new Losses());

        assertThat(body.get("messages").findValuesAsString("role")).containsExactly("user", "assistant", "user");
        assertThat(body.get("messages").get(2).get("content")).hasSize(2);
        assertThat(body.get("system").get(0).get("text").stringValue()).isEqualTo("be brief");
    }

    @Test
    void mistralGetsIdsOfNineLettersThatStillJoin() {
        Prompt.Chat chat = foreign(List.of(
                new Message(Role.USER, List.of(new Part.Text("x"))),
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("call_abcdefghijklm", "f", "{}"))),
                new Message(
                        Role.TOOL,
                        List.of(new Part.ToolResult(
                                "call_abcdefghijklm", "f", List.of(new Part.Text("y")), false, null)))));

        JsonNode body = Samples.body(chat, "mistral.mistral-large-3-675b-instruct", new Losses());
        String id = body.get("messages").get(1).findValue("toolUseId").stringValue();

        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(body.get("messages").get(2).findValue("toolUseId").stringValue())
                .isEqualTo(id);
        // Bedrock refuses a history of calls without tools.
        assertThat(body.get("toolConfig").findValue("name").stringValue()).isEqualTo("f");
    }

    @Test
    void reasoningIsSaidAsEachFamilySaysIt() {
        Prompt.Chat high = Samples.chat("""
                {"messages":[],"inferenceConfig":{"maxTokens":10000},
                "additionalModelRequestFields":{"reasoning_effort":"high"}}""");

        assertThat(fields(high, "anthropic.claude-3-7-sonnet-20250219-v1:0"))
                .isEqualTo(Samples.json("{'thinking':{'type':'enabled','budget_tokens':8000}}"));
        assertThat(fields(high, "global.anthropic.claude-opus-4-7"))
                .isEqualTo(Samples.json("{'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}"));
        assertThat(fields(high, "amazon.nova-2-lite-v1:0"))
                .isEqualTo(Samples.json("{'reasoningConfig':{'type':'enabled','maxReasoningEffort':'high'}}"));
        assertThat(fields(high, "openai.gpt-oss-120b")).isEqualTo(Samples.json("{'reasoning_effort':'high'}"));
        Losses losses = new Losses();
        Samples.body(Samples.foreign(high), "meta.llama3-3-70b-instruct-v1:0", losses);
        assertThat(losses.all()).extracting(Losses.Loss::feature).contains("reasoning");
    }

    @Test
    void aSchemaIsHeldToByAToolWhereTheModelHasNothingBetterAndReadAsText() {
        Prompt.Chat chat = Samples.foreign(Samples.chat("""
                {"messages":[],"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"n",
                "schema":"{\\"type\\":\\"object\\",\\"properties\\":{\\"a\\":{\\"type\\":\\"string\\"}}}"}}}}}"""));

        JsonNode nova = Samples.body(chat, "amazon.nova-lite-v1:0", new Losses());
        JsonNode claude = Samples.body(chat, Samples.CLAUDE, new Losses());

        assertThat(nova.get("toolConfig").get("toolChoice"))
                .isEqualTo(Samples.json("{'tool':{'name':'answer_in_json'}}"));
        assertThat(claude.findValue("schema").stringValue()).contains("\"additionalProperties\":false");
        List<Event> events = whole("""
                {"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"1","name":"answer_in_json",
                "input":{"a":"b"}}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":2}}""");
        assertThat(events).contains(new Event.Text(0, 0, "{\"a\":\"b\"}"));
        assertThat(events).anyMatch(e -> e instanceof Event.Finished f && f.reason() == FinishReason.STOP);
    }

    @Test
    void aCacheStandsBesideTheInput() {
        List<Event> events = whole("""
                {"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},"stopReason":"max_tokens","usage":
                {"inputTokens":3,"outputTokens":2,"totalTokens":35,"cacheReadInputTokens":10,"cacheWriteInputTokens":20,
                "cacheDetails":[{"ttl":"1h","inputTokens":15}]}}""");

        assertThat(events).contains(new Event.Used(new Usage(3, 10, 5, 15, 0, 0, 2, 0, 0, 0, 0, false)));
        JsonNode said = Usages.write(new Usage(3, 10, 5, 15, 4, 0, 2, 6, 0, 0, 0, false), Samples.CHARGE);
        assertThat(said.get("inputTokens").intValue()).isEqualTo(7);
        assertThat(said.get("cacheWriteInputTokens").intValue()).isEqualTo(20);
        assertThat(said.get("outputTokens").intValue()).isEqualTo(8);
        assertThat(said.get("cost").decimalValue()).isEqualByComparingTo("0.000012345");
    }

    @Test
    void everyStopReasonHasItsPlace() {
        Map<String, FinishReason> table = Map.of(
                "end_turn", FinishReason.STOP,
                "stop_sequence", FinishReason.STOP,
                "tool_use", FinishReason.TOOL_CALLS,
                "max_tokens", FinishReason.LENGTH,
                "model_context_window_exceeded", FinishReason.LENGTH,
                "guardrail_intervened", FinishReason.CONTENT_FILTER,
                "content_filtered", FinishReason.CONTENT_FILTER,
                "malformed_model_output", FinishReason.ERROR,
                "malformed_tool_use", FinishReason.ERROR);

        table.forEach((reason, meant) -> {
            assertThat(StopReasons.read(reason)).isEqualTo(meant);
            assertThat(StopReasons.write(meant, reason, null)).isEqualTo(reason);
        });
        assertThat(StopReasons.write(FinishReason.STOP, "stop", "END")).isEqualTo("stop_sequence");
        assertThat(StopReasons.write(FinishReason.TOOL_CALLS, "STOP", null)).isEqualTo("tool_use");
    }

    @Test
    void anExceptionAfterTheBeginningBreaksTheAnswer() {
        var out = new dev.roundhouse.exchange.ByteSink(64);
        var writer = EventStreamFrames.writer();
        writer.frame("messageStart", "{\"role\":\"assistant\"}".getBytes(UTF_8), out);
        writer.frame(
                EventStreamFrames.EXCEPTION + "throttlingException", "{\"message\":\"too fast\"}".getBytes(UTF_8), out);

        List<Event> events = stream(out.take());

        var broke = (Event.Broke) events.getLast();
        assertThat(broke.failure().type()).isEqualTo(ErrorType.RATE_LIMIT_EXCEEDED);
        assertThat(broke.failure().message()).isEqualTo("too fast");
        assertThat(((Failure.UpstreamFault) broke.failure()).code()).isEqualTo("throttlingException");
    }

    @Test
    void interleavedCallsLeaveOneAfterTheOther() {
        List<Event> events = List.of(
                new Event.Opened(null, null, null),
                new Event.ToolStarted(0, 0, "a", "f", false),
                new Event.ToolInput(0, 0, "{\"x\":"),
                new Event.ToolStarted(0, 1, "b", "g", false),
                new Event.ToolInput(0, 1, "{\"y\":"),
                new Event.ToolInput(0, 0, "1}"),
                new Event.ToolInput(0, 1, "2}"),
                new Event.Text(0, 2, "done"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, "tool_calls", null));

        byte[] said = Samples.rendered(
                Samples.CONVERSE.renderer(Samples.converse("{\"messages\":[]}", true), Samples.terms(true)), events);

        assertThat(Samples.meaning(stream(said)))
                .startsWith("call a f {\"x\":1}", "call b g {\"y\":2}", "text done", "finished TOOL_CALLS null");
        List<String> order =
                Samples.frames(said).stream().map(Map.Entry::getKey).toList();
        assertThat(order).startsWith("messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockDelta");
        assertThat(order.indexOf("contentBlockStop")).isLessThan(order.lastIndexOf("contentBlockStart"));
    }

    @Test
    void sealsOfOtherMakersAreWrappedForClientsThatDecodeThem() {
        Seal seal = new Seal(Seal.OPENAI, "rs_1", null, "gAAAA-_x");
        List<Event> events = List.of(
                new Event.Opened(null, null, null),
                new Event.Sealed(0, 0, seal),
                new Event.Text(0, 1, "x"),
                new Event.Finished(0, FinishReason.STOP, null, null));
        byte[] said = Samples.rendered(
                Samples.CONVERSE.renderer(Samples.converse("{\"messages\":[]}", false), Samples.terms(false)), events);
        JsonNode content = Samples.json(new String(said, UTF_8))
                .get("output")
                .get("message")
                .get("content");

        Prompt.Chat back = Samples.chat("{\"messages\":[{\"role\":\"assistant\",\"content\":" + content + "}]}");

        assertThat(back.messages().getFirst().parts().getFirst()).isEqualTo(new Part.Thinking("", false, seal));
        var request = Samples.converse("{\"messages\":[{\"role\":\"assistant\",\"content\":" + content + "}]}", false);
        assertThat(Samples.CONVERSE.isForeign(request)).isTrue();
        assertThat(Samples.CONVERSE.isForeign(Samples.converse("{\"messages\":[]}", false)))
                .isFalse();
    }

    @Test
    void aToolThatTakesFreeTextIsCalledWithAnObject() {
        List<Event> events = List.of(
                new Event.Opened(null, null, null),
                new Event.ToolStarted(0, 0, "a", "run", true),
                new Event.ToolInput(0, 0, "say \"hi\""),
                new Event.ToolInput(0, 0, "\n"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, null, null));
        for (boolean stream : List.of(true, false)) {
            byte[] said = Samples.rendered(
                    Samples.CONVERSE.renderer(Samples.converse("{\"messages\":[]}", stream), Samples.terms(stream)),
                    events);

            assertThat(Samples.meaning(answer(said, stream))).contains("call a run {\"input\":\"say \\\"hi\\\"\\n\"}");
        }
    }

    @Test
    void errorsAreNamedInAHeader() {
        Failure failure = Failure.CallerFault.field("messages", "missing");

        assertThat(new String(Samples.CONVERSE.error(failure, dev.roundhouse.exchange.Surface.VENDOR, null), UTF_8))
                .isEqualTo("{\"message\":\"messages: missing\"}");
        assertThat(Samples.CONVERSE.errorHeaders(failure)).containsEntry("x-amzn-errortype", "ValidationException");
    }

    private static Prompt.Chat foreign(List<Message> messages) {
        return Samples.foreign(Samples.chat("{\"messages\":[]}").withMessages(messages));
    }

    private static JsonNode fields(Prompt.Chat chat, String model) {
        JsonNode body = Samples.body(Samples.foreign(chat), model, new Losses());
        return Samples.json(body.get("additionalModelRequestFields").toString());
    }

    private static List<Event> whole(String answer) {
        return answer(answer.getBytes(UTF_8), false);
    }

    private static List<Event> stream(byte[] answer) {
        return answer(answer, true);
    }

    private static List<Event> answer(byte[] answer, boolean stream) {
        return Samples.events(
                Samples.CONVERSE,
                Samples.endpoint(Dialect.BEDROCK_CONVERSE, Samples.CLAUDE),
                Operation.CHAT,
                new Answer(answer, stream, Cut.WHOLE));
    }
}
