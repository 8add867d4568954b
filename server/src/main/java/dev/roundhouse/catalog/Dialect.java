package dev.roundhouse.catalog;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The wire schemas, under the only names they have in configuration, code and docs.
public enum Dialect {
    OPENAI_CHAT("openai-chat"),
    OPENAI_COMPLETIONS("openai-completions"),
    OPENAI_RESPONSES("openai-responses"),
    OPENAI_EMBEDDINGS("openai-embeddings"),
    OPENAI_MODERATIONS("openai-moderations"),
    ANTHROPIC_MESSAGES("anthropic-messages"),
    GEMINI("gemini"),
    BEDROCK_CONVERSE("bedrock-converse"),
    BEDROCK_INVOKE("bedrock-invoke"),
    SAGEMAKER("sagemaker"),
    COHERE("cohere"),
    OLLAMA("ollama"),
    /// A schema that has no translation here: its endpoints are listed, never called.
    OTHER("other");

    private final String wireName;

    Dialect(String wireName) {
        this.wireName = wireName;
    }

    /// The name in configuration, such as `openai-chat`.
    public String wireName() {
        return wireName;
    }

    /// The dialect of that name, if there is one.
    public static Optional<Dialect> named(String name) {
        return Arrays.stream(values()).filter(d -> d.wireName.equals(name)).findFirst();
    }

    /// All names, for a message.
    public static String names() {
        return Arrays.stream(values()).map(Dialect::wireName).collect(Collectors.joining(", "));
    }
}
