package dev.roundhouse.store;

import dev.roundhouse.record.EntryHead;
import java.util.HashMap;
import java.util.Map;

/// What a batch adds up to, by day, key and endpoint, and by account.
final class Sums {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Map<Usage, Sum> activity = new HashMap<>();
    private final Map<Long, Sum> accounts = new HashMap<>();

    /// By what usage is added up; days since 1970.
    record Usage(long account, long day, String keyHash, String endpoint, String model, String provider) {}

    /// What is added up.
    static final class Sum {
        long requests;
        long prompt;
        long completion;
        long reasoning;
        long cached;
        long charge;
        long cost;

        private void add(EntryHead head) {
            requests++;
            prompt += head.promptTokens();
            completion += head.completionTokens();
            reasoning += head.reasoningTokens();
            cached += head.cachedTokens();
            charge = Math.addExact(charge, head.chargeNanos());
            cost = Math.addExact(cost, head.costNanos());
        }
    }

    void add(EntryHead head) {
        long day = Math.floorDiv(head.receivedMicros(), MICROS_PER_DAY);
        Usage usage = new Usage(head.account(), day, head.keyHash(), head.endpoint(), head.model(), head.provider());
        activity.computeIfAbsent(usage, _ -> new Sum()).add(head);
        accounts.computeIfAbsent(head.account(), _ -> new Sum()).add(head);
    }

    Map<Usage, Sum> activity() {
        return activity;
    }

    Map<Long, Sum> accounts() {
        return accounts;
    }
}
