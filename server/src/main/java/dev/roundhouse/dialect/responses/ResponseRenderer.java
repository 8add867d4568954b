package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.responses.OutputItem.Kind;
import dev.roundhouse.dialect.responses.OutputItem.Piece;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says an answer as a response: as one object, or event by event. Both build the same items; a stream tells of
/// each
/// step on the way.
final class ResponseRenderer implements AnswerRenderer {
    private final boolean stream;
    private final boolean showThinking;
    private final InstantSource clock;
    private final FrameWriter writer;
    private final ObjectNode response;
    private final String suffix;
    private final Set<String> customs;

    // By place; closed ones stay.
    private final TreeMap<Integer, ObjectNode> output = new TreeMap<>();
    private final Map<Integer, OutputItem> calls = new HashMap<>();
    private final Map<Integer, StringBuilder> thoughts = new HashMap<>();
    private final Map<Integer, Boolean> summaries = new HashMap<>();

    private @Nullable OutputItem said;

    private @Nullable OutputItem lastSaid;

    private @Nullable OutputItem thinking;

    private final List<ObjectNode> early = new ArrayList<>(0);

    private @Nullable JsonNode logprobs;

    private FinishReason reason = FinishReason.STOP;
    private final ByteSink tail = new ByteSink(0);
    private ByteSink out = tail;
    private long sequence;
    private boolean begun;
    private boolean complete;

    /// How a response is told.
    ///
    /// @param stream event by event
    /// @param showThinking whether the client gets reasoning
    /// @param suffix what its items' ids have in common
    /// @param customs names of the client's tools that take free text
    record Manner(boolean stream, boolean showThinking, String suffix, Set<String> customs) {}

    /// @param response as it begins
    /// @param writer frames a stream
    ResponseRenderer(Manner manner, ObjectNode response, FrameWriter writer, InstantSource clock) {
        stream = manner.stream;
        showThinking = manner.showThinking;
        suffix = manner.suffix;
        customs = manner.customs;
        this.response = response;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public void event(Event event, ByteSink sink) {
        out = sink;
        begin();
        switch (event) {
            case Event.Opened opened -> {
                if (opened.serviceTier() != null) {
                    response.put("service_tier", opened.serviceTier());
                }
            }
            case Event.Text t when t.choice() == 0 -> words(Piece.TEXT, t.part(), t.text());
            case Event.Refusal r when r.choice() == 0 -> words(Piece.REFUSAL, r.part(), r.text());
            case Event.Thinking t when t.choice() == 0 -> thinking(t);
            case Event.Sealed s when s.choice() == 0 -> sealed(s);
            case Event.ToolStarted t when t.choice() == 0 -> call(t);
            case Event.ToolInput t when t.choice() == 0 -> input(t);
            case Event.Cited c when c.choice() == 0 -> cited(c);
            case Event.Made m when m.choice() == 0 -> made(m);
            case Event.Native n when n.choice() == 0 && n.dialect() == Dialect.OPENAI_RESPONSES -> complete(n.value());
            case Event.Logprobs l when l.choice() == 0 -> logprobs(l.content());
            case Event.Extra(Dialect dialect, String name, JsonNode value) -> {
                if (dialect == Dialect.OPENAI_RESPONSES) {
                    response.set(name, value);
                }
            }
            case Event.Finished f when f.choice() == 0 -> reason = f.reason();
            default -> {} // other answers than the first cannot be said, and nothing else is for the client
        }
    }

    @Override
    public JsonNode whole(Usage usage, Charge charge) {
        if (!complete) {
            out = tail; // what closes the last items leaves with the end, not before
            begin();
            close();
            response.put("status", FinishReasons.status(reason));
            response.put("completed_at", clock.instant().getEpochSecond());
            String why = FinishReasons.incomplete(reason);
            if (why != null) {
                response.putNull("completed_at");
                response.putObject("incomplete_details").put("reason", why);
            }
            if (reason == FinishReason.ERROR) {
                response.putNull("completed_at");
                response.putObject("error")
                        .put("code", "server_error")
                        .put("message", "The provider ended its answer with an error.");
            }
            ArrayNode items = response.putArray("output");
            output.values().forEach(items::add);
            complete = true;
        }
        response.set("usage", Usages.write(usage, charge));
        return response;
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink sink) {
        JsonNode whole = whole(usage, charge);
        if (!stream) {
            sink.append(JsonTree.bytes(whole));
            return;
        }
        out = sink;
        sink.append(tail.array(), 0, tail.length());
        ObjectNode last = JsonTree.object();
        last.set("response", whole);
        emit("response." + FinishReasons.status(reason), last);
        writer.end(sink);
    }

    @Override
    public void fail(Failure failure, ByteSink sink) {
        if (!stream) {
            return;
        }
        out = sink;
        begin();
        output.forEach((_, item) -> response.withArray("output").add(item));
        ErrorBodies.frames(failure, response, this::emit);
        writer.end(sink);
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        if (stream) {
            writer.begin(out);
            emit("response.created", JsonTree.object().set("response", response));
            emit("response.in_progress", JsonTree.object().set("response", response));
        }
    }

    private void words(Piece piece, int number, String text) {
        OutputItem item = message();
        open(item, piece, number);
        item.append(text);
        boolean refusal = piece == Piece.REFUSAL;
        ObjectNode delta = place(item).put("delta", text);
        if (!refusal) {
            delta.putArray("logprobs");
        }
        emit(refusal ? "response.refusal.delta" : "response.output_text.delta", delta);
    }

    private OutputItem message() {
        OutputItem item = said;
        if (item == null) {
            closeThinking();
            closeCalls(false);
            item = begin(Kind.MESSAGE, null);
            said = item;
            lastSaid = item;
        }
        return item;
    }

    private void thinking(Event.Thinking event) {
        thoughts.computeIfAbsent(event.part(), _ -> new StringBuilder()).append(event.text());
        summaries.put(event.part(), event.summary());
        if (!showThinking || event.text().isEmpty()) {
            return;
        }
        OutputItem item = thinking;
        if (item == null) {
            closeMessage();
            closeCalls(false);
            item = begin(Kind.REASONING, null);
            thinking = item;
        }
        open(item, event.summary() ? Piece.SUMMARY : Piece.THOUGHT, event.part());
        item.append(event.text());
        emit(
                event.summary() ? "response.reasoning_summary_text.delta" : "response.reasoning_text.delta",
                place(item).put("delta", event.text()));
    }

    // The text goes into the box too: clients that give back what is sealed may leave out what was shown.
    private void sealed(Event.Sealed event) {
        Seal seal = event.seal();
        if (!showThinking || (seal.signature() == null && seal.redacted() == null)) {
            return;
        }
        OutputItem call = calls.get(event.part());
        StringBuilder thought = thoughts.get(event.part());
        boolean words = said != null && said.partNumber == event.part();
        String content;
        if (call == null && !words && SealBox.isBare(seal) && seal.redacted() != null) {
            content = seal.redacted();
        } else {
            content = SealBox.pack(new SealBox.Unpacked(
                    seal,
                    thought == null ? "" : thought.toString(),
                    Boolean.TRUE.equals(summaries.get(event.part())),
                    call == null ? null : call.json.path("call_id").asString(null),
                    words));
        }
        OutputItem open = thinking;
        if (open != null && call == null && !words && (thought == null || open.partNumber == event.part())) {
            if (thought != null) {
                open.json.put("encrypted_content", content);
                closeThinking();
                return;
            }
            closeThinking();
        }
        OutputItem item = begin(Kind.REASONING, content);
        finish(item);
    }

    private void call(Event.ToolStarted event) {
        closeThinking();
        closeMessage();
        closeCalls(false);
        boolean custom = event.custom() || customs.contains(event.name());
        OutputItem item = new OutputItem(custom ? Kind.CUSTOM : Kind.CALL, output.size(), suffix);
        item.wrapped = custom && !event.custom();
        item.json.put("call_id", event.id()).put("name", event.name());
        calls.put(event.part(), item);
        start(item);
    }

    private void input(Event.ToolInput event) {
        OutputItem item = calls.get(event.part());
        if (item == null || item.done || event.piece().isEmpty()) {
            return;
        }
        item.append(event.piece());
        if (!item.wrapped) {
            inputDelta(item, event.piece());
        }
    }

    private void inputDelta(OutputItem item, String piece) {
        emit(
                item.kind == Kind.CUSTOM
                        ? "response.custom_tool_call_input.delta"
                        : "response.function_call_arguments.delta",
                item(item).put("delta", piece));
    }

    // Some hosts name their sources before the text, or when something else has begun already.
    private void cited(Event.Cited event) {
        OutputItem item = said == null ? lastSaid : said;
        ObjectNode annotation = Contents.annotation(event.citation());
        if (item == null
                || !(item.list(Piece.TEXT).path(item.list(Piece.TEXT).size() - 1) instanceof ObjectNode part)) {
            early.add(annotation);
        } else {
            annotate(item, part, annotation);
        }
    }

    private void annotate(OutputItem item, ObjectNode part, ObjectNode annotation) {
        ArrayNode annotations = part.withArray("annotations");
        annotations.add(annotation);
        ObjectNode payload = place(item).put("annotation_index", annotations.size() - 1);
        payload.set("annotation", annotation);
        emit("response.output_text.annotation.added", payload);
    }

    private void made(Event.Made event) {
        ObjectNode item = OutputItem.picture(event.made(), "ig_" + suffix + "_" + output.size());
        if (item != null) {
            complete(item);
        }
    }

    /// An item that comes whole.
    private void complete(JsonNode value) {
        closeThinking();
        closeMessage();
        closeCalls(false);
        if (value instanceof ObjectNode item) {
            int index = output.size();
            output.put(index, item);
            emit("response.output_item.added", item(index, item));
            emit("response.output_item.done", item(index, item));
        }
    }

    private void logprobs(JsonNode more) {
        OutputItem item = said;
        ObjectNode part = item == null ? null : item.part;
        if (part != null && more instanceof ArrayNode list) {
            part.withArray("logprobs").addAll(list);
        } else {
            logprobs = more;
        }
    }

    private OutputItem begin(Kind kind, @Nullable String sealed) {
        OutputItem item = new OutputItem(kind, output.size(), suffix);
        if (sealed != null) {
            item.json.put("encrypted_content", sealed);
        }
        start(item);
        return item;
    }

    private void start(OutputItem item) {
        output.put(item.index, item.json);
        emit("response.output_item.added", item(item.index, item.json));
    }

    /// Opens the part of an item that a piece belongs to, where it is not open already.
    private void open(OutputItem item, Piece piece, int number) {
        if (item.part != null && item.partNumber == number && item.piece == piece) {
            return;
        }
        closePart(item);
        ObjectNode part = OutputItem.part(piece);
        if (piece == Piece.TEXT && logprobs instanceof ArrayNode likely) {
            part.withArray("logprobs").addAll(likely);
            logprobs = null;
        }
        item.piece = piece;
        item.partNumber = number;
        item.part = part;
        item.list(piece).add(part);
        emitPart(item, ".added");
        if (piece == Piece.TEXT) {
            early.forEach(annotation -> annotate(item, part, annotation));
            early.clear();
        }
    }

    private void closePart(OutputItem item) {
        ObjectNode part = item.part;
        if (part == null) {
            return;
        }
        String text = item.text();
        switch (item.piece) {
            case TEXT -> {
                part.put("text", text);
                ObjectNode payload = place(item).put("text", text);
                payload.set("logprobs", part.path("logprobs"));
                emit("response.output_text.done", payload);
            }
            case REFUSAL -> {
                part.put("refusal", text);
                emit("response.refusal.done", place(item).put("refusal", text));
            }
            case SUMMARY -> {
                part.put("text", text);
                emit("response.reasoning_summary_text.done", place(item).put("text", text));
            }
            case THOUGHT -> {
                part.put("text", text);
                emit("response.reasoning_text.done", place(item).put("text", text));
            }
            case INPUT -> {}
        }
        emitPart(item, ".done");
        item.part = null;
        item.clear();
    }

    private void emitPart(OutputItem item, String step) {
        boolean summary = item.piece == Piece.SUMMARY;
        ObjectNode payload = place(item);
        payload.set("part", item.part);
        emit((summary ? "response.reasoning_summary_part" : "response.content_part") + step, payload);
    }

    private void closeMessage() {
        OutputItem item = said;
        if (item != null) {
            said = null;
            closePart(item);
            item.json.put("status", ended());
            finish(item);
        }
    }

    private void closeThinking() {
        OutputItem item = thinking;
        if (item != null) {
            thinking = null;
            closePart(item);
            finish(item);
        }
    }

    // Calls may be told of in turns, so what else begins does not end them; arguments that are whole do.
    private void closeCalls(boolean all) {
        TreeMap<Integer, OutputItem> open = new TreeMap<>();
        calls.values().stream()
                .filter(item -> !item.done && (all || isWhole(item)))
                .forEach(item -> open.put(item.index, item));
        for (OutputItem item : open.values()) {
            String name = item.kind == Kind.CUSTOM ? "input" : "arguments";
            String input = item.wrapped ? OutputItem.unwrapped(item.text()) : item.text();
            if (item.wrapped) {
                inputDelta(item, input);
            }
            item.json.put("status", ended()).put(name, input);
            emit(
                    item.kind == Kind.CUSTOM
                            ? "response.custom_tool_call_input.done"
                            : "response.function_call_arguments.done",
                    item(item).put(name, input));
            finish(item);
        }
    }

    private static boolean isWhole(OutputItem item) {
        return item.kind == Kind.CALL && JsonTree.readObject(item.text()) != null;
    }

    private void close() {
        closeThinking();
        closeMessage();
        closeCalls(true);
    }

    private String ended() {
        return reason == FinishReason.LENGTH || reason == FinishReason.CONTENT_FILTER ? "incomplete" : "completed";
    }

    private void finish(OutputItem item) {
        item.done = true;
        emit("response.output_item.done", item(item.index, item.json));
    }

    private ObjectNode item(int index, JsonNode item) {
        ObjectNode payload = JsonTree.object().put("output_index", index);
        payload.set("item", item);
        return payload;
    }

    private static ObjectNode item(OutputItem item) {
        return JsonTree.object().put("item_id", item.id()).put("output_index", item.index);
    }

    private static ObjectNode place(OutputItem item) {
        return item(item).put(item.piece == Piece.SUMMARY ? "summary_index" : "content_index", item.position());
    }

    private void emit(String type, JsonNode payload) {
        if (!stream) {
            return;
        }
        ObjectNode frame = JsonTree.object().put("type", type).put("sequence_number", sequence++);
        payload.properties().forEach(member -> frame.set(member.getKey(), member.getValue()));
        writer.frame(type, JsonTree.bytes(frame), out);
    }
}
