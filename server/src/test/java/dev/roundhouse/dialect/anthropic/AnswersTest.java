package dev.roundhouse.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a client of this schema hears of any provider's answer.
class AnswersTest {
    private static final Usage USAGE = new Usage(10, 20, 30, 40, 0, 0, 5, 6, 0, 0, 2, false);

    @Test
    void aStreamsEventsComeInOrder() {
        List<JsonNode> frames = stream(
                new Event.Opened("x", "m", "default"),
                new Event.Thinking(0, 0, "hm", false),
                new Event.Sealed(0, 0, new Seal(Seal.ANTHROPIC, null, "sig", null)),
                new Event.Text(0, 1, "so"),
                new Event.ToolStarted(0, 2, "call_1", "f", false),
                new Event.ToolInput(0, 2, "{\"a\":1}"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, "tool_calls", null));

        assertThat(frames.stream().map(frame -> frame.path("type").stringValue()))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        JsonNode delta = frames.get(frames.size() - 2);
        assertThat(delta.at("/delta/stop_reason").stringValue()).isEqualTo("tool_use");
        assertThat(delta.at("/usage/input_tokens").intValue()).isEqualTo(10);
        assertThat(delta.at("/usage/cache_read_input_tokens").intValue()).isEqualTo(20);
        assertThat(delta.at("/usage/cache_creation_input_tokens").intValue()).isEqualTo(70);
        assertThat(delta.at("/usage/cache_creation/ephemeral_1h_input_tokens").intValue())
                .isEqualTo(40);
        assertThat(delta.at("/usage/output_tokens").intValue()).isEqualTo(11);
        assertThat(delta.at("/usage/cost").decimalValue()).isEqualByComparingTo("0.000012345");
    }

    @Test
    void mixedCallsAreToldOneAfterTheOther() {
        JsonNode content = whole(
                        new Event.ToolStarted(0, 0, "a", "f", false),
                        new Event.ToolStarted(0, 1, "b", "g", false),
                        new Event.ToolInput(0, 1, "{\"y\":"),
                        new Event.ToolInput(0, 0, "{\"x\":1}"),
                        new Event.ToolInput(0, 1, "2}"))
                .path("content");

        assertThat(content.at("/0/input/x").intValue()).isEqualTo(1);
        assertThat(content.at("/1/input/y").intValue()).isEqualTo(2);
    }

    @Test
    void aStreamAndAWholeAnswerMeanTheSame() {
        Event[] events = {
            new Event.Thinking(0, 0, "hm", true),
            new Event.Sealed(0, 0, new Seal(Seal.OPENAI, "rs_1", null, "enc")),
            new Event.Text(0, 1, "It rains."),
            new Event.Cited(0, 1, new Citation("https://a.example", "A", "rain", 0, 9, -1, JsonTree.object())),
            new Event.Native(0, 2, Dialect.GEMINI, JsonTree.object()),
            new Event.ToolStarted(0, 3, "a", "f", false),
            new Event.ToolStarted(0, 4, "b", "g", false),
            new Event.Sealed(0, 4, new Seal(Seal.GEMINI, null, "gs", null)),
            new Event.Refusal(0, 5, "No."),
            new Event.Text(1, 0, "another answer"),
            new Event.Finished(0, FinishReason.TOOL_CALLS, null, null)
        };

        Heard streamed = Heard.whole(streamed(events), true);
        Heard whole = Heard.whole(JsonTree.bytes(whole(events)), false);

        assertThat(streamed.meaning()).isEqualTo(whole.meaning()).anyMatch(fact -> fact.startsWith("text No."));
    }

    @Test
    void sealsOfOthersComeBackToWhatTheySealed() {
        ObjectNode answer = whole(
                new Event.Thinking(0, 0, "hm", false),
                new Event.Sealed(0, 0, new Seal(Seal.GEMINI, null, "one", null)),
                new Event.Text(0, 1, "so"),
                new Event.Sealed(0, 1, new Seal(Seal.GEMINI, null, "two", null)),
                new Event.ToolStarted(0, 2, "call:1", "f", false),
                new Event.Sealed(0, 2, new Seal(Seal.GEMINI, null, "three:3", null)),
                new Event.Thinking(0, 3, "more", true),
                new Event.Sealed(0, 3, new Seal(Seal.OPENAI, "rs_1", null, "enc")));
        ObjectNode request = JsonTree.object().put("model", "m");
        request.putArray("messages").addObject().put("role", "assistant").set("content", answer.path("content"));

        Message said = ((Prompt.Chat) Samples.DIALECT.prompt(Samples.understood(JsonTree.bytes(request))))
                .messages()
                .getFirst();

        assertThat(said.parts()).hasSize(4);
        assertThat(said.parts().get(0))
                .isEqualTo(new Part.Thinking("hm", false, new Seal(Seal.GEMINI, null, "one", null)));
        assertThat(((Part.Text) said.parts().get(1)).seal()).isEqualTo(new Seal(Seal.GEMINI, null, "two", null));
        assertThat(((Part.ToolCall) said.parts().get(2)).seal())
                .isEqualTo(new Seal(Seal.GEMINI, null, "three:3", null));
        assertThat(((Part.Thinking) said.parts().get(3)).seal()).isEqualTo(new Seal(Seal.OPENAI, "rs_1", null, "enc"));
        assertThat(Samples.DIALECT.isForeign(Samples.understood(JsonTree.bytes(request))))
                .isTrue();
    }

    @Test
    void thinkingThatIsToBeOmittedLeavesOnlyItsSignature() {
        ByteSink out = new ByteSink(64);
        AnswerRenderer renderer = Samples.DIALECT.renderer(
                Samples.understood("{\"model\":\"m\",\"messages\":[],\"thinking\":{\"type\":\"adaptive\","
                        + "\"display\":\"omitted\"}}"),
                Samples.terms(false));
        renderer.event(new Event.Thinking(0, 0, "secret", false), out);
        renderer.event(new Event.Sealed(0, 0, new Seal(Seal.ANTHROPIC, null, "sig", null)), out);
        renderer.event(new Event.Thinking(0, 1, "unsigned", false), out);
        renderer.event(new Event.Text(0, 2, "so"), out);
        renderer.finish(USAGE, Samples.CHARGE, out);

        JsonNode content = JsonTree.read(out.take()).path("content");

        assertThat(content.size()).isEqualTo(2);
        assertThat(content.at("/0")).isEqualTo(Samples.json("{'type':'thinking','thinking':'','signature':'sig'}"));
    }

    @Test
    void everyReasonToStopHasItsWord() {
        assertThat(word(FinishReason.STOP, null, null)).isEqualTo("end_turn");
        assertThat(word(FinishReason.STOP, "stop", "END")).isEqualTo("stop_sequence");
        assertThat(word(FinishReason.STOP, "pause_turn", null)).isEqualTo("pause_turn");
        assertThat(word(FinishReason.LENGTH, "length", null)).isEqualTo("max_tokens");
        assertThat(word(FinishReason.LENGTH, "model_context_window_exceeded", null))
                .isEqualTo("model_context_window_exceeded");
        assertThat(word(FinishReason.TOOL_CALLS, "STOP", null)).isEqualTo("tool_use");
        assertThat(word(FinishReason.CONTENT_FILTER, "SAFETY", null)).isEqualTo("refusal");
        assertThat(word(FinishReason.ERROR, "MALFORMED_FUNCTION_CALL", null)).isEqualTo("end_turn");
        for (String own : List.of("end_turn", "max_tokens", "stop_sequence", "tool_use", "refusal", "compaction")) {
            assertThat(word(StopReasons.normalised(own), own, null)).isEqualTo(own);
        }
    }

    @Test
    void usageHasEachTokenInOneClass() {
        assertThat(
                        Usages.read(
                                Samples.json(
                                        "{'input_tokens':5,'cache_read_input_tokens':7,"
                                                + "'cache_creation_input_tokens':11,'cache_creation':{'ephemeral_5m_input_tokens':4,"
                                                + "'ephemeral_1h_input_tokens':7},'output_tokens':13,"
                                                + "'output_tokens_details':{'thinking_tokens':6},'server_tool_use':{'web_search_requests':2}}")))
                .isEqualTo(new Usage(5, 7, 4, 7, 0, 0, 7, 6, 0, 0, 2, false));
        assertThat(Usages.read(Samples.json("{'input_tokens':5,'cache_creation_input_tokens':11,'output_tokens':1}")))
                .isEqualTo(new Usage(5, 0, 11, 0, 0, 0, 1, 0, 0, 0, 0, false));
    }

    @Test
    void theForcedToolsInputIsTheAnswer() {
        String answer = "{\"type\":\"message\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\""
                + ForcedTool.NAME + "\",\"input\":{\"age\":3}}],\"stop_reason\":\"tool_use\","
                + "\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}";

        assertThat(Heard.whole(answer.getBytes(UTF_8), false).meaning())
                .contains("text {\"age\":3}", "finished STOP end_turn null");
    }

    @Test
    void anErrorInTheMiddleOfAStreamIsOverload() {
        String stream = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n"
                + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n";

        assertThat(Heard.whole(stream.getBytes(UTF_8), true).meaning()).containsExactly("broke PROVIDER_OVERLOADED");
    }

    @Test
    void everyFailureHasItsEnvelope() {
        for (ErrorType type : ErrorType.values()) {
            ObjectNode body = ErrorBodies.body(new Failure.CallerFault(type, "m", "f"), "gen-1");
            assertThat(ErrorBodies.status(body.at("/error/type").stringValue())).isPositive();
            assertThat(body.path("type").stringValue()).isEqualTo("error");
            assertThat(body.path("request_id").stringValue()).isEqualTo("gen-1");
        }
    }

    private static String word(FinishReason reason, @Nullable String given, @Nullable String sequence) {
        return StopReasons.word(new Event.Finished(0, reason, given, sequence));
    }

    private static List<JsonNode> stream(Event... events) {
        List<JsonNode> frames = new ArrayList<>();
        for (String line : new String(streamed(events), UTF_8).split("\n", -1)) {
            if (line.startsWith("data: ")) {
                frames.add(JsonTree.read(line.substring("data: ".length())));
            }
        }
        return frames;
    }

    private static byte[] streamed(Event... events) {
        return rendered(true, events);
    }

    private static ObjectNode whole(Event... events) {
        return (ObjectNode) JsonTree.read(rendered(false, events));
    }

    private static byte[] rendered(boolean stream, Event... events) {
        AnswerRenderer renderer = Samples.DIALECT.renderer(
                Samples.understood("{\"model\":\"m\",\"messages\":[],\"stream\":" + stream + "}"),
                Samples.terms(stream));
        ByteSink out = new ByteSink(64);
        for (Event event : events) {
            renderer.event(event, out);
        }
        renderer.finish(USAGE, Samples.CHARGE, out);
        return out.take();
    }
}
