package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Usage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads InvokeModel's answers: the first frame tells by its members whose they are.
final class InvokeEvents implements AnswerParser {
    private final Inner inner;
    private final Endpoint endpoint;
    private final Operation operation;
    private final boolean stream;
    private final EventSink sink;

    private @Nullable AnswerParser other;
    private @Nullable Usage metrics;
    private final Set<Integer> seen = new TreeSet<>();
    private final Set<Integer> done = new TreeSet<>();
    private boolean nova;
    private boolean opened;
    private boolean finished;
    private boolean counted;
    private boolean over;

    /// Parsers of the dialects that some models answer in.
    interface Inner {
        /// Of Anthropic's Messages.
        AnswerParser claude(Endpoint endpoint, EventSink sink);

        /// Of OpenAI's chat; null when it is not served.
        @Nullable
        AnswerParser chat(Endpoint endpoint, boolean stream, EventSink sink);
    }

    InvokeEvents(Inner inner, Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        this.inner = inner;
        this.endpoint = endpoint;
        this.operation = operation;
        this.stream = stream;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (over) {
            return;
        }
        if (event.startsWith(EventStreamFrames.EXCEPTION)) {
            broke(event.substring(EventStreamFrames.EXCEPTION.length()), payload);
            return;
        }
        JsonNode metric = payload.path(TextAnswers.METRICS);
        if (metric.isObject()) {
            metrics = Usages.ofMetrics(metric);
        }
        if (other == null && !opened) {
            choose(payload);
        }
        if (over) {
            return;
        }
        if (nova && other != null && stream) {
            String name = payload.isObject() && !payload.isEmpty()
                    ? payload.propertyNames().iterator().next()
                    : "";
            other.frame(name, payload.path(name));
        } else if (other != null) {
            other.frame("", payload);
        } else {
            text(payload);
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        if (other != null) {
            other.done();
            other.end();
        } else if (finished) {
            ended();
        }
    }

    // The inner dialect's own end is not the last frame: Bedrock's counts may follow it.
    private void from(Event event) {
        if (over) {
            return;
        }
        switch (event) {
            case Event.Used _ -> counted = true;
            case Event.Broke _ -> over = true;
            case Event.Ended _ -> {
                over = true;
                if (!counted && metrics != null) {
                    sink.accept(new Event.Used(metrics));
                }
            }
            default -> {}
        }
        sink.accept(event);
    }

    private void choose(JsonNode payload) {
        if (operation != Operation.CHAT) {
            other = new VectorEvents(operation, this::from);
            return;
        }
        nova = payload.path("output").isObject()
                || payload.has("messageStart")
                || payload.has("contentBlockStart")
                || payload.has("contentBlockDelta");
        if (nova) {
            other = new ConverseEvents(endpoint, operation, stream, this::from);
        } else if (payload.has("choices")) {
            other = inner.chat(endpoint, stream, this::from);
        } else if (TextAnswers.pieces(payload) == null) {
            if (payload.path("type").isString()) {
                other = inner.claude(endpoint, this::from);
            } else {
                broke("unknown", payload);
                return;
            }
        }
        if (other == null) {
            opened = true;
            sink.accept(new Event.Opened(null, null, null));
        }
    }

    private void broke(String type, JsonNode payload) {
        over = true;
        sink.accept(new Event.Broke(Exceptions.read(endpoint.provider(), type, payload)));
    }

    private void text(JsonNode payload) {
        List<TextAnswers.Piece> pieces = TextAnswers.pieces(payload);
        for (TextAnswers.Piece piece : pieces == null ? List.<TextAnswers.Piece>of() : pieces) {
            boolean ends = piece.reason() != null && !piece.reason().isEmpty();
            if (!piece.text().isEmpty() || !stream) {
                seen.add(piece.choice());
                sink.accept(new Event.Text(piece.choice(), 0, piece.text()));
            }
            if (ends && piece.reason() != null) {
                end(piece.choice(), piece.reason(), piece.stop());
            }
        }
        Usage usage = TextAnswers.usage(payload);
        if (usage != null) {
            sink.accept(new Event.Used(usage));
        }
        if (!stream) {
            if (!finished) {
                end(0, "stop", null); // some say no reason; a whole answer is over all the same
            }
            ended();
        } else if (finished && payload.has(TextAnswers.METRICS)) {
            ended();
        }
    }

    // Cohere ends all of several answers in one frame.
    private void end(int choice, String reason, @Nullable String stop) {
        finished = true;
        seen.add(choice);
        boolean all = stream && seen.size() > 1;
        FinishReason meant = TextAnswers.meant(reason);
        for (int one : all ? Set.copyOf(seen) : Set.of(choice)) {
            if (done.add(one)) {
                sink.accept(new Event.Finished(one, meant, reason, stop));
            }
        }
    }

    private void ended() {
        over = true;
        sink.accept(new Event.Ended());
    }
}
