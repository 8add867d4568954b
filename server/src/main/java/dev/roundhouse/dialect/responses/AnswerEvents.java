package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads an upstream's answer: a response object, or the events of one that is streamed.
final class AnswerEvents implements AnswerParser {
    /// Members of a response that repeat the request, or that are modelled.
    static final Set<String> KNOWN = Set.of(
            "id",
            "object",
            "created_at",
            "completed_at",
            "status",
            "background",
            "error",
            "frequency_penalty",
            "incomplete_details",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "metadata",
            "model",
            "output",
            "output_text",
            "parallel_tool_calls",
            "presence_penalty",
            "previous_response_id",
            "prompt",
            "prompt_cache_key",
            "prompt_cache_retention",
            "reasoning",
            "safety_identifier",
            "service_tier",
            "store",
            "temperature",
            "text",
            "tool_choice",
            "tools",
            "top_logprobs",
            "top_p",
            "truncation",
            "usage",
            "user",
            "conversation",
            "provider");

    private final Provider provider;
    private final boolean stream;
    private final EventSink sink;
    private final OutputItems items;
    private boolean opened;
    private boolean over;

    AnswerEvents(Provider provider, boolean stream, EventSink sink) {
        this.provider = provider;
        this.stream = stream;
        this.sink = sink;
        items = new OutputItems(SealBox.formatOf(provider), sink);
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (over) {
            return;
        }
        if (!stream) {
            whole(payload);
            return;
        }
        String type = JsonTree.string(payload, "type");
        String name = Objects.requireNonNullElse(type, event);
        switch (name) {
            case "response.created", "response.in_progress", "response.queued" -> open(payload.path("response"));
            case "response.completed", "response.incomplete" -> finish(payload.path("response"));
            case "response.failed", "response.cancelled" -> broke(payload.path("response"));
            case "error", "response.error" -> broke(payload);
            default -> {
                if (type == null && payload.path("error").isObject()) {
                    broke(payload);
                } else {
                    open(payload);
                    items.event(name, payload);
                }
            }
        }
    }

    @Override
    public void end() {
        // A stream without its terminal event is not complete, and a whole answer was one frame.
    }

    private void whole(JsonNode response) {
        if (response.path("object").asString("").equals("response.input_tokens")) {
            counted(response);
            return;
        }
        String status = Objects.requireNonNullElse(JsonTree.string(response, "status"), "");
        boolean done = status.equals("completed") || status.equals("incomplete") || status.isEmpty();
        if (response.path("output").isArray() && done) {
            finish(response);
        } else if (response.path("error").isObject() || response.path("error").isString()) {
            broke(response);
        } else {
            over = true;
            String what = response.path("output").isArray()
                    ? "answered with a response that is " + status
                    : "sent an answer that is no response";
            sink.accept(new Event.Broke(UpstreamErrors.broken(provider, what)));
        }
    }

    private void counted(JsonNode response) {
        open(response);
        long input = JsonTree.count(response, "input_tokens");
        sink.accept(new Event.Finished(0, FinishReason.STOP, null, null));
        sink.accept(new Event.Used(new Usage(input, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false)));
        over = true;
        sink.accept(new Event.Ended());
    }

    private void open(JsonNode response) {
        if (!opened) {
            opened = true;
            sink.accept(new Event.Opened(
                    JsonTree.string(response, "id"),
                    JsonTree.string(response, "model"),
                    JsonTree.string(response, "service_tier")));
        }
    }

    private void finish(JsonNode response) {
        if (opened && response.path("service_tier").isString()) {
            // Only now is the tier known that was really served; before, it was the one asked for.
            sink.accept(new Event.Opened(null, null, JsonTree.string(response, "service_tier")));
        }
        open(response);
        JsonNode output = response.path("output");
        for (int i = 0; i < output.size(); i++) {
            items.done(i, output.get(i));
        }
        for (Map.Entry<String, JsonNode> member : response.properties()) {
            if (!KNOWN.contains(member.getKey()) && !member.getValue().isNull()) {
                sink.accept(new Event.Extra(Dialect.OPENAI_RESPONSES, member.getKey(), member.getValue()));
            }
        }
        sink.accept(
                new Event.Finished(0, FinishReasons.read(response, items.calls()), FinishReasons.word(response), null));
        if (response.path("usage").isObject()) {
            sink.accept(new Event.Used(Usages.read(response, items.searches())));
        }
        over = true;
        sink.accept(new Event.Ended());
    }

    private void broke(JsonNode what) {
        over = true;
        byte[] bytes = JsonTree.bytes(what);
        sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, bytes, 0, bytes.length)));
    }
}
