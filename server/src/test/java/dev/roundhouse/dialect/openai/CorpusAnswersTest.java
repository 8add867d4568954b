package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.dialect.openai.Recorded.Frame;
import dev.roundhouse.exchange.AnswerReader.Stage;
import dev.roundhouse.exchange.AnswerTerms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Recorded answers reach the client with every member and every event, wherever their bytes are cut.
class CorpusAnswersTest {
    /// Recordings that are no whole answers, and why.
    private static final Map<String, String> BROKEN = Map.of(
            "groq-chat-4fbd290adf", "an error in the middle of the stream",
            "openrouter-chat-a8dee90a3b", "an error instead of the stream",
            "openrouter-chat-e50d099135", "an error in the middle of the stream",
            "openai-completions-1283af998a", "a list of costs, recorded under the name of completions");

    @Test
    void everyAnswerKeepsItsMembersAndItsEvents() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        int broken = 0;

        for (Interaction one : Corpus.of("openai-chat", "openai-completions")) {
            if (one.status() != 200) {
                continue;
            }
            boolean stream = !one.wire().equals("json");
            byte[] answer = framed(one);
            OpenAi dialect = Samples.dialect(one.dialect());
            AnswerTerms terms = Samples.terms(stream, true);
            Fed fed = Fed.whole(dialect, terms, answer);
            if (fed.stage() == Stage.BROKEN) {
                broken++;
                check(
                        wrong,
                        one,
                        BROKEN.containsKey(one.id()),
                        "broke: " + fed.summary().failure());
                continue;
            }
            kept++;
            check(wrong, one, !BROKEN.containsKey(one.id()), "should have broken");
            String difference = stream
                    ? difference(Recorded.frames(answer), Recorded.frames(fed.all()))
                    : Recorded.difference(Samples.json(answer), Samples.json(fed.all()));
            check(wrong, one, difference.isEmpty(), difference);
        }

        System.out.println("answers kept: " + kept + ", broken as they should: " + broken);
        assertThat(wrong).isEmpty();
        assertThat(broken).isEqualTo(BROKEN.size());
    }

    @Test
    void cuttingTheBytesElsewhereChangesNothing() {
        Random random = new Random(20_261_124);
        List<String> wrong = new ArrayList<>();
        int count = 0;

        for (Interaction one : Corpus.of("openai-chat", "openai-completions")) {
            if (one.status() != 200) {
                continue;
            }
            AnswerTerms terms = Samples.terms(!one.wire().equals("json"), random.nextBoolean());
            byte[] answer = framed(one);
            OpenAi dialect = Samples.dialect(one.dialect());
            Fed whole = Fed.whole(dialect, terms, answer);
            Fed bytes = Fed.bytes(dialect, terms, answer);
            Fed split = Fed.split(dialect, terms, answer, random);
            check(wrong, one, same(whole, bytes), "in single bytes");
            check(wrong, one, same(whole, split), "in pieces of chance");
            count++;
        }

        System.out.println("answers cut: " + count);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyAnswerTellsItsUsageAndItsEnd() {
        List<String> wrong = new ArrayList<>();
        int withUsage = 0;

        for (Interaction one : Corpus.of("openai-chat", "openai-completions")) {
            if (one.status() != 200 || BROKEN.containsKey(one.id())) {
                continue;
            }
            boolean stream = !one.wire().equals("json");
            Fed fed = Fed.whole(Samples.dialect(one.dialect()), Samples.terms(stream, true), framed(one));
            boolean reported = new String(one.response(), UTF_8).contains("\"completion_tokens\"");
            withUsage += fed.summary().usage() == null ? 0 : 1;
            check(
                    wrong,
                    one,
                    reported == (fed.summary().usage() != null),
                    "usage " + fed.summary().usage());
            check(wrong, one, reported || !fed.summary().text().isEmpty(), "no text to count");
            JsonNode usage = last(fed, stream).path("usage");
            check(wrong, one, usage.path("cost").asDouble(0) == 0.000012345, "usage " + usage);
            check(wrong, one, usage.path("estimated").asBoolean(false) != reported, "usage " + usage);
        }

        System.out.println("answers with usage: " + withUsage);
        assertThat(wrong).isEmpty();
    }

    private static JsonNode last(Fed fed, boolean stream) {
        if (!stream) {
            return Samples.json(fed.all());
        }
        List<Frame> frames = Recorded.frames(fed.late());
        assertThat(frames.getLast().data()).isEqualTo("[DONE]");
        return Samples.json(frames.get(frames.size() - 2).data());
    }

    private static String difference(List<Frame> was, List<Frame> is) {
        List<Frame> before = new ArrayList<>(was);
        List<Frame> after = new ArrayList<>(is);
        before.removeIf(frame -> frame.data().equals("[DONE]"));
        if (!after.getLast().data().equals("[DONE]")) {
            return "no [DONE]";
        }
        after.removeLast();
        if (after.size() == before.size() + 1) {
            JsonNode added = Samples.json(after.removeLast().data());
            if (!added.path("choices").isEmpty() || !added.path("usage").isObject()) {
                return "added " + added;
            }
        }
        if (after.size() != before.size()) {
            return before.size() + " frames became " + after.size();
        }
        for (int i = 0; i < before.size(); i++) {
            String difference = difference(before.get(i), after.get(i));
            if (!difference.isEmpty()) {
                return "frame " + i + ": " + difference;
            }
        }
        return "";
    }

    private static String difference(Frame was, Frame is) {
        if (!was.others().equals(is.others())) {
            return "was " + was.others() + " is " + is.others();
        }
        if (was.data().isEmpty()) {
            return is.data();
        }
        return Recorded.difference(Samples.json(was.data()), Samples.json(is.data()));
    }

    private static boolean same(Fed left, Fed right) {
        return left.stage() == right.stage()
                && Arrays.equals(left.early(), right.early())
                && Arrays.equals(left.late(), right.late())
                && left.summary().equals(right.summary());
    }

    private static void check(List<String> wrong, Interaction one, boolean holds, String why) {
        if (!holds) {
            wrong.add(one.id() + ": " + why);
        }
    }

    // Some recordings have one event's JSON a line, without the framing.
    static byte[] framed(Interaction one) {
        if (!one.wire().equals("event-json-lines")) {
            return one.response();
        }
        StringBuilder frames = new StringBuilder();
        for (String line : new String(one.response(), UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                frames.append("data: ").append(line).append("\n\n");
            }
        }
        return frames.toString().getBytes(UTF_8);
    }
}
