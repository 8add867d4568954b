package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.Seal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whose model it is, which decides what Bedrock lets be said to it. Told by the model's id, which inference
/// profiles
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
    OTHER,
    /// The id does not tell, as with a profile of the operator's own: taken for Claude, which most are.
    UNKNOWN;

    private static final Pattern VENDOR =
            Pattern.compile("(?:^|[./])(amazon|meta|meta-llama|mistral|mistralai|cohere|ai21"
                    + "|openai|deepseek|deepseek-ai|qwen|google|minimax|moonshot|moonshotai|nvidia|writer|xai|zai|z-ai|stability"
                    + "|luma|twelvelabs|tencent)[./]");

    private static final Pattern CLAUDE_NAME =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[-.](\\d{1,2}))?(?![\\d])");

    /// The family of an endpoint's model: its id tells, else its public name.
    static Family of(Endpoint endpoint) {
        Family told = endpoint.upstreamId() == null ? UNKNOWN : of(endpoint.upstreamId());
        return told == UNKNOWN ? of(endpoint.model()) : told;
    }

    /// The family of a model's id, such as `eu.amazon.nova-lite-v1:0`, or of a public name.
    static Family of(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        if (name.contains("claude")) {
            return CLAUDE;
        }
        Matcher vendor = VENDOR.matcher(name);
        if (!vendor.find()) {
            return UNKNOWN;
        }
        return switch (vendor.group(1)) {
            case "amazon" -> name.contains("titan") ? TITAN : NOVA;
            case "meta", "meta-llama" -> LLAMA;
            case "mistral", "mistralai" -> MISTRAL;
            case "cohere" -> COHERE;
            case "ai21" -> AI21;
            case "openai" -> OPENAI;
            case "deepseek", "deepseek-ai" -> DEEPSEEK;
            default -> OTHER;
        };
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
            case CLAUDE, UNKNOWN -> Seal.ANTHROPIC;
            case OPENAI -> "bedrock-openai-responses-v1";
            case NOVA -> "bedrock-amazon-nova-v1";
            case TITAN, LLAMA, MISTRAL, COHERE, AI21, DEEPSEEK, OTHER -> Seal.UNKNOWN;
        };
    }

    /// Whether prompts can be kept up to a mark.
    boolean takesCacheMarks() {
        return this == CLAUDE || this == NOVA || this == UNKNOWN;
    }

    /// Whether Bedrock holds the answers of such a model to a schema itself.
    ///
    /// @see "Bedrock user guide: structured outputs, supported models"
    boolean structured(String id) {
        return switch (this) {
            case CLAUDE -> claudeVersion(id) >= 405;
            case OPENAI, MISTRAL, DEEPSEEK, OTHER, UNKNOWN -> true;
            case NOVA, TITAN, LLAMA, COHERE, AI21 -> false;
        };
    }
}
