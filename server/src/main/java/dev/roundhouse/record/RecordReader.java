package dev.roundhouse.record;

import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.record.GenerationRecord.Attempt;
import dev.roundhouse.record.GenerationRecord.LeftOut;
import dev.roundhouse.record.GenerationRecord.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads back what the journal's entries hold behind their heads.
public final class RecordReader {
    private final JsonMapper mapper = JsonMapper.shared();

    /// What stands beside the record's JSON: in an entry's head, or in the columns of a row.
    public record Beside(long account, String keyHash, long receivedMicros, long chargeNanos, long costNanos) {}

    /// Puts a record together again.
    ///
    /// @param json UTF-8, as in the journal's entry
    /// @throws IllegalArgumentException when a member is missing
    /// @throws tools.jackson.core.JacksonException when it is not JSON
    public GenerationRecord read(byte[] json, Beside beside) {
        JsonNode root = mapper.readTree(json);
        JsonNode servedNode = root.path("served");
        Served served = servedNode.isObject() ? served(servedNode) : null;
        JsonNode parts = root.path("parts");
        JsonNode times = root.path("times");
        return new GenerationRecord(
                required(root, "id"),
                beside.account(),
                beside.keyHash(),
                asked(root),
                served,
                usage(root),
                new Charge(
                        new Nanos(beside.chargeNanos()),
                        new Nanos(parts.path(0).asLong(0)),
                        new Nanos(parts.path(1).asLong(0)),
                        new Nanos(beside.costNanos())),
                new GenerationRecord.Ending(
                        root.path("status").asInt(0),
                        error(root),
                        root.path("cancelled").asBoolean(false)),
                new GenerationRecord.Timings(beside.receivedMicros(), time(times, 0), time(times, 1), time(times, 2)),
                attempts(root.path("attempts"), served),
                leftOut(root.path("left_out")),
                required(root, "snapshot"),
                optional(root, "priced"),
                SelectedJson.read(root.path("auto")));
    }

    private static GenerationRecord.Asked asked(JsonNode root) {
        return new GenerationRecord.Asked(
                required(root, "api"),
                required(root, "dialect"),
                Surface.valueOf(required(root, "surface")),
                required(root, "asked"),
                root.path("stream").asBoolean(false),
                optional(root, "tier"),
                root.path("bytes").asLong(0),
                new Labels(
                        optional(root, "app"),
                        optional(root, "referer"),
                        optional(root, "session"),
                        optional(root, "user"),
                        optional(root, "agent"),
                        optional(root, "origin")));
    }

    private static Served served(JsonNode node) {
        return new Served(
                required(node, "endpoint"),
                required(node, "provider"),
                required(node, "name"),
                required(node, "model"),
                optional(node, "reported"),
                optional(node, "upstream"),
                optional(node, "tier"),
                optional(node, "finish"),
                optional(node, "native"));
    }

    private static List<Attempt> attempts(JsonNode array, @Nullable Served served) {
        List<Attempt> attempts = new ArrayList<>();
        for (JsonNode node : array) {
            JsonNode times = node.path("times");
            String endpoint = optional(node, "endpoint");
            String provider = optional(node, "provider");
            attempts.add(new Attempt(
                    endpoint != null || served == null ? required(node, "endpoint") : served.endpoint(),
                    provider != null || served == null ? required(node, "provider") : served.providerName(),
                    required(node, "model"),
                    node.path("status").asInt(0),
                    error(node),
                    time(times, 0),
                    time(times, 1),
                    time(times, 2)));
        }
        return attempts;
    }

    private static List<LeftOut> leftOut(JsonNode array) {
        List<LeftOut> leftOut = new ArrayList<>();
        String model = "";
        for (JsonNode group : array) {
            String reason = group.path(0).asString("");
            for (int i = 1; i < group.size(); i++) {
                String endpoint = group.path(i).asString("");
                int at = endpoint.indexOf('@');
                if (at == 0) {
                    leftOut.add(new LeftOut(model + endpoint, reason));
                } else {
                    model = at > 0 ? endpoint.substring(0, at) : "";
                    leftOut.add(new LeftOut(endpoint, reason));
                }
            }
        }
        return leftOut;
    }

    /// The counts of a usage in the order in which they are written.
    static long[] counts(Usage usage) {
        return new long[] {
            usage.input(),
            usage.output(),
            usage.cacheRead(),
            usage.reasoning(),
            usage.cacheWrite(),
            usage.cacheWrite1h(),
            usage.audioInput(),
            usage.imageInput(),
            usage.audioOutput(),
            usage.imageOutput(),
            usage.webSearches(),
            usage.searchUnits(),
            // One more, so that none at all is told from nothing said.
            usage.billed() == null ? 0 : usage.billed().input() + 1,
            usage.billed() == null ? 0 : usage.billed().output() + 1
        };
    }

    private static Usage usage(JsonNode root) {
        JsonNode counts = root.path("usage");
        long billed = counts.path(12).asLong(0);
        return new Usage(
                counts.path(0).asLong(0),
                counts.path(2).asLong(0),
                counts.path(4).asLong(0),
                counts.path(5).asLong(0),
                counts.path(6).asLong(0),
                counts.path(7).asLong(0),
                counts.path(1).asLong(0),
                counts.path(3).asLong(0),
                counts.path(8).asLong(0),
                counts.path(9).asLong(0),
                counts.path(10).asLong(0),
                root.path("estimated").asBoolean(false),
                counts.path(11).asLong(0),
                billed > 0
                        ? new Usage.Billed(
                                billed - 1, Math.max(0, counts.path(13).asLong(0) - 1))
                        : null);
    }

    private static @Nullable ErrorType error(JsonNode node) {
        String name = optional(node, "error");
        return name == null ? null : ErrorType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static long time(JsonNode times, int index) {
        return times.path(index).asLong(-1);
    }

    private static @Nullable String optional(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static String required(JsonNode node, String name) {
        String value = optional(node, name);
        if (value == null) {
            throw new IllegalArgumentException("record: '" + name + "' is missing");
        }
        return value;
    }
}
