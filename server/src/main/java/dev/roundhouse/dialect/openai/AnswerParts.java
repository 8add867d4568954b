package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Failure;
import tools.jackson.core.JsonGenerator;

/// Chunks that the gateway itself adds to an answer: usage that the upstream did not send, and an honest end.
final class AnswerParts {
    private static final byte[] DATA = JsonText.ascii("data: ");
    private static final byte[] USAGE = JsonText.ascii(",\"usage\":");
    private static final byte[] END = JsonText.ascii("\n\n");

    private final Dialect dialect;
    private final AnswerTerms terms;

    AnswerParts(Dialect dialect, AnswerTerms terms) {
        this.dialect = dialect;
        this.terms = terms;
    }

    /// A chunk with usage and no choices.
    ///
    /// @param block the usage, JSON
    void usageChunk(ByteSink block, long createdSeconds, ByteSink out) {
        byte[] head = ErrorBodies.json(json -> {
            head(json, createdSeconds);
            json.writeArrayPropertyStart("choices").writeEndArray();
        });
        // The block is bytes already: it goes in behind the last member, before the closing brace.
        out.append(DATA)
                .append(head, 0, head.length - 1)
                .append(USAGE)
                .append(block.array(), 0, block.length())
                .append((byte) '}')
                .append(END);
    }

    /// A chunk that tells a failure, the last of its stream.
    void errorChunk(Failure failure, long createdSeconds, ByteSink out) {
        byte[] chunk = ErrorBodies.json(json -> {
            head(json, createdSeconds);
            ErrorBodies.writeError(json, failure, null);
            json.writeArrayPropertyStart("choices").writeStartObject().writeNumberProperty("index", 0);
            if (dialect == Dialect.OPENAI_CHAT) {
                json.writeObjectPropertyStart("delta")
                        .writeStringProperty("content", "")
                        .writeEndObject();
            } else {
                json.writeStringProperty("text", "");
            }
            json.writeStringProperty("finish_reason", FinishReasons.ERROR)
                    .writeStringProperty("native_finish_reason", FinishReasons.ERROR)
                    .writeEndObject()
                    .writeEndArray();
        });
        out.append(DATA).append(chunk).append(END);
    }

    /// Writes the members that every chunk begins with.
    void head(JsonGenerator json, long createdSeconds) {
        json.writeStringProperty("id", terms.generationId())
                .writeStringProperty("provider", terms.provider())
                .writeStringProperty("model", terms.servedModel())
                .writeStringProperty(
                        "object", dialect == Dialect.OPENAI_CHAT ? "chat.completion.chunk" : "text_completion")
                .writeNumberProperty("created", createdSeconds);
    }
}
