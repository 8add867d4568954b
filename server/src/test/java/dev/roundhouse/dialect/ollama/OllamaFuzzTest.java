package dev.roundhouse.dialect.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.FrameReader.Malformed;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Meanings;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Whatever comes reads the same wherever it is cut, and is refused or sent on, never a fault.
class OllamaFuzzTest {
    private static final Ollama DIALECT = new Ollama(() -> 0);

    @FuzzTest(maxDuration = "30s")
    void splittingAnAnswerElsewhereChangesNothing(byte[] answer) {
        for (boolean stream : new boolean[] {true, false}) {
            for (Operation operation : List.of(Operation.CHAT, Operation.EMBED, Operation.RERANK)) {
                List<Event> whole = events(operation, stream, answer, null);
                assertThat(events(operation, stream, answer, new Random(answer.length)))
                        .isEqualTo(whole);
                assertThat(Meanings.of(whole)).isNotNull();
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreRefusedOrSentOn(byte[] body) {
        for (String path : List.of("/api/chat", "/api/embed", "/api/generate")) {
            switch (HubTrips.read(DIALECT, path, body)) {
                case ClientDialect.Refused(Failure failure) ->
                    assertThat(failure.message()).isNotBlank();
                case ClientDialect.Understood(GenerationRequest request) -> sentOn(request);
            }
        }
    }

    private static void sentOn(GenerationRequest request) {
        Outbound outbound = new Outbound(HubTrips.endpoint(Dialect.OLLAMA, "swift"), request.stream(), new Losses());
        try {
            assertThat(DIALECT.body(DIALECT.prompt(request), outbound)
                            .path("model")
                            .asString(""))
                    .isEqualTo("swift");
        } catch (Unacceptable e) {
            assertThat(e.field()).isNotBlank();
        }
    }

    // A pair of a malformed frame and what came before it; cut elsewhere, the same.
    private static List<Event> events(Operation operation, boolean stream, byte[] bytes, @Nullable Random random) {
        try {
            return HubTrips.events(DIALECT, operation, stream, bytes, random);
        } catch (Malformed e) {
            return List.of();
        }
    }
}
