package dev.roundhouse.admin;

import dev.roundhouse.exchange.Failure;
import dev.roundhouse.wire.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue in Anthropic's shape, for those of its clients who ask at `/v1/models`.
///
/// @see "Anthropic API: GET /v1/models, GET /v1/models/{id}"
final class AnthropicModels {
    /// The header by which these clients are known.
    static final String HEADER = "anthropic-version";

    private static final String LIMIT = "limit";
    private static final String AFTER = "after_id";
    private static final String BEFORE = "before_id";
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 1_000;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private AnthropicModels() {}

    /// Whether a query comes from one of Anthropic's clients.
    static boolean asks(Page.Query query) {
        return query.headers().containsKey(HEADER);
    }

    /// A page of the list: `limit` entries behind `after_id`, or before `before_id`, else from the first on.
    static Page.Reply list(Page.Query query, ModelListing listing) {
        Asked asked = new Asked(query.parameters());
        OptionalLong limit = asked.whole(LIMIT, 1, LIMIT_MAX);
        Optional<Failure> wrong = asked.failure();
        if (wrong.isPresent()) {
            return new Page.Failed(wrong.get());
        }
        List<ModelRow> all = listing.listed();
        int size = (int) limit.orElse(LIMIT_DEFAULT);
        Optional<String> before = asked.text(BEFORE);
        int from;
        int to;
        if (before.isPresent()) {
            to = Math.max(0, indexOf(all, before.get()));
            from = Math.max(0, to - size);
        } else {
            from = asked.text(AFTER).map(id -> indexOf(all, id) + 1).orElse(0);
            to = Math.min(all.size(), from + size);
        }
        List<ModelRow> some = all.subList(from, to);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode data = json.putArray("data");
        some.forEach(row -> data.add(model(row)));
        json.put("has_more", before.isPresent() ? from > 0 : to < all.size());
        json.put("first_id", id(some, 0));
        json.put("last_id", id(some, some.size() - 1));
        return Prepared.once(MAPPER.writeValueAsBytes(json)).reply(query);
    }

    /// One model.
    static byte[] one(ModelRow row) {
        return MAPPER.writeValueAsBytes(model(row));
    }

    private static ObjectNode model(ModelRow row) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "model")
                .put("id", row.id())
                .put("display_name", row.name())
                .put("created_at", Instant.ofEpochSecond(row.createdSeconds()).toString());
    }

    private static int indexOf(List<ModelRow> all, String id) {
        return IntStream.range(0, all.size())
                .filter(i -> all.get(i).id().equals(id))
                .findFirst()
                .orElse(-1);
    }

    private static @Nullable String id(List<ModelRow> some, int index) {
        return some.isEmpty() ? null : some.get(index).id();
    }
}
