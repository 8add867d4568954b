package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The object that a response is: all members that OpenAI sends, most of them what the request said, or what it
/// means by saying nothing.
final class ResponseObject {
    private static final String ID = "resp_";
    private static final String GENERATION = "gen-";
    private static final JsonNodeFactory VALUES = JsonNodeFactory.instance;

    private ResponseObject() {}

    /// The id of a generation's response: `gen-…` is `resp_…`, so that each is found by the other.
    static String id(String generationId) {
        return ID + suffix(generationId);
    }

    /// What makes a generation's id its own.
    static String suffix(String generationId) {
        return generationId.startsWith(GENERATION) ? generationId.substring(GENERATION.length()) : generationId;
    }

    /// A response that has begun.
    ///
    /// @param kept whether the gateway keeps it
    static ObjectNode begun(GenerationRequest request, AnswerTerms terms, boolean kept) {
        ObjectNode response = JsonTree.object();
        response.put("id", id(terms.generationId()));
        response.put("object", "response");
        response.put("created_at", terms.createdSeconds());
        response.put("status", "in_progress");
        response.put("background", false);
        response.putNull("completed_at");
        response.putNull("error");
        number(response, request, "frequency_penalty", 0);
        response.putNull("incomplete_details");
        echo(response, request, "instructions", VALUES.nullNode());
        echo(response, request, "max_output_tokens", VALUES.nullNode());
        echo(response, request, "max_tool_calls", VALUES.nullNode());
        response.put("model", terms.servedModel());
        response.putArray("output");
        echo(response, request, "parallel_tool_calls", VALUES.booleanNode(true));
        number(response, request, "presence_penalty", 0);
        echo(response, request, "previous_response_id", VALUES.nullNode());
        echo(response, request, "prompt_cache_key", VALUES.nullNode());
        echo(response, request, "prompt_cache_retention", VALUES.nullNode());
        reasoning(response, request);
        echo(response, request, "safety_identifier", VALUES.nullNode());
        String tier = request.serviceTier();
        response.put("service_tier", tier == null ? "auto" : tier);
        response.put("store", kept);
        number(response, request, "temperature", 1);
        text(response, request);
        echo(response, request, "tool_choice", VALUES.stringNode("auto"));
        tools(response, request);
        number(response, request, "top_logprobs", 0);
        number(response, request, "top_p", 1);
        echo(response, request, "truncation", VALUES.stringNode("disabled"));
        response.putNull("usage");
        echo(response, request, "user", VALUES.nullNode());
        echo(response, request, "metadata", JsonTree.object());
        response.put("provider", terms.provider());
        return response;
    }

    /// A top-level member of a request; null where there is none or it is null.
    static @Nullable JsonNode member(GenerationRequest request, String name) {
        Span span = request.spans().get(name);
        if (span == null) {
            return null;
        }
        JsonNode value = JsonTree.read(request.body(), span.valueFrom(), span.valueTo());
        return value.isNull() ? null : value;
    }

    private static void echo(ObjectNode response, GenerationRequest request, String name, JsonNode otherwise) {
        JsonNode said = member(request, name);
        response.set(name, said == null ? otherwise : said);
    }

    private static void number(ObjectNode response, GenerationRequest request, String name, int otherwise) {
        JsonNode said = member(request, name);
        response.set(name, said != null && said.isNumber() ? said : VALUES.numberNode(otherwise));
    }

    private static void reasoning(ObjectNode response, GenerationRequest request) {
        ObjectNode reasoning = response.putObject("reasoning").putNull("effort").putNull("summary");
        overlay(reasoning, member(request, "reasoning"));
    }

    private static void text(ObjectNode response, GenerationRequest request) {
        ObjectNode text = response.putObject("text");
        text.putObject("format").put("type", "text");
        text.put("verbosity", "medium");
        overlay(text, member(request, "text"));
        if (text.path("format") instanceof ObjectNode format && "json_schema".equals(JsonTree.string(format, "type"))) {
            absent(format, "description", VALUES.nullNode());
            absent(format, "strict", VALUES.booleanNode(false));
        }
    }

    private static void overlay(ObjectNode object, @Nullable JsonNode said) {
        if (said != null && said.isObject()) {
            for (Map.Entry<String, JsonNode> member : said.properties()) {
                if (!member.getValue().isNull()) {
                    object.set(member.getKey(), member.getValue());
                }
            }
        }
    }

    private static void tools(ObjectNode response, GenerationRequest request) {
        JsonNode said = member(request, "tools");
        ArrayNode tools = said instanceof ArrayNode list ? list : JsonTree.array();
        for (JsonNode tool : tools) {
            if (tool instanceof ObjectNode function && "function".equals(JsonTree.string(tool, "type"))) {
                absent(function, "description", VALUES.nullNode());
                absent(function, "parameters", VALUES.nullNode());
                absent(function, "strict", VALUES.nullNode());
            }
        }
        response.set("tools", tools);
    }

    private static void absent(ObjectNode object, String name, JsonNode value) {
        if (!object.has(name)) {
            object.set(name, value);
        }
    }
}
