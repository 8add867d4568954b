package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says an answer to a conversation to a Gemini client: a stream frame by frame, or all of it at the end.
final class AnswerSaying implements AnswerRenderer {
    private static final Pattern CANDIDATE = Pattern.compile("candidates\\.(-?\\d{1,9})\\.(.+)");
    private static final String FEEDBACK = "promptFeedback";

    private final AnswerTerms terms;
    private final boolean thoughts;
    private final boolean list;
    private final FrameWriter writer;
    private final Map<Integer, CandidateSaying> candidates = new TreeMap<>();
    private final ObjectNode extras = JsonTree.object();
    private boolean begun;

    @Nullable
    private String tier;

    /// @param thoughts whether the client sees them
    /// @param list whether a stream is a list, not events
    AnswerSaying(AnswerTerms terms, boolean thoughts, boolean list, FrameWriter writer) {
        this.terms = terms;
        this.thoughts = thoughts;
        this.list = list;
        this.writer = writer;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Opened o -> tier = o.serviceTier() == null ? tier : o.serviceTier();
            case Event.Extra x -> extra(x);
            case Event.Text t -> candidate(t.choice(), t, out);
            case Event.Thinking t -> candidate(t.choice(), t, out);
            case Event.Sealed s -> candidate(s.choice(), s, out);
            case Event.ToolStarted t -> candidate(t.choice(), t, out);
            case Event.ToolInput t -> candidate(t.choice(), t, out);
            case Event.Refusal r -> candidate(r.choice(), r, out);
            case Event.Cited c -> candidate(c.choice(), c, out);
            case Event.Made m -> candidate(m.choice(), m, out);
            case Event.Logprobs l -> candidate(l.choice(), l, out);
            case Event.Native n -> candidate(n.choice(), n, out);
            case Event.Finished f -> candidate(f.choice(), f, out);
            case Event.Embedded _, Event.Ranked _, Event.Used _, Event.Broke _, Event.Ended _ -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode frame = JsonTree.object();
        boolean refused = extras.has(FEEDBACK) && candidates.values().stream().allMatch(CandidateSaying::isRefused);
        if (!refused) {
            ArrayNode all = frame.putArray("candidates");
            if (candidates.isEmpty()) {
                candidates.put(0, saying(0));
            }
            candidates.values().forEach(candidate -> all.add(candidate.last()));
        }
        ObjectNode counts = Usages.write(usage, charge);
        if (tier != null) {
            counts.put("serviceTier", tier.equals("default") ? "standard" : tier);
        }
        frame.set("usageMetadata", counts);
        frame.setAll(extras);
        send(frame, out);
        if (terms.stream()) {
            writer.end(out);
        }
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        if (!terms.stream()) {
            return;
        }
        byte[] error = ErrorBodies.body(failure, terms.generationId());
        if (list) {
            out.append(",\r\n").append(error).append("]");
        } else {
            // Bare, as Google's own clients expect it: in an event they would pass over it.
            out.append(error);
        }
    }

    private void candidate(int choice, Event event, ByteSink out) {
        CandidateSaying candidate = candidates.computeIfAbsent(choice, this::saying);
        candidate.event(event);
        if (!terms.stream()) {
            return;
        }
        ArrayNode parts = candidate.drain();
        if (!parts.isEmpty()) {
            ObjectNode frame = JsonTree.object();
            frame.putArray("candidates").add(candidate.candidate(parts));
            send(frame, out);
        }
    }

    private CandidateSaying saying(int choice) {
        return new CandidateSaying(choice, !terms.stream(), thoughts);
    }

    private void extra(Event.Extra event) {
        if (event.dialect() != Dialect.GEMINI) {
            return;
        }
        String name = event.name();
        JsonNode value = event.value();
        Matcher place = CANDIDATE.matcher(name);
        if (place.matches()) {
            int choice = Integer.parseInt(place.group(1));
            candidates.computeIfAbsent(choice, this::saying).extra(place.group(2), value);
        } else {
            extras.set(name, value);
        }
    }

    private void send(ObjectNode frame, ByteSink out) {
        frame.put("modelVersion", terms.servedModel()).put("responseId", terms.generationId());
        if (!begun) {
            begun = true;
            writer.begin(out);
        }
        writer.frame("", JsonTree.bytes(frame), out);
    }
}
