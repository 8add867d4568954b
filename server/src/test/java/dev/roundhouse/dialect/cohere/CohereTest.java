package dev.roundhouse.dialect.cohere;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Meanings;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.metering.Metering;
import dev.roundhouse.money.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CohereTest {
    private static final Cohere COHERE = new Cohere();

    /// Of `peers.md` 3.0: what is shown, and what is charged.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"billed_units":{"input_tokens":98,"output_tokens":19},"tokens":{"input_tokens":1509,"output_tokens":21},"cached_tokens":112} | 1397,112,0,21,0 | 98,19
            {"billed_units":{"input_tokens":8,"output_tokens":50},"tokens":{"input_tokens":1394,"output_tokens":55,"reasoning_tokens":38}} | 1394,0,0,17,38 | 8,50
            {"billed_units":{"input_tokens":267,"output_tokens":52},"tokens":{"input_tokens":34,"output_tokens":56,"image_tokens":259}}    | 34,0,259,56,0 | 267,52
            {"tokens":{"input_tokens":20,"output_tokens":5},"cached_tokens":30}                                                            | 0,20,0,5,0 | 20,5
            {"billed_units":{"input_tokens":20,"output_tokens":5}}                                                                         | 20,0,0,5,0 | 20,5
            {"billed_units":{"input_tokens":0,"output_tokens":0},"tokens":{"input_tokens":9,"output_tokens":0}}                            | 9,0,0,0,0 | 0,0
            """)
    void tokensAreShownAndBilledUnitsAreCharged(String reported, String classes, String billed) {
        Usage usage = Objects.requireNonNull(Usages.ofChat(JsonTree.read(reported)));

        assertThat(List.of(usage.input(), usage.cacheRead(), usage.imageInput(), usage.output(), usage.reasoning()))
                .hasToString("[" + classes.replace(",", ", ") + "]");
        PriceBook book = new PriceBook(
                Map.of(PriceKind.INPUT, Price.perMillion("1000"), PriceKind.OUTPUT, Price.perMillion("1")),
                List.of(),
                null);
        String[] units = billed.split(",", -1);
        long expected = Long.parseLong(units[0]) * 1_000_000 + Long.parseLong(units[1]) * 1_000;
        assertThat(Metering.charge(book, usage))
                .isInstanceOfSatisfying(
                        Metering.Charged.class,
                        bill -> assertThat(bill.charge().total().value()).isEqualTo(expected));
    }

    @Test
    void nothingReportedIsNotNothingUsed() {
        assertThat(Usages.ofChat(JsonTree.read("{}"))).isNull();
        assertThat(Usages.ofEmbedding(JsonTree.read("{\"billed_units\":{}}"))).isNull();
        assertThat(Usages.ofRanking(JsonTree.read("{\"results\":[]}"))).isNull();
    }

    @Test
    void searchesAreChargedByTheUnitAndNeverAtAGuess() {
        Usage usage = Objects.requireNonNull(
                Usages.ofRanking(JsonTree.read("{\"meta\":{\"billed_units\":{\"search_units\":3}}}")));
        PriceBook byRequest = new PriceBook(Map.of(PriceKind.REQUEST, Price.perUnit("0.002")), List.of(), null);
        PriceBook byToken = new PriceBook(Map.of(PriceKind.INPUT, Price.perMillion("1")), List.of(), null);

        assertThat(Metering.charge(byRequest, usage))
                .isInstanceOfSatisfying(
                        Metering.Charged.class,
                        bill -> assertThat(bill.charge().total().toUsd()).isEqualTo("0.006"));
        assertThat(Metering.charge(byToken, usage))
                .isInstanceOfSatisfying(
                        Metering.Charged.class,
                        bill -> assertThat(bill.charge().total().value()).isZero());
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE,STOP,COMPLETE",
        "STOP_SEQUENCE,STOP,STOP_SEQUENCE",
        "MAX_TOKENS,LENGTH,MAX_TOKENS",
        "TOOL_CALL,TOOL_CALLS,TOOL_CALL",
        "ERROR,ERROR,ERROR",
        "TIMEOUT,ERROR,ERROR",
        "ERROR_TOXIC,CONTENT_FILTER,ERROR",
        "SOMETHING_NEW,STOP,COMPLETE"
    })
    void finishReasonsGoBothWays(String cohere, FinishReason reason, String back) {
        assertThat(FinishReasons.of(cohere)).isEqualTo(reason);
        assertThat(FinishReasons.said(reason, cohere, null)).isEqualTo(back);
    }

    @Test
    void mixedCallsArePutInARow() {
        List<Event> events = List.of(
                new Event.Opened(null, null, null),
                new Event.ToolStarted(0, 0, "a", "first", false),
                new Event.ToolStarted(0, 1, "b", "second", false),
                new Event.ToolInput(0, 1, "{\"x\":"),
                new Event.ToolInput(0, 0, "{\"y\":1}"),
                new Event.ToolInput(0, 1, "2}"),
                new Event.Finished(0, FinishReason.TOOL_CALLS, null, null));

        String said = new String(HubTrips.rendered(COHERE, chat(true, ""), events), UTF_8);

        List<String> order =
                said.lines().filter(line -> line.startsWith("event: tool-call")).toList();
        assertThat(order)
                .containsExactly(
                        "event: tool-call-start",
                        "event: tool-call-delta",
                        "event: tool-call-end",
                        "event: tool-call-start",
                        "event: tool-call-delta",
                        "event: tool-call-end");
        assertThat(Meanings.of(HubTrips.events(COHERE, Operation.CHAT, true, said.getBytes(UTF_8), null))
                        .calls())
                .containsExactly("a first {\"y\":1}", "b second {\"x\":2}");
    }

    @Test
    void aSecondCallStreamsOnceTheFirstIsWhole() {
        List<Event> events = List.of(
                new Event.ToolStarted(0, 0, "a", "first", false),
                new Event.ToolInput(0, 0, "{}"),
                new Event.ToolStarted(0, 1, "b", "second", false),
                new Event.ToolInput(0, 1, "{\"x\""),
                new Event.ToolInput(0, 1, ":2}"));

        String said = new String(HubTrips.rendered(COHERE, chat(true, ""), events), UTF_8);

        assertThat(said.lines().filter("event: tool-call-delta"::equals)).hasSize(3);
    }

    @Test
    void anErrorWithinAStreamIsToldAndHeard() {
        byte[] frame = COHERE.errorFrame(
                new Failure.CallerFault(ErrorType.INVALID_REQUEST, "It \"broke\".", null),
                new dev.roundhouse.exchange.Inbound(
                        "gen-1",
                        java.time.Instant.EPOCH,
                        Surface.VENDOR,
                        Dialect.COHERE,
                        "/v2/chat",
                        "",
                        null,
                        Map.of(),
                        new byte[0]),
                chat(true, ""));

        List<Event> events = HubTrips.events(COHERE, Operation.CHAT, true, frame, null);

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.Broke.class,
                        broke -> assertThat(broke.failure().message()).isEqualTo("It \"broke\"."));
    }

    @Test
    void anErrorBehindA200Breaks() {
        List<Event> events =
                HubTrips.events(COHERE, Operation.CHAT, false, "{\"message\":\"no such model\"}".getBytes(UTF_8), null);

        assertThat(events).singleElement().isInstanceOf(Event.Broke.class);
    }

    @Test
    void aStreamWithoutItsEndHasNone() {
        byte[] cut = """
                event: message-start
                data: {"type":"message-start","id":"x"}

                event: content-delta
                data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"a"}}}}

                """.getBytes(UTF_8);

        assertThat(HubTrips.events(COHERE, Operation.CHAT, true, cut, null))
                .hasSize(2)
                .noneMatch(Event.Ended.class::isInstance);
    }

    @Test
    void tooManyTokensAreTooLongAContext() {
        byte[] body = "{\"message\":\"too many tokens: size limit exceeded by 5 tokens.\"}".getBytes(UTF_8);

        assertThat(COHERE.refusal(HubTrips.endpoint(Dialect.COHERE, "m"), 400, body, -1)
                        .type())
                .isEqualTo(ErrorType.CONTEXT_LENGTH_EXCEEDED);
    }

    @Test
    void whatIsNotAsTheSchemaSaysIsNamed() {
        assertRefused("{\"model\":\"m\"}", "messages");
        assertRefused("{\"model\":\"m\",\"messages\":[]}", "messages");
        assertRefused("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}", "model");
        assertThatThrownBy(() -> COHERE.prompt(chat(false, ",\"tool_choice\":\"SOME\"")))
                .isInstanceOfSatisfying(
                        Unacceptable.class, e -> assertThat(e.field()).isEqualTo("tool_choice"));
        assertThatThrownBy(() -> COHERE.prompt(HubTrips.understood(COHERE, "/v2/chat", """
                        {"model":"m","messages":[{"role":"user","content":[{"type":"sound"}]}]}""")))
                .isInstanceOfSatisfying(
                        Unacceptable.class, e -> assertThat(e.field()).isEqualTo("messages[0].content[0].type"));
    }

    @Test
    void numbersOutsideCoheresRangesAreBroughtIn() {
        Sampling sampling = new Sampling(
                50L, 1.5, 1.0, 900L, 0.1, -1.0, 1.5, null, null, List.of("1", "2", "3", "4", "5", "6"), 2, 3, null);
        Losses losses = new Losses();

        JsonNode body = sent(
                List.of(new Message(Role.USER, List.of(new Part.Text("hi")))),
                sampling,
                new Reasoning(true, "high", null, false, null, false, false),
                new ToolChoice.Auto(),
                losses);

        assertThat(body.path("p").asDouble()).isEqualTo(0.99);
        assertThat(body.path("k").asInt()).isEqualTo(500);
        assertThat(body.path("frequency_penalty").asDouble()).isZero();
        assertThat(body.path("presence_penalty").asDouble()).isEqualTo(1);
        assertThat(body.path("stop_sequences").size()).isEqualTo(5);
        assertThat(body.at("/thinking/token_budget").asInt()).isEqualTo(40);
        assertThat(losses.all().stream().filter(l -> !l.adapted()).map(Losses.Loss::feature))
                .containsExactlyInAnyOrder("sampling.min_p", "sampling.choices");
    }

    @Test
    void aNamedToolIsTheOnlyOneOffered() {
        Losses losses = new Losses();

        JsonNode body = sent(
                List.of(new Message(Role.USER, List.of(new Part.Text("hi")))),
                Sampling.NONE,
                Reasoning.UNSAID,
                new ToolChoice.Named("b"),
                losses);

        assertThat(body.path("tools").size()).isEqualTo(1);
        assertThat(body.at("/tools/0/function/name").asString("")).isEqualTo("b");
        assertThat(body.path("tool_choice").asString("")).isEqualTo("REQUIRED");
        assertThat(losses.all()).allMatch(Losses.Loss::adapted);
    }

    @Test
    void picturesOfToolsAreShownByTheUser() {
        Part.MediaPart picture = new Part.MediaPart(DataUrls.image("data:image/png;base64,AAAA", null));
        List<Message> messages = List.of(
                new Message(Role.USER, List.of(new Part.Text("hi"))),
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("1", "a", "{}"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("1", "a", List.of(picture), false, null))));

        JsonNode body = sent(messages, Sampling.NONE, Reasoning.UNSAID, new ToolChoice.Auto(), new Losses());

        assertThat(body.at("/messages/2/role").asString("")).isEqualTo("tool");
        assertThat(body.at("/messages/3/role").asString("")).isEqualTo("user");
        assertThat(body.at("/messages/3/content/0/image_url/url").asString("")).isEqualTo("data:image/png;base64,AAAA");
    }

    @Test
    void vectorsOfOtherFormsAreOnlyForCohereItself() {
        GenerationRequest request = HubTrips.understood(COHERE, "/v2/embed", """
                {"model":"m","input_type":"search_query","texts":["a"],"embedding_types":["int8"]}""");

        assertThatThrownBy(() -> COHERE.prompt(request)).isInstanceOf(Unacceptable.class);
        assertThat(COHERE.promptText(request, 100)).isEqualTo("a\n");
    }

    @Test
    void vectorsAreGivenInEachFormThatWasAsked() {
        GenerationRequest request = HubTrips.understood(COHERE, "/v2/embed", """
                {"model":"m","input_type":"search_query","texts":["a"],"embedding_types":["float","base64"]}""");
        List<Event> events = List.of(new Event.Embedded(0, JsonTree.read("[1.5,-2]")));

        JsonNode said = JsonTree.read(HubTrips.rendered(COHERE, request, events));

        assertThat(said.at("/embeddings/float/0").toString()).isEqualTo("[1.5,-2]");
        assertThat(said.at("/embeddings/base64/0").asString("")).isEqualTo("AADAPwAAAMA=");
        assertThat(said.at("/texts/0").asString("")).isEqualTo("a");
    }

    @Test
    void citationsOfOthersNameTheirPage() {
        var citation =
                new dev.roundhouse.exchange.Citation("https://a.example", "A", "so", 0, 2, -1, JsonTree.object());
        List<Event> events = List.of(
                new Event.Text(0, 0, "so it is"),
                new Event.Cited(0, 0, citation),
                new Event.Finished(0, FinishReason.STOP, null, null));

        JsonNode said = JsonTree.read(HubTrips.rendered(COHERE, chat(false, ""), events));

        assertThat(said.at("/message/citations/0/text").asString("")).isEqualTo("so");
        assertThat(said.at("/message/citations/0/sources/0/document/url").asString(""))
                .isEqualTo("https://a.example");
    }

    private static JsonNode sent(
            List<Message> messages, Sampling sampling, Reasoning reasoning, ToolChoice choice, Losses losses) {
        List<Tool> tools = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            tools.add(new Tool.Function(name, null, null, null, null));
        }
        Prompt.Chat chat = new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                messages,
                choice instanceof ToolChoice.Auto ? List.of() : tools,
                choice,
                null,
                sampling,
                reasoning,
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object());
        return COHERE.body(chat, new Outbound(HubTrips.endpoint(Dialect.COHERE, "m"), false, losses));
    }

    private static GenerationRequest chat(boolean stream, String more) {
        return HubTrips.understood(
                COHERE,
                "/v2/chat",
                "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]" + more
                        + "}");
    }

    private static void assertRefused(String body, @Nullable String field) {
        assertThat(HubTrips.read(COHERE, "/v2/chat", body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ClientDialect.Refused.class,
                        refused -> assertThat(((Failure.CallerFault) refused.failure()).field())
                                .isEqualTo(field));
    }
}
