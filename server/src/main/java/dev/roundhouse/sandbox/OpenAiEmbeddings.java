package dev.roundhouse.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// `openai-embeddings`: `…/embeddings`. A text's vector is the sum of its tokens' own random directions, brought
/// to
/// length one, so that
/// texts that share words are near each other.
final class OpenAiEmbeddings implements SandboxDialect {
    private static final int DIMENSIONS_DEFAULT = 256;
    private static final int DIMENSIONS_MAX = 4_096;
    private static final int INPUTS_MAX = 2_048;

    private final Ids ids;

    OpenAiEmbeddings(Ids ids) {
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        return ask.path().endsWith("/embeddings");
    }

    @Override
    public Answer answer(Ask ask, Wishes wishes) {
        if (!ask.raw().method().equals("POST")) {
            return failure(OpenAi.wrongMethod(ask, "POST"));
        }
        if (!ask.json().isObject()) {
            return failure(OpenAi.notAnObject(ask));
        }
        Fields fields = new Fields(ask.json());
        String model = fields.text("model");
        List<List<String>> inputs = inputs(fields);
        int dimensions = fields.whole("dimensions", 1, DIMENSIONS_MAX).orElse(DIMENSIONS_DEFAULT);
        String encoding = fields.isPresent("encoding_format") ? fields.text("encoding_format") : "float";
        if (!encoding.equals("float") && !encoding.equals("base64")) {
            fields.complain("encoding_format", "float or base64");
        }
        return fields.problem().map(this::failure).orElseGet(() -> {
            Answer answer = Answer.json(200, embedded(model, inputs, dimensions, encoding), 0);
            return OpenAi.signed(answer, ids.next("req_"));
        });
    }

    @Override
    public Answer failure(Problem problem) {
        return OpenAi.signed(OpenAi.failure(problem), ids.next("req_"));
    }

    private static ObjectNode embedded(String model, List<List<String>> inputs, int dimensions, String encoding) {
        ObjectNode json = Json.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        for (List<String> input : inputs) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            one.set("embedding", embedding(input, dimensions, encoding.equals("base64")));
        }
        int tokens = inputs.stream().mapToInt(List::size).sum();
        json.put("model", model);
        json.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return json;
    }

    /// The vector of a text's tokens.
    ///
    /// @param packed in base64, not as a list
    static JsonNode embedding(List<String> tokens, int dimensions, boolean packed) {
        float[] vector = vector(tokens, dimensions);
        if (packed) {
            return StringNode.valueOf(base64(vector));
        }
        ArrayNode numbers = Json.array();
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    private static List<List<String>> inputs(Fields fields) {
        JsonNode input = fields.any("input");
        boolean one = input.isString() && !input.stringValue().isEmpty();
        boolean several = input.isArray() && !input.isEmpty() && input.size() <= INPUTS_MAX;
        if (!one && !several) {
            fields.complain("input", "a string, an array of strings, or an array of tokens, not empty");
            return List.of();
        }
        if (one || input.get(0).isNumber()) {
            return List.of(tokens(input));
        }
        return input.valueStream().map(OpenAiEmbeddings::tokens).toList();
    }

    private static List<String> tokens(JsonNode input) {
        if (input.isArray()) {
            return input.valueStream().map(token -> token.asString("")).toList();
        }
        return Tokens.split(input.asString(""));
    }

    private static float[] vector(List<String> tokens, int dimensions) {
        double[] sum = new double[dimensions];
        for (String token : tokens) {
            SplittableRandom direction =
                    new SplittableRandom(token.strip().toLowerCase(Locale.ROOT).hashCode());
            for (int i = 0; i < dimensions; i++) {
                sum[i] += direction.nextDouble() - 0.5;
            }
        }
        double square = 0;
        for (double part : sum) {
            square += part * part;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (square == 0 ? (i == 0 ? 1 : 0) : sum[i] / Math.sqrt(square));
        }
        return vector;
    }

    /// Four bytes a number, little-endian, as OpenAI's clients expect.
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
