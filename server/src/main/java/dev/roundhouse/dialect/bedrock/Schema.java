package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.exchange.Operation;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Whose body an InvokeModel request has: each family of models has its own. A client's is told by its members,
/// since
/// the model that it names need not be one of Bedrock's.
enum Schema {
    /// Anthropic's Messages.
    CLAUDE,
    /// Converse's, but for a few names.
    NOVA,
    /// OpenAI's chat, as Mistral's larger models, Jamba, gpt-oss and others have it.
    CHAT,
    TITAN,
    LLAMA,
    MISTRAL,
    COMMAND,
    COMMAND_R,
    CLAUDE_TEXT,
    JURASSIC,
    TITAN_EMBED,
    COHERE_EMBED,
    NOVA_EMBED,
    COHERE_RERANK;

    private static final Set<String> COMMANDS =
            Set.of("p", "k", "num_generations", "stop_sequences", "return_likelihoods", "truncate");

    /// The schema of a client's body.
    ///
    /// @param names of its top-level members
    /// @param model as the client named it
    /// @throws Unacceptable when it is none of these
    static Schema of(Set<String> names, String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (names.contains("anthropic_version")) {
            return CLAUDE;
        }
        if (names.contains("singleEmbeddingParams") || names.contains("segmentedEmbeddingParams")) {
            return NOVA_EMBED;
        }
        if (names.contains("texts") || (names.contains("input_type") && !names.contains("messages"))) {
            return COHERE_EMBED;
        }
        if (names.contains("query") && names.contains("documents")) {
            return COHERE_RERANK;
        }
        if (names.contains("inputText") || names.contains("inputImage")) {
            boolean embeds = name.contains("embed")
                    || names.contains("dimensions")
                    || names.contains("normalize")
                    || names.contains("embeddingTypes")
                    || names.contains("embeddingConfig");
            return embeds ? TITAN_EMBED : TITAN;
        }
        if (names.contains("message")) {
            return COMMAND_R;
        }
        return names.contains("prompt") ? ofPrompt(names, name) : ofMessages(names, name);
    }

    private static Schema ofPrompt(Set<String> names, String name) {
        if (names.contains("max_tokens_to_sample")) {
            return CLAUDE_TEXT;
        }
        if (names.contains("max_gen_len") || name.contains("llama")) {
            return LLAMA;
        }
        if (names.contains("maxTokens") || names.contains("numResults")) {
            return JURASSIC;
        }
        return names.stream().anyMatch(COMMANDS::contains) ? COMMAND : MISTRAL;
    }

    private static Schema ofMessages(Set<String> names, String name) {
        if (!names.contains("messages")) {
            throw new Unacceptable("body", "of no family of models (expected: messages, prompt, inputText or texts)");
        }
        if (names.contains("inferenceConfig")
                || names.contains("schemaVersion")
                || names.contains("toolConfig")
                || name.contains("nova-")) {
            return NOVA;
        }
        return name.contains("claude") ? CLAUDE : CHAT;
    }

    /// The schema that an endpoint's model takes.
    static Schema of(Endpoint endpoint, Operation operation) {
        String id = Objects.requireNonNullElse(endpoint.upstreamId(), endpoint.model())
                .toLowerCase(Locale.ROOT);
        Family family = Family.of(endpoint);
        if (operation == Operation.EMBED) {
            return family == Family.COHERE ? COHERE_EMBED : family == Family.NOVA ? NOVA_EMBED : TITAN_EMBED;
        }
        if (operation == Operation.RERANK) {
            return COHERE_RERANK;
        }
        return switch (family) {
            case CLAUDE, UNKNOWN -> CLAUDE;
            case NOVA -> NOVA;
            case TITAN -> TITAN;
            case LLAMA -> LLAMA;
            case MISTRAL -> id.contains("7b-instruct") || id.contains("8x7b") ? MISTRAL : CHAT;
            case COHERE -> id.contains("command-r") || id.contains("command-a") ? COMMAND_R : COMMAND;
            case AI21 -> id.contains("j2") ? JURASSIC : CHAT;
            case OPENAI, DEEPSEEK, OTHER -> CHAT;
        };
    }

    /// What such a body asks.
    Operation operation() {
        return switch (this) {
            case TITAN_EMBED, COHERE_EMBED, NOVA_EMBED -> Operation.EMBED;
            case COHERE_RERANK -> Operation.RERANK;
            case CLAUDE, NOVA, CHAT, TITAN, LLAMA, MISTRAL, COMMAND, COMMAND_R, CLAUDE_TEXT, JURASSIC -> Operation.CHAT;
        };
    }
}
