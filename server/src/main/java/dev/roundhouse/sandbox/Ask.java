package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A request as the sandbox sees it.
///
/// @param raw as it came
/// @param path without scheme, host and query, percent-decoded
/// @param json the body as a tree; missing where there is none, or where it is not JSON
/// @param jsonFailure why the body is not JSON, empty where it is
record Ask(RawRequest raw, String path, JsonNode json, String jsonFailure) {
    static Ask of(RawRequest raw) {
        String path = path(raw.target());
        if (raw.body().length == 0) {
            return new Ask(raw, path, MissingNode.getInstance(), "the body is empty");
        }
        try {
            return new Ask(raw, path, Json.read(raw.body()), "");
        } catch (JacksonException e) {
            return new Ask(raw, path, MissingNode.getInstance(), e.getOriginalMessage());
        }
    }

    /// The parts of the path between `/` and `:`, where an id or a delivery may stand.
    List<String> words() {
        return Stream.of(path.split("[/:]")).filter(word -> !word.isEmpty()).toList();
    }

    /// The model asked for: in the body, or in the path as Gemini and Bedrock have it; empty where there is none.
    String model() {
        if (json.path("model").isString()) {
            return json.path("model").stringValue();
        }
        int gemini = path.indexOf("/models/");
        if (gemini >= 0) {
            int verb = path.lastIndexOf(':');
            return path.substring(gemini + "/models/".length(), verb > gemini ? verb : path.length());
        }
        int bedrock = path.indexOf("/model/");
        if (bedrock >= 0) {
            int verb = path.lastIndexOf('/');
            int from = bedrock + "/model/".length();
            return verb > from ? path.substring(from, verb) : "";
        }
        return "";
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int scheme = path.indexOf("://");
        if (scheme > 0 && !path.startsWith("/")) {
            int root = path.indexOf('/', scheme + 3);
            path = root < 0 ? "/" : path.substring(root);
        }
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path; // a stray percent sign: taken as it stands
        }
    }
}
