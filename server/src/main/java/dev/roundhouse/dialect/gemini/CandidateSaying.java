package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says one candidate: events in, Google's parts out. A call waits until its arguments are whole, since Google
/// has them
/// in one piece; in a whole answer the pieces of a text are joined.
final class CandidateSaying {
    private static final String SIGNATURE = "thoughtSignature";

    private final int index;
    private final boolean joined;
    private final boolean thoughts;
    private final Map<Integer, Call> calls = new LinkedHashMap<>();
    private final List<Citation> citations = new ArrayList<>();
    private final ArrayNode logprobs = JsonTree.array();
    private final ObjectNode extras = JsonTree.object();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder open = new StringBuilder();
    private ArrayNode ready = JsonTree.array();
    private int openPart = -1;
    private boolean openThought;
    private boolean said;

    private Event.@Nullable Finished finished;

    private static final class Call {
        final String id;
        final String name;
        final boolean custom;
        final StringBuilder input = new StringBuilder();

        @Nullable
        Seal seal;

        Call(String id, String name, boolean custom) {
            this.id = id;
            this.name = name;
            this.custom = custom;
        }
    }

    /// @param joined whether pieces of a text are joined
    /// @param thoughts whether the client sees them
    CandidateSaying(int index, boolean joined, boolean thoughts) {
        this.index = index;
        this.joined = joined;
        this.thoughts = thoughts;
    }

    /// The next event of this candidate.
    void event(Event event) {
        switch (event) {
            case Event.Text t -> words(t.part(), false, t.text());
            case Event.Refusal r -> words(r.part(), false, r.text());
            case Event.Thinking t -> {
                if (thoughts) {
                    words(t.part(), true, t.text());
                }
            }
            case Event.ToolStarted t -> {
                close(null);
                calls.put(t.part(), new Call(t.id(), t.name(), t.custom()));
            }
            case Event.ToolInput t -> {
                Call call = calls.get(t.part());
                if (call != null) {
                    call.input.append(t.piece());
                }
            }
            case Event.Sealed s -> seal(s);
            case Event.Made m -> {
                flush();
                ObjectNode part = MediaParts.write(m.made().media(), new Losses());
                String signature = JsonTree.string(m.made().extras(), SIGNATURE);
                if (part != null) {
                    ready.add(signature == null ? part : part.put(SIGNATURE, signature));
                }
            }
            case Event.Native n -> {
                if (n.dialect() == Dialect.GEMINI) {
                    flush();
                    ready.add(n.value());
                }
            }
            case Event.Cited c -> citations.add(c.citation());
            case Event.Logprobs l -> l.content().forEach(logprobs::add);
            case Event.Finished f -> {
                flush();
                finished = f;
            }
            default -> {}
        }
    }

    /// A member of the candidate that only this dialect has.
    void extra(String name, JsonNode value) {
        extras.set(name, value);
    }

    /// The parts that can be sent; they are sent only once.
    ArrayNode drain() {
        ArrayNode parts = ready;
        if (!parts.isEmpty()) {
            said = true;
            ready = JsonTree.array();
        }
        return parts;
    }

    /// Whether it said anything but its end.
    boolean isSilent() {
        return !said && ready.isEmpty() && open.isEmpty();
    }

    /// A candidate with these parts.
    ObjectNode candidate(ArrayNode parts) {
        ObjectNode candidate = JsonTree.object();
        ObjectNode content = candidate.putObject("content");
        content.set("parts", parts);
        content.put("role", "model");
        return candidate.put("index", index);
    }

    /// The candidate's last frame: what is left of its parts, its end, and what is said of it as a whole.
    ObjectNode last() {
        flush();
        ArrayNode parts = drain();
        if (parts.isEmpty() && !joined) {
            parts.addObject().put("text", "");
        }
        ObjectNode candidate = candidate(parts);
        Event.Finished end = finished;
        candidate.put("finishReason", end == null ? "STOP" : FinishReasons.word(end.reason(), end.nativeReason()));
        if (!logprobs.isEmpty()) {
            candidate.set("logprobsResult", Logprobs.result(logprobs));
        }
        candidate.setAll(extras);
        if (!citations.isEmpty() && !extras.has("groundingMetadata") && !extras.has("citationMetadata")) {
            candidate.set("groundingMetadata", grounding());
        }
        return candidate;
    }

    /// Whether it ended because the prompt was refused.
    boolean isRefused() {
        Event.Finished end = finished;
        return isSilent() && end != null && end.reason() == FinishReason.CONTENT_FILTER;
    }

    private void words(int part, boolean thought, String more) {
        if (!calls.isEmpty()) {
            flush();
        }
        if (!thought) {
            text.append(more);
        }
        if (!joined) {
            openPart = part;
            openThought = thought;
            if (!more.isEmpty()) {
                ready.add(said(more, thought));
            }
            return;
        }
        if (openPart != part || openThought != thought) {
            close(null);
        }
        openPart = part;
        openThought = thought;
        open.append(more);
    }

    private void seal(Event.Sealed event) {
        Call call = calls.get(event.part());
        if (call != null) {
            call.seal = event.seal();
            return;
        }
        String signature = SealText.write(event.seal());
        boolean known = event.part() == openPart;
        boolean thought = !known || openThought;
        if (signature == null || (thought && !thoughts)) {
            return;
        }
        if (joined && known) {
            close(signature);
        } else {
            close(null);
            ready.add(said("", thought).put(SIGNATURE, signature));
        }
    }

    private void close(@Nullable String signature) {
        if (joined && (!open.isEmpty() || signature != null)) {
            ObjectNode part = said(open.toString(), openThought);
            ready.add(signature == null ? part : part.put(SIGNATURE, signature));
            open.setLength(0);
        }
        openPart = -1;
    }

    // All that waits, in order.
    private void flush() {
        close(null);
        for (Call call : calls.values()) {
            ObjectNode part = JsonTree.object();
            ObjectNode function =
                    part.putObject("functionCall").put("id", call.id).put("name", call.name);
            function.set("args", arguments(call));
            String signature = call.seal == null ? null : SealText.write(call.seal);
            ready.add(signature == null ? part : part.put(SIGNATURE, signature));
        }
        calls.clear();
    }

    private static ObjectNode arguments(Call call) {
        String input = call.input.toString();
        if (call.custom) {
            return JsonTree.object().put("input", input);
        }
        ObjectNode arguments = JsonTree.readObject(input);
        if (arguments != null) {
            return arguments;
        }
        boolean none = input.isBlank() || input.strip().equals("null");
        return none ? JsonTree.object() : JsonTree.object().put("arguments", input);
    }

    private static ObjectNode said(String text, boolean thought) {
        ObjectNode part = JsonTree.object().put("text", text);
        return thought ? part.put("thought", true) : part;
    }

    private ObjectNode grounding() {
        String all = text.toString();
        ObjectNode metadata = JsonTree.object();
        ArrayNode chunks = metadata.putArray("groundingChunks");
        ArrayNode supports = metadata.putArray("groundingSupports");
        Map<String, Integer> known = new LinkedHashMap<>();
        for (Citation citation : citations) {
            ObjectNode chunk = Grounding.chunk(citation);
            if (chunk == null) {
                continue;
            }
            int at = known.computeIfAbsent(JsonTree.text(chunk), _ -> {
                chunks.add(chunk);
                return chunks.size() - 1;
            });
            if (citation.end() > 0 && citation.start() >= 0 && citation.start() <= citation.end()) {
                int to = Math.min(all.length(), citation.end());
                int from = Math.min(to, citation.start());
                ObjectNode support = supports.addObject();
                ObjectNode segment = support.putObject("segment");
                if (from > 0) {
                    segment.put("startIndex", Grounding.bytes(all, from));
                }
                segment.put("endIndex", Grounding.bytes(all, to)).put("text", all.substring(from, to));
                support.putArray("groundingChunkIndices").add(at);
            }
        }
        if (supports.isEmpty()) {
            metadata.remove("groundingSupports");
        }
        return metadata;
    }
}
