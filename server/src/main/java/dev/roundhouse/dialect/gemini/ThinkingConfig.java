package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Says how much to think: by a number of tokens to models up to 2.5, by a word to later ones. The shares of the
/// limit
/// that an effort stands for are OpenRouter's.
final class ThinkingConfig {
    private static final List<String> EFFORTS = List.of("minimal", "low", "medium", "high");
    private static final long LIMIT_USUAL = 65_536;
    private static final long DYNAMIC = -1;

    private final Prompt.Chat chat;
    private final Endpoint endpoint;
    private final ModelTraits traits;
    private final Losses losses;
    private final ObjectNode config = JsonTree.object();

    ThinkingConfig(Prompt.Chat chat, Endpoint endpoint, ModelTraits traits, Losses losses) {
        this.chat = chat;
        this.endpoint = endpoint;
        this.traits = traits;
        this.losses = losses;
    }

    /// The configuration; empty where the model is to do as it likes.
    ObjectNode write() {
        Reasoning said = chat.reasoning();
        String effort = effort(said);
        boolean off = Boolean.FALSE.equals(said.enabled()) || "none".equals(effort);
        if (traits.thinking() == ModelTraits.Thinking.NONE && chat.from() != Dialect.GEMINI) {
            if (!off && (effort != null || said.budget() != null)) {
                losses.dropped("reasoning", "this model does not think");
            }
            return config;
        }
        if (off) {
            rest();
        } else if (said.budget() != null) {
            config.put("thinkingBudget", budget(said.budget()));
        } else if (said.adaptive()) {
            if (traits.thinking() == ModelTraits.Thinking.BUDGET || chat.from() == Dialect.GEMINI) {
                config.put("thinkingBudget", DYNAMIC);
            }
        } else if (effort != null) {
            effort(effort);
        }
        show(said, off);
        return config;
    }

    private static @Nullable String effort(Reasoning said) {
        return said.effort() == null && Boolean.TRUE.equals(said.enabled()) ? "medium" : said.effort();
    }

    // A Gemini client's own budget is passed on as it is.
    private long budget(long said) {
        if (chat.from() == Dialect.GEMINI) {
            return said;
        }
        long clamped = Math.clamp(said, traits.budgetMin(), traits.budgetMax());
        if (clamped != said) {
            losses.adapted("reasoning.budget", "this model thinks within bounds");
        }
        return clamped;
    }

    private void rest() {
        if (chat.from() == Dialect.GEMINI || traits.canRest()) {
            config.put("thinkingBudget", 0);
            return;
        }
        losses.adapted("reasoning.enabled", "this model always thinks; it is asked for the least");
        if (traits.thinking() == ModelTraits.Thinking.LEVEL) {
            config.put("thinkingLevel", traits.levels().getFirst());
        } else {
            config.put("thinkingBudget", traits.budgetMin());
        }
    }

    private void effort(String effort) {
        if (traits.thinking() == ModelTraits.Thinking.LEVEL || chat.from() == Dialect.GEMINI) {
            String level = chat.from() == Dialect.GEMINI ? effort : nearest(effort);
            if (!level.equals(effort)) {
                losses.adapted("reasoning.effort", "this model knows other efforts");
            }
            config.put("thinkingLevel", level);
            return;
        }
        Long limit = chat.sampling().maxOutput();
        long most = limit != null ? limit : endpoint.maxOutput() > 0 ? endpoint.maxOutput() : LIMIT_USUAL;
        long share = Math.round(share(effort) * most);
        config.put("thinkingBudget", Math.clamp(share, Math.max(1, traits.budgetMin()), traits.budgetMax()));
        losses.adapted("reasoning.effort", "this model is given a number of tokens");
    }

    private String nearest(String effort) {
        int wanted = EFFORTS.indexOf(effort);
        if (wanted < 0) {
            wanted = EFFORTS.size() - 1; // xhigh and max
        }
        String best = traits.levels().getLast();
        int distance = Integer.MAX_VALUE;
        for (String level : traits.levels()) {
            int apart = Math.abs(EFFORTS.indexOf(level) - wanted);
            if (apart <= distance) {
                distance = apart;
                best = level;
            }
        }
        return best;
    }

    private static double share(String effort) {
        return switch (effort) {
            case "minimal" -> 0.1;
            case "low" -> 0.2;
            case "medium" -> 0.5;
            case "high" -> 0.8;
            default -> 0.95;
        };
    }

    // Thoughts are shown unless the client said no: elsewhere that is the custom, here it must be asked for.
    private void show(Reasoning said, boolean off) {
        if (chat.from() == Dialect.GEMINI) {
            if (said.exclude()) {
                config.put("includeThoughts", false);
            } else if (said.summary() != null) {
                config.put("includeThoughts", true);
            }
            return;
        }
        boolean asked = !config.isEmpty() || said.summary() != null || said.adaptive();
        if (!said.exclude() && !off && (asked || traits.thinksUnasked())) {
            config.put("includeThoughts", true);
        }
    }
}
