package dev.roundhouse.config;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Provider.Closed;
import dev.roundhouse.catalog.Provider.Open;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.money.Price;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What one configuration changes against another, for people, one line each.
public final class Difference {
    private Difference() {}

    /// What a snapshot has that the other has not or has otherwise: providers, then models, then endpoints.
    public static List<String> between(Snapshot before, Snapshot after) {
        List<String> lines = new ArrayList<>();
        after.providers().forEach((slug, provider) -> {
            Provider old = before.providers().get(slug);
            String access = shown(provider.access());
            if (old == null) {
                lines.add("provider " + slug + ": added, " + access);
            } else if (!shown(old.access()).equals(access)) {
                lines.add("provider " + slug + ": " + access + " (before: " + shown(old.access()) + ")");
            } else if (!sameFacts(old, provider)) {
                lines.add("provider " + slug + ": changed, " + access);
            }
        });
        after.models().keySet().stream()
                .filter(id -> !before.models().containsKey(id))
                .forEach(id -> lines.add("model " + id + ": added"));
        Map<String, Endpoint> known = new HashMap<>();
        before.endpoints().forEach(endpoint -> known.put(endpoint.key(), endpoint));
        for (Endpoint endpoint : after.endpoints()) {
            Endpoint old = known.get(endpoint.key());
            if (old == null) {
                lines.add("endpoint " + endpoint.key() + ": added, " + shown(endpoint));
            } else if (!shown(old).equals(shown(endpoint))) {
                lines.add("endpoint " + endpoint.key() + ": " + shown(endpoint) + " (before: " + shown(old) + ")");
            }
        }
        return List.copyOf(lines);
    }

    /// What is set otherwise than it is without a file. Secrets are not shown.
    public static List<String> ofSettings(Settings settings) {
        List<String> lines = new ArrayList<>();
        for (RecordComponent component : Settings.class.getRecordComponents()) {
            Object value = valueOf(component, settings);
            Object usual = valueOf(component, Settings.DEFAULT);
            if (!Objects.equals(value, usual)) {
                lines.add(component.getName() + ": " + value + " (default: " + usual + ")");
            }
        }
        return List.copyOf(lines);
    }

    private static Object valueOf(RecordComponent component, Settings settings) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.getName() + ": not readable (expected: a record's member)", e);
        }
    }

    private static boolean sameFacts(Provider left, Provider right) {
        return left.dialect() == right.dialect()
                && left.auth().equals(right.auth())
                && left.headers().equals(right.headers())
                && left.query().equals(right.query())
                && left.quirks().equals(right.quirks())
                && left.timeouts().equals(right.timeouts())
                && left.limits().equals(right.limits())
                && left.policy().equals(right.policy());
    }

    private static String shown(Provider.Access access) {
        return switch (access) {
            case Open open -> "open at " + open.base() + (open.key() == null ? " without a key" : "");
            case Closed(String reason) -> "closed: " + reason;
        };
    }

    private static String shown(Endpoint endpoint) {
        List<String> parts = new ArrayList<>();
        parts.add("id " + endpoint.upstreamId());
        parts.add(endpoint.dialect().wireName());
        parts.add(endpoint.context() == 0 ? "context unknown" : "context " + endpoint.context());
        if (endpoint.maxOutput() > 0) {
            parts.add("at most " + endpoint.maxOutput() + " out");
        }
        if (endpoint.quantization() != null) {
            parts.add(endpoint.quantization());
        }
        if (!endpoint.capabilities().isEmpty()) {
            parts.add("can " + String.join(" ", endpoint.capabilities()));
        }
        parts.add(shown(endpoint.prices()));
        return String.join(", ", parts);
    }

    private static String shown(PriceBook book) {
        if (book.base().isEmpty()) {
            return "price unknown";
        }
        if (book.base().values().stream().allMatch(Price.ZERO::equals)) {
            return "free";
        }
        String tiers = book.tiers().stream()
                .map(tier -> "; above " + tier.above() + " " + shown(tier.prices()))
                .collect(Collectors.joining());
        return shown(book.base()) + tiers;
    }

    private static String shown(Map<PriceKind, Price> prices) {
        return prices.entrySet().stream()
                .map(price -> price.getKey().wireName() + " "
                        + (price.getKey().unit() == PriceKind.Unit.MILLION
                                ? price.getValue().usdPerMillion()
                                : price.getValue().usdPerUnit()))
                .collect(Collectors.joining(" "));
    }
}
