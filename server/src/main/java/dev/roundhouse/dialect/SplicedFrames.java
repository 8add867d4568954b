package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Passes the upstream's own frames on: as the bytes they are, but for those that name the answer and those that
/// end
/// it. From the first that says an end on, all are held back until the charge can stand in them.
final class SplicedFrames implements FramedAnswer.Copy {
    private final FrameWriter writer;
    private final boolean stream;
    private final FramedAnswer.Namer namer;
    private final FramedAnswer.Charger charger;
    private final FramedAnswer.Failer failer;
    private final List<Held> held = new ArrayList<>(2);
    private boolean started;

    private record Held(String event, byte[] bytes, JsonNode payload, boolean changed) {}

    SplicedFrames(
            FrameWriter writer,
            boolean stream,
            FramedAnswer.Namer namer,
            FramedAnswer.Charger charger,
            FramedAnswer.Failer failer) {
        this.writer = writer;
        this.stream = stream;
        this.namer = namer;
        this.charger = charger;
        this.failer = failer;
    }

    @Override
    public void frame(Frame frame, JsonNode payload, boolean ending, ByteSink out) {
        boolean changed = payload instanceof ObjectNode object && namer.name(frame.event(), object);
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
                    frame.payload instanceof ObjectNode object && charger.charge(frame.event, object, usage, charge);
            writer.frame(frame.event, charged || frame.changed ? JsonTree.bytes(frame.payload) : frame.bytes, out);
        }
        writer.end(out);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        failer.fail(failure, out);
    }

    private void begin(ByteSink out) {
        if (!started) {
            started = true;
            writer.begin(out);
        }
    }
}
