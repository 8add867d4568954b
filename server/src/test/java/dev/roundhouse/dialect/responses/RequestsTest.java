package dev.roundhouse.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Message;
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
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What requests mean, and what is refused of them.
class RequestsTest {
    @Test
    void aTextIsOneUsersTurnBehindTheInstructions() {
        Prompt.Chat chat = Samples.chat("{\"model\":\"m\",\"input\":\"hi\",\"instructions\":\"Be brief.\"}");

        assertThat(chat.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, List.of(new Part.Text("Be brief."))),
                        new Message(Role.USER, List.of(new Part.Text("hi"))));
    }

    @Test
    void whatTheModelSaidInARowIsOneTurn() {
        Prompt.Chat chat = Samples.chat("""
                {"model":"m","input":[
                  {"role":"user","content":"weather?"},
                  {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"thinking"}],
                    "encrypted_content":"secret"},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"let me look"}]},
                  {"type":"function_call","call_id":"c1","name":"a","arguments":"{}"},
                  {"type":"function_call","call_id":"c2","name":"b","arguments":"{}"},
                  {"type":"function_call_output","call_id":"c1","output":"1"},
                  {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"}]}]}""");

        assertThat(chat.messages()).extracting(Message::role).containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
        assertThat(chat.messages().get(1).parts())
                .containsExactly(
                        new Part.Thinking("thinking", true, new Seal(Seal.OPENAI, "rs_1", null, "secret")),
                        new Part.Text("let me look"),
                        new Part.ToolCall("c1", "a", "{}"),
                        new Part.ToolCall("c2", "b", "{}"));
        assertThat(chat.messages().get(2).parts())
                .containsExactly(
                        new Part.ToolResult("c1", "a", List.of(new Part.Text("1")), false, null),
                        new Part.ToolResult("c2", "b", List.of(new Part.Text("2")), false, null));
    }

    @Test
    void anotherProvidersSealIsUnpackedAndNeverSentToOpenAi() {
        Seal signature = new Seal(Seal.ANTHROPIC, null, "signed", null);
        Seal ofCall = new Seal(Seal.GEMINI, null, "thought", null);
        String thinking = SealBox.pack(new SealBox.Unpacked(signature, "deep", false, null, false));
        String call = SealBox.pack(new SealBox.Unpacked(ofCall, "", false, "c1", false));
        String body = "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"" + thinking + "\"},"
                + "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c1\",\"name\":\"a\",\"arguments\":\"{}\"},"
                + "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"" + call + "\"}]}";

        assertThat(Samples.chat(body).messages().get(1).parts())
                .containsExactly(
                        new Part.Thinking("deep", false, signature),
                        new Part.ToolCall("c1", "a", "{}", false, ofCall, null));

        JsonNode sent = spliced(Samples.understood(body));
        assertThat(sent.path("input")).hasSize(2);
        assertThat(sent.path("input").get(1).has("id")).isFalse();
    }

    @Test
    void nothingIsKeptUpstreamWhateverTheClientSays() {
        JsonNode sent = spliced(Samples.understood(
                "{\"previous_response_id\":\"resp_1\",\"model\":\"m\",\"store\":true,\"input\":\"hi\"}"));

        assertThat(sent.path("store").booleanValue()).isFalse();
        assertThat(sent.has("previous_response_id")).isFalse();
        assertThat(sent.path("include").path(0).stringValue()).isEqualTo("reasoning.encrypted_content");
    }

    @Test
    void whatCannotBeSaidIsNoted() {
        Sampling sampling =
                new Sampling(5L, 0.5, null, 40L, null, null, null, null, 7L, List.of("stop"), 2, null, null);
        Prompt.Chat chat = new Prompt.Chat(
                Dialect.ANTHROPIC_MESSAGES,
                List.of(
                        new Message(Role.USER, List.of(new Part.Text("hi"))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Thinking("unsealed", false, null),
                                        new Part.ToolCall("x".repeat(80), "a", "{}")))),
                List.of(new Tool.Function("a", null, null, null, null)),
                new ToolChoice.Named("a"),
                null,
                sampling,
                new Reasoning(null, null, 1_000L, false, null, false, false),
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object().put("thinking_style", "x"));
        Losses losses = new Losses();

        JsonNode body = Samples.body(chat, losses);

        assertThat(losses.all())
                .extracting(Losses.Loss::feature)
                .containsExactlyInAnyOrder(
                        "thinking",
                        "reasoning.budget",
                        "sampling.max_output",
                        "sampling.top_k",
                        "sampling.seed",
                        "sampling.stop",
                        "sampling.choices",
                        "extras");
        assertThat(body.path("max_output_tokens").asInt()).isEqualTo(16);
        assertThat(body.path("tools").get(0).path("strict").booleanValue()).isFalse();
        assertThat(body.path("input").get(1).path("call_id").stringValue()).hasSizeLessThanOrEqualTo(64);
        assertThat(body.path("tool_choice").toString()).isEqualTo("{\"type\":\"function\",\"name\":\"a\"}");
    }

    @Test
    void wrongMembersAreNamed() {
        assertThat(Samples.refused("{\"model\":\"m\"}").field()).isEqualTo("input");
        assertThat(Samples.refused("{\"model\":\"m\",\"input\":3}").field()).isEqualTo("input");
        assertThat(Samples.refused("{\"input\":\"x\"}").field()).isEqualTo("model");
        assertThat(Samples.refused("{\"model\":\"m\",\"input\":\"x\",\"background\":true}")
                        .field())
                .isEqualTo("background");
        assertThat(Samples.refused("{\"model\":\"m\",\"input\":\"x\",\"conversation\":\"conv_1\"}")
                        .field())
                .isEqualTo("conversation");
        for (String input : List.of(
                "[{\"role\":\"robot\",\"content\":\"x\"}]",
                "[{\"type\":\"function_call\",\"name\":\"a\"}]",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]",
                "[3]")) {
            assertThatThrownBy(() -> Samples.chat("{\"model\":\"m\",\"input\":" + input + "}"))
                    .as(input)
                    .isInstanceOf(Unacceptable.class)
                    .hasMessageStartingWith("input[0]");
        }
    }

    @Test
    void needsAreFound() {
        GenerationRequest request = Samples.understood("""
                {"model":"m","stream":true,"max_output_tokens":9,"tools":[{"type":"function","name":"a"}],
                "text":{"format":{"type":"json_schema","name":"n","schema":{}}},
                "input":[{"role":"user","content":[{"type":"input_image","image_url":"https://x/y.png"},
                {"type":"input_file","file_id":"f"}]}]}""");

        assertThat(request.needs()).containsExactlyInAnyOrder("tools", "json_schema", "image", "file");
        assertThat(request.maxOutput()).isEqualTo(9);
        assertThat(request.stream()).isTrue();
    }

    private static JsonNode spliced(GenerationRequest request) {
        var patch = Samples.DIALECT.patch(request, Samples.endpoint("openai"));
        var body = JsonTree.read(request.body()).asObject();
        patch.put().forEach(body::set);
        body.remove(patch.removed());
        return body;
    }
}
