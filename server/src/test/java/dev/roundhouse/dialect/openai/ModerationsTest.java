package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.Seals;
import dev.roundhouse.dialect.Translation;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Moderations pass between their own clients and upstreams.
class ModerationsTest {
    private static final OpenAiModerations MODERATIONS = new OpenAiModerations();
    private static final Dialects DIALECTS = new Dialects(
            List.of(Dialects.Entry.hub(MODERATIONS), Dialects.Entry.of(Samples.CHAT)),
            new Seals(InstantSource.system()));
    private static final Translation SPLICE = DIALECTS.between(
                    Dialect.OPENAI_MODERATIONS, Operation.CHAT, Dialect.OPENAI_MODERATIONS)
            .orElseThrow();

    @Test
    void everyRecordedJudgementReachesTheClientWhole() {
        int kept = 0;
        for (Interaction one : Corpus.of("openai-moderations")) {
            if (!new String(one.response(), UTF_8).contains("modr-")) {
                continue; // a list of costs, recorded under the same name
            }
            GenerationRequest request = understood(new String(Objects.requireNonNull(one.request()), UTF_8));
            AnswerReader reader = SPLICE.answer(request, Samples.endpoint(), Samples.terms(false, true));
            ByteSink out = new ByteSink(64);
            reader.read(one.response(), 0, one.response().length, out);
            reader.end();
            assertThat(reader.stage()).isEqualTo(AnswerReader.Stage.COMPLETE);
            assertThat(reader.summary().usage()).isEqualTo(Usage.NONE);
            reader.finish(Usage.NONE, Samples.CHARGE, out);

            JsonNode told = Samples.json(out.toByteArray());
            assertThat(told.path("results"))
                    .isEqualTo(Samples.json(one.response()).path("results"));
            assertThat(told.path("id").asString()).isEqualTo("gen-1");
            kept++;
        }
        System.out.println("moderations: " + kept);
        assertThat(kept).isEqualTo(5);
    }

    @Test
    void aRequestWithoutAModelMeansTheUsualOne() {
        GenerationRequest request = understood("{\"input\":[\"a\",\"b\"],\"provider\":{\"zdr\":true}}");

        ObjectNode sent = (ObjectNode)
                Samples.json(SPLICE.request(request, Samples.endpoint()).toByteArray());

        assertThat(request.models()).containsExactly("openai/omni-moderation-latest");
        assertThat(request.preferences().zeroRetention()).isTrue();
        assertThat(sent.path("model").asString()).isEqualTo("accounts/acme/swift-1");
        assertThat(sent.propertyNames()).containsExactlyInAnyOrder("model", "input");
    }

    @Test
    void itDoesNotCrossAndConversationsDoNotReachIt() {
        assertThat(DIALECTS.between(Dialect.OPENAI_MODERATIONS, Operation.CHAT, Dialect.OPENAI_CHAT)
                        .map(way -> reason(way, understood("{\"model\":\"m\",\"input\":\"a\"}"))))
                .hasValue("model");
        assertThat(DIALECTS.between(Dialect.OPENAI_CHAT, Operation.CHAT, Dialect.OPENAI_MODERATIONS))
                .isEmpty();
    }

    @Test
    void whatIsNoInputIsRefusedByName() {
        for (String body : List.of("{}", "{\"input\":[]}", "{\"input\":7}", "{\"input\":null}")) {
            assertThat(read(body) instanceof Refused(Failure.CallerFault fault) ? fault.field() : "understood")
                    .isEqualTo("input");
        }
    }

    private static String reason(Translation way, GenerationRequest request) {
        try {
            way.request(request, Samples.endpoint());
            return "sent";
        } catch (dev.roundhouse.dialect.Cursor.Unacceptable e) {
            return e.field();
        }
    }

    private static Reading read(String body) {
        return MODERATIONS.read(Samples.inbound(Dialect.OPENAI_MODERATIONS, body.getBytes(UTF_8), Map.of()));
    }

    private static GenerationRequest understood(String body) {
        if (read(body) instanceof Understood(GenerationRequest request)) {
            return request;
        }
        throw new AssertionError("refused: " + body);
    }
}
