package dev.roundhouse.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.CacheMark;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What leaves to an upstream of this schema when another schema's client asks.
class RequestWriterTest {
    private static final Endpoint OLDER = Samples.endpoint("claude-sonnet-4-20250514", "/v1", 64_000, Set.of());
    private static final Endpoint NEWER = Samples.endpoint("claude-opus-4-8", "/v1", 128_000, Set.of());
    private static final Endpoint VERTEX =
            Samples.endpoint("claude-sonnet-4-5@20250929", "/v1/publishers/anthropic", 64_000, Set.of());
    private static final Tool WEATHER = new Tool.Function(
            "get_weather", "Tells the weather.", Samples.json("{'type':'object','properties':{}}"), null, null);

    private final Ask ask = new Ask();
    private final Losses losses = new Losses();

    /// A prompt with what a test sets.
    private static final class Ask {
        private List<Message> messages = List.of(user("hello"));
        private List<Tool> tools = List.of();
        private ToolChoice choice = new ToolChoice.Auto();
        private @Nullable Boolean parallel;
        private Sampling sampling = Sampling.NONE;
        private Reasoning reasoning = Reasoning.UNSAID;
        private OutputFormat format = new OutputFormat.Any();

        Prompt.Chat chat() {
            return new Prompt.Chat(
                    Dialect.OPENAI_CHAT,
                    messages,
                    tools,
                    choice,
                    parallel,
                    sampling,
                    reasoning,
                    format,
                    null,
                    null,
                    Map.of(),
                    null,
                    Set.of(),
                    JsonTree.object());
        }
    }

    private static Message user(String text) {
        return new Message(Role.USER, List.of(new Part.Text(text)));
    }

    private static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts));
    }

    private static Message result(String id, String text) {
        return new Message(
                Role.TOOL, List.of(new Part.ToolResult(id, null, List.of(new Part.Text(text)), false, null)));
    }

    private static Sampling most(long tokens) {
        return new Sampling(tokens, null, null, null, null, null, null, null, null, List.of(), null, null, null);
    }

    private static Reasoning effort(String effort) {
        return new Reasoning(null, effort, null, false, null, false, false);
    }

    private ObjectNode written(Endpoint endpoint) {
        return (ObjectNode) Samples.DIALECT.body(ask.chat(), new Outbound(endpoint, false, losses));
    }

    @Test
    void theMostOutputIsSaidThoughTheClientDidNot() {
        assertThat(written(OLDER).path("max_tokens").intValue()).isEqualTo(32_768);
        assertThat(written(Samples.endpoint("claude-3-haiku", "/v1", 0, Set.of()))
                        .path("max_tokens")
                        .intValue())
                .isEqualTo(4_096);
    }

    @Test
    void turnsAlternateAndResultsOfToolsComeFirst() {
        ask.tools = List.of(WEATHER);
        ask.messages = List.of(
                new Message(Role.SYSTEM, List.of(new Part.Text("Be brief."))),
                user("one"),
                user("two"),
                assistant(new Part.ToolCall("a", "get_weather", "{}"), new Part.ToolCall("b", "get_weather", "{}")),
                result("a", "sun"),
                user("and?"),
                result("b", "rain"));

        JsonNode body = written(OLDER);

        assertThat(body.path("system").stringValue()).isEqualTo("Be brief.");
        assertThat(roles(body)).containsExactly("user", "assistant", "user");
        assertThat(types(body.at("/messages/2/content"))).containsExactly("tool_result", "tool_result", "text");
    }

    @Test
    void aConversationThatTheAssistantBeginsGetsAUsersTurnInFront() {
        ask.messages = List.of(assistant(new Part.Text("Welcome.")), user("hi"));

        assertThat(roles(written(OLDER))).containsExactly("user", "assistant", "user");
    }

    @Test
    void aLastTurnOfTheAssistantIsGoneOnWithOrAskedFor() {
        ask.messages = List.of(user("hi"), assistant(new Part.Text("Once upon ")));

        assertThat(written(OLDER).at("/messages/1/content/0/text").stringValue())
                .isEqualTo("Once upon");
        assertThat(roles(written(NEWER))).containsExactly("user", "assistant", "user");
    }

    @Test
    void anEffortBecomesABudgetBelowTheMostOutput() {
        ask.sampling = most(10_000);
        Map.of("minimal", 1_024, "low", 2_000, "medium", 5_000, "high", 8_000, "xhigh", 9_500, "max", 9_500)
                .forEach((effort, budget) -> {
                    ask.reasoning = effort(effort);
                    assertThat(written(OLDER).at("/thinking/budget_tokens").intValue())
                            .as(effort)
                            .isEqualTo(budget);
                });
        ask.reasoning = effort("low");
        ask.sampling = most(1_100);
        assertThat(written(OLDER).at("/thinking/budget_tokens").intValue()).isEqualTo(1_024);
        ask.sampling = most(1_000);
        assertThat(written(OLDER).has("thinking")).isFalse();
    }

    @Test
    void aModelThatDecidesByItselfTakesTheEffort() {
        ask.sampling = most(10_000);
        ask.reasoning = new Reasoning(null, null, 8_000L, false, null, false, false);

        JsonNode body = written(NEWER);

        assertThat(body.path("thinking")).isEqualTo(Samples.json("{'type':'adaptive','display':'summarized'}"));
        assertThat(body.at("/output_config/effort").stringValue()).isEqualTo("high");
    }

    @Test
    void noReasoningMeansNone() {
        ask.reasoning = effort("none");

        assertThat(written(OLDER).has("thinking")).isFalse();
        assertThat(written(NEWER).at("/thinking/type").stringValue()).isEqualTo("disabled");
    }

    @Test
    void temperatureIsLeftOutWhileTheModelThinks() {
        ask.sampling =
                new Sampling(9_000L, 1.7, null, null, null, null, null, 1.1, 7L, List.of("END", " "), 2, null, null);
        assertThat(written(OLDER).path("temperature").intValue()).isEqualTo(1);
        assertThat(written(OLDER).path("stop_sequences").toString()).isEqualTo("[\"END\"]");
        ask.reasoning = effort("low");

        assertThat(written(OLDER).has("temperature")).isFalse();
        assertThat(losses.all().stream().map(Losses.Loss::feature))
                .contains("sampling.seed", "sampling.choices", "sampling.temperature", "sampling.repetition_penalty");
    }

    @Test
    void aSchemaIsHeldToWhereTheModelCanAndElseATools() {
        ask.format = new OutputFormat.JsonSchema(
                "person",
                null,
                Samples.json("{'type':'object','properties':{'age':{'type':'integer','minimum':0}}}"),
                true);
        JsonNode held = written(Samples.endpoint());
        JsonNode forced = written(OLDER);

        assertThat(held.at("/output_config/format/schema/additionalProperties").booleanValue())
                .isFalse();
        assertThat(held.at("/output_config/format/schema/properties/age/description")
                        .stringValue())
                .isEqualTo("{minimum: 0}");
        assertThat(forced.at("/tools/0/name").stringValue()).isEqualTo(ForcedTool.NAME);
        assertThat(forced.at("/tool_choice/name").stringValue()).isEqualTo(ForcedTool.NAME);
    }

    @Test
    void aSchemaOfAnyMembersIsATools() {
        ask.format = new OutputFormat.JsonSchema(
                "map", null, Samples.json("{'type':'object','additionalProperties':{'type':'string'}}"), true);

        assertThat(written(Samples.endpoint()).at("/tools/0/name").stringValue())
                .isEqualTo(ForcedTool.NAME);
    }

    @Test
    void choicesOfTools() {
        ask.tools = List.of(WEATHER, new Tool.Function("other", null, null, null, null));
        ask.choice = new ToolChoice.Allowed(List.of("other"), true);
        ask.parallel = false;

        JsonNode body = written(OLDER);

        assertThat(body.path("tools").size()).isEqualTo(1);
        assertThat(body.path("tool_choice")).isEqualTo(Samples.json("{'type':'any','disable_parallel_tool_use':true}"));
        ask.choice = new ToolChoice.None();
        assertThat(written(OLDER).path("tool_choice")).isEqualTo(Samples.json("{'type':'none'}"));
    }

    @Test
    void callsInTheHistoryNeedTheirToolsNamed() {
        ask.messages = List.of(
                user("?"),
                assistant(new Part.ToolCall("functions.weather:0", "weather", "{broken")),
                result("functions.weather:0", "sun"));

        JsonNode body = written(OLDER);

        assertThat(body.at("/tools/0/name").stringValue()).isEqualTo("weather");
        assertThat(body.at("/tool_choice/type").stringValue()).isEqualTo("none");
        String id = body.at("/messages/1/content/0/id").stringValue();
        assertThat(id).matches("[A-Za-z0-9_-]+");
        assertThat(body.at("/messages/2/content/0/tool_use_id").stringValue()).isEqualTo(id);
        assertThat(body.at("/messages/1/content/0/input/invalid_json").stringValue())
                .isEqualTo("{broken");
    }

    @Test
    void onlyItsOwnSealsAreGivenBack() {
        ask.messages = List.of(
                user("?"),
                assistant(
                        new Part.Thinking("mine", false, new Seal(Seal.ANTHROPIC, null, "sig", null)),
                        new Part.Thinking("", false, new Seal(Seal.ANTHROPIC, null, null, "dark")),
                        new Part.Thinking("theirs", false, new Seal(Seal.GEMINI, null, "g", null)),
                        new Part.Thinking("bare", false, null),
                        new Part.Text("so")),
                user("go on"));

        assertThat(types(written(OLDER).at("/messages/1/content")))
                .containsExactly("thinking", "redacted_thinking", "text");
    }

    @Test
    void callsThatNoThinkingLedToSwitchABudgetedThinkingOff() {
        ask.tools = List.of(WEATHER);
        ask.reasoning = effort("high");
        ask.messages = List.of(
                user("?"), assistant(new Part.ToolCall("call_1", "get_weather", "{}")), result("call_1", "sun"));

        assertThat(written(OLDER).has("thinking")).isFalse();
        assertThat(written(NEWER).at("/thinking/type").stringValue()).isEqualTo("adaptive");
    }

    @Test
    void fourMarksAreTakenTheLastOnes() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            parts.add(new Part.Text("part " + i, List.of(), null, new CacheMark(i == 5 ? "24h" : null)));
        }
        ask.messages = List.of(new Message(Role.USER, parts));

        JsonNode content = written(OLDER).at("/messages/0/content");

        assertThat(content.valueStream().map(block -> block.has("cache_control")))
                .containsExactly(false, false, true, true, true, true);
        assertThat(content.at("/5/cache_control/ttl").stringValue()).isEqualTo("1h");
    }

    @Test
    void mediaThatItCannotSayAreLeftOutKnowingly() {
        ask.messages = List.of(new Message(
                Role.USER,
                List.of(
                        media(Media.Kind.IMAGE, new Media.Base64("/9j/4AAQ"), null),
                        media(Media.Kind.IMAGE, new Media.Url("gs://bucket/a.png"), "image/png"),
                        media(Media.Kind.DOCUMENT, new Media.Base64("JVBERi0x"), null),
                        media(Media.Kind.DOCUMENT, new Media.Base64("YSxi"), "text/csv"),
                        media(Media.Kind.DOCUMENT, new Media.FileId("file-abc"), null),
                        media(Media.Kind.AUDIO, new Media.Base64("AAAA"), "audio/wav"))));

        JsonNode content = written(OLDER).at("/messages/0/content");

        assertThat(content.valueStream()
                        .map(block -> block.at("/source/media_type").asString("")))
                .containsExactly("image/jpeg", "application/pdf", "text/plain");
        assertThat(content.at("/2/source/data").stringValue()).isEqualTo("a,b");
        assertThat(losses.all().stream().map(Losses.Loss::feature))
                .contains("media.image", "media.document", "media.audio");
    }

    @Test
    void onVertexTheModelIsInThePath() {
        JsonNode body = written(VERTEX);

        assertThat(body.has("model")).isFalse();
        assertThat(body.path("anthropic_version").stringValue()).isEqualTo("vertex-2023-10-16");
        assertThat(Samples.DIALECT.path(VERTEX, Operation.CHAT, true))
                .isEqualTo("/models/claude-sonnet-4-5@20250929:streamRawPredict");
    }

    @Test
    void aCountHasNoSettingsOfAnAnswer() {
        ask.sampling = most(100);
        JsonNode body = Samples.DIALECT.body(ask.chat(), new Outbound(OLDER, Operation.COUNT, false, losses));

        assertThat(body.propertyNames()).containsExactly("model", "messages");
    }

    @Test
    void modelsAreKnownByTheirNames() {
        assertThat(abilities("us.anthropic.claude-3-5-haiku-20241022-v1:0"))
                .isEqualTo(new Abilities(false, false, true, false, false, true, true));
        assertThat(abilities("claude-opus-4-20250514").schema()).isFalse();
        assertThat(abilities("claude-opus-4-1-20250805").schema()).isTrue();
        assertThat(abilities("claude-opus-4-6")).isEqualTo(new Abilities(true, true, true, false, true, true, false));
        assertThat(abilities("claude-sonnet-5")).isEqualTo(new Abilities(true, true, false, true, true, false, false));
        assertThat(abilities("kimi-k2").budgeted()).isTrue();
    }

    private static Abilities abilities(String id) {
        return Abilities.of(Samples.endpoint(id, "/v1", 0, Set.of()));
    }

    private static Part media(Media.Kind kind, Media.Source source, @Nullable String type) {
        return new Part.MediaPart(new Media(kind, source, type, null, null));
    }

    private static List<String> roles(JsonNode body) {
        return body.path("messages")
                .valueStream()
                .map(turn -> turn.path("role").stringValue())
                .toList();
    }

    private static List<String> types(JsonNode blocks) {
        return blocks.valueStream()
                .map(block -> block.path("type").stringValue())
                .toList();
    }
}
