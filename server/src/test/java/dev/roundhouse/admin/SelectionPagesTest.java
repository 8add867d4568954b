package dev.roundhouse.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.record.Feedback;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Promises;
import dev.roundhouse.record.Records;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SelectionPagesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ID = "gen-1790000000-0000010123456789abcd";
    private static final GenerationRecord RECORD = Records.chosen(Records.plain(ID, 7, 2_000, 1_790_000_000_000_000L));

    private final Said said = new Said();
    private final Promises promises = new Promises();
    private final SelectionPages pages =
            new SelectionPages(id -> id.equals(ID) ? Optional.of(RECORD) : Optional.empty(), said, promises, () -> NOW);

    private static final class Said implements Feedback {
        private final List<Word> words = new ArrayList<>();

        @Override
        public void keep(Word word) {
            words.add(word);
        }

        @Override
        public List<Count> counts(long account) {
            return List.of(new Count("acme/swift-1", "short-code", "other", words.size(), 1, 0.5));
        }
    }

    private Page.Reply ask(long account, int route, String body) {
        Route found = pages.routes().get(route);
        Caller caller = new Caller(account, "0".repeat(64), "m", Scope.MANAGEMENT);
        return found.page()
                .answer(new Page.Query(
                        found.pattern(), Map.of(), Map.of(), Map.of(), caller, body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aWordOnAGenerationIsKeptWithItsModelAndTask() {
        Page.Reply reply = ask(
                7,
                0,
                "{\"generation_id\":\"" + ID + "\",\"category\":\"formatting\",\"score\":0.5,\"comment\":\"ok\"}");

        assertThat(reply).isInstanceOf(Page.Content.class);
        assertThat(said.words)
                .containsExactly(new Feedback.Word(ID, 7, "formatting", 0.5, "ok", "acme/swift-1", "short-code", NOW));
    }

    @Test
    void aScoreAloneIsEnough() {
        assertThat(ask(7, 0, "{\"generation_id\":\"" + ID + "\",\"score\":1}")).isInstanceOf(Page.Content.class);
        assertThat(said.words)
                .singleElement()
                .extracting(Feedback.Word::category)
                .isEqualTo("other");
    }

    @Test
    void aWordThatIsWrongIsRefusedByItsField() {
        String id = "{\"generation_id\":\"" + ID + "\",";
        Map<String, String> wrong = Map.of(
                "not json",
                "body",
                "{}",
                "generation_id",
                id + "\"category\":\"bad\"}",
                "category",
                id + "\"category\":\"other\",\"score\":2}",
                "score",
                id + "\"category\":\"other\",\"score\":\"1\"}",
                "score",
                id + "\"category\":\"other\",\"comment\":\"" + "x".repeat(1_001) + "\"}",
                "comment");

        wrong.forEach((body, field) -> {
            Failure failure = ((Page.Failed) ask(7, 0, body)).failure();
            assertThat(((Failure.CallerFault) failure).field()).as(body).isEqualTo(field);
        });
        assertThat(said.words).isEmpty();
    }

    @Test
    void anotherAccountsGenerationDoesNotExist() {
        Page.Reply reply = ask(8, 0, "{\"generation_id\":\"" + ID + "\",\"category\":\"other\"}");

        assertThat(((Page.Failed) reply).failure().type().status()).isEqualTo(404);
        assertThat(said.words).isEmpty();
    }

    @Test
    void theReportSetsWhatWasExpectedBesideWhatWasPaid() {
        promises.accept(RECORD);
        promises.accept(RECORD);

        JsonNode data = JsonMapper.shared()
                .readTree(((Page.Content) ask(7, 1, "")).body())
                .path("data");

        JsonNode row = data.path("choices").path(0);
        assertThat(row.path("task").asString()).isEqualTo("short-code");
        assertThat(row.path("model").asString()).isEqualTo("acme/swift-1");
        assertThat(row.path("served").asLong()).isEqualTo(2);
        assertThat(row.path("predicted_cost").decimalValue()).isEqualByComparingTo("0.000002468");
        assertThat(row.path("actual_cost").decimalValue()).isEqualByComparingTo("0.000004");
        assertThat(data.path("feedback").path(0).path("mean_score").asDouble()).isEqualTo(0.5);
        assertThat(promises.of(8)).isEmpty();
    }
}
