package dev.roundhouse.dialect;

import dev.roundhouse.exchange.GenerationRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A client's dialect whose clients may go on from answers that the gateway keeps for them.
public interface Recall extends HubClient {
    /// What a request says of answers that are kept. Brief.
    Wish wish(GenerationRequest request);

    /// The request with all that it goes on from written out, so that an upstream needs to remember nothing. For
    /// a
    /// worker.
    ///
    /// @param before the turns it goes on from, oldest first
    /// @param items what it names, by id
    GenerationRequest recalled(GenerationRequest request, List<Turn> before, Map<String, ObjectNode> items);

    /// What a request says itself, as items with ids.
    ///
    /// @param known how many items of a recalled request were said before
    /// @param generationId makes the ids its own
    ArrayNode input(GenerationRequest request, int known, String generationId);

    /// The id by which a generation's answer is asked for again.
    String answerId(String generationId);

    /// One request and its answer.
    ///
    /// @param input items that the request itself said
    /// @param output items of the answer
    record Turn(ArrayNode input, ArrayNode output) {}

    /// What a request says of answers that are kept.
    ///
    /// @param previous the answer it goes on from; null none
    /// @param items ids of items that it names
    /// @param keep whether its own answer is to be kept
    record Wish(@Nullable String previous, Set<String> items, boolean keep) {
        /// Nothing.
        public static final Wish NONE = new Wish(null, Set.of(), false);

        public Wish {
            items = Set.copyOf(items);
        }

        /// Whether anything must be looked up.
        public boolean recalls() {
            return previous != null || !items.isEmpty();
        }
    }
}
