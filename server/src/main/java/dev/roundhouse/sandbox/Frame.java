package dev.roundhouse.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// One piece of a streamed body: an SSE block, a line of NDJSON, an AWS event-stream message.
///
/// @param kind what it means to pace and faults
/// @param source makes its bytes, framing included; asked when the frame is due, so that a long slow stream takes
/// little room
record Frame(Kind kind, Supplier<byte[]> source) {
    static Frame of(Kind kind, byte[] bytes) {
        return new Frame(kind, () -> bytes);
    }

    /// An SSE block of one `data` line, the JSON made when it is due.
    static Frame data(Kind kind, Supplier<? extends JsonNode> json) {
        return new Frame(kind, () -> utf8("data: " + Json.text(json.get()) + "\n\n"));
    }

    /// The block that ends OpenAI's streams.
    static Frame done() {
        return of(Kind.TERMINAL, utf8("data: [DONE]\n\n"));
    }

    byte[] bytes() {
        return source.get();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    enum Kind {
        /// Carries one token: paced.
        TOKEN,
        /// Comes along with its neighbour: a role, usage.
        ASIDE,
        /// Says that the answer is complete: a finish reason, `[DONE]`. The fault `no-terminal` leaves these out.
        TERMINAL
    }
}
