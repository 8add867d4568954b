package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tools.jackson.core.JacksonException;

/// Feeds answers to the parser, and events to the renderer.
final class Heard {
    private Heard() {}

    /// The events of an answer, cut into pieces.
    ///
    /// @param cuts gives the next piece's length
    static List<Event> events(String model, Operation operation, boolean stream, byte[] answer, Cuts cuts) {
        List<Event> events = new ArrayList<>();
        AnswerParser parser = Samples.GEMINI.parser(Samples.endpoint(model), operation, stream, events::add);
        FrameReader frames = Samples.GEMINI.frames(stream, frame -> {
            try {
                parser.frame(frame.event(), JsonTree.read(frame.bytes(), frame.from(), frame.to()));
            } catch (JacksonException e) {
                throw new FrameReader.Malformed("sent no JSON");
            }
        });
        try {
            int at = 0;
            while (at < answer.length) {
                int to = Math.min(answer.length, at + cuts.next());
                byte[] piece = new byte[to - at + 7];
                System.arraycopy(answer, at, piece, 3, to - at);
                frames.read(piece, 3, 3 + to - at);
                Arrays.fill(piece, (byte) '!');
                at = to;
            }
            frames.end();
            parser.end();
        } catch (FrameReader.Malformed _) {
            events.add(new Event.Ended());
            events.add(new Event.Opened("malformed", null, null));
        }
        return events;
    }

    static List<Event> whole(String model, Operation operation, boolean stream, byte[] answer) {
        return events(model, operation, stream, answer, () -> Integer.MAX_VALUE / 2);
    }

    static List<Event> events(boolean stream, String answer) {
        return whole(
                "gemini-3-flash", Operation.CHAT, stream, answer.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static Cuts chance(Random random) {
        return () -> 1 + random.nextInt(random.nextBoolean() ? 8 : 400);
    }

    /// What a client gets for these events.
    static byte[] said(GenerationRequest request, boolean stream, List<Event> events) {
        AnswerRenderer renderer = Samples.GEMINI.renderer(request, Samples.terms(stream));
        ByteSink out = new ByteSink(64);
        Usage usage = Usage.estimate(7, 5);
        for (Event event : events) {
            if (event instanceof Event.Used(Usage counted)) {
                usage = counted;
            }
            if (!(event instanceof Event.Ended || event instanceof Event.Broke)) {
                renderer.event(event, out);
            }
        }
        renderer.finish(usage, Samples.CHARGE, out);
        return out.take();
    }

    /// How long the next piece is.
    @FunctionalInterface
    interface Cuts {
        int next();
    }
}
