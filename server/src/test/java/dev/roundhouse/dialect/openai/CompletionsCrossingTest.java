package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Clients of completions reach models that answer conversations.
class CompletionsCrossingTest {
    private static final List<Event> ANSWER = List.of(
            new Event.Opened("up-1", "swift", null),
            new Event.Thinking(0, 0, "hm", false),
            new Event.Text(0, 1, "four"),
            new Event.Text(0, 1, " times"),
            new Event.Finished(0, FinishReason.LENGTH, "max_tokens", null));

    @Test
    void everyRecordedPromptOfOneTextReachesAConversation() {
        List<String> wrong = new ArrayList<>();
        int crossed = 0;
        int refused = 0;
        for (Interaction one : Corpus.of("openai-completions")) {
            if (one.request() == null
                    || one.request().length == 0
                    || !(Samples.read(Samples.COMPLETIONS, one.request()) instanceof Understood(var request))) {
                continue;
            }
            JsonNode was = Samples.json(one.request());
            JsonNode prompt = was.path("prompt").isArray() && was.path("prompt").size() == 1
                    ? was.path("prompt").get(0)
                    : was.path("prompt");
            if (!prompt.isString()) {
                assertThatThrownBy(() -> Samples.COMPLETIONS.prompt(request)).isInstanceOf(Unacceptable.class);
                refused++;
                continue;
            }
            JsonNode is = Samples.CHAT.body(
                    Samples.COMPLETIONS.prompt(request),
                    new Outbound(Samples.endpoint(), request.stream(), new Losses()));
            crossed++;
            if (!is.path("messages").toString().contains(prompt.toString())
                    || was.path("max_tokens").asInt(0) != is.path("max_tokens").asInt(0)
                    || was.path("temperature").asDouble(-1)
                            != is.path("temperature").asDouble(-1)
                    || was.path("n").asInt(1) != is.path("n").asInt(1)) {
                wrong.add(one.id() + ": " + is);
            }
        }
        System.out.println("prompts that became conversations: " + crossed + ", several texts: " + refused);
        assertThat(wrong).isEmpty();
        assertThat(crossed).isGreaterThan(20);
    }

    @Test
    void anAnswerIsToldAsText() {
        JsonNode whole = Samples.json(said(false, "{\"model\":\"m\",\"prompt\":\"x\"}"));

        assertThat(whole.path("object").asString()).isEqualTo("text_completion");
        assertThat(whole.path("choices").get(0).path("text").asString()).isEqualTo("four times");
        assertThat(whole.path("choices").get(0).path("reasoning").asString()).isEqualTo("hm");
        assertThat(whole.path("choices").get(0).path("finish_reason").asString())
                .isEqualTo("length");
        assertThat(whole.path("usage").path("total_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void aPromptIsEchoedOnceBeforeItsAnswer() {
        String body =
                "{\"model\":\"m\",\"prompt\":[\"two by two is \"],\"echo\":true,\"reasoning\":{\"exclude\":true}}";

        String whole = Samples.json(said(false, body))
                .path("choices")
                .get(0)
                .path("text")
                .asString();
        StringBuilder streamed = new StringBuilder();
        for (Recorded.Frame frame : Recorded.frames(said(true, body))) {
            if (!frame.data().equals("[DONE]")) {
                streamed.append(Samples.json(frame.data())
                        .path("choices")
                        .path(0)
                        .path("text")
                        .asString(""));
            }
        }

        assertThat(whole).isEqualTo("two by two is four times");
        assertThat(streamed).hasToString(whole);
    }

    @Test
    void whatNoConversationCanDoIsRefusedByName() {
        GenerationRequest inserted =
                Samples.understood(Samples.COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"a\",\"suffix\":\"z\"}");

        assertThatThrownBy(() -> Samples.COMPLETIONS.prompt(inserted)).hasMessageContaining("suffix");
    }

    private static byte[] said(boolean stream, String body) {
        GenerationRequest request = Samples.understood(Samples.COMPLETIONS, body);
        byte[] said = Told.rendered(Samples.COMPLETIONS.renderer(request, Samples.terms(stream, true)), ANSWER);
        assertThat(new String(said, UTF_8)).contains("gen-1");
        return said;
    }
}
