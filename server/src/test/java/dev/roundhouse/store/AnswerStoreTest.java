package dev.roundhouse.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.flow.KeptAnswers.KeptAnswer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kept answers are there for those whose they are, as long as they are to be kept.
class AnswerStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path data;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private AnswerStore store;

    @BeforeEach
    void open() {
        store = new AnswerStore(data, now::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anAnswerIsFoundAsItWasKept() {
        store.keep(answer("resp_1", 7, null, "msg_1"));

        KeptAnswer found = store.find(7, "resp_1").orElseThrow();

        assertThat(new String(found.answer(), UTF_8)).isEqualTo("{\"id\":\"resp_1\"}");
        assertThat(new String(found.input(), UTF_8)).isEqualTo("[]");
        assertThat(found.at()).isEqualTo(NOON);
        assertThat(store.holding(7, "msg_1").orElseThrow().id()).isEqualTo("resp_1");
    }

    @Test
    void nobodyFindsWhatBelongsToAnother() {
        store.keep(answer("resp_1", 7, null, "msg_1"));

        assertThat(store.find(8, "resp_1")).isEmpty();
        assertThat(store.holding(8, "msg_1")).isEmpty();
        assertThat(store.forget(8, "resp_1")).isFalse();
        assertThat(store.find(7, "resp_1")).isPresent();
    }

    @Test
    void whatIsForgottenTakesItsItemsWithIt() {
        store.keep(answer("resp_1", 7, null, "msg_1"));

        assertThat(store.forget(7, "resp_1")).isTrue();

        assertThat(store.find(7, "resp_1")).isEmpty();
        assertThat(store.holding(7, "msg_1")).isEmpty();
        assertThat(store.forget(7, "resp_1")).isFalse();
    }

    @Test
    void whatIsOverItsTimeIsGoneAndOverwritten() throws Exception {
        store.keep(answer("resp_1", 7, null, "msg_very-telling-name"));

        now.set(NOON.plus(Duration.ofHours(1)));

        assertThat(store.find(7, "resp_1")).isEmpty();
        store.close();
        try (var files = Files.list(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("very-telling-name");
            }
        }
    }

    @Test
    void aConversationIsPutTogetherOldestFirst() {
        store.keep(answer("resp_1", 7, null, "a"));
        store.keep(answer("resp_2", 7, "resp_1", "b"));
        store.keep(answer("resp_3", 7, "resp_2", "c"));

        assertThat(store.upTo(7, "resp_3")).extracting(KeptAnswer::id).containsExactly("resp_1", "resp_2", "resp_3");

        store.forget(7, "resp_1");
        assertThat(store.upTo(7, "resp_3")).isEmpty();
    }

    @Test
    void answersOutliveTheProgram() {
        store.keep(answer("resp_1", 7, null, "a"));
        store.close();

        store = new AnswerStore(data, now::get);

        assertThat(store.find(7, "resp_1")).isPresent();
    }

    @Test
    void aStoreThatCannotWriteKeepsNothingAndSaysSo() {
        AnswerStore nowhere = new AnswerStore(data.resolve("missing"), now::get);

        assertThat(nowhere.keep(answer("resp_1", 7, null, "a"))).isFalse();

        nowhere.close();
    }

    private static KeptAnswer answer(String id, long account, @Nullable String previous, String item) {
        return new KeptAnswer(
                id,
                account,
                previous,
                "[]".getBytes(UTF_8),
                ("{\"id\":\"" + id + "\"}").getBytes(UTF_8),
                Set.of(item),
                NOON,
                NOON.plus(Duration.ofMinutes(30)));
    }
}
