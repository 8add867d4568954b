package dev.roundhouse.dialect;

import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Usage;
import tools.jackson.databind.node.ObjectNode;

/// A dialect with both sides in the hub. Between its own clients and upstreams, frames pass as they are but for
/// those
/// that name the answer and that end it.
public interface HubDialect extends HubClient, HubUpstream {
    /// Whether this request may go up as it came: not where a door of its own speaks an older form, or answers in
    /// another, which then crosses by way of the neutral form like any other.
    default boolean splices(GenerationRequest request) {
        return true;
    }

    /// Puts frames into the framing that this client expects.
    FrameWriter frameWriter(GenerationRequest request);

    /// Writes the served model, and whatever else is ours to say, into a frame that names them.
    ///
    /// @return whether the frame was changed
    boolean name(String event, ObjectNode frame, AnswerTerms terms);

    /// Writes the charge into one of the frames that end an answer, where this dialect has a place for it.
    ///
    /// @return whether the frame was changed
    boolean charge(String event, ObjectNode frame, Usage usage, Charge charge);
}
