package dev.roundhouse.dialect.ollama;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A request of a client for vectors, in neutral form.
final class EmbedRequest {
    private static final Set<String> MODELLED = Set.of("model", "input", "prompt", "dimensions", "stream");

    private EmbedRequest() {}

    /// @param member where the inputs are: `input`, or `prompt` on the older route
    /// @throws Unacceptable when a member is not what it must be
    static Prompt.Embed of(JsonNode body, String member) {
        JsonNode input = body.path(member);
        List<List<Part>> inputs = new ArrayList<>();
        if (input.isString()) {
            inputs.add(List.of(new Part.Text(input.stringValue())));
        } else {
            for (JsonNode one : Members.list(body, member, "")) {
                if (!one.isString()) {
                    throw Members.wrong(member + "[" + inputs.size() + "]", "a string");
                }
                inputs.add(List.of(new Part.Text(one.stringValue())));
            }
        }
        if (inputs.isEmpty()) {
            throw new Unacceptable(member, "nothing to embed (expected: a text or a list of texts)");
        }
        Long dimensions = JsonTree.whole(body, "dimensions");
        return new Prompt.Embed(
                Dialect.OLLAMA,
                inputs,
                dimensions == null || dimensions < 1
                        ? null
                        : Integer.valueOf(Math.toIntExact(Math.min(dimensions, 1 << 20))),
                null,
                false,
                input.isString(),
                null,
                Members.extras(body, MODELLED));
    }
}
