package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Seeds;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerReader.Stage;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Usage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StreamAnswerTest {
    private static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    private static final String HELLO = chunk("{\"content\":\"Hel\\u006co\"}", "null");
    private static final String STOP = chunk("{}", "\"stop\"");
    private static final String USAGE =
            "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    @Test
    void aStreamComesToItsEndStageByStage() {
        AnswerReader reader = reader(true);
        ByteSink out = new ByteSink(64);

        assertThat(stage(reader, ROLE, out)).isEqualTo(Stage.WAITING);
        assertThat(stage(reader, ": OPENROUTER PROCESSING\n\n", out)).isEqualTo(Stage.WAITING);
        assertThat(stage(reader, HELLO, out)).isEqualTo(Stage.CONTENT);
        assertThat(stage(reader, STOP, out)).isEqualTo(Stage.CONTENT);
        int early = out.length();
        assertThat(stage(reader, USAGE, out)).isEqualTo(Stage.CONTENT);
        assertThat(stage(reader, DONE, out)).isEqualTo(Stage.COMPLETE);
        assertThat(out.length()).as("the end is held back").isEqualTo(early);

        assertThat(reader.summary().usage()).isEqualTo(new Usage(9, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, false));
        assertThat(reader.summary().finishReason()).isEqualTo("stop");
        assertThat(reader.summary().reportedModel()).isEqualTo("up");
        assertThat(reader.summary().upstreamId()).isEqualTo("up-1");
        reader.finish(Fed.COUNTED, Samples.CHARGE, out);
        assertThat(new String(out.toByteArray(), UTF_8)).endsWith(DONE);
    }

    @Test
    void theClientReadsOurNamesAndTheProvidersWords() {
        Fed fed = feed(true, ROLE + HELLO + STOP + USAGE + DONE);

        List<JsonNode> chunks = chunks(fed.all());
        assertThat(chunks).hasSize(4).allSatisfy(chunk -> {
            assertThat(chunk.get("id").stringValue()).isEqualTo("gen-1");
            assertThat(chunk.get("model").stringValue()).isEqualTo("acme/swift-1");
            assertThat(chunk.get("provider").stringValue()).isEqualTo("Acme \"fast\"");
        });
        assertThat(new String(fed.early(), UTF_8)).contains("\"content\":\"Hel\\u006co\"");
        assertThat(chunks.get(2).at("/choices/0/native_finish_reason").stringValue())
                .isEqualTo("stop");
        assertThat(chunks.get(3).at("/usage/cost").doubleValue()).isEqualTo(0.000012345);
        assertThat(chunks.get(3)
                        .at("/usage/cost_details/upstream_inference_cost")
                        .doubleValue())
                .isEqualTo(0.000011);
    }

    @Test
    void usageIsNotShownToAClientThatDidNotAsk() {
        Fed fed = feed(false, HELLO + STOP + USAGE + DONE);

        assertThat(chunks(fed.all())).hasSize(2).noneMatch(chunk -> chunk.has("usage"));
        assertThat(fed.summary().usage()).isNotNull();
        assertThat(new String(fed.late(), UTF_8)).isEqualTo(DONE);
    }

    @Test
    void usageThatNobodyReportedIsAddedAndMarked() {
        Fed fed = feed(true, ROLE + HELLO + STOP + DONE);

        JsonNode added = chunks(fed.all()).getLast();
        assertThat(added.get("choices").isEmpty()).isTrue();
        assertThat(added.at("/usage/prompt_tokens").intValue()).isEqualTo(7);
        assertThat(added.at("/usage/completion_tokens").intValue()).isEqualTo(5);
        assertThat(added.at("/usage/total_tokens").intValue()).isEqualTo(12);
        assertThat(added.at("/usage/estimated").booleanValue()).isTrue();
        assertThat(added.get("created").longValue()).isEqualTo(1);
        assertThat(fed.summary().text()).isEqualTo("Hello");
    }

    @Test
    void nothingIsAddedForAClientThatDidNotAsk() {
        Fed fed = feed(false, ROLE + HELLO + STOP + DONE);

        assertThat(chunks(fed.all())).hasSize(3);
    }

    @Test
    void aFinishReasonAndTheEndWillDoWithoutDone() {
        Fed fed = feed(true, HELLO + STOP + USAGE);

        assertThat(fed.stage()).isEqualTo(Stage.COMPLETE);
        assertThat(new String(fed.late(), UTF_8)).endsWith(DONE);
    }

    @Test
    void doneWillDoWithoutAFinishReason() {
        assertThat(feed(true, HELLO + DONE).stage()).isEqualTo(Stage.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 90, 195, 200, 250})
    void aStreamThatIsCutIsBrokenAndNeverShort(int bytes) {
        byte[] cut = java.util.Arrays.copyOf((HELLO + HELLO + STOP).getBytes(UTF_8), bytes);

        Fed fed = Fed.whole(Samples.CHAT, Samples.terms(true, true), cut);

        assertThat(fed.stage()).isEqualTo(Stage.BROKEN);
        assertThat(fed.fault().type()).isEqualTo(ErrorType.PROVIDER_UNAVAILABLE);
    }

    @Test
    void oneChoiceOfTwoIsNotAnEnd() {
        String second = HELLO.replace("\"index\":0", "\"index\":1");

        assertThat(feed(true, HELLO + second + STOP).stage()).isEqualTo(Stage.BROKEN);
        assertThat(feed(true, HELLO + second + STOP + STOP.replace("\"index\":0", "\"index\":1"))
                        .stage())
                .isEqualTo(Stage.COMPLETE);
    }

    @Test
    void theLastFrameMayLackItsBlankLine() {
        Fed fed = feed(true, HELLO + STOP + USAGE + "data: [DONE]");

        assertThat(fed.stage()).isEqualTo(Stage.COMPLETE);
        assertThat(feed(true, HELLO + STOP.strip()).stage()).isEqualTo(Stage.COMPLETE);
    }

    @Test
    void anErrorInBandBreaksTheStreamWithItsOwnWords() {
        Fed fed = feed(true, HELLO + "data: {\"error\":{\"message\":\"out of luck\",\"code\":429}}\n\n" + STOP + DONE);

        assertThat(fed.stage()).isEqualTo(Stage.BROKEN);
        UpstreamFault fault = fed.fault();
        assertThat(fault.message()).isEqualTo("out of luck");
        assertThat(fault.type()).isEqualTo(ErrorType.RATE_LIMIT_EXCEEDED);
        assertThat(chunks(fed.early())).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"object\":\"error\",\"message\":\"out of luck\",\"code\":503}\n\n",
                "event: error\ndata: {\"error\":\"out of luck\",\"code\":503}\n\n",
                "{\"error\":{\"message\":\"out of luck\",\"status\":503}}\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":503,\"message\":\"out of luck\"}}]}\n\n",
                "data: {\"id\":\"x\",\"error\":{\"code\":503,\"message\":\"out of luck\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n",
            })
    void errorsComeInManyForms(String frame) {
        Fed fed = feed(true, frame);

        assertThat(fed.stage()).isEqualTo(Stage.BROKEN);
        assertThat(fed.early()).isEmpty();
        assertThat(fed.fault().message()).isEqualTo("out of luck");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":\n\n",
                "data: [1]\n\n",
                "data: hello\n\n",
                "data: {} {}\n\n",
                "<html><body>502</body></html>\n",
                "data: [DONE]\n\n",
                ": a comment\n\n",
                "",
            })
    void whatIsNoStreamOfChunksIsBroken(String text) {
        assertThat(feed(true, text).stage()).isEqualTo(Stage.BROKEN);
    }

    @Test
    void framesOfManyKindsAreKeptInOrder() {
        String stream = "event: ping\ndata: " + json(HELLO) + "\nid: 7\n\n"
                + ": note\r\n\r\n"
                + "data:" + json(HELLO) + "\r\n\r\n"
                + "data: {\"id\":\"up-1\",\ndata:   \"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\ndata: \"finish_reason\":null}]}\n\n"
                + "retry: 3000\n\n"
                + STOP + DONE;

        Fed fed = feed(false, stream);

        String got = new String(fed.all(), UTF_8);
        assertThat(fed.stage()).isEqualTo(Stage.COMPLETE);
        assertThat(got).contains("event: ping\ndata: ", "\nid: 7\n\n", ": note\r\n\r\n", "retry: 3000\n\n");
        assertThat(Recorded.frames(fed.all())).hasSize(7);
        assertThat(Samples.json(Recorded.frames(fed.all()).get(3).data())
                        .at("/choices/0/delta/content")
                        .stringValue())
                .isEqualTo("x");
    }

    @Test
    void usageWithEachChunkPassesAtOnceButTheLast() {
        String first = HELLO.replace("}\n\n", ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n\n");
        String last = STOP.replace("}\n\n", ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n");

        Fed fed = feed(true, first + first + last + DONE);

        assertThat(chunks(fed.early())).hasSize(2);
        assertThat(chunks(fed.early()).getFirst().at("/usage/completion_tokens").intValue())
                .isEqualTo(1);
        JsonNode end = chunks(fed.late()).getFirst();
        assertThat(end.at("/usage/completion_tokens").intValue()).isEqualTo(2);
        assertThat(end.at("/usage/cost").doubleValue()).isEqualTo(0.000012345);
        assertThat(chunks(fed.late())).hasSize(1);
    }

    @Test
    void usageInTheCornerOfAVendorIsSeenAndShownInItsPlace() {
        String last = STOP.replace(
                "}\n\n",
                ",\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"queue_time\":0.1}}}\n\n");

        Fed fed = feed(true, HELLO + last + DONE);

        assertThat(fed.summary().usage()).isEqualTo(new Usage(9, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, false));
        assertThat(chunks(fed.early()).getLast().at("/x_groq/usage/queue_time").doubleValue())
                .isEqualTo(0.1);
        JsonNode added = chunks(fed.late()).getFirst();
        assertThat(added.at("/usage/queue_time").doubleValue()).isEqualTo(0.1);
        assertThat(added.at("/usage/total_tokens").intValue()).isEqualTo(11);
    }

    @Test
    void anEmptyFirstChunkAndEmptyReasonsAreNoContent() {
        String filters =
                "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{}]}\n\n";
        String blank = HELLO.replace("\"finish_reason\":null", "\"finish_reason\":\"\"");

        Fed fed = feed(true, filters + blank + STOP + DONE);

        assertThat(chunks(fed.all()).getFirst().get("prompt_filter_results").size())
                .isEqualTo(1);
        assertThat(chunks(fed.all()).get(1).at("/choices/0/finish_reason").isNull())
                .isTrue();
        AnswerReader reader = reader(true);
        assertThat(stage(reader, filters + ROLE, new ByteSink(64))).isEqualTo(Stage.WAITING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reasoning\":\"hm\"}",
                "{\"reasoning_content\":\"hm\",\"content\":null}",
                "{\"refusal\":\"no\"}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                "{\"audio\":{\"data\":\"AAAA\"}}",
                "{\"images\":[{\"image_url\":{\"url\":\"data:\"}}]}",
                "{\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}",
            })
    void contentIsMoreThanText(String delta) {
        assertThat(stage(reader(true), chunk(delta, "null"), new ByteSink(64))).isEqualTo(Stage.CONTENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"role\":\"assistant\"}",
                "{\"content\":null,\"refusal\":null,\"tool_calls\":[]}",
                "{\"content\":\"\",\"function_call\":{\"name\":\"\",\"arguments\":\"\"},\"audio\":{}}",
            })
    void anEmptyDeltaIsNone(String delta) {
        assertThat(stage(reader(true), chunk(delta, "null"), new ByteSink(64))).isEqualTo(Stage.WAITING);
    }

    @Test
    void textIsKeptForCountingWithReasoningAndToolsOnce() {
        Fed fed = feed(
                true,
                chunk(
                                "{\"reasoning\":\"why \",\"reasoning_content\":\"why \",\"reasoning_details\":[{\"text\":\"why \"}]}",
                                "null")
                        + chunk(
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]}",
                                "null")
                        + HELLO
                        + STOP
                        + DONE);

        assertThat(fed.summary().text()).isEqualTo("why f{\"a\":1}Hello");
    }

    @Test
    void textIsNotKeptOnceUsageIsKnown() {
        assertThat(feed(true, HELLO + STOP + USAGE + DONE).summary().text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"end_turn", "eos", "STOP", "stop_sequence", "COMPLETE", "never-heard-of"})
    void otherWordsForAnEndAreStop(String reason) {
        Fed fed = feed(true, HELLO + chunk("{}", "\"" + reason + "\"") + DONE);

        JsonNode choice = chunks(fed.early()).getLast().at("/choices/0");
        assertThat(choice.get("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(choice.get("native_finish_reason").stringValue()).isEqualTo(reason);
        assertThat(fed.summary().nativeFinishReason()).isEqualTo(reason);
    }

    @Test
    void anUpstreamsOwnNativeReasonIsKept() {
        String end = chunk("{}", "\"stop\",\"native_finish_reason\":\"end_turn\"");

        Fed fed = feed(true, HELLO + end + DONE);

        assertThat(new String(fed.early(), UTF_8)).containsOnlyOnce("native_finish_reason");
        assertThat(fed.summary().nativeFinishReason()).isEqualTo("end_turn");
        assertThat(fed.summary().finishReason()).isEqualTo("stop");
    }

    @Test
    void aFailureAfterContentIsToldInBand() {
        AnswerReader reader = reader(true);
        ByteSink out = new ByteSink(64);
        reader.read(HELLO.getBytes(UTF_8), 0, HELLO.length(), out);

        reader.fail(new GatewayFault(ErrorType.TIMEOUT, "took too long", List.of(), null), out);

        JsonNode end = chunks(out.toByteArray()).getLast();
        assertThat(end.at("/error/code").intValue()).isEqualTo(504);
        assertThat(end.at("/error/message").stringValue()).isEqualTo("took too long");
        assertThat(end.at("/error/metadata/error_type").stringValue()).isEqualTo("timeout");
        assertThat(end.at("/choices/0/finish_reason").stringValue()).isEqualTo("error");
        assertThat(end.at("/choices/0/delta/content").stringValue()).isEmpty();
        assertThat(end.at("/id").stringValue()).isEqualTo("gen-1");
    }

    @Test
    void aFrameHasAnEnd() {
        AnswerReader reader = reader(true);
        ByteSink out = new ByteSink(64);
        byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
        byte[] start = "data: \"".getBytes(UTF_8);
        reader.read(start, 0, start.length, out);
        for (int i = 0; i < 33; i++) {
            reader.read(piece, 0, piece.length, out);
        }

        assertThat(reader.stage()).isEqualTo(Stage.BROKEN);
        assertThat(out.length()).isZero();
    }

    @Test
    void legacyCompletionsStreamTheirText() {
        String text =
                "data: {\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"Once\",\"index\":0,\"finish_reason\":null}]}\n\n";
        String end =
                "data: {\"id\":\"c\",\"object\":\"text_completion\",\"choices\":[{\"text\":\"\",\"index\":0,\"finish_reason\":\"length\"}]}\n\n";

        Fed fed = Fed.whole(Samples.COMPLETIONS, Samples.terms(true, true), (text + end + DONE).getBytes(UTF_8));

        assertThat(fed.stage()).isEqualTo(Stage.COMPLETE);
        assertThat(fed.summary().text()).isEqualTo("Once");
        assertThat(chunks(fed.all()).getLast().get("object").stringValue()).isEqualTo("text_completion");
    }

    @Test
    void anyStreamCutAnywhereReadsTheSame() {
        String[] frames = {
            ROLE,
            HELLO,
            STOP,
            USAGE,
            ": note\n\n",
            "\n",
            HELLO.replace("\n", "\r\n"),
            "event: x\n" + HELLO,
            "id: 1\n\n",
            chunk("{\"content\":\"日本😀\"}", "null"),
            "data: {\"a\":\ndata: 1}\n\n",
            "data: {\"error\":{\"message\":\"no\"}}\n\n",
            DONE
        };
        Seeds.times(2_000, random -> {
            StringBuilder stream = new StringBuilder();
            int count = random.nextInt(1, 12);
            for (int i = 0; i < count; i++) {
                // Errors and ends are rarer than the rest.
                stream.append(frames[random.nextInt(random.nextInt(4) == 0 ? frames.length : frames.length - 2)]);
            }
            byte[] bytes = (stream + (random.nextBoolean() ? DONE : "")).getBytes(UTF_8);
            boolean showUsage = random.nextBoolean();

            assertSame(bytes, showUsage, random);
        });
    }

    private static void assertSame(byte[] bytes, boolean showUsage, Random random) {
        Fed whole = Fed.whole(Samples.CHAT, Samples.terms(true, showUsage), bytes);
        Fed single = Fed.bytes(Samples.CHAT, Samples.terms(true, showUsage), bytes);
        Fed split = Fed.split(Samples.CHAT, Samples.terms(true, showUsage), bytes, random);

        assertThat(new String(single.all(), UTF_8)).isEqualTo(new String(whole.all(), UTF_8));
        assertThat(new String(split.all(), UTF_8)).isEqualTo(new String(whole.all(), UTF_8));
        assertThat(single.summary()).isEqualTo(whole.summary());
        assertThat(split.summary()).isEqualTo(whole.summary());
    }

    private static AnswerReader reader(boolean showUsage) {
        return Samples.CHAT.answer(Samples.endpoint(), Samples.terms(true, showUsage));
    }

    private static Fed feed(boolean showUsage, String stream) {
        return Fed.whole(Samples.CHAT, Samples.terms(true, showUsage), stream.getBytes(UTF_8));
    }

    private static Stage stage(AnswerReader reader, String bytes, ByteSink out) {
        byte[] more = bytes.getBytes(UTF_8);
        reader.read(more, 0, more.length, out);
        return reader.stage();
    }

    private static List<JsonNode> chunks(byte[] stream) {
        return Recorded.frames(stream).stream()
                .map(Recorded.Frame::data)
                .filter(data -> !data.isEmpty() && !data.equals("[DONE]"))
                .map(Samples::json)
                .toList();
    }

    private static String json(String frame) {
        return frame.substring("data: ".length()).strip();
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":"
                + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }
}
