package dev.roundhouse.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Failure;
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
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.exchange.ToolChoice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What clients ask is read, and what other dialects ask is said so that Google understands it.
class RequestTest {
    private static final String HI = "{'contents':[{'parts':[{'text':'Hi'}]}]}".replace('\'', '"');

    @Test
    void theModelAndTheVerbAreFoundInThePathHoweverItIsEncoded() {
        for (String path : List.of(
                "/v1beta/models/acme/swift:free:generateContent",
                "/v1beta/models/acme%2Fswift%3Afree%3AgenerateContent",
                "/v1/models/acme/swift%3afree:generateContent",
                "/v1beta/models/models/acme/swift:free:generateContent")) {
            Address address = Address.of(path, "");

            assertThat(address.model()).as(path).isEqualTo("acme/swift:free");
            assertThat(address.verb()).as(path).isEqualTo("generateContent");
        }
    }

    @Test
    void aKeyInTheAddressIsRefusedWithAWordOnTheHeader() {
        Failure.CallerFault fault = Samples.refused("/v1beta/models/a:generateContent", "alt=sse&key=abc", HI);

        assertThat(fault.field()).isEqualTo("key");
        assertThat(fault.message()).contains("x-goog-api-key").doesNotContain("abc");
    }

    @Test
    void aStreamIsAListUnlessEventsAreAskedFor() {
        assertThat(Samples.GEMINI.contentType(Samples.streamed(""))).isEqualTo("application/json");
        assertThat(Samples.GEMINI.contentType(Samples.streamed("alt=json"))).isEqualTo("application/json");
        assertThat(Samples.GEMINI.contentType(Samples.streamed("alt=sse"))).startsWith("text/event-stream");
        assertThat(Samples.GEMINI.contentType(Samples.streamed("%24alt=sse"))).startsWith("text/event-stream");
    }

    @Test
    void theWalkLearnsWhatItMustKnow() {
        GenerationRequest request = Samples.understood("streamGenerateContent", """
                {"contents": [{"parts": [{"text": "Hi"}, {"inline_data": {"mime_type": "image/png", "data": "AA"}},
                  {"fileData": {"fileUri": "gs://a/b.mp3", "mimeType": "audio/mpeg"}}]}],
                 "tools": [{"function_declarations": [{"name": "f"}]}], "service_tier": "standard",
                 "generation_config": {"maxOutputTokens": 99, "candidate_count": 2,
                   "response_schema": {"type": "OBJECT"}}}""");

        assertThat(request.operation()).isEqualTo(Operation.CHAT);
        assertThat(request.stream()).isTrue();
        assertThat(request.maxOutput()).isEqualTo(99);
        assertThat(request.choices()).isEqualTo(2);
        assertThat(request.serviceTier()).isEqualTo("default");
        assertThat(request.needs()).containsExactlyInAnyOrder("tools", "json_schema", "image", "audio");
    }

    @Test
    void aWrongMemberIsRefusedByItsName() {
        String path = "/v1beta/models/a:generateContent";

        assertThat(Samples.refused(path, "", "{}").field()).isEqualTo("contents");
        assertThat(Samples.refused(path, "", "[]").message()).contains("expected: a JSON object");
        assertThat(Samples.refused("/v1beta/models/a:dance", "", HI).message()).contains("unknown verb");
        assertThatThrownBy(() -> Samples.chat("{\"contents\": [{\"role\": \"king\", \"parts\": []}]}"))
                .isInstanceOf(Unacceptable.class)
                .hasMessage("contents[0].role: 'king' (expected: user or model)");
        assertThatThrownBy(() -> Samples.chat("{\"contents\": [], \"generationConfig\": {\"temperature\": \"warm\"}}"))
                .isInstanceOf(Unacceptable.class)
                .hasMessageStartingWith("generationConfig.temperature");
    }

    @Test
    void callsWithoutIdsAreJoinedToTheirResultsByNameAndOrder() {
        Prompt.Chat chat = Samples.chat("""
                {"contents": [
                 {"role": "user", "parts": [{"text": "Weather?"}]},
                 {"role": "model", "parts": [{"functionCall": {"name": "w", "args": {"c": 1}}},
                   {"functionCall": {"name": "t", "args": {}}}, {"functionCall": {"name": "w", "args": {"c": 2}}}]},
                 {"role": "user", "parts": [{"functionResponse": {"name": "w", "response": {"output": "one"}}},
                   {"functionResponse": {"name": "w", "response": {"result": "two"}}},
                   {"functionResponse": {"name": "t", "response": {"error": "late"}}}]}]}""");

        List<Part> calls = chat.messages().get(1).parts();
        List<Part> results = chat.messages().get(2).parts();
        assertThat(chat.messages().get(2).role()).isEqualTo(Role.TOOL);
        assertThat(results.stream().map(part -> ((Part.ToolResult) part).callId()))
                .containsExactly(id(calls.get(0)), id(calls.get(2)), id(calls.get(1)));
        assertThat(((Part.ToolResult) results.get(1)).content()).containsExactly(new Part.Text("two"));
        assertThat(((Part.ToolResult) results.get(2)).error()).isTrue();
        assertThat(Set.of(id(calls.get(0)), id(calls.get(1)), id(calls.get(2)))).hasSize(3);
    }

    @Test
    void resultsOfOneTurnStandTogetherAndRepeatTheirNames() {
        ObjectNode sent = Samples.sent(
                chat(
                        new Message(Role.USER, List.of(new Part.Text("Weather?"))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(new Part.ToolCall("a", "w", "{\"c\":1}"), new Part.ToolCall("b", "t", ""))),
                        new Message(Role.TOOL, List.of(result("a", "one"))),
                        new Message(Role.TOOL, List.of(result("b", "{\"x\": 1}")))),
                "gemini-2.5-flash");

        JsonNode results = sent.path("contents").path(2).path("parts");
        assertThat(sent.path("contents").size()).isEqualTo(3);
        assertThat(results.path(0).path("functionResponse"))
                .isEqualTo(Samples.json("{'id':'a','name':'w','response':{'output':'one'}}"));
        assertThat(results.path(1).path("functionResponse").path("name").asString())
                .isEqualTo("t");
        assertThat(results.path(1)
                        .path("functionResponse")
                        .path("response")
                        .path("output")
                        .asString())
                .isEqualTo("{\"x\": 1}");
    }

    @Test
    void onlyTheThirdGenerationNeedsAWordForSignaturesThatAreMissing() {
        Prompt.Chat chat = chat(
                new Message(Role.USER, List.of(new Part.Text("before"))),
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("o", "w", "{}"))),
                new Message(Role.TOOL, List.of(result("o", "old"))),
                new Message(Role.USER, List.of(new Part.Text("now"))),
                new Message(
                        Role.ASSISTANT, List.of(new Part.ToolCall("a", "w", "{}"), new Part.ToolCall("b", "w", "{}"))),
                new Message(Role.TOOL, List.of(result("a", "1"), result("b", "2"))),
                new Message(Role.ASSISTANT, List.of(signed("c", "w"))));

        ObjectNode third = Samples.sent(chat, "gemini-3-pro-preview");
        ObjectNode second = Samples.sent(chat, "gemini-2.5-pro");

        assertThat(JsonTree.text(second)).doesNotContain(ContentWriter.NO_SIGNATURE);
        JsonNode contents = third.path("contents");
        assertThat(contents.path(1).path("parts").path(0).has("thoughtSignature"))
                .isFalse();
        assertThat(contents.path(4)
                        .path("parts")
                        .path(0)
                        .path("thoughtSignature")
                        .asString())
                .isEqualTo(ContentWriter.NO_SIGNATURE);
        assertThat(contents.path(4).path("parts").path(1).has("thoughtSignature"))
                .isFalse();
        assertThat(contents.path(6)
                        .path("parts")
                        .path(0)
                        .path("thoughtSignature")
                        .asString())
                .isEqualTo("c2ln");
    }

    @Test
    void whatAnotherProviderSealedComesBackAsItsOwn() {
        Seal claude = new Seal(Seal.ANTHROPIC, null, "c2lnbmVk", null);
        String carried = SealText.write(claude);

        assertThat(carried).matches("[A-Za-z0-9+/=]+");
        assertThat(SealText.read(carried)).isEqualTo(claude);
        assertThat(SealText.read("c2lnbmVk")).isEqualTo(new Seal(Seal.GEMINI, null, "c2lnbmVk", null));
    }

    @Test
    void effortBecomesABudgetBeforeTheThirdGenerationAndAWordFromThen() {
        assertThat(thinking("gemini-2.5-flash", effort("medium"), 8_000L))
                .isEqualTo(Samples.json("{'thinkingBudget':4000,'includeThoughts':true}"));
        assertThat(thinking("gemini-2.5-pro", effort("minimal"), 100L)
                        .path("thinkingBudget")
                        .asInt())
                .isEqualTo(128);
        assertThat(thinking("gemini-2.5-flash", effort("none"), null)).isEqualTo(Samples.json("{'thinkingBudget':0}"));
        assertThat(thinking("gemini-3-flash-preview", effort("xhigh"), null))
                .isEqualTo(Samples.json("{'thinkingLevel':'high','includeThoughts':true}"));
        assertThat(thinking("gemini-3-pro-preview", effort("minimal"), null))
                .isEqualTo(Samples.json("{'thinkingLevel':'low','includeThoughts':true}"));
        assertThat(thinking("gemini-2.0-flash", effort("high"), null).isMissingNode())
                .isTrue();
        assertThat(thinking("gemini-3-flash", Reasoning.UNSAID, null))
                .isEqualTo(Samples.json("{'includeThoughts':true}"));
    }

    @Test
    void schemasGoInGooglesFormWhereThatLosesNothing() {
        JsonNode plain =
                Samples.json("{'type':'object','properties':{'a':{'type':['string','null']}},'required':['a']}");
        JsonNode rich = Samples.json(
                "{'type':'object','properties':{'a':{'$ref':'#/$defs/b'}},'$defs':{'b':{'type':'integer'}},"
                        + "'additionalProperties':false}");

        assertThat(Schemas.subset(plain))
                .isEqualTo(Samples.json(
                        "{'type':'OBJECT','properties':{'a':{'type':'STRING','nullable':true}},'required':['a']}"));
        assertThat(Schemas.json(Objects.requireNonNull(Schemas.subset(plain)))).isEqualTo(plain);
        assertThat(Schemas.subset(rich)).isNull();
        Losses losses = new Losses();
        assertThat(Schemas.adapted(rich, losses))
                .isEqualTo(Samples.json("{'type':'OBJECT','properties':{'a':{'type':'INTEGER'}}}"));
        assertThat(losses.all()).isNotEmpty();
    }

    @Test
    void schemasThatReferToThemselvesEnd() {
        JsonNode tree = Samples.json("{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':"
                + "{'l':{'$ref':'#/$defs/n'},'r':{'$ref':'#/$defs/n'}}}}}");

        assertThat(Schemas.adapted(tree, new Losses()).path("type").asString()).isEqualTo("OBJECT");
    }

    @Test
    void toolChoicesHaveTheirModes() {
        assertThat(choice(new ToolChoice.Auto()).isMissingNode()).isTrue();
        assertThat(choice(new ToolChoice.None())).isEqualTo(Samples.json("{'mode':'NONE'}"));
        assertThat(choice(new ToolChoice.Required())).isEqualTo(Samples.json("{'mode':'ANY'}"));
        assertThat(choice(new ToolChoice.Named("f")))
                .isEqualTo(Samples.json("{'mode':'ANY','allowedFunctionNames':['f']}"));
        assertThat(choice(new ToolChoice.Allowed(List.of("f", "g"), false)))
                .isEqualTo(Samples.json("{'mode':'VALIDATED','allowedFunctionNames':['f','g']}"));
    }

    @Test
    void mediaGoInlineOrByAddress() {
        Losses losses = new Losses();

        assertThat(MediaParts.write(image(new Media.Url("data:image/png;base64,AAAA")), losses))
                .isEqualTo(Samples.json("{'inlineData':{'mimeType':'image/png','data':'AAAA'}}"));
        assertThat(MediaParts.write(image(new Media.Base64("/9j/4AAQ")), losses))
                .isEqualTo(Samples.json("{'inlineData':{'mimeType':'image/jpeg','data':'/9j/4AAQ'}}"));
        assertThat(losses.all()).isEmpty();
        assertThat(MediaParts.write(image(new Media.Url("https://a.test/b.png?x=1")), losses))
                .isEqualTo(Samples.json("{'fileData':{'fileUri':'https://a.test/b.png?x=1','mimeType':'image/png'}}"));
        assertThat(MediaParts.write(image(new Media.FileId("file-1")), losses)).isNull();
        assertThat(losses.all().stream().map(Losses.Loss::feature)).containsExactly("media.url", "media.file_id");
    }

    @Test
    void whatGoogleCannotSayIsTakenDown() {
        Losses losses = new Losses();
        Sampling odd = new Sampling(
                null,
                1.0,
                null,
                null,
                0.1,
                null,
                null,
                1.1,
                1L << 40,
                List.of("a", "b", "c", "d", "e", "f"),
                null,
                null,
                Samples.json("{'1':2}"));
        Prompt.Chat chat = new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                List.of(new Message(Role.USER, List.of(new Part.Text("Hi")), "Ann")),
                List.of(),
                new ToolChoice.Auto(),
                false,
                odd,
                Reasoning.UNSAID,
                new OutputFormat.Any(),
                null,
                "user-1",
                Map.of("a", "b"),
                "low",
                Set.of(),
                JsonTree.object());

        Samples.sent(chat, "gemini-2.5-flash", losses);

        assertThat(losses.all().stream().map(Losses.Loss::feature))
                .containsExactlyInAnyOrder(
                        "message.name",
                        "sampling.min_p",
                        "sampling.repetition_penalty",
                        "sampling.logit_bias",
                        "sampling.seed",
                        "sampling.stop",
                        "verbosity",
                        "user",
                        "metadata",
                        "parallel_tools");
    }

    private static JsonNode thinking(String model, Reasoning reasoning, @Nullable Long limit) {
        Sampling sampling =
                new Sampling(limit, null, null, null, null, null, null, null, null, List.of(), null, null, null);
        Prompt.Chat chat = chat(new Message(Role.USER, List.of(new Part.Text("Hi"))));
        ObjectNode sent = Samples.sent(
                new Prompt.Chat(
                        chat.from(),
                        chat.messages(),
                        chat.tools(),
                        chat.toolChoice(),
                        null,
                        sampling,
                        reasoning,
                        chat.format(),
                        null,
                        null,
                        Map.of(),
                        null,
                        Set.of(),
                        chat.extras()),
                model);
        return JsonTree.read(JsonTree.text(sent)).path("generationConfig").path("thinkingConfig");
    }

    private static Reasoning effort(String effort) {
        return new Reasoning(null, effort, null, false, null, false, false);
    }

    private static JsonNode choice(ToolChoice choice) {
        Prompt.Chat chat = new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                List.of(new Message(Role.USER, List.of(new Part.Text("Hi")))),
                List.of(new Tool.Function("f", null, null, null, null)),
                choice,
                null,
                Sampling.NONE,
                Reasoning.UNSAID,
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object());
        return Samples.sent(chat, "gemini-2.5-flash").path("toolConfig").path("functionCallingConfig");
    }

    private static Media image(Media.Source source) {
        return new Media(Media.Kind.IMAGE, source, null, null, null);
    }

    private static Part signed(String id, String name) {
        return new Part.ToolCall(id, name, "{}", false, new Seal(Seal.GEMINI, null, "c2ln", null), null);
    }

    private static Part result(String id, String text) {
        return new Part.ToolResult(id, null, List.of(new Part.Text(text)), false, null);
    }

    private static String id(Part call) {
        return ((Part.ToolCall) call).id();
    }

    private static Prompt.Chat chat(Message... messages) {
        return new Prompt.Chat(
                Dialect.OPENAI_CHAT,
                List.of(messages),
                List.of(),
                new ToolChoice.Auto(),
                null,
                Sampling.NONE,
                Reasoning.UNSAID,
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object());
    }
}
