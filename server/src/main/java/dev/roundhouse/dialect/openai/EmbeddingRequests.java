package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client's request for vectors: read at the door, and as a prompt.
///
/// `input` is a text, several, a text in tokens, several of those, or objects with `content` made of text and
/// pictures.
final class EmbeddingRequests {
    private static final String INPUT = "input";
    private static final Set<String> FORMATS = Set.of("float", "base64");
    private static final int DIMENSIONS_MAX = 1 << 20;
    private static final Set<String> MODELLED =
            Set.of("model", INPUT, "dimensions", "encoding_format", "input_type", "user");

    private EmbeddingRequests() {}

    static Reading read(Inbound inbound) {
        try {
            return new Understood(request(inbound, Skim.of(inbound.body())));
        } catch (Unacceptable e) {
            String field = e.field().equals("body") ? null : e.field();
            return new Refused(new CallerFault(ErrorType.INVALID_REQUEST, e.field() + ": " + e.reason(), field));
        }
    }

    private static GenerationRequest request(Inbound inbound, Skim skim) {
        List<String> models = skim.models(null);
        JsonNode input = skim.member(INPUT);
        check(input);
        long dimensions = skim.count("dimensions");
        if (dimensions > DIMENSIONS_MAX) {
            throw new Unacceptable("dimensions", dimensions + " (expected: at most " + DIMENSIONS_MAX + ")");
        }
        String format = skim.text("encoding_format");
        if (format != null && !FORMATS.contains(format)) {
            throw new Unacceptable("encoding_format", "'" + format + "' (expected: float or base64)");
        }
        skim.text("input_type");
        Set<String> needs = new HashSet<>();
        if (skim.kinds().contains("image_url")) {
            needs.add("image");
        }
        return new GenerationRequest(
                Dialect.OPENAI_EMBEDDINGS,
                Operation.EMBED,
                inbound.surface(),
                models,
                false,
                true,
                null,
                0,
                1,
                needs,
                skim.preferences(),
                skim.labels(inbound.headers(), skim.text("user")),
                Map.of(),
                inbound.body(),
                skim.spans());
    }

    private static void check(JsonNode input) {
        if (input.isString()) {
            if (input.stringValue().isEmpty()) {
                throw new Unacceptable(INPUT, "empty (expected: a text, or a list of them)");
            }
            return;
        }
        if (!input.isArray() || input.isEmpty()) {
            String found = input.isMissingNode() || input.isNull()
                    ? "missing"
                    : input.isArray() ? "an empty list" : "no text and no list";
            throw new Unacceptable(INPUT, found + " (expected: a text, or a list of texts or tokens)");
        }
        int place = 0;
        for (JsonNode one : input) {
            boolean fits = one.isString()
                    || one.isIntegralNumber()
                    || isTokens(one)
                    || (one.isObject() && one.path("content").isArray());
            if (!fits) {
                throw new Unacceptable(
                        INPUT + "[" + place + "]", "of another kind (expected: a text, tokens, or content)");
            }
            place++;
        }
    }

    private static boolean isTokens(JsonNode one) {
        if (!one.isArray() || one.isEmpty()) {
            return false;
        }
        for (JsonNode token : one) {
            if (!token.isIntegralNumber()) {
                return false;
            }
        }
        return true;
    }

    /// The request as a prompt.
    ///
    /// @throws Unacceptable when its input is in tokens: those of another model mean something else
    static Prompt.Embed prompt(JsonNode body) {
        JsonNode input = body.path(INPUT);
        List<List<Part>> inputs = new ArrayList<>();
        if (input.isString()) {
            inputs.add(List.of(new Part.Text(input.stringValue())));
        }
        for (JsonNode one : input) {
            inputs.add(input(one));
        }
        Long dimensions = JsonTree.whole(body, "dimensions");
        String type = JsonTree.string(body, "input_type");
        String purpose = purpose(type);
        return new Prompt.Embed(
                Dialect.OPENAI_EMBEDDINGS,
                inputs,
                dimensions == null || dimensions == 0 ? null : Integer.valueOf(dimensions.intValue()),
                purpose,
                body.path("encoding_format").asString("").equals("base64"),
                input.isString(),
                JsonTree.string(body, "user"),
                extras(body, purpose == null ? type : null));
    }

    private static List<Part> input(JsonNode one) {
        if (one.isString()) {
            return List.of(new Part.Text(one.stringValue()));
        }
        if (!one.isObject()) {
            throw new Unacceptable(
                    INPUT, "tokens (expected: text, since the model's provider counts them in its own way)");
        }
        return ChatMessages.content(one.path("content"));
    }

    // Cohere's own names, and what others call the same.
    private static @Nullable String purpose(@Nullable String type) {
        return switch (type == null ? "" : type.toLowerCase(Locale.ROOT)) {
            case "search_document", "document", "passage", "retrieval_document", "retrieval.passage" ->
                "search_document";
            case "search_query", "query", "retrieval_query", "retrieval.query" -> "search_query";
            case "classification" -> "classification";
            case "clustering" -> "clustering";
            default -> null;
        };
    }

    private static ObjectNode extras(JsonNode body, @Nullable String type) {
        ObjectNode extras = JsonTree.object();
        body.properties().forEach(member -> {
            boolean known = MODELLED.contains(member.getKey()) || Skim.ROUTER_MEMBERS.contains(member.getKey());
            if (!known && !member.getValue().isNull()) {
                extras.set(member.getKey(), member.getValue());
            }
        });
        return type == null ? extras : extras.put("input_type", type);
    }

    /// The text of the inputs, for counting; a token of an input in tokens is as long as a short word.
    static String text(JsonNode body, int charsMax) {
        StringBuilder text = new StringBuilder();
        text(body.path(INPUT), text, charsMax);
        return text.toString();
    }

    private static void text(JsonNode node, StringBuilder text, int charsMax) {
        if (text.length() >= charsMax) {
            return;
        }
        if (node.isString()) {
            String more = node.stringValue();
            text.append(more, 0, Math.min(more.length(), charsMax - text.length()))
                    .append('\n');
        } else if (node.isNumber()) {
            text.append("a ");
        } else if (node.isObject()) {
            text(node.path("content"), text, charsMax);
            text(node.path("text"), text, charsMax);
        }
        for (JsonNode one : node.isArray() ? node : JsonTree.array()) {
            text(one, text, charsMax);
        }
    }
}
