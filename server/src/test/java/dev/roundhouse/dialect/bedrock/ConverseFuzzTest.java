package dev.roundhouse.dialect.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Surface;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Whatever comes is understood or refused, never a fault.
class ConverseFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyRequestIsUnderstoodOrRefused(byte[] body) {
        Inbound inbound = new Inbound(
                "gen-1",
                Instant.EPOCH,
                Surface.VENDOR,
                Samples.CONVERSE.name(),
                "/model/x/converse",
                "",
                null,
                Map.of(),
                body);
        if (Samples.CONVERSE.read(inbound) instanceof Understood(var request)) {
            try {
                assertThat(Samples.body(Samples.CONVERSE.prompt(request), Samples.CLAUDE, new Losses()))
                        .isNotNull();
            } catch (Unacceptable e) {
                assertThat(e.field()).isNotEmpty();
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void anyAnswerIsReadWithoutAFault(byte[] answer) {
        JsonNode payload;
        try {
            payload = JsonTree.read(answer);
        } catch (JacksonException _) {
            return;
        }
        for (String event : List.of("", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata")) {
            List<Event> events = new ArrayList<>();
            var parser = Samples.CONVERSE.parser(
                    Samples.converseEndpoint(Samples.CLAUDE), Operation.CHAT, !event.isEmpty(), events::add);
            parser.frame(event, payload);
            parser.end();
            boolean stream = !event.isEmpty();
            byte[] said = Samples.rendered(
                    Samples.CONVERSE.renderer(Samples.converse("{\"messages\":[]}", stream), Samples.terms(stream)),
                    events);
            assertThat(stream ? Samples.frames(said).size() : new String(said, UTF_8).length())
                    .isPositive();
        }
    }
}
