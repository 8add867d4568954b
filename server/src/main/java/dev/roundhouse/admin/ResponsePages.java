package dev.roundhouse.admin;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.flow.KeptAnswers;
import dev.roundhouse.flow.KeptAnswers.KeptAnswer;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Page.Content;
import dev.roundhouse.wire.Page.Query;
import dev.roundhouse.wire.Page.Reply;
import dev.roundhouse.wire.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Responses that are kept: read, forgotten, and what they were asked with, in OpenAI's shapes.
///
/// @see "OpenAI API: responses, retrieve, delete, input items"
public final class ResponsePages {
    private static final int LIMIT = 20;
    private static final int LIMIT_MAX = 100;

    private final KeptAnswers kept;

    /// Finds them here.
    public ResponsePages(KeptAnswers kept) {
        this.kept = kept;
    }

    /// The rows of the table of routes.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (String door : List.of("/v1/responses/{id}", "/api/v1/responses/{id}")) {
            routes.add(new Route("GET", door, Route.Access.INFERENCE, this::read));
            routes.add(new Route("DELETE", door, Route.Access.INFERENCE, this::forget));
            routes.add(new Route("GET", door + "/input_items", Route.Access.INFERENCE, this::inputItems));
            routes.add(new Route("POST", door + "/cancel", Route.Access.INFERENCE, ResponsePages::cancel));
        }
        return List.copyOf(routes);
    }

    private Reply read(Query query) {
        if (query.parameter("stream").filter("true"::equals).isPresent()) {
            return refused("stream", "'true' (expected: false; a stream is not kept, its response is)");
        }
        Optional<KeptAnswer> found = find(query);
        return found.isPresent() ? Content.json(found.get().answer()) : unknown(query);
    }

    private Reply forget(Query query) {
        String id = id(query);
        if (!kept.forget(AccountPages.caller(query).account(), id)) {
            return unknown(query);
        }
        return Content.json(JsonTree.bytes(
                JsonTree.object().put("id", id).put("object", "response").put("deleted", true)));
    }

    private static Reply cancel(Query query) {
        return refused(
                "response_id", "'" + id(query) + "' (expected: a response in the background, and none is made here)");
    }

    private Reply inputItems(Query query) {
        String order = query.parameter("order").orElse("desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            return refused("order", "'" + AccountJson.shown(order) + "' (expected: asc or desc)");
        }
        int limit;
        try {
            limit = query.parameter("limit").map(Integer::parseInt).orElse(LIMIT);
        } catch (NumberFormatException e) {
            limit = 0;
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            return refused("limit", "(expected: 1 to " + LIMIT_MAX + ")");
        }
        List<KeptAnswer> turns = kept.upTo(AccountPages.caller(query).account(), id(query));
        if (turns.isEmpty()) {
            return unknown(query);
        }
        List<JsonNode> items = asked(turns);
        if (order.equals("desc")) {
            Collections.reverse(items);
        }
        int from = 0;
        Optional<String> after = query.parameter("after");
        if (after.isPresent()) {
            from = 1 + indexOf(items, after.get());
            if (from == 0) {
                return refused("after", "'" + AccountJson.shown(after.get()) + "' (expected: the id of an item)");
            }
        }
        return Content.json(JsonTree.bytes(list(items, from, Math.min(items.size(), from + limit))));
    }

    // All that the model read: what was said and answered before, and what the request said itself.
    private static List<JsonNode> asked(List<KeptAnswer> turns) {
        List<JsonNode> items = new ArrayList<>();
        for (KeptAnswer before : turns.subList(0, turns.size() - 1)) {
            JsonTree.read(before.input()).forEach(items::add);
            JsonTree.read(before.answer()).path("output").forEach(items::add);
        }
        JsonTree.read(turns.getLast().input()).forEach(items::add);
        return items;
    }

    private static int indexOf(List<JsonNode> items, String id) {
        for (int i = 0; i < items.size(); i++) {
            if (id.equals(JsonTree.string(items.get(i), "id"))) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode list(List<JsonNode> items, int from, int to) {
        ObjectNode list = JsonTree.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        items.subList(from, to).forEach(data::add);
        list.put("first_id", from == to ? null : JsonTree.string(items.get(from), "id"));
        list.put("last_id", from == to ? null : JsonTree.string(items.get(to - 1), "id"));
        list.put("has_more", to < items.size());
        return list;
    }

    private Optional<KeptAnswer> find(Query query) {
        return kept.find(AccountPages.caller(query).account(), id(query));
    }

    private static String id(Query query) {
        return query.segments().getOrDefault("id", "");
    }

    private static Reply unknown(Query query) {
        String message = "Response with id '" + AccountJson.shown(id(query)) + "' was not found.";
        return new Page.Failed(new CallerFault(ErrorType.NOT_FOUND, message, "response_id"));
    }

    private static Reply refused(String field, String reason) {
        return new Page.Failed(CallerFault.field(field, reason));
    }
}
