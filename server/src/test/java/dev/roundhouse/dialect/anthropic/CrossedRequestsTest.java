package dev.roundhouse.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.dialect.HubTrips;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Recorded requests of other dialects, as they leave to an upstream of this one: nothing stands in them that
/// Anthropic
/// refuses.
class CrossedRequestsTest {
    /// Requests that Anthropic would refuse, each with its reason.
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "openai-responses-149545f81c",
            "goes on from an answer that is kept elsewhere, in which the call stands",
            "openai-responses-783e922f31",
            "goes on from an answer that is kept elsewhere, in which the call stands",
            "vertex-generateContent-759d3360f5",
            "names the types of its schema by the numbers of a protocol buffer");

    private static final List<Endpoint> ENDPOINTS = List.of(
            Samples.endpoint("claude-sonnet-4-20250514", "/v1", 64_000, Set.of()),
            Samples.endpoint("claude-sonnet-4-5", "/v1", 64_000, Set.of()),
            Samples.endpoint("claude-opus-4-8", "/v1", 128_000, Set.of()));

    @Test
    void whatLeavesIsWhatAnthropicTakes() {
        Map<String, String> wrong = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, HubClient> clients = Map.of(
                "openai-chat", new OpenAiChat(),
                "gemini", new Gemini(),
                "cohere", new Cohere(),
                "openai-responses", new OpenAiResponses(() -> Instant.EPOCH, false));
        clients.forEach((name, client) -> {
            for (Corpus.Interaction one : Corpus.of(name)) {
                if (one.request() == null || one.status() != 200) {
                    continue;
                }
                Prompt prompt = prompt(client, one.request());
                if (!(prompt instanceof Prompt.Chat chat)) {
                    continue;
                }
                counts.merge(name, 1, Integer::sum);
                for (Endpoint endpoint : ENDPOINTS) {
                    if (EXCEPTIONS.containsKey(one.id())) {
                        continue;
                    }
                    try {
                        JsonNode body = Samples.DIALECT.body(chat, new Outbound(endpoint, false, new Losses()));
                        String found = refused(body);
                        if (!found.isEmpty()) {
                            wrong.put(one.id() + " " + endpoint.upstreamId(), found);
                        }
                    } catch (Unacceptable e) {
                        wrong.put(one.id(), e.getMessage());
                    }
                }
            }
        });
        System.out.println("requests to anthropic-messages: " + counts);
        wrong.forEach((id, how) -> System.out.println("  " + id + ": " + how));
        assertThat(wrong).isEmpty();
    }

    private static @Nullable Prompt prompt(HubClient client, byte[] body) {
        String path = client instanceof Gemini ? "/v1beta/models/m:generateContent" : "/v2/chat";
        try {
            return HubTrips.read(client, path, body) instanceof ClientDialect.Understood(GenerationRequest request)
                            && request.operation() == Operation.CHAT
                    ? client.prompt(request)
                    : null;
        } catch (Unacceptable _) {
            return null;
        }
    }

    private static String refused(JsonNode body) {
        List<String> found = new ArrayList<>();
        if (body.path("max_tokens").asLong(0) < 1) {
            found.add("max_tokens");
        }
        String before = "assistant";
        Set<String> open = new HashSet<>();
        for (JsonNode turn : body.path("messages")) {
            String role = turn.path("role").asString("");
            if (role.equals(before)) {
                found.add("two turns of " + role);
            }
            before = role;
            Set<String> called = new HashSet<>();
            boolean others = false;
            for (JsonNode block : turn.path("content")) {
                String type = block.path("type").asString("");
                if (type.equals("tool_result")) {
                    if (others) {
                        found.add("a result behind something else");
                    }
                    if (!open.remove(block.path("tool_use_id").asString(""))) {
                        found.add("a result of no call");
                    }
                } else {
                    others = true;
                }
                if (type.equals("tool_use")) {
                    called.add(block.path("id").asString(""));
                    if (!block.path("id").asString("").matches("[A-Za-z0-9_-]+")
                            || !block.path("input").isObject()) {
                        found.add("a call " + block);
                    }
                }
                if (type.equals("text") && block.path("text").asString("").isBlank()) {
                    found.add("blank text");
                }
            }
            if (!open.isEmpty() && role.equals("user")) {
                found.add("calls without results");
            }
            open = called;
            if (turn.path("content").isEmpty()) {
                found.add("an empty turn");
            }
        }
        for (JsonNode tool : body.path("tools")) {
            boolean own = tool.has("type");
            if (!own && !"object".equals(JsonTree.string(tool.path("input_schema"), "type"))) {
                found.add("a schema of no object: " + tool);
            }
            if (!tool.path("name").asString("").matches("[A-Za-z0-9_-]{1,128}")) {
                found.add("a tool's name: " + tool.path("name"));
            }
        }
        JsonNode thinking = body.path("thinking");
        if (thinking.has("budget_tokens")) {
            long budget = thinking.path("budget_tokens").asLong(0);
            if (budget < 1_024 || budget >= body.path("max_tokens").asLong(0) || body.has("temperature")) {
                found.add("thinking " + thinking);
            }
        }
        return String.join("; ", found);
    }
}
