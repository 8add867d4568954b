package dev.roundhouse.dialect.ollama;

import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;

/// The routes on which generations begin.
enum Route {
    CHAT("/api/chat", Operation.CHAT),
    GENERATE("/api/generate", Operation.CHAT),
    EMBED("/api/embed", Operation.EMBED),
    /// The older one of one vector.
    EMBEDDINGS("/api/embeddings", Operation.EMBED);

    /// Under this name a request's headers tell its route. They go nowhere.
    static final String HEADER = "ollama-route";

    private final String path;
    private final Operation operation;

    Route(String path, Operation operation) {
        this.path = path;
        this.operation = operation;
    }

    /// Its path, with a leading `/`.
    String path() {
        return path;
    }

    Operation operation() {
        return operation;
    }

    /// The route of a path; the one of chat where it is none.
    static Route at(String path) {
        for (Route route : values()) {
            if (path.endsWith(route.path)) {
                return route;
            }
        }
        return CHAT;
    }

    /// By which route a request came.
    static Route of(GenerationRequest request) {
        Route usual = request.operation() == Operation.EMBED ? EMBED : CHAT;
        String name = request.headers().get(HEADER);
        return name == null ? usual : valueOf(name);
    }
}
