package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests for vectors and rankings, as Titan, Cohere and Nova have them.
final class Vectors {
    private Vectors() {}

    /// What a client's body asks.
    static Prompt read(Schema schema, ObjectNode body) {
        return switch (schema) {
            case COHERE_RERANK -> rerank(body);
            case COHERE_EMBED -> cohere(body);
            case NOVA_EMBED -> nova(body);
            default -> titan(body);
        };
    }

    private static Prompt.Rerank rerank(ObjectNode body) {
        List<JsonNode> documents = new ArrayList<>();
        body.path("documents").forEach(documents::add);
        Long top = JsonTree.whole(body, "top_n");
        return new Prompt.Rerank(
                Dialect.BEDROCK_INVOKE,
                Objects.requireNonNullElse(JsonTree.string(body, "query"), ""),
                documents,
                top == null ? null : Integer.valueOf(top.intValue()),
                false,
                rest(body, Set.of("query", "documents", "top_n")));
    }

    private static Prompt.Embed cohere(ObjectNode body) {
        List<List<Part>> inputs = new ArrayList<>();
        for (JsonNode text : body.path("texts")) {
            inputs.add(List.of(new Part.Text(text.asString(""))));
        }
        for (JsonNode image : body.path("images")) {
            inputs.add(List.of(new Part.MediaPart(image(image.asString("")))));
        }
        Long length = JsonTree.whole(body, "output_dimension");
        return embed(
                inputs,
                length,
                JsonTree.string(body, "input_type"),
                rest(body, Set.of("texts", "images", "output_dimension", "input_type")));
    }

    private static Prompt.Embed nova(ObjectNode body) {
        JsonNode asked = body.path("singleEmbeddingParams");
        String text = JsonTree.string(asked.path("text"), "value");
        if (text == null) {
            throw new Unacceptable("singleEmbeddingParams.text.value", "missing (expected: a string)");
        }
        String purpose = switch (asked.path("embeddingPurpose").asString("")) {
            case "GENERIC_INDEX" -> "search_document";
            case "CLASSIFICATION" -> "classification";
            case "CLUSTERING" -> "clustering";
            default -> "search_query";
        };
        return embed(
                List.of(List.of(new Part.Text(text))),
                JsonTree.whole(asked, "embeddingDimension"),
                purpose,
                JsonTree.object());
    }

    private static Prompt.Embed titan(ObjectNode body) {
        List<Part> parts = new ArrayList<>();
        String text = JsonTree.string(body, "inputText");
        String image = JsonTree.string(body, "inputImage");
        if (text != null) {
            parts.add(new Part.Text(text));
        }
        if (image != null) {
            parts.add(new Part.MediaPart(new Media(Media.Kind.IMAGE, new Media.Base64(image), null, null, null)));
        }
        return embed(
                List.of(parts),
                JsonTree.whole(body, "dimensions"),
                null,
                rest(body, Set.of("inputText", "inputImage", "dimensions")));
    }

    private static Prompt.Embed embed(
            List<List<Part>> inputs, @Nullable Long length, @Nullable String purpose, ObjectNode extras) {
        Integer dimensions = length == null ? null : Integer.valueOf(length.intValue());
        return new Prompt.Embed(
                Dialect.BEDROCK_INVOKE, inputs, dimensions, purpose, false, inputs.size() == 1, null, extras);
    }

    private static ObjectNode rest(ObjectNode body, Set<String> modelled) {
        return body.deepCopy().remove(modelled);
    }

    private static Media image(String uri) {
        int comma = uri.indexOf(',');
        String type = uri.startsWith("data:") ? uri.substring(5, Math.max(5, uri.indexOf(';'))) : null;
        return new Media(Media.Kind.IMAGE, new Media.Base64(uri.substring(comma + 1)), type, null, null);
    }

    /// A ranking's body.
    static ObjectNode write(Prompt.Rerank asked) {
        ObjectNode body = JsonTree.object().put("query", asked.query());
        ArrayNode documents = body.putArray("documents");
        for (JsonNode document : asked.documents()) {
            // Objects are ranked by their text here; Cohere reads an object's YAML otherwise.
            String text = JsonTree.string(document, "text");
            documents.add(document.isString() ? document.stringValue() : text == null ? JsonTree.text(document) : text);
        }
        if (asked.top() != null) {
            body.put("top_n", asked.top());
        }
        return body.put("api_version", 2);
    }

    /// A body for vectors.
    static ObjectNode write(Schema schema, Prompt.Embed asked, Losses losses) {
        if (asked.user() != null) {
            losses.dropped("user", "there is no place for it");
        }
        return schema == Schema.COHERE_EMBED ? writeCohere(asked) : writeOne(schema, asked, losses);
    }

    private static ObjectNode writeCohere(Prompt.Embed asked) {
        ObjectNode body = JsonTree.object();
        for (List<Part> input : asked.inputs()) {
            for (Part part : input) {
                if (part instanceof Part.Text text) {
                    list(body, "texts").add(text.text());
                } else if (part instanceof Part.MediaPart media
                        && media.media().source() instanceof Media.Base64 base64) {
                    String type = Objects.requireNonNullElse(media.media().type(), "image/png");
                    list(body, "images").add("data:" + type + ";base64," + base64.data());
                } else {
                    throw new Unacceptable("input", "a picture elsewhere (expected: texts, or pictures in base64)");
                }
            }
        }
        body.put("input_type", Objects.requireNonNullElse(asked.purpose(), "search_document"));
        if (asked.dimensions() != null) {
            body.put("output_dimension", asked.dimensions());
        }
        if (asked.from() == Dialect.BEDROCK_INVOKE) {
            ReasoningFields.merge(body, asked.extras());
        }
        return body;
    }

    private static ArrayNode list(ObjectNode body, String name) {
        return body.path(name) instanceof ArrayNode there ? there : body.putArray(name);
    }

    private static ObjectNode writeOne(Schema schema, Prompt.Embed asked, Losses losses) {
        if (asked.inputs().size() != 1) {
            throw new Unacceptable("input", asked.inputs().size() + " inputs (expected: one at a time by this model)");
        }
        List<Part> input = asked.inputs().getFirst();
        ObjectNode body = JsonTree.object();
        ObjectNode into = schema == Schema.NOVA_EMBED
                ? body.put("taskType", "SINGLE_EMBEDDING").putObject("singleEmbeddingParams")
                : body;
        for (Part part : input) {
            if (part instanceof Part.Text text && schema == Schema.NOVA_EMBED) {
                into.putObject("text").put("value", text.text()).put("truncationMode", "END");
            } else if (part instanceof Part.Text text) {
                into.put("inputText", text.text());
            } else if (part instanceof Part.MediaPart media && media.media().source() instanceof Media.Base64 bytes) {
                picture(schema, into, media.media(), bytes);
            } else {
                throw new Unacceptable("input", "a picture elsewhere (expected: a text, or a picture in base64)");
            }
        }
        if (schema == Schema.NOVA_EMBED) {
            into.put("embeddingPurpose", novaPurpose(asked.purpose()));
        } else if (asked.purpose() != null) {
            losses.dropped("embed.purpose", "the model makes no difference");
        }
        if (asked.dimensions() != null) {
            into.put(schema == Schema.NOVA_EMBED ? "embeddingDimension" : "dimensions", asked.dimensions());
        }
        if (asked.from() == Dialect.BEDROCK_INVOKE) {
            ReasoningFields.merge(body, asked.extras());
        }
        return body;
    }

    private static void picture(Schema schema, ObjectNode into, Media media, Media.Base64 bytes) {
        if (schema == Schema.NOVA_EMBED) {
            ObjectNode image = into.putObject("image").put("format", MediaFormats.format(media));
            image.putObject("source").put("bytes", bytes.data());
        } else {
            into.put("inputImage", bytes.data());
        }
    }

    private static String novaPurpose(@Nullable String purpose) {
        return switch (purpose == null ? "" : purpose) {
            case "search_query" -> "GENERIC_RETRIEVAL";
            case "classification" -> "CLASSIFICATION";
            case "clustering" -> "CLUSTERING";
            default -> "GENERIC_INDEX";
        };
    }
}
