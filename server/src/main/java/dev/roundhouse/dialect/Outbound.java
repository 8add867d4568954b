package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;

/// Where a request goes.
///
/// @param stream whether its answer is to be streamed
/// @param losses takes down what the endpoint's dialect cannot say
public record Outbound(Endpoint endpoint, boolean stream, Losses losses) {}
