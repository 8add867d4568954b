package dev.roundhouse.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Surface;
import java.util.Random;

/// Whatever comes, it is understood or refused, and reads the same wherever it is cut.
class ResponsesFuzzTest {
    private static final GenerationRequest ASKED =
            Samples.understood("{\"model\":\"m\",\"input\":\"x\",\"stream\":true}");

    @FuzzTest(maxDuration = "30s")
    void splittingAStreamElsewhereChangesNothing(byte[] stream) {
        check(stream, true);
    }

    @FuzzTest(maxDuration = "30s")
    void splittingAnAnswerElsewhereChangesNothing(byte[] answer) {
        check(answer, false);
    }

    @FuzzTest(maxDuration = "30s")
    void anyRequestIsUnderstoodOrRefused(byte[] body) {
        switch (Samples.DIALECT.read(Samples.inbound(body, Surface.VENDOR))) {
            case Refused _ -> {}
            case Understood(GenerationRequest request) -> {
                try {
                    var prompt = Samples.DIALECT.prompt(request);
                    assertThat(Samples.body(prompt, new Losses()).isObject()).isTrue();
                    assertThat(Samples.DIALECT.input(request, 0, "gen-1")).isNotNull();
                    assertThat(Samples.DIALECT.wish(request)).isNotNull();
                } catch (Unacceptable e) {
                    assertThat(e.field()).isNotBlank();
                }
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anySealIsUnpackedOrLeftAlone(byte[] bytes) {
        SealBox.Unpacked box = SealBox.unpack(SealBox.TAG + new String(bytes, UTF_8));
        if (box != null) {
            assertThat(SealBox.unpack(SealBox.pack(box))).isEqualTo(box);
        }
    }

    private static void check(byte[] bytes, boolean stream) {
        Told whole = Told.of(Samples.endpoint("openai"), stream, bytes);
        Told single = Told.of(Samples.endpoint("openai"), stream, bytes, 1, new Random(1));
        Told split = Told.of(Samples.endpoint("openai"), stream, bytes, 0, new Random(bytes.length));

        assertThat(single.meaning()).isEqualTo(whole.meaning());
        assertThat(split.meaning()).isEqualTo(whole.meaning());
        if (whole.ended) {
            Told again = Told.of(Samples.endpoint("openai"), true, whole.rendered(ASKED, true));
            assertThat(again.ended).isTrue();
            assertThat(JsonTree.text(JsonTree.object().put("text", again.text())))
                    .isNotNull();
        }
    }
}
