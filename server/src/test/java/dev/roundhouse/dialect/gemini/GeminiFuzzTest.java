package dev.roundhouse.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import java.util.List;
import java.util.Random;

/// Whatever comes reads the same wherever it is cut, and is refused or understood, never a fault.
class GeminiFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void splittingAStreamElsewhereChangesNothing(byte[] stream) {
        check(stream, Operation.CHAT, true);
    }

    @FuzzTest(maxDuration = "30s")
    void splittingAnAnswerElsewhereChangesNothing(byte[] answer) {
        check(answer, Operation.CHAT, false);
        check(answer, Operation.EMBED, false);
    }

    @FuzzTest(maxDuration = "30s")
    void anyRequestIsRefusedOrSaidAnew(byte[] body) {
        for (String verb : List.of("generateContent", "countTokens", "batchEmbedContents")) {
            switch (Samples.read("/v1beta/models/gemini-3-flash:" + verb, "", body)) {
                case Refused(Failure failure) -> assertThat(failure.message()).isNotBlank();
                case Understood(GenerationRequest request) -> said(request);
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyAddressIsRefusedOrRead(byte[] address) {
        String text = new String(address, UTF_8);
        int query = text.indexOf('?');
        try {
            assertThat(Address.of(
                                    query < 0 ? text : text.substring(0, query),
                                    query < 0 ? "" : text.substring(query + 1))
                            .model())
                    .isNotNull();
        } catch (Unacceptable e) {
            assertThat(e.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyErrorBodyIsTold(byte[] body) {
        assertThat(Samples.GEMINI
                        .refusal(Samples.endpoint("gemini-3-flash"), 500, body, -1)
                        .message())
                .isNotBlank();
    }

    private static void said(GenerationRequest request) {
        try {
            Prompt prompt = Samples.GEMINI.prompt(request);
            for (String model : List.of("gemini-3-flash", "gemini-2.5-pro", "gemma-3")) {
                assertThat(JsonTree.bytes(Samples.GEMINI.body(
                                prompt,
                                new Outbound(Samples.endpoint(model), request.operation(), false, new Losses()))))
                        .isNotEmpty();
            }
        } catch (Unacceptable e) {
            assertThat(e.field()).isNotBlank();
        }
    }

    private static void check(byte[] bytes, Operation operation, boolean stream) {
        List<Event> whole = Heard.whole("gemini-3-flash", operation, stream, bytes);

        assertThat(Heard.events("gemini-3-flash", operation, stream, bytes, () -> 1))
                .isEqualTo(whole);
        assertThat(Heard.events("gemini-3-flash", operation, stream, bytes, Heard.chance(new Random(bytes.length))))
                .isEqualTo(whole);
        assertThat(Heard.said(Samples.streamed(""), true, whole)).isNotEmpty();
    }
}
