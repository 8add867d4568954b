package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.AnswerRenderer;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import tools.jackson.databind.node.ObjectNode;

/// Says answers to clients of this schema: as a stream, as one message, or as a count of tokens.
final class Answers {
    private Answers() {}

    /// OpenRouter's `provider`, on its surface.
    static void provider(ObjectNode message, AnswerTerms terms) {
        if (terms.surface() == Surface.OPENROUTER) {
            message.put("provider", terms.provider());
        }
    }

    /// A stream.
    static final class Stream implements AnswerRenderer {
        private final FrameWriter writer;
        private final String generationId;
        private final BlockWriter blocks;
        private ByteSink out = new ByteSink(0);
        private boolean begun;

        /// @param hidden whether reasoning is kept from the client
        Stream(AnswerTerms terms, boolean hidden, FrameWriter writer) {
            this.writer = writer;
            generationId = terms.generationId();
            blocks = new BlockWriter(terms, hidden, this::frame);
        }

        @Override
        public void event(Event event, ByteSink to) {
            out = to;
            blocks.event(event);
        }

        @Override
        public void finish(Usage usage, Charge charge, ByteSink to) {
            out = to;
            blocks.finish(usage, charge);
            writer.end(to);
        }

        @Override
        public void fail(Failure failure, ByteSink to) {
            out = to;
            frame("error", ErrorBodies.body(failure, generationId));
        }

        private void frame(String name, ObjectNode frame) {
            if (!begun) {
                begun = true;
                writer.begin(out);
            }
            writer.frame(name, JsonTree.bytes(frame), out);
        }
    }

    /// One message, put together of the stream that says the same.
    static final class Whole implements AnswerRenderer {
        private final BlockWriter blocks;
        private final MessageBuilder message = new MessageBuilder();

        /// @param hidden whether reasoning is kept from the client
        Whole(AnswerTerms terms, boolean hidden) {
            blocks = new BlockWriter(terms, hidden, message);
        }

        @Override
        public void event(Event event, ByteSink out) {
            blocks.event(event);
        }

        @Override
        public void finish(Usage usage, Charge charge, ByteSink out) {
            blocks.finish(usage, charge);
            out.append(JsonTree.bytes(message.message()));
        }

        @Override
        public void fail(Failure failure, ByteSink out) {} // nothing of it has left, so there is no band to say it in
    }

    /// A count of tokens.
    static final class Count implements AnswerRenderer {
        @Override
        public void event(Event event, ByteSink out) {}

        @Override
        public void finish(Usage usage, Charge charge, ByteSink out) {
            out.append(JsonTree.bytes(JsonTree.object().put("input_tokens", usage.inputTotal())));
        }

        @Override
        public void fail(Failure failure, ByteSink out) {}
    }
}
