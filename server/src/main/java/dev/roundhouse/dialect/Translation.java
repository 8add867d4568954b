package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.OutboundBody;

/// The way from one client's dialect to one upstream's and back. Where both are the same it splices.
public interface Translation {
    /// The body for this endpoint: model and the provider's quirks applied.
    ///
    /// @throws Cursor.Unacceptable when a member is not what it must be, or cannot be said to this endpoint
    OutboundBody request(GenerationRequest request, Endpoint endpoint);

    /// A reader for the answer of one attempt.
    AnswerReader answer(GenerationRequest request, Endpoint endpoint, AnswerTerms terms);

    /// What this endpoint would not be told of a request; nothing where it is spliced.
    Losses losses(GenerationRequest request, Endpoint endpoint);

    /// Whether it only touches a few bytes of a request; else it reads all of it, which takes time with a large
    /// one.
    boolean splices();

    /// Whether [#request] takes so little time with this one that an event loop may spend it.
    default boolean isBrief(GenerationRequest request) {
        return splices();
    }
}
