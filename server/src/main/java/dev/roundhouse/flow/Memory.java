package dev.roundhouse.flow;

import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Recall;
import dev.roundhouse.dialect.Recall.Turn;
import dev.roundhouse.dialect.Recall.Wish;
import dev.roundhouse.dispatch.Dispatch.Answered;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.flow.KeptAnswers.KeptAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations that go on from an answer of before, on whatever upstream: the gateway remembers, and writes out
/// what
/// a request goes on from. Databases and large bodies are for workers; where nothing is kept or recalled, nothing
/// of it
/// costs more than a look.
public final class Memory {
    private final Dialects dialects;
    private final KeptAnswers kept;
    private final Duration retention;
    private final Workers workers;

    /// @param retention how long an answer is kept
    public Memory(Dialects dialects, KeptAnswers kept, Duration retention, Workers workers) {
        this.dialects = dialects;
        this.kept = kept;
        this.retention = retention;
        this.workers = workers;
    }

    /// What looking a request up came to.
    sealed interface Recalled {}

    /// The request, with all that it goes on from.
    ///
    /// @param known how many of its items were said before
    record Ready(GenerationRequest request, Wish wish, int known) implements Recalled {
        /// The same of another request.
        Ready with(GenerationRequest other) {
            return new Ready(other, wish, known);
        }
    }

    /// What it goes on from is not there.
    record Forgotten(Failure failure) implements Recalled {}

    /// Writes out what a request goes on from.
    Recalled recall(Caller caller, GenerationRequest request) {
        if (!(dialects.client(request.dialect()) instanceof Recall dialect)) {
            return new Ready(request, Wish.NONE, 0);
        }
        Wish wish = dialect.wish(request);
        return wish.recalls()
                ? workers.call(() -> recall(caller.account(), request, wish, dialect))
                : new Ready(request, wish, 0);
    }

    private Recalled recall(long account, GenerationRequest request, Wish wish, Recall dialect) {
        List<Turn> before = new ArrayList<>();
        int known = 0;
        if (wish.previous() != null) {
            List<KeptAnswer> turns = kept.upTo(account, wish.previous());
            if (turns.isEmpty()) {
                String field = "previous_response_id";
                return forgotten(field, "'" + wish.previous() + "' is not kept here, or not any more");
            }
            for (KeptAnswer turn : turns) {
                Turn read = new Turn(list(JsonTree.read(turn.input())), output(turn));
                before.add(read);
                known += read.input().size() + read.output().size();
            }
        }
        Map<String, ObjectNode> items = new HashMap<>();
        for (String id : wish.items()) {
            Optional<ObjectNode> item = kept.holding(account, id).flatMap(answer -> item(answer, id));
            if (item.isEmpty()) {
                return forgotten("input", "item '" + id + "' is not kept here, or not any more");
            }
            items.put(id, item.get());
        }
        return new Ready(dialect.recalled(request, before, items), wish, known);
    }

    private static Recalled forgotten(String field, String reason) {
        return new Forgotten(new CallerFault(ErrorType.INVALID_REQUEST, field + ": " + reason, field));
    }

    /// Keeps a complete answer where its client may ask for it again. Before its end leaves, so that a client
    /// that has
    /// seen it can go on from it.
    void keep(Walk walk, Answered answered, Usage usage, Charge charge) {
        if (!walk.recalled().wish().keep() || !(dialects.client(walk.request().dialect()) instanceof Recall dialect)) {
            return;
        }
        try {
            boolean _ = workers.call(() -> {
                byte[] answer = answered.call().reader().whole(usage, charge);
                return answer != null && kept.keep(entry(walk, dialect, answer));
            });
        } catch (RejectedExecutionException e) {
            // Too busy to keep it; the answer itself does not suffer.
        }
    }

    private KeptAnswer entry(Walk walk, Recall dialect, byte[] answer) {
        ArrayNode input =
                dialect.input(walk.request(), walk.recalled().known(), walk.in().id());
        Set<String> items = new HashSet<>();
        for (JsonNode item : input) {
            id(item, items);
        }
        for (JsonNode item : JsonTree.read(answer).path("output")) {
            id(item, items);
        }
        Instant at = walk.in().at();
        return new KeptAnswer(
                dialect.answerId(walk.in().id()),
                walk.caller().account(),
                walk.recalled().wish().previous(),
                JsonTree.bytes(input),
                answer,
                items,
                at,
                at.plus(retention));
    }

    private static void id(JsonNode item, Set<String> ids) {
        String id = JsonTree.string(item, "id");
        if (id != null) {
            ids.add(id);
        }
    }

    private static Optional<ObjectNode> item(KeptAnswer answer, String id) {
        for (ArrayNode list : List.of(output(answer), list(JsonTree.read(answer.input())))) {
            for (JsonNode item : list) {
                if (id.equals(JsonTree.string(item, "id")) && item instanceof ObjectNode found) {
                    return Optional.of(found);
                }
            }
        }
        return Optional.empty();
    }

    private static ArrayNode output(KeptAnswer answer) {
        return list(JsonTree.read(answer.answer()).path("output"));
    }

    private static ArrayNode list(JsonNode node) {
        return node instanceof ArrayNode list ? list : JsonTree.array();
    }
}
