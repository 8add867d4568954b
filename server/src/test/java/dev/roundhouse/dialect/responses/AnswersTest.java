package dev.roundhouse.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How answers are said and understood.
class AnswersTest {
    private static final String ASKED =
            "{\"model\":\"m\",\"input\":\"hi\",\"temperature\":0.2,\"metadata\":{\"a\":\"b\"},"
                    + "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"max_output_tokens\":99,\"stream\":";
    private static final Usage USAGE = new Usage(10, 4, 1, 0, 0, 0, 6, 3, 0, 0, 0, false);

    @Test
    void aStreamTellsEachStepInOrder() {
        List<JsonNode> frames = streamed(List.of(
                new Event.Opened("up-1", "their-model", "default"),
                new Event.Thinking(0, 0, "hm", true),
                new Event.Text(0, 1, "Hel"),
                new Event.Text(0, 1, "lo"),
                new Event.Cited(0, 1, new Citation("https://x", "X", null, 0, 5, -1, JsonTree.object())),
                new Event.ToolStarted(0, 2, "call_1", "f", false),
                new Event.ToolInput(0, 2, "{}"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, "tool_use", null),
                new Event.Used(USAGE)));

        assertThat(frames)
                .extracting(frame -> frame.path("type").stringValue().replaceFirst("response\\.", ""))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "reasoning_summary_part.added",
                        "reasoning_summary_text.delta",
                        "reasoning_summary_text.done",
                        "reasoning_summary_part.done",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.annotation.added",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).path("sequence_number").asInt()).isEqualTo(i);
        }
        JsonNode response = frames.getLast().path("response");
        assertThat(response.path("output")).hasSize(3);
        assertThat(response.path("output").get(0).path("id").stringValue()).startsWith("rs_");
        assertThat(response.path("output").get(1).path("id").stringValue()).startsWith("msg_");
        assertThat(response.path("output").get(2).path("id").stringValue()).startsWith("fc_");
    }

    @Test
    void aResponseHasAllMembersThatOpenAiSends() {
        JsonNode response = whole(List.of(
                new Event.Opened(null, null, null),
                new Event.Text(0, 0, "Hello"),
                new Event.Finished(0, FinishReason.STOP, "stop", null)));

        assertThat(response.propertyNames())
                .contains(
                        "id",
                        "object",
                        "created_at",
                        "completed_at",
                        "status",
                        "background",
                        "error",
                        "incomplete_details",
                        "instructions",
                        "max_output_tokens",
                        "max_tool_calls",
                        "model",
                        "output",
                        "parallel_tool_calls",
                        "previous_response_id",
                        "prompt_cache_key",
                        "reasoning",
                        "safety_identifier",
                        "service_tier",
                        "store",
                        "temperature",
                        "text",
                        "tool_choice",
                        "tools",
                        "top_logprobs",
                        "top_p",
                        "truncation",
                        "usage",
                        "user",
                        "metadata");
        assertThat(response.path("id").stringValue()).isEqualTo("resp_1700000000-abc");
        assertThat(response.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(response.path("max_output_tokens").asInt()).isEqualTo(99);
        assertThat(response.path("tools").get(0).propertyNames()).contains("strict", "parameters", "description");
        JsonNode usage = response.path("usage");
        assertThat(usage.path("input_tokens").asInt()).isEqualTo(15);
        assertThat(usage.path("input_tokens_details").path("cached_tokens").asInt())
                .isEqualTo(4);
        assertThat(usage.path("output_tokens").asInt()).isEqualTo(9);
        assertThat(usage.path("output_tokens_details").path("reasoning_tokens").asInt())
                .isEqualTo(3);
        assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo("0.000012345");
    }

    @Test
    void eachEndHasItsStatus() {
        for (FinishReason reason : FinishReason.values()) {
            JsonNode response = whole(List.of(
                    new Event.Opened(null, null, null),
                    new Event.Text(0, 0, "x"),
                    new Event.Finished(0, reason, null, null)));
            String details = response.path("incomplete_details").path("reason").asString("");
            switch (reason) {
                case STOP, TOOL_CALLS ->
                    assertThat(response.path("status").stringValue()).isEqualTo("completed");
                case LENGTH -> assertThat(details).isEqualTo("max_output_tokens");
                case CONTENT_FILTER -> assertThat(details).isEqualTo("content_filter");
                case ERROR ->
                    assertThat(response.path("error").path("code").stringValue())
                            .isEqualTo("server_error");
            }
        }
    }

    @Test
    void keepingAnAnswerDoesNotChangeItsStream() {
        List<Event> events = List.of(
                new Event.Opened(null, null, null),
                new Event.ToolStarted(0, 0, "a", "f", false),
                new Event.ToolInput(0, 0, "{}"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, null, null));
        AnswerRenderer renderer = Samples.DIALECT.renderer(request(true), Samples.terms(true));
        ByteSink out = new ByteSink(64);
        events.forEach(event -> renderer.event(event, out));

        JsonNode kept = renderer.whole(USAGE, Samples.CHARGE);
        renderer.finish(USAGE, Samples.CHARGE, out);

        List<JsonNode> frames = frames(out.take());
        assertThat(frames).isEqualTo(streamed(events));
        assertThat(frames.getLast().path("response").toString()).isEqualTo(String.valueOf(kept));
    }

    @Test
    void aToolOfFreeTextIsCalledWithThatEvenWhereTheUpstreamKnowsFunctionsOnly() {
        GenerationRequest asked = Samples.understood(
                "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"custom\",\"name\":\"sql\"}]}");
        AnswerRenderer renderer = Samples.DIALECT.renderer(asked, Samples.terms(false));
        ByteSink out = new ByteSink(64);
        renderer.event(new Event.ToolStarted(0, 0, "a", "sql", false), out);
        renderer.event(new Event.ToolInput(0, 0, "{\"input\":\"sel"), out);
        renderer.event(new Event.ToolInput(0, 0, "ect 1\"}"), out);
        renderer.finish(USAGE, Samples.CHARGE, out);

        JsonNode call = JsonTree.read(out.take()).path("output").get(0);
        assertThat(call.path("type").stringValue()).isEqualTo("custom_tool_call");
        assertThat(call.path("input").stringValue()).isEqualTo("select 1");
    }

    @Test
    void callsThatComeInTurnsKeepTheirArgumentsApart() {
        JsonNode response = whole(List.of(
                new Event.Opened(null, null, null),
                new Event.ToolStarted(0, 0, "a", "f", false),
                new Event.ToolStarted(0, 1, "b", "g", false),
                new Event.ToolInput(0, 0, "{\"x\""),
                new Event.ToolInput(0, 1, "{\"y\""),
                new Event.Text(0, 2, "meanwhile"),
                new Event.ToolInput(0, 0, ":1}"),
                new Event.ToolInput(0, 1, ":2}"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, null, null)));

        assertThat(response.path("output"))
                .extracting(item -> item.path("arguments").asString(""))
                .containsExactly("{\"x\":1}", "{\"y\":2}", "");
    }

    @Test
    void anotherProvidersSealGoesToTheClientAndComesBack() {
        JsonNode response = whole(List.of(
                new Event.Opened(null, null, null),
                new Event.Thinking(0, 0, "deep thought", false),
                new Event.Sealed(0, 0, new Seal(Seal.ANTHROPIC, null, "signed", null)),
                new Event.Sealed(0, 1, new Seal(Seal.ANTHROPIC, null, null, "redacted")),
                new Event.ToolStarted(0, 2, "c1", "f", false),
                new Event.Sealed(0, 2, new Seal(Seal.GEMINI, null, "of the call", null)),
                new Event.ToolInput(0, 2, "{}"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, null, null)));
        ByteSink again = new ByteSink(64);
        again.append(JsonTree.bytes(JsonTree.object().put("model", "m").set("input", response.path("output"))));

        var parts = Samples.chat(new String(again.take(), UTF_8))
                .messages()
                .getFirst()
                .parts();

        assertThat(parts).hasSize(3);
        assertThat(parts.toString())
                .contains("deep thought", "signature=signed", "redacted=redacted", "signature=of the call");
        assertThat(parts.getLast().toString()).contains("ToolCall[id=c1", "format=google-gemini-v1");
    }

    @Test
    void aBrokenStreamEndsWithAnErrorAndAFailedResponse() {
        ByteSink out = new ByteSink(64);
        AnswerRenderer renderer = Samples.DIALECT.renderer(request(true), Samples.terms(true));
        renderer.event(new Event.Opened(null, null, null), out);
        renderer.event(new Event.Text(0, 0, "Hel"), out);
        renderer.fail(UpstreamFault.ours(ErrorType.RATE_LIMIT_EXCEEDED, "Acme", 429, "slow down"), out);

        List<JsonNode> frames = frames(out.take());
        assertThat(frames.get(frames.size() - 2).path("type").stringValue()).isEqualTo("error");
        JsonNode failed = frames.getLast();
        assertThat(failed.path("type").stringValue()).isEqualTo("response.failed");
        assertThat(failed.path("response").path("status").stringValue()).isEqualTo("failed");
        assertThat(failed.path("response").path("error").path("code").stringValue())
                .isEqualTo("rate_limit_exceeded");
    }

    @Test
    void onOpenRoutersSurfaceAStreamEndsWithDone() {
        GenerationRequest request = Samples.understood((ASKED + "true}").getBytes(UTF_8), Surface.OPENROUTER);
        ByteSink out = new ByteSink(64);
        AnswerRenderer renderer = Samples.DIALECT.renderer(request, Samples.terms(true));
        renderer.event(new Event.Text(0, 0, "x"), out);
        renderer.finish(USAGE, Samples.CHARGE, out);

        assertThat(new String(out.take(), UTF_8)).endsWith("data: [DONE]\n\n");
    }

    @Test
    void reasoningIsKeptFromClientsWhoDoNotWantIt() {
        GenerationRequest request =
                Samples.understood("{\"model\":\"m\",\"input\":\"x\",\"reasoning\":{\"exclude\":true}}");
        ByteSink out = new ByteSink(64);
        AnswerRenderer renderer = Samples.DIALECT.renderer(request, Samples.terms(false));
        renderer.event(new Event.Thinking(0, 0, "secret", false), out);
        renderer.event(new Event.Sealed(0, 0, new Seal(Seal.ANTHROPIC, null, "sig", null)), out);
        renderer.event(new Event.Text(0, 1, "x"), out);
        renderer.finish(USAGE, Samples.CHARGE, out);

        assertThat(JsonTree.read(out.take()).path("output")).hasSize(1);
    }

    @Test
    void usageIsReadAsEachHostNestsIt() {
        // input, cached, written, output, reasoning, total -> input, cacheRead, cacheWrite, output, reasoning
        long[][] table = {
            {100, 40, 0, 50, 20, 150, 60, 40, 0, 30, 20},
            {100, 0, 30, 50, 0, 150, 70, 0, 30, 50, 0},
            {100, 0, 0, 50, 60, 210, 100, 0, 0, 50, 60}, // beside the output, as the total says
            {10, 20, 0, 5, 0, 15, 0, 20, 0, 5, 0},
        };
        for (long[] row : table) {
            JsonNode response = Samples.json("{\"usage\":{\"input_tokens\":" + row[0]
                    + ",\"input_tokens_details\":{\"cached_tokens\":" + row[1] + ",\"cache_write_tokens\":" + row[2]
                    + "},\"output_tokens\":" + row[3] + ",\"output_tokens_details\":{\"reasoning_tokens\":" + row[4]
                    + "},\"total_tokens\":" + row[5] + "}}");

            Usage usage = Usages.read(response, 0);

            assertThat(new long[] {
                        usage.input(), usage.cacheRead(), usage.cacheWrite(), usage.output(), usage.reasoning()
                    })
                    .containsExactly(row[6], row[7], row[8], row[9], row[10]);
        }
    }

    @Test
    void oddAnswersBreakAndNeverThrow() {
        for (String answer : List.of(
                "{}",
                "[]",
                "3",
                "{\"object\":\"response\",\"status\":\"queued\",\"output\":[]}",
                "{\"error\":{\"message\":\"no\"}}",
                "{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"no\"},\"output\":[]}")) {
            Told told = Told.of(Samples.endpoint("openai"), false, answer.getBytes(UTF_8));
            assertThat(told.broke).as(answer).isNotNull();
            assertThat(told.ended).as(answer).isFalse();
        }
        Told odd = Told.of(
                Samples.endpoint("openai"),
                false,
                "{\"output\":[3,{},{\"type\":\"message\",\"content\":[null,{\"type\":\"x\"}]},{\"type\":\"function_call\"}]}"
                        .getBytes(UTF_8));
        assertThat(odd.ended).isTrue();
        assertThat(odd.events).anyMatch(e -> e instanceof Event.ToolStarted t && !t.id().isEmpty());
    }

    @Test
    void whatOtherDialectsAloneCanSayIsLeftOut() {
        JsonNode response = whole(List.of(
                new Event.Opened(null, null, null),
                new Event.Native(
                        0, 0, Dialect.ANTHROPIC_MESSAGES, JsonTree.object().put("type", "server_tool_use")),
                new Event.Extra(Dialect.GEMINI, "x", JsonTree.object()),
                new Event.Text(1, 0, "another choice"),
                new Event.Text(0, 1, "x"),
                new Event.Finished(0, FinishReason.STOP, null, null)));

        assertThat(response.path("output")).hasSize(1);
        assertThat(response.has("x")).isFalse();
    }

    private static GenerationRequest request(boolean stream) {
        return Samples.understood(ASKED + stream + "}");
    }

    private static JsonNode whole(List<Event> events) {
        return JsonTree.read(said(events, false));
    }

    private static List<JsonNode> streamed(List<Event> events) {
        return frames(said(events, true));
    }

    private static byte[] said(List<Event> events, boolean stream) {
        AnswerRenderer renderer = Samples.DIALECT.renderer(request(stream), Samples.terms(stream));
        ByteSink out = new ByteSink(1024);
        events.forEach(event -> renderer.event(event, out));
        renderer.finish(USAGE, Samples.CHARGE, out);
        return out.take();
    }

    private static List<JsonNode> frames(byte[] stream) {
        List<JsonNode> frames = new ArrayList<>();
        for (String block : new String(stream, UTF_8).split("\n\n", -1)) {
            int data = block.indexOf("data: ");
            if (data >= 0) {
                JsonNode frame = JsonTree.read(block.substring(data + 6));
                assertThat(block).startsWith("event: " + frame.path("type").stringValue() + "\n");
                frames.add(frame);
            }
        }
        return frames;
    }
}
