package dev.roundhouse.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Google's answers are read whatever form they come in, and other providers' are said as Google would.
class AnswerTest {
    @Test
    void eachTokenIsCountedOnce() {
        Usage usage = Usages.read(
                Samples.json("{'promptTokenCount':100,'cachedContentTokenCount':40,'candidatesTokenCount':30,"
                        + "'thoughtsTokenCount':20,'toolUsePromptTokenCount':7,"
                        + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':60},{'modality':'IMAGE','tokenCount':25},"
                        + "{'modality':'AUDIO','tokenCount':15}],"
                        + "'cacheTokensDetails':[{'modality':'IMAGE','tokenCount':10},{'modality':'TEXT','tokenCount':30}],"
                        + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':12}]}"),
                2);

        assertThat(usage).isEqualTo(new Usage(100 - 40 - 15 - 15 + 7, 40, 0, 0, 15, 15, 18, 20, 0, 12, 2, false));
        assertThat(Usages.read(Samples.json("{'trafficType':'ON_DEMAND'}"), 0)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "MAX_TOKENS, LENGTH",
        "SAFETY, CONTENT_FILTER",
        "RECITATION, CONTENT_FILTER",
        "BLOCKLIST, CONTENT_FILTER",
        "PROHIBITED_CONTENT, CONTENT_FILTER",
        "SPII, CONTENT_FILTER",
        "IMAGE_SAFETY, CONTENT_FILTER",
        "MODEL_ARMOR, CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL, ERROR",
        "UNEXPECTED_TOOL_CALL, ERROR",
        "OTHER, ERROR",
        "SOMETHING_NEW, STOP"
    })
    void finishReasonsAreATable(String said, FinishReason meant) {
        List<Event> events = Heard.events(
                false,
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"" + said + "\"}]}");

        assertThat(events).contains(new Event.Finished(0, meant, said, null));
        if (!said.equals("SOMETHING_NEW")) {
            assertThat(FinishReasons.word(meant, said)).isEqualTo(said);
        }
    }

    @Test
    void aStopWithCallsMeansThem() {
        assertThat(FinishReasons.normalised("STOP", true)).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(FinishReasons.word(FinishReason.TOOL_CALLS, "tool_calls")).isEqualTo("STOP");
        assertThat(FinishReasons.word(FinishReason.CONTENT_FILTER, "content_filter"))
                .isEqualTo("SAFETY");
        assertThat(FinishReasons.word(JsonTree.object().numberNode(2))).isEqualTo("MAX_TOKENS");
    }

    @Test
    void aRefusedPromptHasNoCandidateAndIsFiltered() {
        List<Event> events = Heard.events(
                true, "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"responseId\":\"r\"}\r\n\r\n");

        assertThat(events)
                .contains(new Event.Finished(0, FinishReason.CONTENT_FILTER, "SAFETY", null))
                .endsWith(new Event.Ended());
        String said = new String(Heard.said(Samples.streamed("alt=sse"), true, events), UTF_8);
        assertThat(said).contains("\"blockReason\":\"SAFETY\"").doesNotContain("candidates\"");
    }

    @Test
    void aSignatureBelongsToTheWordsBeforeIt() {
        List<Event> events = Heard.events(
                true,
                frame("{'text':'think','thought':true}", "")
                        + frame("{'text':'Hel'}", "")
                        + frame("{'text':'lo'}", "")
                        + frame("{'text':'','thoughtSignature':'c2ln'}", "'finishReason':'STOP',"));

        assertThat(events)
                .containsSequence(
                        new Event.Thinking(0, 0, "think", false),
                        new Event.Text(0, 1, "Hel"),
                        new Event.Text(0, 1, "lo"),
                        new Event.Sealed(0, 1, new Seal(Seal.GEMINI, null, "c2ln", null)),
                        new Event.Finished(0, FinishReason.STOP, "STOP", null));
    }

    @Test
    void callsWithoutIdsGetTheSameOneEachTime() {
        String answer = frame("{'functionCall':{'name':'w','args':{'c':1}}}", "")
                + frame("{'functionCall':{'name':'w','args':{'c':1}}}", "'finishReason':'STOP',");

        List<Event> events = Heard.events(true, answer);
        List<String> ids = ids(events);

        assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.matches("call_[0-9a-f]{16}"));
        assertThat(ids(Heard.events(true, answer))).isEqualTo(ids);
        assertThat(events).contains(new Event.Finished(0, FinishReason.TOOL_CALLS, "STOP", null));
    }

    @Test
    void argumentsThatComeInPiecesAreJoined() {
        List<Event> events = Heard.events(
                true,
                frame("{'functionCall':{'name':'w','willContinue':true}}", "")
                        + frame(
                                "{'functionCall':{'partialArgs':[{'jsonPath':'$.a[1].b','stringValue':'x','willContinue':true}],'willContinue':true}}",
                                "")
                        + frame(
                                "{'functionCall':{'partialArgs':[{'jsonPath':'$.a[1].b','stringValue':'y'},{'jsonPath':'$.n','numberValue':0.5}],'willContinue':true}}",
                                "")
                        + frame("{'functionCall':{'partialArgs':[{'jsonPath':'$.t','boolValue':true}]}}", "")
                        + frame("{'text':''}", "'finishReason':'STOP',"));

        assertThat(events).contains(new Event.ToolInput(0, 0, "{\"a\":[null,{\"b\":\"xy\"}],\"n\":0.5,\"t\":true}"));
        assertThat(ids(events)).hasSize(1);
    }

    @Test
    void citationsCountCharactersWhereGoogleCountsBytes() {
        List<Event> events = Heard.events(
                false,
                ("{'candidates':[{'content':{'parts':[{'text':'Größe: 5. Ja.'}]},'finishReason':'STOP',"
                                + "'groundingMetadata':{'webSearchQueries':['q'],'groundingChunks':[{'web':{'uri':'https://a.test','title':'A'}}],"
                                + "'groundingSupports':[{'segment':{'startIndex':12,'endIndex':15,'text':'Ja.'},'groundingChunkIndices':[0]}]}}],"
                                + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':4}}")
                        .replace('\'', '"'));

        Citation cited = events.stream()
                .filter(Event.Cited.class::isInstance)
                .map(event -> ((Event.Cited) event).citation())
                .findFirst()
                .orElseThrow();
        assertThat(cited.url()).isEqualTo("https://a.test");
        assertThat(cited.start()).isEqualTo(10);
        assertThat(cited.end()).isEqualTo(13);
        assertThat(events).anyMatch(event -> event instanceof Event.Used(Usage usage) && usage.webSearches() == 1);
    }

    @Test
    void citationsOfOthersBecomeGrounding() {
        Citation other = new Citation("https://b.test", "B", null, 1, 3, -1, JsonTree.object());

        JsonNode said = JsonTree.read(Heard.said(
                Samples.understood("generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"),
                false,
                List.of(
                        new Event.Text(0, 0, "äbc"),
                        new Event.Cited(0, 0, other),
                        new Event.Finished(0, FinishReason.STOP, "stop", null))));

        JsonNode grounding = said.path("candidates").path(0).path("groundingMetadata");
        assertThat(grounding.path("groundingChunks").path(0))
                .isEqualTo(Samples.json("{'web':{'uri':'https://b.test','title':'B'}}"));
        assertThat(grounding.path("groundingSupports").path(0).path("segment"))
                .isEqualTo(Samples.json("{'startIndex':2,'endIndex':4,'text':'bc'}"));
    }

    @Test
    void aForeignAnswerIsSaidInGooglesForm() {
        List<Event> events = List.of(
                new Event.Opened("up", "m", null),
                new Event.Thinking(0, 0, "hm", false),
                new Event.Sealed(0, 0, new Seal(Seal.ANTHROPIC, null, "c2ln", null)),
                new Event.Text(0, 1, "I'll look."),
                new Event.ToolStarted(0, 2, "a", "w", false),
                new Event.ToolStarted(0, 3, "b", "t", false),
                new Event.ToolInput(0, 2, "{\"c\""),
                new Event.ToolInput(0, 3, ""),
                new Event.ToolInput(0, 2, ":1}"),
                new Event.Native(0, 4, Dialect.COHERE, JsonTree.object()),
                new Event.Finished(0, FinishReason.TOOL_CALLS, "tool_use", null));

        JsonNode whole = JsonTree.read(Heard.said(
                Samples.understood("generateContent", "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}"),
                false,
                events));

        JsonNode candidate = whole.path("candidates").path(0);
        JsonNode parts = candidate.path("content").path("parts");
        assertThat(parts.size()).isEqualTo(4);
        assertThat(parts.path(0).path("thought").asBoolean()).isTrue();
        assertThat(SealText.read(parts.path(0).path("thoughtSignature").asString()))
                .isEqualTo(new Seal(Seal.ANTHROPIC, null, "c2ln", null));
        assertThat(parts.path(1)).isEqualTo(JsonTree.object().put("text", "I'll look."));
        assertThat(parts.path(2).path("functionCall")).isEqualTo(Samples.json("{'id':'a','name':'w','args':{'c':1}}"));
        assertThat(parts.path(3).path("functionCall")).isEqualTo(Samples.json("{'id':'b','name':'t','args':{}}"));
        assertThat(candidate.path("finishReason").asString()).isEqualTo("STOP");
        assertThat(whole.path("responseId").asString()).isEqualTo("gen-1");
        assertThat(whole.path("usageMetadata").path("cost").asDouble()).isEqualTo(0.000012345);

        // What was packed is unpacked again where one gateway stands behind another.
        String streamed = new String(Heard.said(Samples.streamed(""), true, events), UTF_8);
        assertThat(Heard.events(true, streamed).stream().filter(AnswerTest::isContent))
                .containsExactlyElementsOf(Heard.events(false, JsonTree.text(whole)).stream()
                        .filter(AnswerTest::isContent)
                        .toList());
    }

    @Test
    void thoughtsAreKeptBackOnlyWhenTheClientSaysSo() {
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],"
                + "\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":false}}}";
        List<Event> events = List.of(
                new Event.Thinking(0, 0, "hm", false),
                new Event.Text(0, 1, "Hi"),
                new Event.Finished(0, FinishReason.STOP, null, null));

        assertThat(new String(Heard.said(Samples.understood("generateContent", body), false, events), UTF_8))
                .doesNotContain("hm")
                .contains("Hi");
    }

    @Test
    void anErrorInsideOfAStreamIsToldAndTheListIsClosed() {
        List<Event> events = Heard.events(
                true,
                "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]},\n"
                        + "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}]");

        Event.Broke broke = (Event.Broke) events.getLast();
        assertThat(broke.failure().type()).isEqualTo(ErrorType.PROVIDER_OVERLOADED);
        ByteSink out = new ByteSink(64);
        Samples.GEMINI.renderer(Samples.streamed(""), Samples.terms(true)).fail(broke.failure(), out);
        String list = "[{}" + new String(out.take(), UTF_8);
        assertThat(JsonTree.read(list).path(1).path("error").path("status").asString())
                .isEqualTo("UNAVAILABLE");
    }

    @Test
    void aStreamThatNeverSaysWhyItStoppedIsBroken() {
        assertThat(Heard.events(true, frame("{'text':'Hel'}", "")).getLast()).isNotInstanceOf(Event.Ended.class);
        assertThat(Heard.events(true, "[{\"candidates\":[]}").getLast())
                .isEqualTo(new Event.Opened("malformed", null, null));
    }

    @Test
    void errorsSayWhatKindTheyAreAndHowLongToWait() {
        Failure.UpstreamFault quota = Samples.GEMINI.refusal(
                Samples.endpoint("gemini-2.5-flash"),
                429,
                ("[{'error':{'code':429,'message':'slow','status':'RESOURCE_EXHAUSTED','details':[{"
                                + "'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34.4s'}]}}]")
                        .replace('\'', '"')
                        .getBytes(UTF_8),
                -1);
        Failure.UpstreamFault key = Samples.GEMINI.refusal(
                Samples.endpoint("gemini-2.5-flash"),
                400,
                "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\"}}"
                        .getBytes(UTF_8),
                -1);
        Failure.UpstreamFault longer = Samples.GEMINI.refusal(
                Samples.endpoint("gemini-2.5-flash"),
                400,
                ("{\"error\":{\"code\":400,\"message\":\"The input token count (9) exceeds the maximum number of tokens"
                                + " allowed (8).\",\"status\":\"INVALID_ARGUMENT\"}}")
                        .getBytes(UTF_8),
                -1);

        assertThat(quota.type()).isEqualTo(ErrorType.RATE_LIMIT_EXCEEDED);
        assertThat(quota.retryAfter()).isEqualTo(Duration.ofMillis(34_400));
        assertThat(key.type()).isEqualTo(ErrorType.PROVIDER_UNAVAILABLE);
        assertThat(longer.type()).isEqualTo(ErrorType.CONTEXT_LENGTH_EXCEEDED);
        JsonNode said = JsonTree.read(Samples.GEMINI.error(quota, Surface.VENDOR, "gen-1"))
                .path("error");
        assertThat(said.path("code").asInt()).isEqualTo(429);
        assertThat(said.path("status").asString()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThat(said.path("details").path(1).path("retryDelay").asString()).isEqualTo("34s");
    }

    @Test
    void countsAndVectorsAreRead() {
        assertThat(Heard.whole("m", Operation.COUNT, false, "{\"totalTokens\":9}".getBytes(UTF_8)))
                .contains(new Event.Used(new Usage(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)))
                .endsWith(new Event.Ended());
        assertThat(Heard.whole(
                        "m",
                        Operation.EMBED,
                        false,
                        ("{\"predictions\":[{\"embeddings\":{\"values\":[0.5],\"statistics\":{\"token_count\":3}}},"
                                        + "{\"embeddings\":{\"values\":[1],\"statistics\":{\"token_count\":4}}}]}")
                                .getBytes(UTF_8)))
                .contains(new Event.Embedded(1, Samples.json("[1]")))
                .contains(new Event.Used(new Usage(7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)))
                .endsWith(new Event.Ended());
    }

    @Test
    void keepAlivesMeanNothingInEitherFraming() {
        assertThat(Heard.events(true, new String(Samples.GEMINI.keepAlive(true), UTF_8)).stream()
                        .filter(AnswerTest::isContent))
                .isEmpty();
        assertThat(Samples.GEMINI.keepAlive(Samples.streamed(""))).containsExactly('\n');
    }

    private static boolean isContent(Event event) {
        return !(event instanceof Event.Opened || event instanceof Event.Used || event instanceof Event.Extra);
    }

    private static List<String> ids(List<Event> events) {
        return events.stream()
                .filter(Event.ToolStarted.class::isInstance)
                .map(event -> ((Event.ToolStarted) event).id())
                .toList();
    }

    private static String frame(String part, String more) {
        String frame = "{'candidates':[{'content':{'parts':[" + part + "],'role':'model'}," + more
                + "'index':0}],'modelVersion':'m','responseId':'r'}";
        return "data: " + frame.replace('\'', '"') + "\r\n\r\n";
    }
}
