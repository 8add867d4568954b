package dev.roundhouse.e2e;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One recorded exchange with a provider.
///
/// @param request the recorded body; null where none was recorded, or where it is no request of this dialect
/// @param wire `json`, `sse`, or `event-json-lines` (events without their framing)
record Recording(
        String id,
        String provider,
        String dialect,
        @Nullable ObjectNode request,
        int status,
        String wire,
        String body) {
    static Recording of(JsonNode json) {
        JsonNode response = json.required("response");
        return new Recording(
                json.required("id").asString(),
                json.required("provider").asString(),
                json.required("dialect").asString(),
                request(json.path("request")),
                response.required("status").asInt(),
                response.required("wire").asString(),
                response.required("body").asString());
    }

    boolean completions() {
        return dialect.equals("openai-completions");
    }

    /// Whether its answer is a stream.
    boolean streamed() {
        return !wire.equals("json");
    }

    /// Whether the request comes from the recording rather than from the test.
    boolean recordedRequest() {
        return request != null;
    }

    /// What is sent for it: the recorded request, or a minimal one, completed where it lacks what its dialect
    /// demands.
    ObjectNode asked(String model) {
        ObjectNode body = request == null ? minimal() : request.deepCopy();
        body.put("model", model);
        return body;
    }

    /// Whether the recorded request says something, where there is one.
    Optional<JsonNode> recorded(String member) {
        return request == null ? Optional.empty() : Optional.ofNullable(request.get(member));
    }

    /// The JSON events of a streamed answer, in order; `[DONE]` is not among them.
    List<JsonNode> events() {
        Stream<String> texts = wire.equals("sse")
                ? Sse.events(body).stream().filter(Sse.Event::isJson).map(Sse.Event::data)
                : body.lines().filter(line -> !line.isBlank()).map(String::strip);
        return texts.map(Json::read).toList();
    }

    private ObjectNode minimal() {
        ObjectNode body = Json.object();
        ask(body);
        if (streamed()) {
            body.put("stream", true);
        }
        return body;
    }

    private void ask(ObjectNode body) {
        if (completions()) {
            body.put("prompt", "Say this is a test.");
            return;
        }
        body.putArray("messages").addObject().put("role", "user").put("content", "Say this is a test.");
    }

    /// A body that was recorded, if it is a request of its dialect: a stored prompt's variables or a query are
    /// not.
    private static @Nullable ObjectNode request(JsonNode request) {
        String body = request.path("body").asString("");
        if (body.isEmpty()) {
            return null;
        }
        return Json.read(body) instanceof ObjectNode object && (object.has("messages") || object.has("prompt"))
                ? object
                : null;
    }
}
