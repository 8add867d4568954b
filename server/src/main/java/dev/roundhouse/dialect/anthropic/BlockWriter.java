package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes of the events of any provider's answer the events of this schema's stream, in its exact order: one
/// content
/// block at a time, each started and stopped. Calls of tools whose pieces come mixed are kept back, but for the
/// first,
/// until it is whole.
final class BlockWriter {
    private static final String INDEX = "index";
    private static final String TEXT = "text";
    private static final String INPUT = "input";
    private static final String THINKING = "thinking";
    private static final String HIDDEN = "redacted_thinking";

    private final AnswerTerms terms;
    private final boolean hidden;
    private final Frames frames;

    private final ObjectNode endings = JsonTree.object();
    private final ObjectNode tops = JsonTree.object();
    private final Map<Integer, Call> waiting = new LinkedHashMap<>();
    private final Map<Integer, String> calls = new HashMap<>();
    private final List<String> seals = new ArrayList<>(0);
    private final Set<Integer> texts = new HashSet<>();

    private @Nullable Open open;
    private int blocks;
    private boolean started;
    private @Nullable String tier;
    private Event.@Nullable Finished finished;

    /// Takes the stream's events.
    interface Frames {
        /// The next one.
        ///
        /// @param name its `type`
        void frame(String name, ObjectNode frame);
    }

    /// The block that is open.
    ///
    /// @param part of the answer
    /// @param input a call's so far; null where it is none
    private record Open(int part, String type, @Nullable StringBuilder input) {}

    /// A call that waits for an earlier one's end.
    private record Call(Event.ToolStarted start, StringBuilder input) {}

    /// @param hidden whether the client wants no reasoning shown
    BlockWriter(AnswerTerms terms, boolean hidden, Frames frames) {
        this.terms = terms;
        this.hidden = hidden;
        this.frames = frames;
    }

    /// The next event. Of several answers only the first can be said.
    void event(Event event) {
        switch (event) {
            case Event.Opened o -> tier = o.serviceTier() == null ? tier : o.serviceTier();
            case Event.Text t when t.choice() == 0 -> text(t.part(), t.text());
            case Event.Refusal r when r.choice() == 0 -> text(r.part(), r.text());
            case Event.Thinking t when t.choice() == 0 -> thinking(t.part(), t.text());
            case Event.Sealed s when s.choice() == 0 -> sealed(s.part(), s.seal());
            case Event.ToolStarted s when s.choice() == 0 -> toolStarted(s);
            case Event.ToolInput i when i.choice() == 0 -> toolInput(i);
            case Event.Cited c when c.choice() == 0 -> cited(c.part(), c.citation());
            case Event.Made m when m.choice() == 0 -> made(m.part(), m.made());
            case Event.Native n when n.choice() == 0 -> whole(n);
            case Event.Finished f when f.choice() == 0 -> finished = f;
            case Event.Extra e
            when e.dialect() == Dialect.ANTHROPIC_MESSAGES -> {
                // Anthropic has the one beside the delta, the others in it.
                (e.name().equals("context_management") ? tops : endings).set(e.name(), e.value());
            }
            default -> {}
        }
    }

    /// The end of the answer.
    void finish(Usage usage, Charge charge) {
        begin();
        close();
        for (Call call : new ArrayList<>(waiting.values())) {
            say(call);
            close();
        }
        waiting.clear();
        ObjectNode frame = frame("message_delta");
        ObjectNode delta = frame.putObject("delta");
        delta.put("stop_reason", StopReasons.word(finished));
        delta.put(StopReasons.STOP_SEQUENCE, finished == null ? null : finished.stopSequence());
        delta.setAll(endings);
        ObjectNode block = Usages.write(usage, null);
        Usages.charge(block, usage, charge);
        frame.set("usage", block);
        frame.setAll(tops);
        frames.frame("message_delta", frame);
        frames.frame("message_stop", frame("message_stop"));
    }

    private void begin() {
        if (started) {
            return;
        }
        started = true;
        ObjectNode frame = frame("message_start");
        ObjectNode message = frame.putObject("message");
        message.put("id", terms.generationId());
        message.put("type", "message");
        message.put("role", "assistant");
        message.put("model", terms.servedModel());
        message.putArray("content");
        message.putNull("stop_reason");
        message.putNull(StopReasons.STOP_SEQUENCE);
        message.set("usage", Usages.write(Usage.NONE, tier == null ? "standard" : tier));
        Answers.provider(message, terms);
        frames.frame("message_start", frame);
    }

    private void text(int part, String text) {
        if (text.isEmpty()) {
            return;
        }
        texts.add(part);
        if (!isOpen(part, TEXT)) {
            start(part, TEXT, JsonTree.object().put("type", TEXT).put(TEXT, ""));
        }
        delta(JsonTree.object().put("type", "text_delta").put(TEXT, text));
    }

    private void thinking(int part, String text) {
        if (hidden) {
            return; // only what signs it is said
        }
        if (!isOpen(part, THINKING)) {
            startThinking(part);
        }
        if (!text.isEmpty()) {
            delta(JsonTree.object().put("type", "thinking_delta").put(THINKING, text));
        }
    }

    private void startThinking(int part) {
        start(
                part,
                THINKING,
                JsonTree.object().put("type", THINKING).put(THINKING, "").put("signature", ""));
    }

    private void sealed(int part, Seal seal) {
        String call = calls.get(part);
        if (call != null) {
            hiddenSeal(part, SealText.write(seal, SealText.Kind.CALL, call));
        } else if (texts.contains(part)) {
            hiddenSeal(part, SealText.write(seal, SealText.Kind.TEXT, null));
        } else {
            thoughtSealed(part, seal);
        }
    }

    private void thoughtSealed(int part, Seal seal) {
        boolean shown = isOpen(part, THINKING);
        boolean hides = seal.signature() == null;
        String said = SealText.write(seal, hides ? SealText.Kind.HIDDEN : SealText.Kind.SHOWN, null);
        if (said == null) {
            return;
        }
        if (!shown && hides) {
            hiddenSeal(part, said);
            return;
        }
        if (!shown) {
            startThinking(part); // its text is not shown, or has been
        }
        delta(JsonTree.object().put("type", "signature_delta").put("signature", said));
    }

    // Other providers seal calls and texts too; this schema has no place for that but a block of its own behind
    // them.
    private void hiddenSeal(int part, @Nullable String data) {
        if (data == null) {
            return;
        }
        if (open != null && open.input != null) {
            seals.add(data); // the call may go on
            return;
        }
        start(part, HIDDEN, JsonTree.object().put("type", HIDDEN).put("data", data));
        close();
    }

    private void toolStarted(Event.ToolStarted start) {
        calls.put(start.part(), start.id());
        Call call = new Call(start, new StringBuilder());
        StringBuilder before = open == null ? null : open.input;
        // Only a call that is whole can be closed: pieces of it may come yet.
        if (!waiting.isEmpty() || (before != null && JsonTree.readObject(before.toString()) == null)) {
            waiting.put(start.part(), call);
        } else {
            say(call);
        }
    }

    private void toolInput(Event.ToolInput more) {
        Call call = waiting.get(more.part());
        if (call != null) {
            call.input.append(more.piece());
        } else if (open != null && open.part == more.part() && open.input != null) {
            open.input.append(more.piece());
            input(more.piece());
        }
    }

    private void say(Call call) {
        Event.ToolStarted start = call.start;
        ObjectNode block = JsonTree.object();
        block.put("type", "tool_use").put("id", start.id()).put("name", start.name());
        block.putObject(INPUT);
        start(start.part(), "tool_use", block);
        StringBuilder input = new StringBuilder(call.input);
        open = new Open(start.part(), "tool_use", input);
        if (!input.isEmpty()) {
            input(input.toString());
        }
    }

    private void input(String piece) {
        if (!piece.isEmpty()) {
            delta(JsonTree.object().put("type", "input_json_delta").put("partial_json", piece));
        }
    }

    private void cited(int part, Citation citation) {
        ObjectNode said = Citations.write(citation);
        if (said == null) {
            return;
        }
        if (open == null || !open.type.equals(TEXT)) {
            // It is of no words in particular.
            start(part, TEXT, JsonTree.object().put("type", TEXT).put(TEXT, ""));
        }
        ObjectNode delta = JsonTree.object().put("type", "citations_delta");
        delta.set("citation", said);
        delta(delta);
    }

    // Pictures stand in the block that a client's own have. Sounds have none; what is said in them may be told.
    private void made(int part, Part.Made made) {
        Media media = made.media();
        ObjectNode source = JsonTree.object();
        switch (media.source()) {
            case Media.Url(String url) -> source.put("type", "url").put("url", url);
            case Media.Base64(String data) ->
                source.put("type", "base64")
                        .put("media_type", media.type() == null ? "image/png" : media.type())
                        .put("data", data);
            case Media.FileId(String id) -> source.put("type", "file").put("file_id", id);
            case Media.Plain _ -> {}
        }
        String transcript = JsonTree.string(made.extras(), "transcript");
        if (media.kind() == Media.Kind.IMAGE && !source.isEmpty()) {
            ObjectNode block = JsonTree.object().put("type", "image");
            block.set("source", source);
            start(part, "image", block);
            close();
        } else if (transcript != null) {
            text(part, transcript);
        }
    }

    private void whole(Event.Native event) {
        if (event.dialect() != Dialect.ANTHROPIC_MESSAGES || !(event.value() instanceof ObjectNode given)) {
            return;
        }
        ObjectNode block = given.deepCopy();
        JsonNode input = block.path(INPUT);
        boolean streamed = input.isObject() && !input.isEmpty();
        if (streamed) {
            block.putObject(INPUT);
        }
        start(event.part(), "", block);
        if (streamed) {
            input(JsonTree.text(input));
        }
        close();
    }

    private boolean isOpen(int part, String type) {
        return open != null && open.part == part && open.type.equals(type);
    }

    private void start(int part, String type, ObjectNode block) {
        begin();
        close();
        ObjectNode frame = frame("content_block_start");
        frame.put(INDEX, blocks);
        frame.set("content_block", block);
        frames.frame("content_block_start", frame);
        open = new Open(part, type, null);
    }

    private void delta(ObjectNode delta) {
        ObjectNode frame = frame("content_block_delta");
        frame.put(INDEX, blocks);
        frame.set("delta", delta);
        frames.frame("content_block_delta", frame);
    }

    private void close() {
        if (open == null) {
            return;
        }
        int part = open.part;
        open = null;
        ObjectNode frame = frame("content_block_stop");
        frame.put(INDEX, blocks++);
        frames.frame("content_block_stop", frame);
        List<String> behind = List.copyOf(seals);
        seals.clear();
        for (String seal : behind) {
            start(part, HIDDEN, JsonTree.object().put("type", HIDDEN).put("data", seal));
            close();
        }
    }

    private static ObjectNode frame(String type) {
        return JsonTree.object().put("type", type);
    }
}
