package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.exchange.AnswerReader.Stage;
import java.util.Random;

/// Whatever comes as an answer reads the same wherever it is cut, and what is complete is well-formed for the
/// client.
class AnswerFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void splittingAStreamElsewhereChangesNothing(byte[] stream) {
        check(stream, true);
    }

    @FuzzTest(maxDuration = "30s")
    void splittingAnAnswerElsewhereChangesNothing(byte[] answer) {
        check(answer, false);
    }

    @FuzzTest(maxDuration = "30s")
    void anyErrorBodyIsTold(byte[] body) {
        assertThat(Samples.CHAT.refusal(Samples.endpoint(), 500, body, -1).message())
                .isNotBlank();
    }

    private static void check(byte[] bytes, boolean stream) {
        var terms = Samples.terms(stream, bytes.length % 2 == 0);
        Fed whole = Fed.whole(Samples.CHAT, terms, bytes);
        Fed single = Fed.bytes(Samples.CHAT, terms, bytes);
        Fed split = Fed.split(Samples.CHAT, terms, bytes, new Random(bytes.length));

        assertThat(single.stage()).isEqualTo(whole.stage());
        assertThat(new String(single.all(), UTF_8)).isEqualTo(new String(whole.all(), UTF_8));
        assertThat(new String(split.all(), UTF_8)).isEqualTo(new String(whole.all(), UTF_8));
        if (whole.stage() == Stage.COMPLETE && !stream) {
            // Text that is no UTF-8 passes as it came.
            assertThat(Samples.json(new String(whole.all(), UTF_8)).get("usage").has("cost"))
                    .isTrue();
        }
        if (whole.stage() == Stage.COMPLETE && stream) {
            assertThat(new String(whole.late(), UTF_8)).endsWith("data: [DONE]\n\n");
        }
    }
}
