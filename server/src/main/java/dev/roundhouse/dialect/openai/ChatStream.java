package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer as a stream of chunks.
final class ChatStream implements AnswerRenderer {
    private static final byte[] DATA = JsonText.ascii("data: ");
    private static final byte[] DELTA = JsonText.ascii(",\"delta\":");
    private static final byte[] LOGPROBS = JsonText.ascii(",\"logprobs\":");
    private static final byte[] NO_LOGPROBS = JsonText.ascii(",\"logprobs\":null");
    private static final byte[] FINISH = JsonText.ascii(",\"finish_reason\":");
    private static final byte[] NATIVE = JsonText.ascii(",\"native_finish_reason\":");
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] END = JsonText.ascii("}]}\n\n");
    private static final byte[] DONE = JsonText.ascii("data: [DONE]\n\n");

    private final AnswerTerms terms;
    private final ChatManner manner;
    private final AnswerParts parts;
    private final byte[] head;
    private final Map<Integer, Choice> choices = new TreeMap<>();

    /// What was said of one choice so far.
    private static final class Choice {
        boolean begun;
        int textLength;
        int textPart = -1;
        int textFrom;
        int images;
        final Map<Integer, Call> calls = new HashMap<>();
        final Map<Integer, Integer> details = new HashMap<>();
        final Map<Integer, Boolean> summaries = new HashMap<>();
        final List<Quote> quotes = new ArrayList<>(0);

        Event.@Nullable Finished finished;
    }

    private static final class Call {
        final int index;
        final String id;
        final boolean custom;
        boolean hasInput;

        Call(int index, String id, boolean custom) {
            this.index = index;
            this.id = id;
            this.custom = custom;
        }
    }

    /// @param part whose words it is about; their place is known when the part is over
    private record Quote(Citation citation, int part, int from) {}

    ChatStream(AnswerTerms terms, ChatManner manner) {
        this.terms = terms;
        this.manner = manner;
        parts = new AnswerParts(Dialect.OPENAI_CHAT, terms);
        byte[] object = ErrorBodies.json(json -> {
            parts.head(json, terms.createdSeconds());
            json.writeArrayPropertyStart("choices");
            json.writeStartObject().writeNumberProperty("index", 0).writeEndObject();
            json.writeEndArray();
        });
        head = java.util.Arrays.copyOf(object, object.length - "0}]}".length());
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text(int choice, int part, String text) -> {
                Choice at = choice(choice);
                if (at.textPart != part) {
                    at.textPart = part;
                    at.textFrom = at.textLength;
                }
                at.textLength += text.length();
                chunk(choice, JsonTree.object().put("content", text), out);
            }
            case Event.Thinking thinking -> thinking(thinking, out);
            case Event.Sealed(int choice, int part, Seal seal) -> sealed(choice, part, seal, out);
            case Event.ToolStarted started -> started(started, out);
            case Event.ToolInput(int choice, int part, String piece) -> input(choice, part, piece, out);
            case Event.Refusal(int choice, int _, String text) ->
                chunk(choice, JsonTree.object().put("refusal", text), out);
            case Event.Cited(int choice, int part, Citation citation) -> {
                Choice at = choice(choice);
                at.quotes.add(new Quote(citation, part, at.textPart == part ? at.textFrom : at.textLength));
            }
            case Event.Made made -> made(made, out);
            case Event.Logprobs(int choice, JsonNode content) -> logprobs(choice, content, out);
            case Event.Finished finished -> choice(finished.choice()).finished = finished;
            case Event.Extra(Dialect dialect, String name, JsonNode value) -> {
                if (dialect == Dialect.OPENAI_CHAT && name.equals("annotation")) {
                    ObjectNode delta = JsonTree.object();
                    delta.putArray("annotations").add(value);
                    chunk(0, delta, out);
                }
            }
            case Event.Opened _,
                    Event.Native _,
                    Event.Embedded _,
                    Event.Ranked _,
                    Event.Used _,
                    Event.Broke _,
                    Event.Ended _ -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        choices.forEach((index, choice) -> {
            for (Call call : choice.calls.values()) {
                if (!call.hasInput && !call.custom) {
                    input(index, call, "{}", out);
                }
            }
            quotes(index, choice, out);
            last(index, choice.finished, out);
        });
        if (terms.showUsage()) {
            ByteSink block = new ByteSink(512);
            ChatManner.usage(terms, usage, charge, block);
            parts.usageChunk(block, terms.createdSeconds(), out);
        }
        out.append(DONE);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        parts.errorChunk(failure, terms.createdSeconds(), out);
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private void thinking(Event.Thinking event, ByteSink out) {
        if (manner.exclude()) {
            return;
        }
        Choice at = choice(event.choice());
        at.summaries.put(event.part(), event.summary());
        ObjectNode delta = JsonTree.object().put("reasoning", event.text());
        ObjectNode item = ReasoningDetails.piece(event.text(), event.summary());
        delta.putArray("reasoning_details").add(item.put("index", detail(at, event.part())));
        chunk(event.choice(), delta, out);
    }

    private static int detail(Choice at, int part) {
        return at.details.computeIfAbsent(part, _ -> at.details.size());
    }

    private void sealed(int choice, int part, Seal seal, ByteSink out) {
        if (manner.exclude()) {
            return;
        }
        Choice at = choice(choice);
        Call call = at.calls.get(part);
        ObjectNode item;
        if (call != null) {
            item = ReasoningDetails.loose(seal, ReasoningDetails.isGemini(seal) ? call.id : seal.id());
        } else if (seal.signature() != null && at.textPart != part) {
            item = ReasoningDetails.signature(seal);
        } else {
            item = ReasoningDetails.loose(seal, seal.id());
        }
        ObjectNode delta = JsonTree.object();
        delta.putArray("reasoning_details").add(item.put("index", detail(at, part)));
        chunk(choice, delta, out);
    }

    private void started(Event.ToolStarted event, ByteSink out) {
        Choice at = choice(event.choice());
        Call call = new Call(at.calls.size(), event.id(), event.custom());
        at.calls.put(event.part(), call);
        ObjectNode delta = JsonTree.object();
        if (manner.legacy()) {
            delta.putObject("function_call").put("name", event.name()).put("arguments", "");
        } else {
            ObjectNode said = delta.putArray("tool_calls")
                    .addObject()
                    .put("index", call.index)
                    .put("id", event.id())
                    .put("type", event.custom() ? "custom" : "function");
            said.putObject(event.custom() ? "custom" : "function")
                    .put("name", event.name())
                    .put(event.custom() ? "input" : "arguments", "");
        }
        chunk(event.choice(), delta, out);
    }

    private void input(int choice, int part, String piece, ByteSink out) {
        Call call = choice(choice).calls.get(part);
        if (call != null && !piece.isEmpty()) {
            input(choice, call, piece, out);
        }
    }

    private void input(int choice, Call call, String piece, ByteSink out) {
        call.hasInput = true;
        ObjectNode delta = JsonTree.object();
        if (manner.legacy()) {
            delta.putObject("function_call").put("arguments", piece);
        } else {
            delta.putArray("tool_calls")
                    .addObject()
                    .put("index", call.index)
                    .putObject(call.custom ? "custom" : "function")
                    .put(call.custom ? "input" : "arguments", piece);
        }
        chunk(choice, delta, out);
    }

    private void made(Event.Made event, ByteSink out) {
        ObjectNode delta = MadeMedia.write(event.made(), choice(event.choice()).images);
        if (delta.has("images")) {
            choice(event.choice()).images++;
        }
        if (!delta.isEmpty()) {
            chunk(event.choice(), delta, out);
        }
    }

    private void quotes(int index, Choice choice, ByteSink out) {
        if (choice.quotes.isEmpty()) {
            return;
        }
        ObjectNode delta = JsonTree.object();
        var all = delta.putArray("annotations");
        for (Quote quote : choice.quotes) {
            all.add(Annotations.write(quote.citation, quote.from, choice.textLength));
        }
        chunk(index, delta, out);
    }

    private void chunk(int choice, ObjectNode delta, ByteSink out) {
        begin(choice, delta, out);
        out.append(NO_LOGPROBS)
                .append(FINISH)
                .append(NULL)
                .append(NATIVE)
                .append(NULL)
                .append(END);
    }

    private void logprobs(int choice, JsonNode content, ByteSink out) {
        ObjectNode logprobs = JsonTree.object();
        logprobs.set("content", content);
        logprobs.putNull("refusal");
        begin(choice, JsonTree.object().put("content", ""), out);
        out.append(LOGPROBS).append(JsonTree.bytes(logprobs));
        out.append(FINISH).append(NULL).append(NATIVE).append(NULL).append(END);
    }

    private void last(int index, Event.@Nullable Finished finished, ByteSink out) {
        String reason = finished == null ? FinishReasons.STOP : manner.word(finished.reason());
        String told = finished == null ? null : finished.nativeReason();
        begin(index, JsonTree.object(), out);
        out.append(NO_LOGPROBS).append(FINISH).append(JsonText.quoted(reason));
        out.append(NATIVE).append(told == null ? NULL : JsonText.quoted(told)).append(END);
    }

    private void begin(int index, ObjectNode delta, ByteSink out) {
        Choice choice = choice(index);
        ObjectNode said = delta;
        if (!choice.begun) {
            choice.begun = true;
            said = JsonTree.object().put("role", "assistant");
            if (!delta.has("content")) {
                said.put("content", "");
            }
            said.setAll(delta);
        }
        out.append(DATA)
                .append(head)
                .append(Integer.toString(index))
                .append(DELTA)
                .append(JsonTree.bytes(said));
    }
}
