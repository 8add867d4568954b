package dev.roundhouse.routing;

import dev.roundhouse.catalog.Endpoint;
import java.util.List;

/// Ranked endpoints of a generation, with the reason for each one left out.
///
/// @param endpoints in the order in which they are to be tried; those of the first requested model first
/// @param leftOut the others
/// @param unknownModels requested names that the snapshot does not hold
public record Plan(List<Endpoint> endpoints, List<LeftOut> leftOut, List<String> unknownModels) {
    public Plan {
        endpoints = List.copyOf(endpoints);
        leftOut = List.copyOf(leftOut);
        unknownModels = List.copyOf(unknownModels);
    }

    /// An endpoint that takes no part.
    ///
    /// @param endpoint its key
    /// @param reason why, such as `OPENAI_API_KEY is not set`
    public record LeftOut(String endpoint, String reason) {}
}
