package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer as a stream of text chunks.
final class CompletionStream implements AnswerRenderer {
    private static final byte[] DATA = JsonText.ascii("data: ");
    private static final byte[] CHOICES = JsonText.ascii(",\"choices\":[");
    private static final byte[] END = JsonText.ascii("]}\n\n");
    private static final byte[] DONE = JsonText.ascii("data: [DONE]\n\n");

    private final AnswerTerms terms;
    private final ChatManner manner;
    private final AnswerParts parts;
    private final byte[] head;
    private final Map<Integer, Optional<Event.Finished>> choices = new TreeMap<>();
    private String echo;

    /// @param echo what to say before the answer
    CompletionStream(AnswerTerms terms, ChatManner manner, String echo) {
        this.terms = terms;
        this.manner = manner;
        this.echo = echo;
        parts = new AnswerParts(Dialect.OPENAI_COMPLETIONS, terms);
        head = ErrorBodies.json(json -> parts.head(json, terms.createdSeconds()));
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text(int choice, int _, String text) -> chunk(choice, text, null, out);
            case Event.Refusal(int choice, int _, String text) -> chunk(choice, text, null, out);
            case Event.Thinking(int choice, int _, String text, boolean _) -> {
                if (!manner.exclude()) {
                    ObjectNode said = choice(choice, "").put("reasoning", text);
                    said.putNull("finish_reason");
                    send(said, out);
                }
            }
            case Event.Logprobs(int choice, JsonNode content) -> {
                ObjectNode said = choice(choice, "");
                said.set("logprobs", CompletionWhole.logprobs(content));
                said.putNull("finish_reason");
                send(said, out);
            }
            case Event.Finished finished -> choices.put(finished.choice(), Optional.of(finished));
            case Event.Opened _,
                    Event.Sealed _,
                    Event.ToolStarted _,
                    Event.ToolInput _,
                    Event.Cited _,
                    Event.Made _,
                    Event.Native _,
                    Event.Embedded _,
                    Event.Ranked _,
                    Event.Used _,
                    Event.Extra _,
                    Event.Broke _,
                    Event.Ended _ -> {}
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        choices.forEach((index, finished) -> chunk(index, "", finished.orElse(null), out));
        if (terms.showUsage()) {
            ByteSink block = new ByteSink(512);
            ChatManner.usage(terms, usage, charge, block);
            parts.usageChunk(block, terms.createdSeconds(), out);
        }
        out.append(DONE);
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        parts.errorChunk(failure, terms.createdSeconds(), out);
    }

    private void chunk(int index, String text, Event.@Nullable Finished finished, ByteSink out) {
        ObjectNode said = choice(index, text);
        said.put("finish_reason", finished == null ? null : manner.word(finished.reason()));
        said.put("native_finish_reason", finished == null ? null : finished.nativeReason());
        send(said, out);
    }

    private ObjectNode choice(int index, String text) {
        choices.putIfAbsent(index, Optional.empty());
        String said = echo.isEmpty() ? text : echo + text;
        echo = "";
        return JsonTree.object().put("index", index).put("text", said).putNull("logprobs");
    }

    private void send(ObjectNode choice, ByteSink out) {
        out.append(DATA).append(head, 0, head.length - 1).append(CHOICES);
        out.append(JsonTree.bytes(choice)).append(END);
    }
}
