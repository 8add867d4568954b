package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Usage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the answer of a chat, streamed or not.
final class ChatEvents implements AnswerParser {
    private static final Set<String> MODELLED = Set.of("id", "message", "finish_reason", "usage", "logprobs");
    private static final String PLAN = "plan";

    private final Provider provider;
    private final EventSink sink;
    private final Map<String, Integer> parts = new HashMap<>();
    private final Set<Integer> texts = new HashSet<>();
    private int lastText = -1;

    ChatEvents(Provider provider, EventSink sink) {
        this.provider = provider;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        String type = payload.path("type").asString("");
        if (type.isEmpty()) {
            whole(payload);
            return;
        }
        JsonNode message = payload.path("delta").path("message");
        int index = payload.path("index").asInt(0);
        switch (type) {
            case "message-start" -> sink.accept(new Event.Opened(JsonTree.string(payload, "id"), null, null));
            case "content-start", "content-delta" -> {
                content(index, message.path("content"));
                logprobs(payload.path("logprobs"));
            }
            case "tool-plan-delta" -> thinking(PLAN, message.path("tool_plan").asString(""));
            case "tool-call-start" -> callStarted(index, message.path("tool_calls"));
            case "tool-call-delta" -> callInput(index, message.path("tool_calls"));
            case "citation-start" -> cited(message.path("citations"));
            case "message-end" -> ended(payload.path("delta"));
            case "content-end", "tool-call-end", "citation-end" -> {}
            case "error" -> broke(payload);
            default -> sink.accept(new Event.Extra(Dialect.COHERE, type, payload));
        }
    }

    @Override
    public void end() {}

    private void content(int index, JsonNode content) {
        String type = content.path("type").asString("");
        String thinking = content.path("thinking").asString("");
        if (type.equals("thinking") || (type.isEmpty() && !thinking.isEmpty())) {
            thinking("thinking " + index, thinking);
            return;
        }
        String text = content.path("text").asString("");
        if (!text.isEmpty()) {
            text(index, text);
        } else if (type.equals("text")) {
            textPart(index);
        } else if (!type.isEmpty()) {
            sink.accept(new Event.Native(0, part("native " + index), Dialect.COHERE, content));
        }
    }

    private void text(int index, String text) {
        sink.accept(new Event.Text(0, textPart(index), text));
    }

    private int textPart(int index) {
        int part = part("text " + index);
        texts.add(part);
        lastText = part;
        return part;
    }

    private void thinking(String key, String text) {
        if (!text.isEmpty()) {
            sink.accept(new Event.Thinking(0, part(key), text, false));
        }
    }

    private void callStarted(int index, JsonNode call) {
        JsonNode function = call.path("function");
        String name = function.path("name").asString("");
        int part = part("call " + index);
        String id = call.path("id").asString("");
        sink.accept(new Event.ToolStarted(0, part, id.isEmpty() ? "call_" + index + "_" + name : id, name, false));
        callInput(index, call);
    }

    private void callInput(int index, JsonNode call) {
        String piece = call.path("function").path("arguments").asString("");
        if (!piece.isEmpty()) {
            sink.accept(new Event.ToolInput(0, part("call " + index), piece));
        }
    }

    // Streams send one, or a list of one.
    private void cited(JsonNode citations) {
        if (citations.isArray()) {
            citations.forEach(this::cited);
        } else if (citations instanceof ObjectNode citation) {
            Integer named = parts.get("text " + citation.path("content_index").asInt(-1));
            int part = named == null ? Math.max(0, lastText) : named;
            sink.accept(new Event.Cited(0, part, Citations.of(citation)));
        }
    }

    private void logprobs(JsonNode logprobs) {
        if ((logprobs.isObject() || logprobs.isArray()) && !logprobs.isEmpty()) {
            sink.accept(new Event.Logprobs(0, Logprobs.of(logprobs)));
        }
    }

    private void whole(JsonNode answer) {
        JsonNode message = answer.path("message");
        if (!message.isObject()) {
            broke(answer);
            return;
        }
        sink.accept(new Event.Opened(JsonTree.string(answer, "id"), null, null));
        JsonNode content = message.path("content");
        if (content.isString()) {
            content(0, JsonTree.object().put("type", "text").set("text", content));
        }
        for (int i = 0; content.isArray() && i < content.size(); i++) {
            content(i, content.get(i));
        }
        for (JsonNode citation : message.path("citations")) {
            cited(citation);
        }
        thinking(PLAN, message.path("tool_plan").asString(""));
        int index = 0;
        for (JsonNode call : message.path("tool_calls")) {
            callStarted(index++, call);
        }
        logprobs(answer.path("logprobs"));
        for (Map.Entry<String, JsonNode> member : answer.properties()) {
            if (!MODELLED.contains(member.getKey()) && !member.getValue().isNull()) {
                sink.accept(new Event.Extra(Dialect.COHERE, member.getKey(), member.getValue()));
            }
        }
        ended(answer);
    }

    private void ended(JsonNode end) {
        String why = JsonTree.string(end, "error");
        if (why != null && !why.isEmpty()) {
            broke(JsonTree.object().put("message", why));
            return;
        }
        String reason = JsonTree.string(end, "finish_reason");
        sink.accept(new Event.Finished(0, FinishReasons.of(reason), reason, null));
        Usage usage = Usages.ofChat(end.path("usage"));
        if (usage != null) {
            sink.accept(new Event.Used(usage));
        }
        sink.accept(new Event.Ended());
    }

    private void broke(JsonNode told) {
        byte[] bytes = JsonTree.bytes(told);
        sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, bytes, 0, bytes.length)));
    }

    private int part(String key) {
        return parts.computeIfAbsent(key, _ -> parts.size());
    }
}
