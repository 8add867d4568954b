package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.Operation;

/// Where a request goes.
///
/// @param operation what is asked: a conversation may be answered or only counted
/// @param stream whether its answer is to be streamed
/// @param losses takes down what the endpoint's dialect cannot say
public record Outbound(Endpoint endpoint, Operation operation, boolean stream, Losses losses) {
    /// A conversation to be answered.
    public Outbound(Endpoint endpoint, boolean stream, Losses losses) {
        this(endpoint, Operation.CHAT, stream, losses);
    }
}
