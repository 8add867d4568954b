package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a provider's answer, chunks of a stream or all in one, wherever it puts things.
final class ChatEvents implements AnswerParser {
    private static final int CHOICES_MAX = 128;

    private final Provider provider;
    private final boolean stream;
    private final EventSink sink;
    private final Map<Integer, ChatChoice> choices = new TreeMap<>();

    private boolean opened;
    private String answerId = "";
    private boolean over;

    @Nullable
    private JsonNode usage;

    /// Perplexity's sources: the same in every chunk, so the last ones count.
    private JsonNode sources = JsonTree.array();

    ChatEvents(Provider provider, boolean stream, EventSink sink) {
        this.provider = provider;
        this.stream = stream;
        this.sink = sink;
    }

    @Override
    public void frame(String event, JsonNode payload) {
        if (over) {
            return;
        }
        if (isError(payload)) {
            broke(
                    payload.path("error").isContainer() || payload.path("error").isString()
                            ? payload.path("error")
                            : payload);
            return;
        }
        JsonNode all = payload.path("choices");
        if (!opened && (!all.isEmpty() || payload.path("usage").isObject())) {
            opened = true;
            answerId = payload.path("id").asString("");
            sink.accept(
                    new Event.Opened(filled(payload, "id"), filled(payload, "model"), filled(payload, "service_tier")));
            JsonNode fingerprint = payload.path("system_fingerprint");
            if (fingerprint.isString()) {
                sink.accept(new Event.Extra(Dialect.OPENAI_CHAT, "system_fingerprint", fingerprint));
            }
        }
        sources(payload);
        usage(payload);
        for (JsonNode choice : all) {
            if (over || !choice.isObject()) {
                continue;
            }
            choice(choice);
        }
        if (!stream && !over) {
            done();
        }
    }

    @Override
    public void done() {
        if (over) {
            return;
        }
        if (choices.isEmpty()) {
            over = true;
            sink.accept(new Event.Broke(UpstreamErrors.broken(provider, "ended its answer without a choice in it")));
            return;
        }
        finish();
    }

    @Override
    public void end() {
        boolean finished = !choices.isEmpty() && choices.values().stream().allMatch(ChatChoice::isFinished);
        if (finished && !over) {
            finish();
        }
    }

    private void finish() {
        over = true;
        for (ChatChoice choice : choices.values()) {
            choice.close();
        }
        Usage used = used();
        if (used != null) {
            sink.accept(new Event.Used(used));
        }
        sink.accept(new Event.Ended());
    }

    private void choice(JsonNode choice) {
        JsonNode error = choice.path("error");
        String reason = JsonTree.string(choice, "finish_reason");
        int index = Math.clamp(choice.path("index").asInt(0), 0, CHOICES_MAX - 1);
        ChatChoice one = choices.computeIfAbsent(index, i -> new ChatChoice(i, answerId, sink));
        // Perplexity sends both, one of them empty.
        JsonNode mine = choice.path(stream ? "delta" : "message");
        one.message(mine.isObject() ? mine : choice.path(stream ? "message" : "delta"));
        one.logprobs(choice.path("logprobs"));
        if (error.isObject() || (error.isString() && !error.stringValue().isEmpty())) {
            broke(error);
        } else if (reason != null && FinishReasons.normalised(reason).equals(FinishReasons.ERROR)) {
            over = true;
            sink.accept(
                    new Event.Broke(UpstreamErrors.broken(provider, "ended its answer with finish reason " + reason)));
        } else if (reason != null && (!reason.isEmpty() || !stream)) {
            one.finished(reason, choice, index == 0 ? citations() : List.of());
        }
    }

    // Some servers send an error without the word: `{"object":"error","message":…}`.
    private static boolean isError(JsonNode payload) {
        JsonNode error = payload.path("error");
        boolean said = error.isContainer()
                || (error.isString() && !error.stringValue().isEmpty())
                || (error.isBoolean() && error.booleanValue());
        return said || "error".equals(JsonTree.string(payload, "object")) || !payload.isObject();
    }

    private void broke(JsonNode error) {
        over = true;
        byte[] bytes = JsonTree.bytes(error);
        sink.accept(new Event.Broke(UpstreamErrors.inBand(provider, bytes, 0, bytes.length)));
    }

    private void sources(JsonNode payload) {
        JsonNode results = payload.path("search_results");
        JsonNode addresses = payload.path("citations");
        if (results.isArray() && !results.isEmpty()) {
            sources = results;
        } else if (addresses.isArray()
                && !addresses.isEmpty()
                && !sources.path(0).isObject()) {
            sources = addresses;
        }
    }

    private List<Citation> citations() {
        List<Citation> citations = new ArrayList<>();
        for (JsonNode source : sources) {
            Citation citation = Annotations.searched(source);
            if (citation != null) {
                citations.add(citation);
            }
        }
        return citations;
    }

    private void usage(JsonNode payload) {
        JsonNode told = payload.path("usage");
        JsonNode corner = payload.path("x_groq").path("usage");
        if (told.isObject()) {
            usage = told;
        } else if (corner.isObject()) {
            usage = corner;
        }
    }

    private @Nullable Usage used() {
        return usage == null ? null : used(provider, usage).orElse(null);
    }

    /// A usage block as units.
    static Optional<Usage> used(Provider provider, JsonNode block) {
        byte[] bytes = JsonTree.bytes(block);
        JsonSpans json = JsonSpans.plain(bytes, 0, bytes.length);
        try {
            return UsageReader.read(json, provider.quirks().contains(Quirk.REASONING_OUTSIDE));
        } finally {
            json.close();
        }
    }

    private static @Nullable String filled(JsonNode payload, String name) {
        String value = JsonTree.string(payload, name);
        return value == null || value.isEmpty() ? null : value;
    }
}
