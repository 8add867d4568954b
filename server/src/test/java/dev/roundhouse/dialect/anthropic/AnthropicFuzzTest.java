package dev.roundhouse.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader.Malformed;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Prompt;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Foreign bytes are read or refused; where they are cut changes nothing; what is read can be said again.
class AnthropicFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void whereAStreamIsCutChangesNothing(byte[] stream) {
        check(stream, true);
    }

    @FuzzTest(maxDuration = "30s")
    void whereAWholeAnswerIsCutChangesNothing(byte[] answer) {
        check(answer, false);
    }

    @FuzzTest(maxDuration = "30s")
    void aRequestIsRefusedOrKeepsItsMeaning(byte[] body) {
        Samples.ClientDialectReading reading = Samples.read("/v1/messages", body, Map.of());
        if (reading.request() == null) {
            assertThat(reading.failure()).isNotNull();
            return;
        }
        try {
            Prompt prompt = Samples.DIALECT.prompt(reading.request());
            Outbound outbound = new Outbound(Samples.endpoint(), false, new Losses());
            JsonNode once = Samples.DIALECT.body(prompt, outbound);
            JsonNode again =
                    Samples.DIALECT.body(Samples.DIALECT.prompt(Samples.understood(JsonTree.bytes(once))), outbound);
            assertThat(CorpusRequestsTest.differ("", once, again)).isEmpty();
        } catch (Unacceptable e) {
            assertThat(e.field()).isNotBlank();
        }
    }

    private static void check(byte[] bytes, boolean stream) {
        List<String> whole = heard(bytes, stream, Math.max(1, bytes.length), null);
        assertThat(heard(bytes, stream, 1, null)).isEqualTo(whole);
        assertThat(heard(bytes, stream, 20, new Random(bytes.length))).isEqualTo(whole);
    }

    private static List<String> heard(byte[] bytes, boolean stream, int size, @Nullable Random random) {
        try {
            return Heard.of(bytes, stream, size, random).meaning();
        } catch (JacksonException | Malformed _) {
            return List.of("malformed");
        }
    }
}
