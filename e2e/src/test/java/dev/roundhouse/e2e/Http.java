package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/// A client for the tests, on HTTP/1.1.
final class Http {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private Http() {}

    static Reply get(URI uri, String key) {
        return send(request(uri, key).GET().build());
    }

    static Reply post(URI uri, String key, JsonNode body) {
        return post(uri, key, Json.text(body).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static Reply post(URI uri, String key, byte[] body) {
        return send(json(uri, key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    /// A chat through the gateway, as OpenRouter's clients ask.
    static Reply chat(Gateway gateway, JsonNode body) {
        return post(gateway.at("/api/v1/chat/completions"), Gateway.KEY, body);
    }

    /// A streamed answer, to be read as it comes; closing the stream hangs up.
    static HttpResponse<InputStream> stream(URI uri, String key, JsonNode body) {
        try {
            return CLIENT.send(
                    json(uri, key)
                            .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Reply send(HttpRequest request) {
        return send(CLIENT, request);
    }

    static Reply send(HttpClient client, HttpRequest request) {
        try {
            return Reply.of(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A request with a JSON body to come.
    static HttpRequest.Builder json(URI uri, String key) {
        return request(uri, key).header("content-type", "application/json");
    }

    /// A request; without a key where that is empty.
    static HttpRequest.Builder request(URI uri, String key) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(LONGEST);
        return key.isEmpty() ? builder : builder.header("authorization", "Bearer " + key);
    }

    static Path temporaryFolder(String name) {
        try {
            return Files.createTempDirectory("roundhouse-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
