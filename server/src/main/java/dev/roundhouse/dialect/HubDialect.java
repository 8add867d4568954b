package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Usage;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A dialect with both sides in the hub. Between its own clients and upstreams, frames pass as they are but for
/// those that name the answer and that end it.
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

    /// What changes in a client's body on its way to an endpoint of the same dialect, beside the endpoint's own
    /// name
    /// for the model, which takes the place of the client's where the body has one.
    default Patch patch(GenerationRequest request, Endpoint endpoint) {
        return Patch.NONE;
    }

    /// Whether a request cannot go to its own dialect in its own words: something that another provider wrote
    /// stands in
    /// it, which has to be left out.
    default boolean isForeign(GenerationRequest request) {
        return false;
    }

    /// Changes of a body's top-level members.
    ///
    /// @param removed names of members that are taken out
    /// @param put members that are put in, in the place of those there are
    record Patch(Set<String> removed, Map<String, JsonNode> put) {
        /// Nothing changes.
        public static final Patch NONE = new Patch(Set.of(), Map.of());

        public Patch {
            removed = Set.copyOf(removed);
            put = Map.copyOf(put);
        }
    }

    /// What is ours to say in the frames of one answer: by default as the two above do, which remember nothing.
    default Amendments amendments(GenerationRequest request, Endpoint endpoint, AnswerTerms terms) {
        HubDialect dialect = this;
        return new Amendments() {
            @Override
            public boolean name(String event, ObjectNode frame) {
                return dialect.name(event, frame, terms);
            }

            @Override
            public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
                return dialect.charge(event, frame, usage, charge);
            }

            @Override
            public void fail(Failure failure, ByteSink out) {
                dialect.renderer(request, terms).fail(failure, out);
            }

            @Override
            public @Nullable JsonNode whole() {
                return null;
            }
        };
    }

    /// Whether [#patch] reads no more than a few members of this request.
    default boolean editsBriefly(GenerationRequest request) {
        return true;
    }
}
