package dev.roundhouse.admin;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.KeyMint;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads what a request wants of a new key, or changed about one.
final class KeyOrder {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int NAME_MAX = 200;
    private static final BigDecimal LIMIT_MAX = BigDecimal.valueOf(1_000_000_000L);
    private static final Set<String> RESETS = Set.of("daily", "weekly", "monthly");

    private KeyOrder() {}

    /// What reading came to.
    sealed interface Reading<T> {}

    /// It is well-formed.
    record Read<T>(T value) implements Reading<T> {}

    /// It is not.
    record Bad<T>(String field, String expected) implements Reading<T> {}

    /// A member is wrong; never leaves this class.
    private static final class Wrong extends Exception {
        private final String field;
        private final String expected;

        Wrong(String field, String expected) {
            super(field + ": " + expected);
            this.field = field;
            this.expected = expected;
        }
    }

    static Reading<KeyMint.Order> toMake(byte[] body, long account, Instant now) {
        try {
            ObjectNode node = object(body);
            String name = name(node.path("name"));
            return new Read<>(new KeyMint.Order(
                    account, Caller.Scope.INFERENCE, name, end(node.path("expires_at"), now), cap(node, null)));
        } catch (Wrong e) {
            return new Bad<>(e.field, e.expected);
        }
    }

    static Reading<ApiKey> toChange(byte[] body, ApiKey key, Instant now) {
        try {
            ObjectNode node = object(body);
            ApiKey changed = key;
            if (node.has("name")) {
                changed = changed.named(name(node.path("name")), now);
            }
            if (node.has("disabled")) {
                changed = changed.switched(flag(node, "disabled", false), now);
            }
            if (node.has("limit") || node.has("limit_reset") || node.has("include_byok_in_limit")) {
                changed = changed.capped(cap(node, key.cap()), now);
            }
            return new Read<>(changed);
        } catch (Wrong e) {
            return new Bad<>(e.field, e.expected);
        }
    }

    private static ObjectNode object(byte[] body) throws Wrong {
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new Wrong("body", "not JSON: " + AccountJson.shown(String.valueOf(e.getOriginalMessage())));
        }
        throw new Wrong("body", "expected a JSON object");
    }

    private static String name(JsonNode node) throws Wrong {
        if (!node.isString() || node.asString().isBlank() || node.asString().length() > NAME_MAX) {
            throw new Wrong("name", "expected a string of 1 to " + NAME_MAX + " characters");
        }
        return node.asString();
    }

    private static @Nullable Instant end(JsonNode node, Instant now) throws Wrong {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        Instant end = instant(node);
        if (end == null || !end.isAfter(now)) {
            throw new Wrong("expires_at", "expected a UTC time in the future, such as 2030-01-31T00:00:00Z");
        }
        return end;
    }

    private static @Nullable Instant instant(JsonNode node) {
        String text = node.isString() ? node.asString() : "";
        try {
            return text.endsWith("Z") ? Instant.parse(text) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /// The cap that results; what is not said stays as it was.
    private static ApiKey.@Nullable Cap cap(ObjectNode node, ApiKey.@Nullable Cap before) throws Wrong {
        Nanos amount = before == null ? null : before.amount();
        if (node.has("limit")) {
            amount = amount(node.path("limit"));
        }
        ApiKey.Reset reset = before == null ? null : before.reset();
        if (node.has("limit_reset")) {
            reset = reset(node.path("limit_reset"));
        }
        boolean byok = flag(node, "include_byok_in_limit", before != null && before.includeByok());
        return amount == null ? null : new ApiKey.Cap(amount, reset, byok);
    }

    private static @Nullable Nanos amount(JsonNode node) throws Wrong {
        if (node.isNull()) {
            return null;
        }
        BigDecimal usd = node.isNumber() ? node.decimalValue() : null;
        if (usd == null
                || usd.signum() < 0
                || usd.compareTo(LIMIT_MAX) > 0
                || usd.stripTrailingZeros().scale() > 9) {
            throw new Wrong("limit", "expected a number of USD from 0 to " + LIMIT_MAX + ", at most nine decimals");
        }
        return new Nanos(usd.movePointRight(9).longValueExact());
    }

    private static ApiKey.@Nullable Reset reset(JsonNode node) throws Wrong {
        if (node.isNull()) {
            return null;
        }
        if (!node.isString() || !RESETS.contains(node.asString())) {
            throw new Wrong("limit_reset", "expected daily, weekly, monthly or null");
        }
        return ApiKey.Reset.valueOf(node.asString().toUpperCase(Locale.ROOT));
    }

    private static boolean flag(ObjectNode node, String name, boolean otherwise) throws Wrong {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new Wrong(name, "expected true or false");
        }
        return value.asBoolean();
    }
}
