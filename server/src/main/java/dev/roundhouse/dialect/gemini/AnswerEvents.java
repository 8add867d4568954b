package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Reads answers to a conversation. Streamed and whole ones have the same form: a stream is several of them. It
/// ends
/// where its bytes end, and is complete when each candidate has told why it stopped.
final class AnswerEvents implements AnswerParser {
    private static final Set<String> KNOWN =
            Set.of("candidates", "usageMetadata", "modelVersion", "responseId", "error");

    private final Endpoint endpoint;
    private final boolean stream;
    private final EventSink sink;
    private final Map<Integer, CandidateEvents> candidates = new TreeMap<>();
    private boolean opened;
    private boolean broken;
    private String answer = "";

    AnswerEvents(Endpoint endpoint, boolean stream, EventSink sink) {
        this.endpoint = endpoint;
        this.stream = stream;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (payload.isArray()) {
            payload.forEach(item -> frame(event, item));
            return;
        }
        if (broken) {
            return;
        }
        if (Members.get(payload, "error").isObject()) {
            broken = true;
            sink.accept(new Event.Broke(Faults.inBand(endpoint.provider(), payload)));
            return;
        }
        open(payload);
        int place = 0;
        for (JsonNode candidate : Members.list(payload, "candidates")) {
            int choice = Members.get(candidate, "index").asInt(place);
            candidates
                    .computeIfAbsent(choice, index -> new CandidateEvents(index, sink))
                    .read(candidate, answer);
            place++;
        }
        blocked(Members.get(payload, "promptFeedback"));
        for (Map.Entry<String, JsonNode> member : payload.properties()) {
            String name = Members.camel(member.getKey());
            if (!KNOWN.contains(name) && !member.getValue().isNull()) {
                sink.accept(new Event.Extra(Dialect.GEMINI, name, member.getValue()));
            }
        }
        Usage usage = Usages.read(Members.get(payload, "usageMetadata"), searches());
        if (usage != null) {
            sink.accept(new Event.Used(usage));
        }
    }

    @Override
    public void end() {
        if (broken) {
            return;
        }
        if (!stream) {
            candidates.values().forEach(CandidateEvents::finishUnsaid);
        }
        boolean complete = !candidates.isEmpty() && candidates.values().stream().allMatch(CandidateEvents::isFinished);
        if (complete) {
            sink.accept(new Event.Ended());
        }
    }

    private void open(JsonNode payload) {
        if (opened) {
            return;
        }
        opened = true;
        String id = Members.text(payload, "responseId");
        answer = id == null ? "" : id;
        sink.accept(new Event.Opened(
                id, Members.text(payload, "modelVersion"), Usages.tier(Members.get(payload, "usageMetadata"))));
    }

    // A prompt that is refused has no candidate at all.
    private void blocked(JsonNode feedback) {
        String reason = Members.text(feedback, "blockReason");
        if (reason != null && candidates.isEmpty()) {
            CandidateEvents first = new CandidateEvents(0, sink);
            candidates.put(0, first);
            first.finish(FinishReason.CONTENT_FILTER, reason);
        }
    }

    // Later models bill each search, earlier ones each answer that searched.
    private long searches() {
        long queries = 0;
        for (CandidateEvents candidate : candidates.values()) {
            queries += candidate.queries();
        }
        return ModelTraits.of(endpoint).version() >= 3 ? queries : Math.min(1, queries);
    }
}
