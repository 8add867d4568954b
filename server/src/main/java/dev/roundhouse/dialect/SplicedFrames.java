package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Passes the upstream's own frames on: as the bytes they are, but for those that name the answer and those that
/// end
/// it. From the first that says an end on, all are held back until the charge can stand in them.
final class SplicedFrames implements FramedAnswer.Copy {
    private final FrameWriter writer;
    private final boolean stream;
    private final Amendments amendments;
    private final List<Held> held = new ArrayList<>(2);
    private boolean started;

    private record Held(String event, byte[] bytes, JsonNode payload, boolean changed) {}

    SplicedFrames(FrameWriter writer, boolean stream, Amendments amendments) {
        this.writer = writer;
        this.stream = stream;
        this.amendments = amendments;
    }

    @Override
    public void frame(Frame frame, JsonNode payload, boolean ending, ByteSink out) {
        boolean changed = payload instanceof ObjectNode object && amendments.name(frame.event(), object);
        if (ending || !stream) {
            byte[] bytes = Arrays.copyOfRange(frame.bytes(), frame.from(), frame.to());
            held.add(new Held(frame.event(), bytes, payload, changed));
            return;
        }
        begin(out);
        if (changed) {
            writer.frame(frame.event(), JsonTree.bytes(payload), out);
        } else {
            writer.frame(frame.event(), frame.bytes(), frame.from(), frame.to(), out);
        }
    }

    @Override
    public void event(Event event, ByteSink out) {}

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        begin(out);
        for (Held frame : held) {
            boolean charged =
                    frame.payload instanceof ObjectNode object && amendments.charge(frame.event, object, usage, charge);
            writer.frame(frame.event, charged || frame.changed ? JsonTree.bytes(frame.payload) : frame.bytes, out);
        }
        writer.end(out);
    }

    @Override
    public @Nullable JsonNode whole(Usage usage, Charge charge) {
        for (Held frame : held) {
            if (frame.payload instanceof ObjectNode object) {
                boolean _ = amendments.charge(frame.event, object, usage, charge);
            }
        }
        return amendments.whole();
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        amendments.fail(failure, out);
    }

    private void begin(ByteSink out) {
        if (!started) {
            started = true;
            writer.begin(out);
        }
    }
}
