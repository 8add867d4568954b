package dev.roundhouse.dialect.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Seeds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Every recorded answer through the neutral form and back says the same, however its bytes were cut.
class CorpusAnswersTest {
    private static final Map<String, String> EXCEPTIONS = Map.of();
    private static final int SEEDS = 5;

    @Test
    void everyRecordedAnswerSaysTheSameThroughTheNeutralForm() {
        Map<String, String> changed = new TreeMap<>();
        int count = 0;
        for (Corpus.Interaction one : answers()) {
            byte[] answer = bytes(one);
            boolean stream = !one.wire().equals("json");
            Heard heard = Heard.whole(answer, stream);
            count++;
            if (heard.meaning().equals(List.of("broke PROVIDER_OVERLOADED"))) {
                continue; // recorded is the error event alone
            }
            assertThat(heard.meaning()).as(one.id()).contains("ended");
            for (boolean to : List.of(true, false)) {
                Heard again = Heard.whole(heard.rendered(to), to);
                if (!again.meaning().equals(heard.meaning())) {
                    changed.merge(one.id(), difference(heard.meaning(), again.meaning()), (a, b) -> a + "; " + b);
                }
            }
        }
        System.out.println("answers through the neutral form: " + count + ", changed: " + changed.size());
        changed.forEach((id, how) -> System.out.println("  " + id + ": " + how));
        changed.keySet().removeAll(EXCEPTIONS.keySet());
        assertThat(changed.keySet()).as("changed and not listed").isEmpty();
        assertThat(count).isPositive();
    }

    @Test
    void whereTheBytesAreCutChangesNothing() {
        for (Corpus.Interaction one : answers()) {
            byte[] answer = bytes(one);
            boolean stream = !one.wire().equals("json");
            List<String> meaning = Heard.whole(answer, stream).meaning();
            assertThat(Heard.of(answer, stream, 1, null).meaning()).as(one.id()).isEqualTo(meaning);
            Seeds.times(
                    SEEDS,
                    random -> assertThat(Heard.of(answer, stream, 200, random).meaning())
                            .as(one.id())
                            .isEqualTo(meaning));
        }
    }

    private static List<Corpus.Interaction> answers() {
        return Corpus.of("anthropic-messages", "vertex-raw").stream()
                .filter(one -> one.status() == 200)
                .filter(one -> new String(one.response(), UTF_8).contains("\"message\""))
                .toList();
    }

    // Some recordings hold the JSON of one event a line.
    private static byte[] bytes(Corpus.Interaction one) {
        if (!one.wire().equals("event-json-lines")) {
            return one.response();
        }
        StringBuilder sse = new StringBuilder();
        for (String line : new String(one.response(), UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                sse.append("data: ").append(line.strip()).append("\n\n");
            }
        }
        return sse.toString().getBytes(UTF_8);
    }

    private static String difference(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (!one.get(i).equals(other.get(i))) {
                return cut(one.get(i)) + " / " + cut(other.get(i));
            }
        }
        return one.size() + " facts / " + other.size();
    }

    private static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }
}
