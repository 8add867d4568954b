package dev.roundhouse.dialect.openai;

import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerReader.Stage;
import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Usage;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/// What a reader made of an answer that was fed to it.
///
/// @param early what the client got before the end
/// @param late what it got at the end; empty when the answer broke
record Fed(Stage stage, byte[] early, byte[] late, AnswerSummary summary) {
    static final Usage COUNTED = Usage.estimate(7, 5);

    /// In one piece.
    static Fed whole(OpenAi dialect, AnswerTerms terms, byte[] answer) {
        return feed(dialect, terms, answer, answer.length);
    }

    /// In pieces of one byte.
    static Fed bytes(OpenAi dialect, AnswerTerms terms, byte[] answer) {
        return feed(dialect, terms, answer, 1);
    }

    /// In pieces of chance.
    static Fed split(OpenAi dialect, AnswerTerms terms, byte[] answer, Random random) {
        AnswerReader reader = dialect.answer(Samples.endpoint(), terms);
        ByteSink out = new ByteSink(64);
        int at = 0;
        while (at < answer.length) {
            int to = Math.min(answer.length, at + 1 + random.nextInt(random.nextBoolean() ? 8 : 400));
            // Each piece in an array of its own, at an offset of chance, as it comes from a socket.
            int offset = random.nextInt(20);
            byte[] piece = new byte[offset + to - at + 5];
            System.arraycopy(answer, at, piece, offset, to - at);
            reader.read(piece, offset, offset + to - at, out);
            Arrays.fill(piece, (byte) '!');
            at = to;
        }
        return ended(reader, out);
    }

    /// What the upstream did wrong.
    UpstreamFault fault() {
        if (summary.failure() instanceof UpstreamFault fault) {
            return fault;
        }
        throw new AssertionError("no fault of the upstream: " + summary);
    }

    /// All that the client got.
    byte[] all() {
        byte[] all = Arrays.copyOf(early, early.length + late.length);
        System.arraycopy(late, 0, all, early.length, late.length);
        return all;
    }

    private static Fed feed(OpenAi dialect, AnswerTerms terms, byte[] answer, int size) {
        AnswerReader reader = dialect.answer(Samples.endpoint(), terms);
        ByteSink out = new ByteSink(64);
        for (int at = 0; at < answer.length; at += size) {
            reader.read(answer, at, Math.min(answer.length, at + size), out);
        }
        return ended(reader, out);
    }

    private static Fed ended(AnswerReader reader, ByteSink out) {
        reader.end();
        byte[] early = out.toByteArray();
        ByteSink late = new ByteSink(64);
        if (reader.stage() == Stage.COMPLETE) {
            Usage usage = Objects.requireNonNullElse(reader.summary().usage(), COUNTED);
            reader.finish(usage, Samples.CHARGE, late);
        }
        return new Fed(reader.stage(), early, late.toByteArray(), reader.summary());
    }
}
