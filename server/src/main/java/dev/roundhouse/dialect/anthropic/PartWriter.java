package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.CacheMark;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes parts as content blocks. One instance per request, since calls and results must agree on their ids.
final class PartWriter {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9_-]");
    private static final int ID_CHARS_KEPT = 100;
    private static final String TYPE = "type";
    private static final String TEXT = "text";

    private final Losses losses;
    private final MediaWriter media;
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /// @param from what the client speaks: files of another provider are of no use
    PartWriter(Dialect from, Losses losses) {
        this.losses = losses;
        media = new MediaWriter(from, losses);
    }

    /// Appends a part's block, or nothing where it cannot be said.
    void write(Part part, ArrayNode blocks) {
        ObjectNode block = block(part);
        if (block == null) {
            return;
        }
        CacheMark mark = part.cache();
        if (mark != null) {
            mark(block, mark);
        }
        blocks.add(block);
    }

    private @Nullable ObjectNode block(Part part) {
        return switch (part) {
            case Part.Text text -> text(text);
            case Part.MediaPart one -> media.block(one);
            case Part.Thinking thinking -> thinking(thinking);
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Refusal refusal -> plain(refusal.text());
            case Part.Native given ->
                given.dialect() == Dialect.ANTHROPIC_MESSAGES && given.value() instanceof ObjectNode value
                        ? value.deepCopy()
                        : dropped("native", "another provider's own");
            case Part.Made _ -> dropped("made", "a model's own pictures and sounds cannot be given back");
        };
    }

    // Blocks of blank text are refused.
    private static @Nullable ObjectNode plain(String text) {
        return text.isBlank() ? null : JsonTree.object().put(TYPE, TEXT).put(TEXT, text);
    }

    private static @Nullable ObjectNode text(Part.Text text) {
        ObjectNode block = plain(text.text());
        if (block == null) {
            return null;
        }
        ArrayNode citations = JsonTree.array();
        for (Citation citation : text.citations()) {
            if (Citations.isReturnable(citation.raw())) {
                citations.add(citation.raw());
            }
        }
        if (!citations.isEmpty()) {
            block.set("citations", citations);
        }
        return block;
    }

    private @Nullable ObjectNode thinking(Part.Thinking thinking) {
        Seal seal = thinking.seal();
        if (seal == null || !seal.format().equals(Seal.ANTHROPIC)) {
            return dropped("thinking", "thinking is taken back only with its provider's signature");
        }
        if (seal.signature() != null) {
            return JsonTree.object()
                    .put(TYPE, "thinking")
                    .put("thinking", thinking.text())
                    .put("signature", seal.signature());
        }
        return JsonTree.object().put(TYPE, "redacted_thinking").put("data", seal.redacted());
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode block = JsonTree.object();
        block.put(TYPE, "tool_use").put("id", id(call.id())).put("name", call.name());
        if (call.custom()) {
            losses.adapted("tool.custom", "free text is the only argument of a function");
            block.putObject("input").put("input", call.arguments());
            return block;
        }
        ObjectNode input = BrokenInput.object(call.arguments());
        if (input == null) {
            losses.adapted("tool_call.arguments", "arguments that are no JSON object are a text in one");
            input = JsonTree.object().put(BrokenInput.MEMBER, call.arguments());
        }
        block.set("input", input);
        return block;
    }

    private ObjectNode result(Part.ToolResult result) {
        ObjectNode block = JsonTree.object();
        block.put(TYPE, "tool_result").put("tool_use_id", id(result.callId()));
        if (result.error()) {
            block.put("is_error", true);
        }
        List<Part> parts = result.content();
        if (parts.size() == 1
                && parts.getFirst() instanceof Part.Text(String text, List<Citation> cited, Seal _, CacheMark mark)
                && mark == null
                && cited.isEmpty()) {
            block.put("content", text);
            return block;
        }
        ArrayNode content = JsonTree.array();
        parts.forEach(part -> write(part, content));
        if (!content.isEmpty()) {
            block.set("content", content);
        }
        return block;
    }

    /// An id that the schema takes, the same each time for the same.
    private String id(String given) {
        return ids.computeIfAbsent(given, this::fitting);
    }

    private String fitting(String given) {
        if (ID.matcher(given).matches() && taken.add(given)) {
            return given;
        }
        String plain = ODD.matcher(given).replaceAll("_");
        String kept = plain.substring(0, Math.min(plain.length(), ID_CHARS_KEPT));
        String id = kept + "_" + Integer.toHexString(given.hashCode());
        taken.add(id);
        return id;
    }

    private @Nullable ObjectNode dropped(String feature, String reason) {
        losses.dropped(feature, reason);
        return null;
    }

    /// Writes a mark on a block or a tool.
    static void mark(ObjectNode holder, CacheMark mark) {
        ObjectNode written = holder.putObject("cache_control").put(TYPE, "ephemeral");
        if (mark.ttl() != null) {
            written.put("ttl", ttl(mark.ttl()));
        }
    }

    // Two lengths are sold.
    private static String ttl(String asked) {
        return switch (asked) {
            case "5m", "1h" -> asked;
            case "24h", "3600s", "60m" -> "1h";
            default -> "5m";
        };
    }
}
