package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.exchange.Seal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whose model it is, which decides what Bedrock lets be said to it. Told by the model's id, which inference profiles
/// and ARNs hold too.
enum Family {
    CLAUDE,
    NOVA,
    TITAN,
    LLAMA,
    MISTRAL,
    COHERE,
    AI21,
    OPENAI,
    DEEPSEEK,
    OTHER;

    private static final Pattern CLAUDE_NAME =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[-.](\\d{1,2}))?(?![\\d])");

    /// The family of a model's id, or of a model's public name.
    static Family of(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        if (name.contains("claude")) {
            return CLAUDE;
        }
        if (name.contains("nova-") || name.contains("amazon.nova")) {
            return NOVA;
        }
        if (name.contains("titan")) {
            return TITAN;
        }
        if (name.contains("llama")) {
            return LLAMA;
        }
        if (name.contains("mistral")
                || name.contains("pixtral")
                || name.contains("mixtral")
                || name.contains("ministral")
                || name.contains("voxtral")
                || name.contains("devstral")
                || name.contains("magistral")) {
            return MISTRAL;
        }
        if (name.contains("cohere")) {
            return COHERE;
        }
        if (name.contains("ai21") || name.contains("jamba")) {
            return AI21;
        }
        if (name.contains("openai") || name.contains("gpt-")) {
            return OPENAI;
        }
        return name.contains("deepseek") ? DEEPSEEK : OTHER;
    }

    /// Claude's version as `major * 100 + minor`, such as 405 for 4.5; 0 for other models and when there is none.
    static int claudeVersion(String id) {
        Matcher name = CLAUDE_NAME.matcher(id.toLowerCase(Locale.ROOT));
        if (!name.find()) {
            return 0;
        }
        int minor = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
        return Integer.parseInt(name.group(1)) * 100 + minor;
    }

    /// Who can read what this model seals.
    String sealFormat() {
        return switch (this) {
            case CLAUDE -> Seal.ANTHROPIC;
            case OPENAI -> "bedrock-openai-responses-v1";
            case NOVA -> "bedrock-amazon-nova-v1";
            case TITAN, LLAMA, MISTRAL, COHERE, AI21, DEEPSEEK, OTHER -> Seal.UNKNOWN;
        };
    }

    /// Whether prompts can be kept up to a mark.
    boolean takesCacheMarks() {
        return this == CLAUDE || this == NOVA;
    }

    /// Whether Bedrock holds the answers of such a model to a schema itself.
    ///
    /// @see "Bedrock user guide: structured outputs, supported models"
    boolean structured(String id) {
        return switch (this) {
            case CLAUDE -> claudeVersion(id) >= 405;
            case OPENAI, MISTRAL, DEEPSEEK, OTHER -> true;
            case NOVA, TITAN, LLAMA, COHERE, AI21 -> false;
        };
    }
}
