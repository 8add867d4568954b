package dev.roundhouse.record;

import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.selection.auto.Selected;
import java.util.List;

/// Records for tests.
public final class Records {
    /// A key's public id.
    public static final String KEY = "0123456789abcdef".repeat(4);

    private Records() {}

    /// A plain generation, as most are.
    public static GenerationRecord plain(String id, long account, long chargeNanos, long receivedMicros) {
        return new GenerationRecord(
                id,
                account,
                KEY,
                new GenerationRecord.Asked(
                        "completions",
                        "openai-chat",
                        Surface.OPENROUTER,
                        "acme/swift-1",
                        false,
                        null,
                        1_024,
                        Labels.NONE),
                new GenerationRecord.Served(
                        "acme/swift-1@acme",
                        "acme",
                        "Acme",
                        "acme/swift-1",
                        "swift-1-0613",
                        "chatcmpl-0123456789",
                        null,
                        "stop",
                        "stop"),
                new Usage(200, 20, 0, 0, 0, 0, 100, 10, 0, 0, 0, false),
                new Charge(
                        new Nanos(chargeNanos),
                        new Nanos(chargeNanos / 3),
                        new Nanos(chargeNanos / 3 * 2),
                        new Nanos(chargeNanos)),
                new GenerationRecord.Ending(200, null, false),
                new GenerationRecord.Timings(receivedMicros, 120, 450_000, 460_000),
                List.of(new GenerationRecord.Attempt(
                        "acme/swift-1@acme", "Acme", "swift-1", 200, null, 120, 450_000, 460_000)),
                List.of(),
                "9f86d081884c7d65",
                "2026-11-24");
    }

    /// The same, its model chosen.
    public static GenerationRecord chosen(GenerationRecord plain) {
        Selected selected = new Selected(
                "roundhouse/auto",
                "short-code",
                250,
                900,
                980,
                40,
                "acme/slow-1",
                List.of(
                        new Selected.Option(
                                "acme/swift-1", 871, 802, 940, 310, 1_234_567, 5_900, true, "cheap \"enough\""),
                        new Selected.Option("acme/slow-1", 900, 850, 950, 310, 9_234_567, 9_900, true, "good")),
                List.of(new Selected.LeftOut("acme/blind-1", "cannot do image")));
        return new GenerationRecord(
                plain.id(),
                plain.account(),
                plain.keyHash(),
                plain.asked(),
                plain.served(),
                plain.usage(),
                plain.charge(),
                plain.ending(),
                plain.timings(),
                plain.attempts(),
                plain.leftOut(),
                plain.snapshotId(),
                plain.priceAsOf(),
                selected);
    }

    /// A generation of which everything is known.
    public static GenerationRecord full(String id) {
        return new GenerationRecord(
                id,
                7,
                KEY,
                new GenerationRecord.Asked(
                        "completions",
                        "openai-chat",
                        Surface.VENDOR,
                        "acme/swift-1:fast",
                        true,
                        "flex",
                        4_096,
                        new Labels(
                                "Caf\u00e9 \ud83d\ude00",
                                "https://app.example/?a=\"b\"",
                                "s-1",
                                "beef",
                                "curl/8",
                                "null")),
                new GenerationRecord.Served(
                        "acme/swift-1@acme/fast",
                        "acme",
                        "Acme \"AI\"",
                        "acme/swift-1",
                        "swift-1",
                        "id-1",
                        "flex",
                        "length",
                        "max_tokens"),
                new Usage(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, true),
                new Charge(new Nanos(1_000), new Nanos(300), new Nanos(700), new Nanos(900)),
                new GenerationRecord.Ending(200, ErrorType.PROVIDER_UNAVAILABLE, true),
                new GenerationRecord.Timings(1_790_000_000_000_001L, 5, -1, 7),
                List.of(
                        new GenerationRecord.Attempt(
                                "acme/swift-1@other", "Other", "swift", 503, ErrorType.PROVIDER_OVERLOADED, 5, -1, 6),
                        new GenerationRecord.Attempt(
                                "acme/swift-1@acme/fast", "Acme \"AI\"", "swift-1", 200, null, 6, 6, 7)),
                List.of(
                        new GenerationRecord.LeftOut("acme/swift-1@a", "A_KEY is not set"),
                        new GenerationRecord.LeftOut("acme/swift-1@b", "A_KEY is not set"),
                        new GenerationRecord.LeftOut("acme/swift-2@b", "A_KEY is not set"),
                        new GenerationRecord.LeftOut("acme/swift-1@c", "rests until 12:00"),
                        new GenerationRecord.LeftOut("oddly named", "rests until 12:00")),
                "snapshot-1",
                "2026-11-01");
    }
}
