package dev.roundhouse.record;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.routing.Plan;
import dev.roundhouse.selection.auto.Selected;
import org.jspecify.annotations.Nullable;

/// What a generation was, before it is known how it ended.
///
/// @param in the request at the door
/// @param caller who asked
/// @param request what was asked
/// @param snapshotId the configuration that held for it
/// @param startedAt `System.nanoTime()` at the door
/// @param plan where it was to go, and where not
/// @param selected how its models were chosen; null where it named them
public record Story(
        Inbound in,
        Caller caller,
        GenerationRequest request,
        String snapshotId,
        long startedAt,
        Plan plan,
        @Nullable Selected selected) {}
