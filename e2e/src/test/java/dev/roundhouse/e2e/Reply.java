package dev.roundhouse.e2e;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// An HTTP answer, whole.
///
/// @param headers values by name in lower case; repeated ones joined by commas
record Reply(int status, Map<String, String> headers, byte[] body) {
    static Reply of(HttpResponse<byte[]> response) {
        return new Reply(response.statusCode(), headers(response), response.body());
    }

    static Map<String, String> headers(HttpResponse<?> response) {
        return response.headers().map().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        entry -> String.join(", ", entry.getValue())));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return Json.read(body);
    }

    /// The events of a streamed answer.
    List<Sse.Event> events() {
        return Sse.events(text());
    }

    /// `error.message`, empty where there is none.
    String errorMessage() {
        return json().path("error").path("message").asString("");
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + (text.length() > 2_000 ? text.substring(0, 2_000) + "…" : text);
    }
}
