package dev.roundhouse.config;

import dev.roundhouse.catalog.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which dialect an endpoint of the facts speaks: by its provider's name for a dialect, and by what the model is
/// for.
final class DialectRules {
    private static final Map<String, Dialect> PROVIDERS = Map.ofEntries(
            Map.entry("openai-chat", Dialect.OPENAI_CHAT),
            Map.entry("azure", Dialect.OPENAI_CHAT),
            Map.entry("anthropic", Dialect.ANTHROPIC_MESSAGES),
            Map.entry("gemini", Dialect.GEMINI),
            Map.entry("vertex", Dialect.GEMINI),
            Map.entry("bedrock", Dialect.BEDROCK_CONVERSE),
            Map.entry("sagemaker", Dialect.SAGEMAKER),
            Map.entry("cohere", Dialect.COHERE),
            // Their embeddings have OpenAI's shape; their other routes have shapes of their own.
            Map.entry("voyage", Dialect.OPENAI_EMBEDDINGS),
            Map.entry("jina", Dialect.OPENAI_EMBEDDINGS));

    private static final Pattern COMPLETIONS = Pattern.compile("openai/(gpt-3\\.5-turbo-instruct|davinci|babbage).*");

    // OpenAI serves these by its Responses API alone.
    private static final Pattern RESPONSES =
            Pattern.compile("openai/(.*-pro|.*codex.*|.*deep-research.*|computer-use.*)");

    private static final Set<String> OPENAI_HOSTS = Set.of("openai", "azure");

    private DialectRules() {}

    /// What a provider speaks, by the facts' name for it.
    static Dialect ofProvider(String factsName) {
        return PROVIDERS.getOrDefault(factsName, Dialect.OTHER);
    }

    /// What an endpoint speaks.
    ///
    /// @param provider the provider's slug
    /// @param spoken what the provider speaks
    /// @param model the model's id
    /// @param type what the model is for
    /// @param output what it gives
    static Dialect ofEndpoint(String provider, Dialect spoken, String model, String type, List<String> output) {
        if (spoken == Dialect.OTHER) {
            return Dialect.OTHER;
        }
        return switch (type) {
            case "chat" -> ofChat(provider, spoken, model);
            case "embedding" ->
                switch (spoken) {
                    case OPENAI_CHAT, OPENAI_EMBEDDINGS -> Dialect.OPENAI_EMBEDDINGS;
                    case BEDROCK_CONVERSE -> Dialect.BEDROCK_INVOKE;
                    case GEMINI, COHERE -> spoken;
                    default -> Dialect.OTHER;
                };
            case "rerank" -> spoken == Dialect.COHERE ? Dialect.COHERE : Dialect.OTHER;
            case "image" -> ofImage(provider, spoken, model);
            // OpenRouter has a chat route for whatever answers in text; some hosts serve OCR models as chat.
            case "classifier" ->
                provider.equals("openrouter") || provider.equals("cloudflare") ? spoken : Dialect.OTHER;
            case "ocr" ->
                output.contains("text") && spoken == Dialect.OPENAI_CHAT && !provider.equals("mistral")
                        ? spoken
                        : Dialect.OTHER;
            case "tts" -> spoken == Dialect.GEMINI ? spoken : Dialect.OTHER;
            default -> Dialect.OTHER;
        };
    }

    private static Dialect ofChat(String provider, Dialect spoken, String model) {
        if (OPENAI_HOSTS.contains(provider) && COMPLETIONS.matcher(model).matches()) {
            return Dialect.OPENAI_COMPLETIONS;
        }
        if (OPENAI_HOSTS.contains(provider) && RESPONSES.matcher(model).matches()) {
            return Dialect.OPENAI_RESPONSES;
        }
        boolean claude = model.startsWith("anthropic/");
        if (provider.equals("azure") && claude) {
            return Dialect.ANTHROPIC_MESSAGES;
        }
        if (provider.equals("google-vertex") && !model.startsWith("google/")) {
            return claude ? Dialect.ANTHROPIC_MESSAGES : Dialect.OPENAI_CHAT;
        }
        return spoken;
    }

    private static Dialect ofImage(String provider, Dialect spoken, String model) {
        if (provider.equals("openrouter")) {
            return spoken;
        }
        return spoken == Dialect.GEMINI && model.startsWith("google/gemini") ? spoken : Dialect.OTHER;
    }
}
