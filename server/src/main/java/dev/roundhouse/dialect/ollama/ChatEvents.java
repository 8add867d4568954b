package dev.roundhouse.dialect.ollama;

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
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Reads an answer of chat or generate: lines, or the one object that says it all. Both are the same but for
/// where the
/// text is.
final class ChatEvents implements AnswerParser {
    private static final Set<String> MODELLED = Set.of(
            "model",
            "created_at",
            "message",
            "response",
            "thinking",
            "tool_calls",
            "done",
            "done_reason",
            "logprobs",
            "prompt_eval_count",
            "eval_count",
            "error");

    private final Provider provider;
    private final EventSink sink;
    private String place = "";
    private boolean opened;
    private int parts;
    private int calls;
    private Kind last = Kind.NONE;

    private enum Kind {
        NONE,
        TEXT,
        THINKING,
        CALL
    }

    ChatEvents(Provider provider, EventSink sink) {
        this.provider = provider;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode line) {
        boolean isAnswer = line.has("message") || line.has("response") || line.has("done");
        if (line.hasNonNull("error") || !isAnswer) {
            byte[] bytes = JsonTree.bytes(line);
            sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, bytes, 0, bytes.length)));
            return;
        }
        open(line);
        boolean chat = line.path("message").isObject();
        JsonNode said = chat ? line.path("message") : line;
        text(Kind.THINKING, said.path("thinking").asString(""));
        text(Kind.TEXT, said.path(chat ? "content" : "response").asString(""));
        for (JsonNode image : said.path("images")) {
            made(image);
        }
        for (JsonNode call : said.path("tool_calls")) {
            call(call);
        }
        if (line.path("logprobs") instanceof ArrayNode logprobs && !logprobs.isEmpty()) {
            sink.accept(new Event.Logprobs(0, logprobs));
        }
        if (line.path("done").booleanValue(false)) {
            done(line);
        }
    }

    // Without a last line there was no end.
    @Override
    public void end() {}

    private void open(JsonNode line) {
        if (!opened) {
            opened = true;
            place = line.path("model").asString("") + " "
                    + line.path("created_at").asString("");
            sink.accept(new Event.Opened(null, JsonTree.string(line, "model"), null));
        }
    }

    private void text(Kind kind, String text) {
        if (text.isEmpty()) {
            return;
        }
        int part = part(kind);
        sink.accept(kind == Kind.TEXT ? new Event.Text(0, part, text) : new Event.Thinking(0, part, text, false));
    }

    private int part(Kind kind) {
        if (last != kind || kind == Kind.CALL) {
            last = kind;
            parts++;
        }
        return parts - 1;
    }

    private void made(JsonNode image) {
        if (image.isString()) {
            last = Kind.NONE;
            parts++;
            sink.accept(new Event.Made(
                    0,
                    parts - 1,
                    new dev.roundhouse.exchange.Part.Made(Pictures.media(image.stringValue()), JsonTree.object())));
        }
    }

    private void call(JsonNode call) {
        JsonNode function = call.path("function");
        String name = function.path("name").asString("");
        String id = call.path("id").asString("");
        int part = part(Kind.CALL);
        String known = id.isEmpty() ? CallIds.of(place, calls, name) : id;
        calls++;
        sink.accept(new Event.ToolStarted(0, part, known, name, false));
        sink.accept(new Event.ToolInput(0, part, ChatRequest.arguments(function.path("arguments"))));
    }

    private void done(JsonNode line) {
        for (Map.Entry<String, JsonNode> member : line.properties()) {
            if (!MODELLED.contains(member.getKey()) && !member.getValue().isNull()) {
                sink.accept(new Event.Extra(Dialect.OLLAMA, member.getKey(), member.getValue()));
            }
        }
        String reason = JsonTree.string(line, "done_reason");
        FinishReason known = FinishReasons.of(reason);
        boolean called = known == FinishReason.STOP && calls > 0;
        sink.accept(new Event.Finished(0, called ? FinishReason.TOOL_CALLS : known, reason, null));
        // A prompt that was kept from before is not counted at all.
        if (line.has("prompt_eval_count") || line.has("eval_count")) {
            long input = JsonTree.count(line, "prompt_eval_count");
            long output = JsonTree.count(line, "eval_count");
            sink.accept(new Event.Used(new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, false)));
        }
        sink.accept(new Event.Ended());
    }
}
