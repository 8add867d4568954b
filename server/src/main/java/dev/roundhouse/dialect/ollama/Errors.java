package dev.roundhouse.dialect.ollama;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Failure;

/// Failures as Ollama says them: one text.
final class Errors {
    private Errors() {}

    static byte[] body(Failure failure) {
        return JsonTree.bytes(JsonTree.object()
                .put("error", failure.message())
                .put("error_type", failure.type().wireName()));
    }
}
