package dev.roundhouse.admin;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.record.Credits;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes the account's pages. Amounts are numbers, exact to the nano-dollar, never in exponents.
final class AccountJson {
    private static final int SHOWN_MAX = 60;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    /// `{"data": {…}}`.
    byte[] document(Consumer<JsonGenerator> members) {
        return written(out -> {
            out.writeObjectPropertyStart("data");
            members.accept(out);
            out.writeEndObject();
        });
    }

    /// `{"data": […]}`.
    <T> byte[] list(List<T> items, BiConsumer<JsonGenerator, T> writer) {
        return written(out -> {
            out.writeArrayPropertyStart("data");
            items.forEach(item -> writer.accept(out, item));
            out.writeEndArray();
        });
    }

    /// An object with these members.
    byte[] written(Consumer<JsonGenerator> members) {
        ByteSink sink = new ByteSink(1_024);
        OutputStream stream = new OutputStream() {
            @Override
            public void write(int b) {
                sink.append((byte) b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                sink.append(bytes, from, from + length);
            }
        };
        try (JsonGenerator out = factory.createGenerator(ObjectWriteContext.empty(), stream)) {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        }
        return sink.take();
    }

    /// An amount in USD.
    static void money(JsonGenerator out, String name, Nanos amount) {
        BigDecimal usd = amount.usd().stripTrailingZeros();
        out.writeNumberProperty(name, amount.value() == 0 ? BigDecimal.ZERO : usd);
    }

    /// A time as ISO 8601; null where there is none.
    static void time(JsonGenerator out, String name, @Nullable Instant time) {
        out.writeStringProperty(
                name, time == null ? null : time.truncatedTo(ChronoUnit.MICROS).toString());
    }

    /// What may be spent with a key, and what of it is left in the period that runs.
    static void limits(JsonGenerator out, ApiKey key, Credits.KeyUsage usage) {
        ApiKey.Cap cap = key.cap();
        if (cap == null) {
            out.writeNullProperty("limit");
            out.writeNullProperty("limit_remaining");
            out.writeNullProperty("limit_reset");
            out.writeBooleanProperty("include_byok_in_limit", false);
            return;
        }
        Nanos spent = switch (cap.reset()) {
            case null -> usage.total();
            case DAILY -> usage.day();
            case WEEKLY -> usage.week();
            case MONTHLY -> usage.month();
        };
        Nanos left = cap.amount().minus(spent);
        money(out, "limit", cap.amount());
        money(out, "limit_remaining", left.isNegative() ? Nanos.ZERO : left);
        out.writeStringProperty(
                "limit_reset", cap.reset() == null ? null : cap.reset().name().toLowerCase(Locale.ROOT));
        out.writeBooleanProperty("include_byok_in_limit", cap.includeByok());
    }

    /// What was spent with a key. Nobody brings provider keys of their own yet.
    static void usage(JsonGenerator out, Credits.KeyUsage usage) {
        money(out, "usage", usage.total());
        money(out, "usage_daily", usage.day());
        money(out, "usage_weekly", usage.week());
        money(out, "usage_monthly", usage.month());
        out.writeNumberProperty("byok_usage", 0);
        out.writeNumberProperty("byok_usage_daily", 0);
        out.writeNumberProperty("byok_usage_weekly", 0);
        out.writeNumberProperty("byok_usage_monthly", 0);
    }

    /// Foreign text short enough for a message.
    static String shown(String text) {
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    }
}
