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
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer in one piece.
final class ChatWhole implements AnswerRenderer {
    private static final byte[] USAGE = JsonText.ascii(",\"usage\":");

    private final AnswerTerms terms;
    private final ChatManner manner;
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private final ArrayNode files = JsonTree.array();

    @Nullable
    private JsonNode fingerprint;

    @Nullable
    private String serviceTier;

    private static final class Choice {
        final StringBuilder content = new StringBuilder();
        final StringBuilder refusal = new StringBuilder();
        final Map<Integer, Piece> pieces = new TreeMap<>();
        final List<Citation> citations = new ArrayList<>(0);
        final List<Integer> citedFrom = new ArrayList<>(0);
        final List<Part.Made> made = new ArrayList<>(0);
        final ArrayNode logprobs = JsonTree.array();
        int textPart = -1;
        int textFrom;

        Event.@Nullable Finished finished;
    }

    /// Thinking, text or a call, whatever was said of it, in the order in which parts were begun.
    private static final class Piece {
        final StringBuilder text = new StringBuilder();
        boolean thinking;
        boolean summary;

        @Nullable
        Seal seal;

        Event.@Nullable ToolStarted call;
    }

    ChatWhole(AnswerTerms terms, ChatManner manner) {
        this.terms = terms;
        this.manner = manner;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Opened opened -> serviceTier = opened.serviceTier() == null ? serviceTier : opened.serviceTier();
            case Event.Text(int choice, int part, String text) -> {
                Choice at = choice(choice);
                if (at.textPart != part) {
                    at.textPart = part;
                    at.textFrom = at.content.length();
                }
                at.content.append(text);
                piece(choice, part); // a seal may follow
            }
            case Event.Thinking(int choice, int part, String text, boolean summary) -> {
                Piece piece = piece(choice, part);
                piece.thinking = true;
                piece.summary = summary;
                piece.text.append(text);
            }
            case Event.Sealed(int choice, int part, Seal seal) -> {
                Map<Integer, Piece> pieces = choice(choice).pieces;
                boolean alone = !pieces.containsKey(part);
                Piece piece = piece(choice, part);
                piece.seal = seal;
                piece.thinking |= alone;
            }
            case Event.ToolStarted started -> piece(started.choice(), started.part()).call = started;
            case Event.ToolInput(int choice, int part, String more) ->
                piece(choice, part).text.append(more);
            case Event.Refusal(int choice, int _, String text) ->
                choice(choice).refusal.append(text);
            case Event.Cited(int choice, int part, Citation citation) -> {
                Choice at = choice(choice);
                at.citations.add(citation);
                at.citedFrom.add(at.textPart == part ? at.textFrom : at.content.length());
            }
            case Event.Made(int choice, int _, Part.Made made) ->
                choice(choice).made.add(made);
            case Event.Logprobs(int choice, JsonNode content) -> content.forEach(choice(choice).logprobs::add);
            case Event.Finished finished -> choice(finished.choice()).finished = finished;
            case Event.Extra extra -> extra(extra);
            case Event.Native _, Event.Embedded _, Event.Ranked _, Event.Used _, Event.Broke _, Event.Ended _ -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode answer = JsonTree.object()
                .put("id", terms.generationId())
                .put("provider", terms.provider())
                .put("model", terms.servedModel())
                .put("object", "chat.completion")
                .put("created", terms.createdSeconds());
        if (serviceTier != null) {
            answer.put("service_tier", serviceTier);
        }
        if (fingerprint != null) {
            answer.set("system_fingerprint", fingerprint);
        }
        ArrayNode all = answer.putArray("choices");
        choices.forEach((index, choice) -> all.add(said(index, choice)));
        byte[] head = JsonTree.bytes(answer);
        out.append(head, 0, head.length - 1).append(USAGE);
        ChatManner.usage(terms, usage, charge, out);
        out.append((byte) '}');
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.append(ErrorBodies.body(failure, Surface.OPENROUTER, terms.generationId()));
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private Piece piece(int choice, int part) {
        return choice(choice).pieces.computeIfAbsent(part, _ -> new Piece());
    }

    private void extra(Event.Extra extra) {
        if (extra.dialect() != Dialect.OPENAI_CHAT) {
            return;
        }
        if (extra.name().equals("annotation")) {
            files.add(extra.value());
        } else if (extra.name().equals("system_fingerprint")) {
            fingerprint = extra.value();
        }
    }

    private ObjectNode said(int index, Choice choice) {
        ObjectNode said = JsonTree.object().put("index", index);
        if (choice.logprobs.isEmpty()) {
            said.putNull("logprobs");
        } else {
            said.putObject("logprobs").putNull("refusal").set("content", choice.logprobs);
        }
        Event.Finished finished = choice.finished;
        said.put("finish_reason", finished == null ? FinishReasons.STOP : manner.word(finished.reason()));
        said.put("native_finish_reason", finished == null ? null : finished.nativeReason());
        said.set("message", message(index, choice));
        return said;
    }

    private ObjectNode message(int index, Choice choice) {
        ObjectNode message = JsonTree.object().put("role", "assistant");
        boolean called = choice.pieces.values().stream().anyMatch(p -> p.call != null);
        boolean silent = choice.content.isEmpty() && (called || !choice.refusal.isEmpty() || !choice.made.isEmpty());
        message.put("content", silent ? null : choice.content.toString());
        message.put("refusal", choice.refusal.isEmpty() ? null : choice.refusal.toString());
        if (!manner.exclude()) {
            reasoning(message, choice);
        }
        if (called) {
            calls(message, choice);
        }
        annotations(message, index, choice);
        int images = 0;
        for (Part.Made made : choice.made) {
            ObjectNode members = MadeMedia.write(made, images);
            if (members.has("images")) {
                images++;
                message.withArray("images").add(members.get("images").get(0));
            } else {
                message.setAll(members);
            }
        }
        return message;
    }

    private static void reasoning(ObjectNode message, Choice choice) {
        StringBuilder text = new StringBuilder();
        List<Part> parts = new ArrayList<>();
        for (Piece piece : choice.pieces.values()) {
            if (piece.call != null) {
                parts.add(new Part.ToolCall(
                        piece.call.id(), piece.call.name(), "", piece.call.custom(), piece.seal, null));
            } else if (piece.thinking) {
                text.append(piece.text);
                parts.add(new Part.Thinking(piece.text.toString(), piece.summary, piece.seal));
            } else {
                parts.add(new Part.Text("", List.of(), piece.seal, null));
            }
        }
        ArrayNode details = ReasoningDetails.write(parts);
        message.put("reasoning", text.isEmpty() ? null : text.toString());
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
    }

    private void calls(ObjectNode message, Choice choice) {
        for (Piece piece : choice.pieces.values()) {
            Event.ToolStarted call = piece.call;
            if (call == null) {
                continue;
            }
            String input = piece.text.isEmpty() && !call.custom() ? "{}" : piece.text.toString();
            if (manner.legacy()) {
                message.putObject("function_call").put("name", call.name()).put("arguments", input);
                return;
            }
            String kind = call.custom() ? "custom" : "function";
            message.withArray("tool_calls")
                    .addObject()
                    .put("index", message.path("tool_calls").size() - 1)
                    .put("id", call.id())
                    .put("type", kind)
                    .putObject(kind)
                    .put("name", call.name())
                    .put(call.custom() ? "input" : "arguments", input);
        }
    }

    private void annotations(ObjectNode message, int index, Choice choice) {
        ArrayNode all = JsonTree.array();
        for (int i = 0; i < choice.citations.size(); i++) {
            all.add(Annotations.write(choice.citations.get(i), choice.citedFrom.get(i), choice.content.length()));
        }
        if (index == 0) {
            files.forEach(all::add);
        }
        if (!all.isEmpty()) {
            message.set("annotations", all);
        }
    }
}
