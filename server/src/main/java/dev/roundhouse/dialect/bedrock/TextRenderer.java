package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Usage;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says an answer as a model of text: its text, why it ended, and the counts. Of several answers
/// the first, but for Cohere's, which have them all.
final class TextRenderer implements AnswerRenderer {
    private final Schema schema;
    private final boolean stream;
    private final FrameWriter writer = InvokeFrames.writer();
    private final TreeMap<Integer, StringBuilder> texts = new TreeMap<>();
    private Event.@Nullable Finished finished;

    /// @param schema one of text
    TextRenderer(Schema schema, boolean stream) {
        this.schema = schema;
        this.stream = stream;
    }

    @Override
    public void event(Event event, ByteSink out) {
        switch (event) {
            case Event.Text t -> say(t.choice(), t.text(), out);
            case Event.Refusal r -> say(r.choice(), r.text(), out);
            case Event.Finished f when f.choice() == 0 -> finished = f;
            default -> {}
        }
    }

    private void say(int choice, String more, ByteSink out) {
        if (choice > 0 && schema != Schema.COMMAND) {
            return;
        }
        if (!stream) {
            texts.computeIfAbsent(choice, _ -> new StringBuilder()).append(more);
        } else if (!more.isEmpty()) {
            writer.frame("", JsonTree.bytes(chunk(choice, more, null)), out);
        }
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        FinishReason reason = finished == null ? FinishReason.STOP : finished.reason();
        if (stream) {
            ObjectNode last = chunk(0, "", said(reason));
            last.set(TextAnswers.METRICS, Usages.metrics(usage, charge));
            writer.frame("", JsonTree.bytes(last), out);
            return;
        }
        ObjectNode answer = whole(said(reason), usage);
        answer.set(TextAnswers.METRICS, Usages.metrics(usage, charge));
        out.append(JsonTree.bytes(answer));
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        if (stream) {
            String name = EventStreamFrames.EXCEPTION + Exceptions.nameInStream(failure.type());
            writer.frame(name, Exceptions.body(failure), out);
        }
    }

    private ObjectNode chunk(int choice, String more, @Nullable String reason) {
        ObjectNode chunk = JsonTree.object();
        switch (schema) {
            case TITAN -> chunk.put("outputText", more).put("index", 0).put("completionReason", reason);
            case LLAMA -> chunk.put("generation", more).put("stop_reason", reason);
            case CLAUDE_TEXT -> {
                chunk.put("type", "completion").put("completion", more).put("stop_reason", reason);
                chunk.put("stop", finished == null ? null : finished.stopSequence());
            }
            case COMMAND -> {
                chunk.put("index", choice).put("is_finished", reason != null).put("text", more);
                if (reason != null) {
                    chunk.put("finish_reason", reason);
                }
            }
            case COMMAND_R -> {
                boolean last = reason != null;
                chunk.put("event_type", last ? "stream-end" : "text-generation");
                chunk.put("is_finished", last).put("text", more);
                if (last) {
                    chunk.put("finish_reason", reason);
                }
            }
            default -> chunk.putArray("outputs").addObject().put("text", more).put("stop_reason", reason);
        }
        return chunk;
    }

    private ObjectNode whole(String reason, Usage usage) {
        ObjectNode answer = JsonTree.object();
        String said = texts.isEmpty() ? "" : texts.firstEntry().getValue().toString();
        switch (schema) {
            case TITAN -> {
                answer.put("inputTextTokenCount", usage.inputTotal());
                answer.putArray("results")
                        .addObject()
                        .put("tokenCount", usage.outputTotal())
                        .put("outputText", said)
                        .put("completionReason", reason);
            }
            case LLAMA -> {
                answer.put("generation", said).put("prompt_token_count", usage.inputTotal());
                answer.put("generation_token_count", usage.outputTotal()).put("stop_reason", reason);
            }
            case CLAUDE_TEXT -> {
                answer.put("type", "completion").put("completion", said).put("stop_reason", reason);
                answer.put("stop", finished == null ? null : finished.stopSequence());
            }
            case COMMAND -> {
                ArrayNode all = answer.putArray("generations");
                texts.values()
                        .forEach(text ->
                                all.addObject().put("text", text.toString()).put("finish_reason", reason));
            }
            case COMMAND_R -> answer.put("text", said).put("generation_id", "").put("finish_reason", reason);
            case JURASSIC -> {
                ObjectNode one = answer.putArray("completions").addObject();
                one.putObject("data").put("text", said);
                one.putObject("finishReason").put("reason", reason);
            }
            default -> answer.putArray("outputs").addObject().put("text", said).put("stop_reason", reason);
        }
        return answer;
    }

    private String said(FinishReason reason) {
        boolean length = reason == FinishReason.LENGTH;
        return switch (schema) {
            case TITAN -> length ? "LENGTH" : reason == FinishReason.CONTENT_FILTER ? "CONTENT_FILTERED" : "FINISH";
            case COMMAND, COMMAND_R -> length ? "MAX_TOKENS" : reason == FinishReason.ERROR ? "ERROR" : "COMPLETE";
            case CLAUDE_TEXT -> length ? "max_tokens" : "stop_sequence";
            case JURASSIC -> length ? "length" : "endoftext";
            default -> length ? "length" : "stop";
        };
    }
}
