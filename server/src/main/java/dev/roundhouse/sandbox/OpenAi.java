package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What OpenAI's dialects have in common: errors, usage, log probabilities.
final class OpenAi {
    static final int TOP_LOGPROBS_MAX = 20;
    static final int CHOICES_MAX = 128;

    private OpenAi() {}

    /// `{"error": {message, type, param, code}}`.
    static Answer failure(Problem problem) {
        ObjectNode json = Json.object();
        ObjectNode error = json.putObject("error");
        error.put("message", problem.message());
        error.put("type", type(problem.status()));
        nullable(error, "param", problem.param());
        nullable(error, "code", code(problem.status()));
        return Answer.json(problem.status(), json, 0);
    }

    /// The complaint that a body is no JSON object, as OpenAI words it.
    static Problem notAnObject(Ask ask) {
        String why = ask.jsonFailure().isEmpty() ? "it is not an object" : ask.jsonFailure();
        return Problem.invalid("", "We could not parse the JSON body of your request: " + why + ".");
    }

    static Problem wrongMethod(Ask ask, String expected) {
        return new Problem(
                405,
                "Not allowed to " + ask.raw().method() + " on " + ask.path() + " (expected: " + expected + ").",
                "");
    }

    /// Usage with every detail that OpenAI gives.
    static ObjectNode usage(int prompt, int completion) {
        ObjectNode usage = Json.object();
        usage.put("prompt_tokens", prompt);
        usage.put("completion_tokens", completion);
        usage.put("total_tokens", prompt + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    static String finish(Thought.End end) {
        return switch (end) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case CALLS -> "tool_calls";
        };
    }

    /// A made-up log probability, between -0.5 and 0: the same for the same token.
    static double logprob(String token) {
        return -Math.floorMod(token.hashCode(), 500) / 1000.0;
    }

    /// What else might have been said: the token first, then others that are ever less likely.
    static List<String> alternatives(String token, int count) {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tokens.add(i == 0 ? token : token + "~" + i);
        }
        return tokens;
    }

    static ArrayNode utf8(String token) {
        ArrayNode bytes = Json.array();
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return bytes;
    }

    /// Adds the headers that OpenAI sends with every answer.
    static Answer signed(Answer answer, String requestId) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(new Header("x-request-id", requestId));
        return new Answer(answer.status(), headers, answer.body());
    }

    private static void nullable(ObjectNode object, String name, String value) {
        if (value.isEmpty()) {
            object.putNull(name);
        } else {
            object.put(name, value);
        }
    }

    private static String type(int status) {
        return switch (status) {
            case 402 -> "insufficient_quota";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 402 -> "insufficient_quota";
            case 404 -> "model_not_found";
            case 429 -> "rate_limit_exceeded";
            case 503, 529 -> "overloaded";
            default -> "";
        };
    }
}
