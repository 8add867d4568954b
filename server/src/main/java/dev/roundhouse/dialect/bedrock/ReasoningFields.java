package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Reasoning;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How much a model is to think. Converse has no member for it: each family has its own in
/// `additionalModelRequestFields`.
final class ReasoningFields {
    private static final String FEATURE = "reasoning";
    private static final long BUDGET_MIN = 1_024;
    private static final long BUDGET_MAX = 128_000;
    private static final long OUTPUT_UNSAID = 16_384;

    /// From 4.6 on Claude decides itself, from 4.7 on it takes no budget at all.
    private static final int ADAPTIVE_FROM = 406;

    private static final int BUDGETS_UNTIL = 406;

    private ReasoningFields() {}

    /// Takes the members that speak of reasoning out of a copy of the fields.
    static Reasoning take(ObjectNode fields) {
        Boolean enabled = null;
        Long budget = null;
        boolean adaptive = false;
        String effort = null;
        for (String name : Set.of("thinking", "reasoning_config")) {
            if (fields.path(name) instanceof ObjectNode thinking) {
                String type = JsonTree.string(thinking, "type");
                adaptive |= "adaptive".equals(type);
                enabled = type == null ? enabled : Boolean.valueOf(!type.equals("disabled"));
                budget = JsonTree.whole(thinking, "budget_tokens");
                takeOut(fields, name, "type", "budget_tokens");
            }
        }
        if (fields.path("reasoningConfig") instanceof ObjectNode nova) {
            enabled = "enabled".equals(JsonTree.string(nova, "type"));
            effort = JsonTree.string(nova, "maxReasoningEffort");
            takeOut(fields, "reasoningConfig", "type", "maxReasoningEffort");
        }
        if (fields.path("output_config").path("effort").isString()) {
            effort = fields.get("output_config").get("effort").stringValue();
            takeOut(fields, "output_config", "effort");
        }
        if (fields.path("reasoning_effort").isString()) {
            effort = fields.get("reasoning_effort").stringValue();
            fields.remove("reasoning_effort");
        }
        if ("none".equals(effort)) {
            return new Reasoning(false, null, null, false, null, false, false);
        }
        return enabled == null && effort == null
                ? Reasoning.UNSAID
                : new Reasoning(enabled, effort, budget, adaptive, null, false, false);
    }

    private static void takeOut(ObjectNode fields, String name, String... members) {
        ObjectNode inner = fields.get(name).asObject();
        for (String member : members) {
            inner.remove(member);
        }
        if (inner.isEmpty()) {
            fields.remove(name);
        }
    }

    /// Says it to a model.
    ///
    /// @param fields receives the members
    /// @return whether thinking was switched on, which forbids other settings with Claude
    static boolean put(Asked asked, ObjectNode fields, Losses losses) {
        Reasoning said = asked.said;
        if (said.equals(Reasoning.UNSAID) || !isSaid(said)) {
            return false;
        }
        boolean off = Boolean.FALSE.equals(said.enabled()) || "none".equals(said.effort());
        if (!asked.capable) {
            if (!off) {
                losses.dropped(FEATURE, "the model does not reason");
            }
            return false;
        }
        return switch (asked.family) {
            case CLAUDE, UNKNOWN -> claude(asked, off, fields, losses);
            case NOVA -> nova(asked, off, fields, losses);
            case OPENAI -> openai(asked, off, fields, losses);
            case TITAN, LLAMA, MISTRAL, COHERE, AI21, DEEPSEEK, OTHER -> {
                losses.dropped(FEATURE, "this family of models has no such setting on Bedrock");
                yield false;
            }
        };
    }

    /// What is asked of whom.
    ///
    /// @param said what the client wants
    /// @param family whose model it is
    /// @param id the model's id
    /// @param capable whether the model is known, or not known not, to reason
    /// @param maxOutput most tokens of the answer; null unsaid
    record Asked(
            Reasoning said,
            Family family,
            String id,
            boolean capable,
            @Nullable Long maxOutput) {}

    private static boolean isSaid(Reasoning said) {
        return said.enabled() != null || said.effort() != null || said.budget() != null || said.adaptive();
    }

    private static boolean claude(Asked asked, boolean off, ObjectNode fields, Losses losses) {
        Reasoning said = asked.said;
        if (off) {
            fields.putObject("thinking").put("type", "disabled");
            return false;
        }
        int version = Family.claudeVersion(asked.id);
        boolean budgets = version <= BUDGETS_UNTIL;
        if (said.budget() != null && budgets && !said.adaptive()) {
            return budget(said.budget(), asked, fields, losses);
        }
        if (said.adaptive() || version >= ADAPTIVE_FROM) {
            if (version < ADAPTIVE_FROM) {
                losses.adapted(FEATURE, "the model takes a budget only");
                return budget(share(effort(said, asked), asked), asked, fields, losses);
            }
            boolean bare = said.effort() == null && said.budget() == null;
            fields.putObject("thinking").put("type", "adaptive");
            if (!bare) {
                String effort = effort(said, asked);
                fields.putObject("output_config").put("effort", effort.equals("minimal") ? "low" : effort);
                if (said.budget() != null) {
                    losses.adapted(FEATURE, "the model takes an effort only");
                }
            }
            return true;
        }
        if (said.effort() != null) {
            losses.adapted(FEATURE, "the model takes a budget only");
        }
        return budget(share(effort(said, asked), asked), asked, fields, losses);
    }

    private static boolean budget(long wanted, Asked asked, ObjectNode fields, Losses losses) {
        Long most = asked.maxOutput;
        if (most != null && most <= BUDGET_MIN) {
            losses.dropped(FEATURE, "the answer may not be longer than the least budget");
            return false;
        }
        long budget = Math.max(BUDGET_MIN, wanted);
        if (most != null && budget >= most) {
            losses.adapted(FEATURE, "the budget must be less than the answer may have");
            budget = most - 1;
        }
        fields.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
        return true;
    }

    private static boolean nova(Asked asked, boolean off, ObjectNode fields, Losses losses) {
        if (!asked.id.contains("nova-2")) {
            losses.dropped(FEATURE, "only the second generation of Nova reasons");
            return false;
        }
        ObjectNode config = fields.putObject("reasoningConfig");
        if (off) {
            config.put("type", "disabled");
            return false;
        }
        config.put("type", "enabled").put("maxReasoningEffort", threeLevels(effort(asked.said, asked)));
        if (asked.said.budget() != null) {
            losses.adapted(FEATURE, "the model takes an effort only");
        }
        return true;
    }

    private static boolean openai(Asked asked, boolean off, ObjectNode fields, Losses losses) {
        boolean open = asked.id.contains("gpt-oss");
        if (off && open) {
            losses.dropped(FEATURE, "the model cannot be kept from reasoning");
            return false;
        }
        String effort = off ? "none" : effort(asked.said, asked);
        fields.put("reasoning_effort", open ? threeLevels(effort) : effort);
        if (asked.said.budget() != null) {
            losses.adapted(FEATURE, "the model takes an effort only");
        }
        return !off;
    }

    private static String threeLevels(String effort) {
        return switch (effort) {
            case "minimal", "low" -> "low";
            case "high", "xhigh", "max" -> "high";
            default -> "medium";
        };
    }

    // By OpenRouter's shares of the answer's length, both ways.
    private static String effort(Reasoning said, Asked asked) {
        if (said.effort() != null) {
            return said.effort();
        }
        if (said.budget() == null) {
            return "medium";
        }
        double share =
                (double) said.budget() / (asked.maxOutput == null ? OUTPUT_UNSAID : Math.max(1, asked.maxOutput));
        return share >= 0.65 ? "high" : share >= 0.35 ? "medium" : "low";
    }

    private static long share(String effort, Asked asked) {
        double ratio = switch (effort) {
            case "max", "xhigh" -> 0.95;
            case "high" -> 0.8;
            case "low" -> 0.2;
            case "minimal" -> 0.1;
            default -> 0.5;
        };
        long most = asked.maxOutput == null ? OUTPUT_UNSAID : asked.maxOutput;
        return Math.min(BUDGET_MAX, Math.max(BUDGET_MIN, (long) (most * ratio)));
    }

    /// Adds members that are not there yet, inside of objects too.
    static void merge(ObjectNode into, JsonNode from) {
        for (String name : from.propertyNames()) {
            JsonNode value = from.get(name);
            JsonNode there = into.path(name);
            if (there instanceof ObjectNode inner && value.isObject()) {
                merge(inner, value);
            } else if (there.isMissingNode()) {
                into.set(name, value);
            }
        }
    }
}
