package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Usage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// How a client wants to be answered.
///
/// @param exclude whether it does not want to see reasoning
/// @param legacy whether it calls its tools functions, as clients of old do
record ChatManner(boolean exclude, boolean legacy) {
    static ChatManner of(GenerationRequest request) {
        boolean exclude = ChatPrompts.isExcluded(member(request, "reasoning"), member(request, "include_reasoning"));
        return new ChatManner(exclude, request.spans().containsKey("functions"));
    }

    /// The text that a client of completions wants repeated before its answer; empty when it wants none.
    static String echo(GenerationRequest request) {
        JsonNode prompt = member(request, "prompt");
        JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
        return member(request, "echo").asBoolean(false) ? one.asString("") : "";
    }

    private static JsonNode member(GenerationRequest request, String name) {
        Span span = request.spans().get(name);
        return span == null
                ? MissingNode.getInstance()
                : JsonTree.read(request.body(), span.valueFrom(), span.valueTo());
    }

    /// The word for why an answer ended.
    String word(FinishReason reason) {
        return legacy && reason == FinishReason.TOOL_CALLS ? "function_call" : reason.wireName();
    }

    /// Appends the `usage` of an answer that another dialect's provider gave.
    static void usage(AnswerTerms terms, Usage usage, Charge charge, ByteSink out) {
        ObjectNode block = JsonTree.object();
        if (usage.webSearches() > 0) {
            block.putObject("server_tool_use").put("web_search_requests", usage.webSearches());
        }
        if (usage.imageInput() > 0) {
            block.putObject("prompt_tokens_details").put("image_tokens", usage.imageInput());
        }
        byte[] bytes = JsonTree.bytes(block);
        AnswerScan scan = new AnswerScan(terms, new TextKeeper(false), true);
        new UsageBlock(scan, usage, charge).append(bytes, 0, bytes.length, out);
        scan.close();
    }
}
