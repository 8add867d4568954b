package dev.roundhouse.config;

import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.money.Price;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Model servers on this machine's usual ports: what was found there becomes a provider each.
public final class LocalServers {
    private LocalServers() {}

    /// A kind of server, and the port it usually has.
    public enum Kind {
        /// Ollama.
        OLLAMA("ollama", "Ollama", 11_434),
        /// vLLM.
        VLLM("vllm", "vLLM", 8_000),
        /// llama.cpp's own server.
        LLAMA_CPP("llama-cpp", "llama.cpp", 8_080),
        /// LM Studio.
        LM_STUDIO("lm-studio", "LM Studio", 1_234);

        private final String slug;
        private final String title;
        private final int port;

        Kind(String slug, String title, int port) {
            this.slug = slug;
            this.title = title;
            this.port = port;
        }

        /// The provider's slug, which is the author's name in its models, too.
        public String slug() {
            return slug;
        }

        /// Its name for people.
        public String title() {
            return title;
        }

        /// Its usual port.
        public int port() {
            return port;
        }
    }

    /// What answered.
    ///
    /// @param kind which server
    /// @param base its base URL, which ends in `/v1`
    /// @param models ids of its models, as it tells them
    public record Found(Kind kind, URI base, List<String> models) {
        public Found {
            models = List.copyOf(models);
        }
    }

    /// Prices of what costs nothing: an explicit zero of every kind.
    static PriceBook free() {
        Map<PriceKind, Price> zero = new EnumMap<>(PriceKind.class);
        for (PriceKind kind : PriceKind.values()) {
            zero.put(kind, Price.ZERO);
        }
        return new PriceBook(zero, List.of(), null);
    }

    /// Whether a model's name says that it makes embeddings: these servers do not tell.
    static boolean looksLikeEmbedding(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        return name.contains("embed") || name.startsWith("bge-") || name.startsWith("all-minilm");
    }
}
