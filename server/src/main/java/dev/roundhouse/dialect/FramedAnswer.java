package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads an answer frame by frame, learns from its events what the walk must know, and leaves to [Copy] what the
/// client
/// is to receive.
final class FramedAnswer implements AnswerReader, FrameReader.Sink, EventSink {
    /// Characters kept for counting where no usage is reported; beyond it an answer is counted too low, in the
    /// caller's
    /// favour.
    private static final int TEXT_CHARS_MAX = 1 << 20;

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    /// What goes to the client.
    interface Copy {
        /// A frame has been parsed, its events are out.
        ///
        /// @param ending whether the answer's end, or some choice's, has been said
        void frame(Frame frame, JsonNode payload, boolean ending, ByteSink out);

        /// The next event, but for those that only the walk wants.
        void event(Event event, ByteSink out);

        /// The end.
        void finish(Usage usage, Charge charge, ByteSink out);

        /// A failure in-band.
        void fail(Failure failure, ByteSink out);

        /// The whole answer, for those who keep it; null where nobody does.
        @Nullable
        JsonNode whole(Usage usage, Charge charge);
    }

    private final Provider provider;
    private final boolean stream;
    private final Copy copy;
    private final FrameReader frames;
    private final AnswerParser parser;
    private final StringBuilder text = new StringBuilder();

    private ByteSink out = new ByteSink(0);
    private Stage stage = Stage.WAITING;
    private boolean begun;
    private boolean anyContent;
    private boolean ending;

    @Nullable
    private Usage usage;

    private Event.@Nullable Opened opened;

    private Event.@Nullable Finished finished;

    @Nullable
    private Failure failure;

    /// What an answer is made of.
    interface Reading {
        /// Cuts its bytes.
        FrameReader frames(FrameReader.Sink sink);

        /// Reads its frames.
        AnswerParser parser(EventSink sink);
    }

    FramedAnswer(Provider provider, boolean stream, Reading reading, Copy copy) {
        this.provider = provider;
        this.stream = stream;
        this.copy = copy;
        frames = reading.frames(this);
        parser = reading.parser(this);
    }

    @Override
    public void read(byte[] bytes, int from, int to, ByteSink to2) {
        if (isOver()) {
            return; // nothing that follows the end is of the answer
        }
        out = to2;
        try {
            frames.read(bytes, from, to);
        } catch (FrameReader.Malformed e) {
            broken(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void end() {
        if (isOver()) {
            return;
        }
        // What comes now cannot leave before the end anyway.
        out = new ByteSink(0);
        try {
            frames.end();
            if (!isOver()) {
                parser.end();
            }
        } catch (FrameReader.Malformed e) {
            broken(String.valueOf(e.getMessage()));
        }
        if (!isOver()) {
            broken("ended its answer before its end");
        }
    }

    @Override
    public void frame(Frame frame) {
        if (isOver()) {
            return;
        }
        if (isDone(frame)) {
            parser.done();
            return;
        }
        JsonNode payload;
        try {
            payload = JsonTree.read(frame.bytes(), frame.from(), frame.to());
        } catch (JacksonException _) {
            broken(stream ? "sent a frame that is not JSON" : "sent an answer that is not JSON");
            return;
        }
        parser.frame(frame.event(), payload);
        if (stage != Stage.BROKEN) {
            copy.frame(frame, payload, ending, out);
        }
    }

    @Override
    public void accept(Event event) {
        if (stage == Stage.BROKEN) {
            return;
        }
        switch (event) {
            case Event.Opened o -> opened = opened == null ? o : merged(opened, o);
            case Event.Text t -> content(t.text());
            case Event.Thinking t -> content(t.text());
            case Event.Refusal r -> content(r.text());
            case Event.ToolStarted t -> content(t.name());
            case Event.ToolInput t -> content(t.piece());
            case Event.Made _, Event.Native _, Event.Embedded _, Event.Ranked _ -> content("");
            case Event.Sealed _, Event.Cited _, Event.Logprobs _, Event.Extra _ -> {}
            case Event.Finished f -> {
                ending = true;
                content("");
                finished = finished == null || f.choice() == 0 ? f : finished;
            }
            case Event.Used u -> usage = u.usage();
            case Event.Broke(Failure why) -> {
                stage = Stage.BROKEN;
                failure = why;
                return;
            }
            case Event.Ended _ -> {
                if (anyContent) {
                    stage = Stage.COMPLETE;
                } else {
                    broken("ended its answer with nothing in it");
                }
                return;
            }
        }
        copy.event(event, out);
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public AnswerSummary summary() {
        return new AnswerSummary(
                usage,
                finished == null ? null : finished.reason().wireName(),
                finished == null ? null : finished.nativeReason(),
                opened == null ? null : opened.model(),
                opened == null ? null : opened.id(),
                opened == null ? null : opened.serviceTier(),
                text.toString(),
                failure);
    }

    @Override
    public void finish(Usage settled, Charge charge, ByteSink sink) {
        copy.finish(settled, charge, sink);
    }

    @Override
    public void fail(Failure why, ByteSink sink) {
        copy.fail(why, sink);
    }

    // Some servers end the line with a blank.
    private static boolean isDone(Frame frame) {
        int to = frame.to();
        while (to > frame.from() && frame.bytes()[to - 1] <= ' ') {
            to--;
        }
        return Arrays.equals(frame.bytes(), frame.from(), to, DONE, 0, DONE.length);
    }

    @Override
    public byte @Nullable [] whole(Usage settled, Charge charge) {
        JsonNode all = copy.whole(settled, charge);
        return all == null ? null : JsonTree.bytes(all);
    }

    private boolean isOver() {
        return stage == Stage.COMPLETE || stage == Stage.BROKEN;
    }

    private void content(String more) {
        anyContent = true;
        if (stream && stage == Stage.WAITING) {
            stage = Stage.CONTENT;
            begun = true;
        }
        int room = TEXT_CHARS_MAX - text.length();
        if (room > 0) {
            text.append(more, 0, Math.min(room, more.length()));
        }
    }

    private void broken(String what) {
        stage = Stage.BROKEN;
        failure = UpstreamErrors.broken(provider, what);
    }

    private static Event.Opened merged(Event.Opened before, Event.Opened now) {
        return new Event.Opened(
                now.id() == null ? before.id() : now.id(),
                now.model() == null ? before.model() : now.model(),
                now.serviceTier() == null ? before.serviceTier() : now.serviceTier());
    }

    /// An answer said anew in the client's dialect.
    static Copy rendered(AnswerRenderer renderer) {
        return new Copy() {
            @Override
            public void frame(Frame frame, JsonNode payload, boolean ending, ByteSink out) {}

            @Override
            public void event(Event event, ByteSink out) {
                renderer.event(event, out);
            }

            @Override
            public void finish(Usage usage, Charge charge, ByteSink out) {
                renderer.finish(usage, charge, out);
            }

            @Override
            public void fail(Failure failure, ByteSink out) {
                renderer.fail(failure, out);
            }

            @Override
            public @Nullable JsonNode whole(Usage usage, Charge charge) {
                return renderer.whole(usage, charge);
            }
        };
    }

    /// The upstream's own frames, but for a few members.
    static Copy spliced(FrameWriter writer, boolean stream, Amendments amendments) {
        return new SplicedFrames(writer, stream, amendments);
    }
}
