package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer as one text.
final class CompletionWhole implements AnswerRenderer {
    private static final byte[] USAGE = JsonText.ascii(",\"usage\":");

    private final AnswerTerms terms;
    private final ChatManner manner;
    private final String echo;
    private final Map<Integer, Choice> choices = new TreeMap<>();

    private static final class Choice {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final ArrayNode logprobs = JsonTree.array();

        Event.@Nullable Finished finished;
    }

    /// @param echo what to say before the answer
    CompletionWhole(AnswerTerms terms, ChatManner manner, String echo) {
        this.terms = terms;
        this.manner = manner;
        this.echo = echo;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text(int choice, int _, String text) ->
                choice(choice).text.append(text);
            case Event.Refusal(int choice, int _, String text) ->
                choice(choice).text.append(text);
            case Event.Thinking(int choice, int _, String text, boolean _) ->
                choice(choice).reasoning.append(text);
            case Event.Logprobs(int choice, JsonNode content) -> content.forEach(choice(choice).logprobs::add);
            case Event.Finished finished -> choice(finished.choice()).finished = finished;
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
        ObjectNode answer = JsonTree.object()
                .put("id", terms.generationId())
                .put("provider", terms.provider())
                .put("model", terms.servedModel())
                .put("object", "text_completion")
                .put("created", terms.createdSeconds());
        ArrayNode all = answer.putArray("choices");
        choices.forEach((index, choice) -> all.add(said(index, choice)));
        byte[] head = JsonTree.bytes(answer);
        out.append(head, 0, head.length - 1).append(USAGE);
        ChatManner.usage(terms, usage, charge, out);
        out.append((byte) '}');
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        out.append(ErrorBodies.body(failure, Surface.OPENROUTER, terms.generationId()));
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, _ -> new Choice());
    }

    private ObjectNode said(int index, Choice choice) {
        ObjectNode said = JsonTree.object().put("index", index).put("text", echo + choice.text);
        if (!choice.reasoning.isEmpty() && !manner.exclude()) {
            said.put("reasoning", choice.reasoning.toString());
        }
        if (choice.logprobs.isEmpty()) {
            said.putNull("logprobs");
        } else {
            said.set("logprobs", logprobs(choice.logprobs));
        }
        Event.Finished finished = choice.finished;
        said.put("finish_reason", finished == null ? FinishReasons.STOP : manner.word(finished.reason()));
        return said.put("native_finish_reason", finished == null ? null : finished.nativeReason());
    }

    /// Probabilities as completions have them: lists beside each other.
    static ObjectNode logprobs(JsonNode content) {
        ObjectNode all = JsonTree.object();
        ArrayNode tokens = all.putArray("tokens");
        ArrayNode values = all.putArray("token_logprobs");
        ArrayNode tops = all.putArray("top_logprobs");
        for (JsonNode one : content) {
            tokens.add(one.path("token").asString(""));
            values.add(one.path("logprob"));
            ObjectNode top = tops.addObject();
            for (JsonNode likely : one.path("top_logprobs")) {
                top.set(likely.path("token").asString(""), likely.path("logprob"));
            }
        }
        return all;
    }
}
