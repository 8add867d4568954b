package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.OutboundBody;

/// The way from one client's dialect to one upstream's and back. Where both are the same it splices.
public interface Translation {
    /// The body for this endpoint: model and the provider's quirks applied.
    OutboundBody request(GenerationRequest request, Endpoint endpoint);

    /// A reader for the answer of one attempt.
    AnswerReader answer(Endpoint endpoint, AnswerTerms terms);
}
