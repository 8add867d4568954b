package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says an answer as Converse's, all of it at its end.
final class ConverseWhole implements AnswerRenderer {
    private final Elapsed elapsed;
    private final Map<Integer, Piece> pieces = new TreeMap<>();
    private final ObjectNode extras = JsonTree.object();
    private Event.@Nullable Finished finished;

    /// One part of the answer, gathered.
    private static final class Piece {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final StringBuilder input = new StringBuilder();
        private final List<Citation> citations = new ArrayList<>();
        private Event.@Nullable ToolStarted call;
        private @Nullable Seal seal;
        private @Nullable ObjectNode block;
    }

    /// @param elapsed tells how long it took
    ConverseWhole(Elapsed elapsed) {
        this.elapsed = elapsed;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text t when t.choice() == 0 -> piece(t.part()).text.append(t.text());
            case Event.Refusal r when r.choice() == 0 -> piece(r.part()).text.append(r.text());
            case Event.Thinking t
            when t.choice() == 0 -> piece(t.part()).thinking.append(t.text());
            case Event.Sealed s when s.choice() == 0 -> piece(s.part()).seal = s.seal();
            case Event.ToolStarted t when t.choice() == 0 -> piece(t.part()).call = t;
            case Event.ToolInput t when t.choice() == 0 -> piece(t.part()).input.append(t.piece());
            case Event.Cited c when c.choice() == 0 -> piece(c.part()).citations.add(c.citation());
            case Event.Made m
            when m.choice() == 0 -> piece(m.part()).block = image(m.made().media());
            case Event.Native n
            when n.choice() == 0 && n.dialect() == Dialect.BEDROCK_CONVERSE ->
                piece(n.part()).block = n.value() instanceof ObjectNode object ? object : null;
            case Event.Finished f when f.choice() == 0 -> finished = f;
            case Event.Extra e when e.dialect() == Dialect.BEDROCK_CONVERSE -> extras.set(e.name(), e.value());
            default -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        ObjectNode answer = JsonTree.object();
        ObjectNode message = answer.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        pieces.values().forEach(piece -> block(piece, content));
        answer.put("stopReason", stopReason(finished));
        answer.set("usage", Usages.write(usage, charge));
        answer.putObject("metrics").put("latencyMs", elapsed.millis());
        ReasoningFields.merge(answer, extras);
        out.append(JsonTree.bytes(answer));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {}

    /// The stop reason of an answer's end; `end_turn` where none was said.
    static String stopReason(Event.@Nullable Finished finished) {
        return finished == null
                ? StopReasons.write(FinishReason.STOP, null, null)
                : StopReasons.write(finished.reason(), finished.nativeReason(), finished.stopSequence());
    }

    /// A picture as a block; null when its bytes are not here.
    static @Nullable ObjectNode image(Media media) {
        if (media.kind() != Media.Kind.IMAGE || !(media.source() instanceof Media.Base64 base64)) {
            return null;
        }
        ObjectNode block = JsonTree.object();
        ObjectNode image = block.putObject("image").put("format", MediaFormats.format(media));
        image.putObject("source").put("bytes", base64.data());
        return block;
    }

    /// Whether a signature without text of its own is one over reasoning that is not shown. Gemini signs other
    /// parts.
    static boolean standsAlone(Seal seal) {
        return !seal.format().equals(Seal.GEMINI);
    }

    private Piece piece(int part) {
        return pieces.computeIfAbsent(part, _ -> new Piece());
    }

    private static void block(Piece piece, ArrayNode content) {
        if (piece.block != null) {
            content.add(piece.block);
            return;
        }
        if (piece.call != null) {
            content.addObject().set("toolUse", toolUse(piece.call, piece.input.toString()));
            labelled(piece.seal, SealLabel.Of.CALL, piece.call.id(), content);
            return;
        }
        Seal seal = piece.seal;
        boolean thought = !piece.thinking.isEmpty();
        if (thought || (seal != null && seal.signature() != null && piece.text.isEmpty() && standsAlone(seal))) {
            ObjectNode text = content.addObject().putObject("reasoningContent").putObject("reasoningText");
            text.put("text", piece.thinking.toString());
            if (seal != null && seal.signature() != null) {
                text.put("signature", seal.signature());
            }
        }
        if (seal != null && seal.redacted() != null) {
            labelled(seal, SealLabel.Of.REASONING, "", content);
        }
        if (!piece.citations.isEmpty()) {
            ObjectNode cited = content.addObject().putObject("citationsContent");
            cited.putArray("content").addObject().put("text", piece.text.toString());
            ArrayNode citations = cited.putArray("citations");
            piece.citations.forEach(citation -> citations.add(Citations.write(citation)));
        } else if (!piece.text.isEmpty()) {
            content.addObject().put("text", piece.text.toString());
        }
        if (seal != null && seal.redacted() == null && !thought && (!piece.text.isEmpty() || !standsAlone(seal))) {
            labelled(seal, SealLabel.Of.TEXT, "", content);
        }
    }

    private static void labelled(@Nullable Seal seal, SealLabel.Of of, String call, ArrayNode content) {
        String label = seal == null ? null : SealLabel.write(seal, of, call);
        if (label != null) {
            content.addObject().putObject("reasoningContent").put("redactedContent", label);
        }
    }

    private static ObjectNode toolUse(Event.ToolStarted call, String input) {
        ObjectNode use = JsonTree.object().put("toolUseId", call.id()).put("name", call.name());
        JsonNode read = call.custom() ? null : JsonTree.readObject(input);
        if (read == null) {
            read = input.isBlank() ? JsonTree.object() : JsonTree.object().put("input", input);
        }
        use.set("input", read);
        return use;
    }
}
