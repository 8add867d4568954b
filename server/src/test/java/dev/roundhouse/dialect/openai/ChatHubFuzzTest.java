package dev.roundhouse.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.List;

/// Whatever comes reads the same wherever it is cut, and what is complete keeps its meaning when it is said
/// again.
class ChatHubFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void splittingAStreamElsewhereChangesNothing(byte[] stream) {
        check(stream, true);
    }

    @FuzzTest(maxDuration = "30s")
    void splittingAnAnswerElsewhereChangesNothing(byte[] answer) {
        check(answer, false);
    }

    @FuzzTest(maxDuration = "30s")
    void whatIsUnderstoodHasAPromptAndABody(byte[] body) {
        for (OpenAi dialect : new OpenAi[] {Samples.CHAT, Samples.COMPLETIONS}) {
            if (Samples.read(dialect, body) instanceof Understood(GenerationRequest request)) {
                try {
                    var prompt = dialect == Samples.CHAT
                            ? Samples.CHAT.prompt(request)
                            : Samples.COMPLETIONS.prompt(request);
                    var sent =
                            Samples.CHAT.body(prompt, new Outbound(Samples.endpoint(), request.stream(), new Losses()));
                    assertThat(sent.path("messages").isArray()).isTrue();
                } catch (Unacceptable e) {
                    assertThat(e.field()).isNotBlank();
                }
            }
        }
    }

    private static void check(byte[] bytes, boolean stream) {
        List<Event> whole = events(bytes, stream, Math.max(1, bytes.length));
        assertThat(events(bytes, stream, 1)).isEqualTo(whole);
        assertThat(events(bytes, stream, -1)).isEqualTo(whole);
        if (!whole.isEmpty() && whole.getLast() instanceof Event.Ended) {
            GenerationRequest request =
                    Samples.understood("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
            for (boolean as : new boolean[] {true, false}) {
                byte[] said = Told.rendered(Samples.CHAT.renderer(request, Samples.terms(as, true)), whole);
                assertThat(events(said, as, said.length).getLast()).isInstanceOf(Event.Ended.class);
            }
        }
    }

    private static List<Event> events(byte[] bytes, boolean stream, int size) {
        try {
            return Told.events(Samples.CHAT, Operation.CHAT, stream, bytes, size);
        } catch (FrameReader.Malformed | AssertionError e) {
            return List.of(); // no frames, or no JSON in one: told by the glue
        }
    }
}
