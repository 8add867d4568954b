package dev.roundhouse.flow;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.record.Story;
import dev.roundhouse.relay.Downstream;
import dev.roundhouse.routing.Plan;
import dev.roundhouse.selection.auto.AutoSelection.Chosen;
import org.jspecify.annotations.Nullable;

/// What is known of a generation once its caller is admitted and its request understood.
///
/// @param in the request at the door
/// @param caller who asks
/// @param recalled what is asked, and what of it the gateway remembered
/// @param snapshot the configuration that holds for it to its end
/// @param startedAt `System.nanoTime()` at the door
/// @param client the way back
/// @param chosen the models that were chosen for it; null where it names its own
record Walk(
        Inbound in,
        Caller caller,
        Memory.Ready recalled,
        Snapshot snapshot,
        long startedAt,
        Downstream client,
        @Nullable Chosen chosen) {
    /// The same, asked of chosen models.
    Walk with(Chosen choice) {
        return new Walk(in, caller, recalled.with(choice.request()), snapshot, startedAt, client, choice);
    }

    /// What is asked.
    GenerationRequest request() {
        return recalled.request();
    }

    /// What the record keeps of it.
    Story story(Plan plan) {
        return new Story(
                in, caller, request(), snapshot.id(), startedAt, plan, chosen == null ? null : chosen.selected());
    }
}
