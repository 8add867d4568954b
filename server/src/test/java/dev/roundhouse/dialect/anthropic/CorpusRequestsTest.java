package dev.roundhouse.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.GenerationRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Every recorded request through the neutral form and back keeps its meaning.
class CorpusRequestsTest {
    /// Requests that come out otherwise, each with its reason.
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "anthropic-messages-a150656b2e",
            "a search result that the client gives is a document in the neutral form, its source the context");

    @Test
    void everyRecordedRequestKeepsItsMeaning() {
        Map<String, String> changed = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        int count = 0;
        for (Corpus.Interaction one : Corpus.of("anthropic-messages", "vertex-raw")) {
            JsonNode body = one.request() == null ? null : body(one.request());
            if (body == null || !body.has("messages") || one.status() == 400) {
                continue;
            }
            count++;
            String difference = difference(body);
            if (!difference.isEmpty()) {
                changed.put(one.id(), difference);
                seen.add(one.id());
            }
        }
        System.out.println("requests through the neutral form: " + (count - changed.size()) + " of " + count);
        changed.forEach((id, how) -> System.out.println("  " + id + ": " + how));
        seen.removeAll(EXCEPTIONS.keySet());
        assertThat(seen).as("changed and not listed").isEmpty();
        assertThat(EXCEPTIONS.keySet()).as("listed and not changed").isSubsetOf(changed.keySet());
    }

    private static String difference(JsonNode body) {
        ObjectNode asked = ((ObjectNode) body).deepCopy();
        asked.put("model", "claude-sonnet-4-5");
        GenerationRequest request = Samples.understood(JsonTree.bytes(asked));
        Endpoint endpoint = Samples.endpoint();
        Losses losses = new Losses();
        JsonNode written =
                Samples.DIALECT.body(Samples.DIALECT.prompt(request), new Outbound(endpoint, request.stream(), losses));
        return differ("", normal(asked), normal((ObjectNode) written));
    }

    // What says the same in two ways is brought to one of them.
    private static ObjectNode normal(ObjectNode body) {
        ObjectNode normal = body.deepCopy();
        for (String name : List.of("anthropic_version", "speed")) {
            normal.remove(name);
        }
        if (!normal.path("stream").booleanValue(false)) {
            normal.remove("stream");
        }
        if (normal.path("tools").isEmpty()) {
            normal.remove("tools");
        }
        // No choice is `auto`.
        if (normal.path("tool_choice").equals(Samples.json("{'type':'auto'}")) || !normal.has("tools")) {
            normal.remove("tool_choice");
        }
        if (!normal.has("max_tokens")) {
            normal.put("max_tokens", 32_768);
        }
        if (normal.has("output_format")) {
            ObjectNode format = JsonTree.object().put("type", "json_schema");
            format.set("schema", normal.path("output_format").path("schema"));
            Thoughts.config(normal).set("format", format);
            normal.remove("output_format");
        }
        for (JsonNode tool : normal.path("tools")) {
            if ("custom".equals(JsonTree.string(tool, "type"))) {
                ((ObjectNode) tool).remove("type");
            }
            if (tool.path("description").asString("x").isEmpty()) {
                ((ObjectNode) tool).remove("description");
            }
        }
        blocks(normal, "system");
        ArrayNode turns = JsonTree.array();
        for (JsonNode turn : normal.path("messages")) {
            ObjectNode said = (ObjectNode) turn.deepCopy();
            blocks(said, "content");
            JsonNode last = turns.isEmpty() ? JsonTree.object() : turns.get(turns.size() - 1);
            if (last.path("role").equals(said.path("role"))) {
                ((ArrayNode) last.get("content")).addAll((ArrayNode) said.get("content"));
            } else {
                turns.add(said);
            }
        }
        normal.set("messages", turns);
        normal.properties().removeIf(member -> member.getValue().isNull());
        return normal;
    }

    private static void blocks(ObjectNode holder, String name) {
        JsonNode content = holder.path(name);
        ArrayNode blocks = JsonTree.array();
        if (content.isString() && !content.stringValue().isBlank()) {
            blocks.addObject().put("type", "text").put("text", content.stringValue());
        }
        List<JsonNode> results = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode block : content) {
            if (block.isString()) {
                others.add(JsonTree.object().put("type", "text").put("text", block.stringValue()));
                continue;
            }
            ObjectNode one = (ObjectNode) block;
            // Blank text is refused by the vendor.
            if (one.path("text").asString("x").isBlank()) {
                continue;
            }
            if (one.path("cache_control").isNull()) {
                one.remove("cache_control");
            }
            if (!one.path("is_error").booleanValue(false)) {
                one.remove("is_error");
            }
            // How a call came about is told by the blocks around it.
            if (one.path("type").asString("").equals("tool_use")) {
                one.remove("caller");
            }
            if (one.path("citations").isNull()) {
                one.remove("citations");
            }
            boolean result = one.path("type").asString("").equals("tool_result");
            if (result) {
                blocks(one, "content");
            }
            (result ? results : others).add(one);
        }
        results.forEach(blocks::add);
        others.forEach(blocks::add);
        if (!content.isMissingNode()) {
            holder.set(name, blocks);
        }
        if (name.equals("system") && blocks.isEmpty()) {
            holder.remove(name);
        }
    }

    static String differ(String at, JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0 ? "" : at + ": " + one + " / " + other;
        }
        if (one instanceof ObjectNode a && other instanceof ObjectNode b) {
            Set<String> names = new HashSet<>();
            a.propertyNames().forEach(names::add);
            b.propertyNames().forEach(names::add);
            for (String name : names) {
                String found = differ(at + "." + name, a.path(name), b.path(name));
                if (!found.isEmpty()) {
                    return found;
                }
            }
            return "";
        }
        if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                String found = differ(at + "[" + i + "]", one.get(i), other.get(i));
                if (!found.isEmpty()) {
                    return found;
                }
            }
            return "";
        }
        return Objects.equals(one, other) ? "" : at + ": " + shown(one) + " / " + shown(other);
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static @Nullable JsonNode body(byte[] request) {
        try {
            return JsonTree.read(request);
        } catch (JacksonException _) {
            return null;
        }
    }
}
