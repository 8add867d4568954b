package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Reasoning;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How much a model is to think: `thinking` and `output_config.effort`, out of an effort or a budget.
///
/// @see "OpenRouter: reasoning tokens, effort to budget"
final class Thoughts {
    private static final String FEATURE = "reasoning";
    private static final String TYPE = "type";
    private static final String EFFORT = "effort";
    private static final long BUDGET_MIN = 1_024;
    private static final long BUDGET_MAX = 128_000;
    private static final String MEDIUM = "medium";

    private final Abilities abilities;
    private final Losses losses;

    Thoughts(Abilities abilities, Losses losses) {
        this.abilities = abilities;
        this.losses = losses;
    }

    /// Writes what one of this schema's own clients asked for, as it asked.
    ///
    /// @param more members of `thinking` that are not modelled
    static void same(Reasoning asked, JsonNode more, ObjectNode body) {
        if (asked.effort() != null) {
            config(body).put(EFFORT, asked.effort());
        }
        if (asked.enabled() == null && !asked.adaptive()) {
            return;
        }
        ObjectNode thinking = body.putObject("thinking");
        if (Boolean.FALSE.equals(asked.enabled())) {
            thinking.put(TYPE, "disabled");
        } else {
            thinking.put(TYPE, asked.adaptive() ? "adaptive" : "enabled");
        }
        if (asked.budget() != null) {
            thinking.put("budget_tokens", asked.budget());
        }
        more.forEachEntry(thinking::set);
    }

    /// Writes what another schema's client asked for.
    ///
    /// @param forced whether a tool must be called, which some models cannot do thinking
    void other(Reasoning asked, long maxTokens, boolean forced, ObjectNode body) {
        boolean off = Boolean.FALSE.equals(asked.enabled()) || "none".equals(asked.effort());
        boolean on = Boolean.TRUE.equals(asked.enabled())
                || asked.effort() != null
                || asked.budget() != null
                || asked.adaptive();
        if (off) {
            if (abilities.adaptive()) {
                body.putObject("thinking").put(TYPE, "disabled");
            }
        } else if (!on) {
            return;
        } else if (!abilities.thinking()) {
            losses.dropped(FEATURE, "the model does not think");
        } else if (abilities.adaptive()) {
            adaptive(asked, maxTokens, body);
        } else if (forced) {
            losses.dropped(FEATURE, "the model cannot think where it must call a tool");
        } else {
            budgeted(asked, maxTokens, body);
        }
    }

    private void adaptive(Reasoning asked, long maxTokens, ObjectNode body) {
        // Newer models show their thinking only when asked to.
        body.putObject("thinking").put(TYPE, "adaptive").put("display", asked.exclude() ? "omitted" : "summarized");
        String effort = asked.effort();
        if (effort == null && asked.budget() != null) {
            effort = effort((double) asked.budget() / maxTokens);
            losses.adapted("reasoning.budget", "the model takes an effort");
        }
        config(body).put(EFFORT, level(effort == null ? MEDIUM : effort));
    }

    private String level(String effort) {
        String level = switch (effort) {
            case "low", MEDIUM, "high", "max" -> effort;
            case "minimal" -> "low";
            case "xhigh" -> abilities.extraEffort() ? effort : "high";
            default -> MEDIUM;
        };
        if (!level.equals(effort)) {
            losses.adapted("reasoning.effort", "the nearest effort that the model knows");
        }
        return level;
    }

    private void budgeted(Reasoning asked, long maxTokens, ObjectNode body) {
        if (maxTokens <= BUDGET_MIN) {
            losses.dropped(FEATURE, "an answer of " + maxTokens + " tokens has no room for the least thinking");
            return;
        }
        long budget;
        if (asked.budget() != null) {
            budget = asked.budget();
        } else {
            budget = (long) (maxTokens * ratio(asked.effort()));
            losses.adapted("reasoning.effort", "the model takes a budget");
        }
        long bounded = Math.min(Math.clamp(budget, BUDGET_MIN, BUDGET_MAX), maxTokens - 1);
        body.putObject("thinking").put(TYPE, "enabled").put("budget_tokens", bounded);
    }

    private static double ratio(@Nullable String effort) {
        return switch (effort) {
            case "max", "xhigh" -> 0.95;
            case "high" -> 0.8;
            case "low" -> 0.2;
            case "minimal" -> 0.1;
            case null, default -> 0.5;
        };
    }

    // Halfway between the ratios of the way back.
    private static String effort(double ratio) {
        if (ratio >= 0.875) {
            return "xhigh";
        }
        if (ratio >= 0.65) {
            return "high";
        }
        return ratio >= 0.35 ? MEDIUM : "low";
    }

    /// The member `output_config`, made where it is not there.
    static ObjectNode config(ObjectNode body) {
        return body.path("output_config") instanceof ObjectNode there ? there : body.putObject("output_config");
    }

    /// A schema of any object.
    static ObjectNode anything() {
        return JsonTree.object().put(TYPE, "object");
    }
}
