package dev.roundhouse.record;

import dev.roundhouse.selection.auto.Selected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// What became of automatic choices since the start: how often which model was chosen for which task, what it was
/// expected to cost and did cost. Bounded; what does not fit any more is counted under `other`.
public final class Promises implements Consumer<GenerationRecord> {
    private static final int ROWS_MAX = 4_096;
    private static final long PICO_PER_NANO = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Name, Sums> rows = new LinkedHashMap<>();

    private record Name(long account, String task, String model) {}

    private static final class Sums {
        private long chosen;
        private long served;
        private long failed;
        private long predictedNanos;
        private long actualNanos;
    }

    /// A model at a task.
    ///
    /// @param chosen how often it was chosen
    /// @param served how often it then answered itself
    /// @param failed how often nobody answered
    /// @param predictedNanos what those that it answered were expected to cost, in nano-dollars
    /// @param actualNanos what they did cost
    public record Row(
            String task, String model, long chosen, long served, long failed, long predictedNanos, long actualNanos) {}

    @Override
    public void accept(GenerationRecord record) {
        Selected selected = record.selected();
        if (selected == null) {
            return;
        }
        String model = selected.chosen().model();
        lock.lock();
        try {
            Name name = new Name(record.account(), selected.task(), model);
            if (rows.size() >= ROWS_MAX && !rows.containsKey(name)) {
                name = new Name(record.account(), selected.task(), "other");
            }
            Sums sums = rows.computeIfAbsent(name, _ -> new Sums());
            sums.chosen++;
            if (record.served() == null) {
                sums.failed++;
            } else if (record.served().model().equals(model) && record.ending().error() == null) {
                sums.served++;
                sums.predictedNanos += selected.chosen().costPico() / PICO_PER_NANO;
                sums.actualNanos += record.charge().total().value();
            }
        } finally {
            lock.unlock();
        }
    }

    /// An account's rows, in the order in which they first came up.
    public List<Row> of(long account) {
        lock.lock();
        try {
            List<Row> found = new ArrayList<>();
            rows.forEach((name, sums) -> {
                if (name.account == account) {
                    found.add(new Row(
                            name.task,
                            name.model,
                            sums.chosen,
                            sums.served,
                            sums.failed,
                            sums.predictedNanos,
                            sums.actualNanos));
                }
            });
            return found;
        } finally {
            lock.unlock();
        }
    }
}
