package dev.roundhouse.selection.auto;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.selection.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What a request says about the choice, in the plugin `auto-router` or `pareto-router`.
///
/// @param allowed patterns; empty all
/// @param excluded patterns
/// @param tier a fifth of the candidates by price; null unsaid
/// @param objective what matters; null unsaid
/// @param ceilingPico most that the request may cost, in pico-dollars; 0 no ceiling
/// @param latencySeconds most that the answer should take; 0 no target
/// @param pinned whether the model of the conversation stays
/// @param pinnedModel the model that is wanted before all others; null none
/// @param codingScore least rank in coding, 0 to 1; null unsaid
/// @param maxPrice most USD per million tokens; 0 no cap
/// @param weighted whether that is about input and output, three to one; else about input alone
record AutoWishes(
        List<String> allowed,
        List<String> excluded,
        @Nullable Tier tier,
        @Nullable Objective objective,
        long ceilingPico,
        double latencySeconds,
        boolean pinned,
        @Nullable String pinnedModel,
        @Nullable Double codingScore,
        double maxPrice,
        boolean weighted) {
    private static final double PICOS_PER_DOLLAR = 1e12;
    private static final double COST_MAX = 1_000_000;
    private static final double SECONDS_MAX = 86_400;
    private static final int TRADE_OFF_MAX = 10;
    private static final int PATTERNS_MAX = 1_024;
    private static final int PATTERN_CHARS_MAX = 1_024;
    private static final int PATTERNS_CHARS_MAX = 65_536;

    /// Fifths of the candidates by price, the cheapest first.
    enum Tier {
        LOW(0),
        MEDIUM(1),
        HIGH(2),
        XHIGH(3),
        MAX(4);

        private final int number;

        Tier(int number) {
            this.number = number;
        }

        /// Its place among the fifths, from 0.
        int number() {
            return number;
        }
    }

    /// Reads them out of a request's list of plugins.
    ///
    /// @param id of the plugin that speaks of the choice
    /// @throws Unacceptable when a member is not what it must be; it names the member
    static AutoWishes of(JsonNode plugins, String id) {
        if (!plugins.isArray() && !plugins.isMissingNode() && !plugins.isNull()) {
            throw new Unacceptable("plugins", "not what it must be (expected: a list of objects with id)");
        }
        JsonNode own = MissingNode.getInstance();
        String path = "plugins";
        for (int i = 0; i < plugins.size(); i++) {
            JsonNode plugin = plugins.get(i);
            if (id.equals(plugin.path("id").asString(""))
                    && plugin.path("enabled").asBoolean(true)) {
                own = plugin;
                path = "plugins[" + i + "].";
            }
        }
        return new Reader(own, path).wishes();
    }

    /// Reads the members of one plugin.
    private record Reader(JsonNode plugin, String path) {
        AutoWishes wishes() {
            JsonNode pin = member("pin_model");
            if (!pin.isMissingNode() && !pin.isBoolean() && !pin.isString()) {
                throw wrong("pin_model", "true or false, or a model's name");
            }
            return new AutoWishes(
                    patterns("allowed_models"),
                    patterns("excluded_models"),
                    tier(),
                    objective(),
                    Math.round(number("max_cost", COST_MAX) * PICOS_PER_DOLLAR),
                    number("max_latency", SECONDS_MAX),
                    pin.isBoolean() && pin.booleanValue(),
                    pin.isString() ? pin.stringValue() : null,
                    share("min_coding_score"),
                    number("max_price", COST_MAX),
                    weighted());
        }

        private @Nullable Objective objective() {
            Double floor = share("floor");
            JsonNode trade = member("cost_quality_tradeoff");
            if (trade.isMissingNode()) {
                return floor == null ? null : Objective.atLeast(floor);
            }
            double n = trade.isNumber() ? trade.asDouble() : -1;
            if (n < 0 || n > TRADE_OFF_MAX || n != Math.rint(n)) {
                throw wrong("cost_quality_tradeoff", "a whole number from 0, quality alone, to 10, cost first");
            }
            return floor == null ? Objective.tradeOff((int) n) : Objective.atLeast(floor);
        }

        private @Nullable Tier tier() {
            JsonNode tier = member("cost_tier");
            if (tier.isMissingNode()) {
                return null;
            }
            for (Tier one : Tier.values()) {
                if (tier.isString() && tier.stringValue().equals(one.name().toLowerCase(Locale.ROOT))) {
                    return one;
                }
            }
            throw wrong("cost_tier", "low, medium, high, xhigh or max");
        }

        private boolean weighted() {
            JsonNode source = member("price_source");
            if (source.isMissingNode()) {
                return false;
            }
            String text = source.isString() ? source.stringValue() : "";
            if (!text.equals("prompt") && !text.equals("weighted_avg")) {
                throw wrong("price_source", "prompt or weighted_avg");
            }
            return text.equals("weighted_avg");
        }

        private List<String> patterns(String name) {
            JsonNode list = member(name);
            if (list.isMissingNode()) {
                return List.of();
            }
            if (!list.isArray() || list.size() > PATTERNS_MAX) {
                throw wrong(
                        name, "a list of at most " + PATTERNS_MAX + " models' names, in which * stands for anything");
            }
            List<String> patterns = new ArrayList<>(list.size());
            int chars = 0;
            for (int i = 0; i < list.size(); i++) {
                String pattern = list.get(i).isString() ? list.get(i).stringValue() : "";
                chars += pattern.length();
                if (pattern.isBlank() || pattern.length() > PATTERN_CHARS_MAX || chars > PATTERNS_CHARS_MAX) {
                    throw wrong(
                            name + "[" + i + "]",
                            "a model's name of at most " + PATTERN_CHARS_MAX + " characters, all of them at most "
                                    + PATTERNS_CHARS_MAX);
                }
                patterns.add(pattern);
            }
            return patterns;
        }

        private @Nullable Double share(String name) {
            JsonNode value = member(name);
            if (value.isMissingNode()) {
                return null;
            }
            double share = value.isNumber() ? value.asDouble() : -1;
            if (!(share >= 0 && share <= 1)) {
                throw wrong(name, "a number from 0 to 1, such as 0.98");
            }
            return share;
        }

        private double number(String name, double most) {
            JsonNode value = member(name);
            if (value.isMissingNode()) {
                return 0;
            }
            double number = value.isNumber() ? value.asDouble() : 0;
            if (!(number > 0 && number <= most)) {
                throw wrong(name, "a number above 0, at most " + Math.round(most));
            }
            return number;
        }

        private JsonNode member(String name) {
            JsonNode value = plugin.path(name);
            return value.isNull() ? MissingNode.getInstance() : value;
        }

        private Unacceptable wrong(String name, String expected) {
            return new Unacceptable(path + name, "not what it must be (expected: " + expected + ")");
        }
    }
}
