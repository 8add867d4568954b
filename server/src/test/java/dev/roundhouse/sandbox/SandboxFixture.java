package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawLoops;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A running sandbox, and the ways in which tests talk to it.
final class SandboxFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RawLoops loops = RawLoops.own(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Sandbox sandbox;

    SandboxFixture(Path... recordings) throws IOException {
        SandboxSettings settings = new SandboxSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(recordings), Delivery.WHOLE);
        sandbox = Sandbox.start(settings, loops, InstantSource.fixed(NOW), new Random(1));
    }

    static ObjectNode chat(String model, String said) {
        ObjectNode body = Json.object().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", said);
        return body;
    }

    HttpResponse<byte[]> post(String path, JsonNode body, String... headers) throws Exception {
        return client.send(request(path, Json.bytes(body), headers), BodyHandlers.ofByteArray());
    }

    HttpResponse<InputStream> open(String path, JsonNode body, String... headers) throws Exception {
        return client.send(request(path, Json.bytes(body), headers), BodyHandlers.ofInputStream());
    }

    HttpResponse<byte[]> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    HttpRequest request(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    HttpClient client() {
        return client;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + sandbox.address().getPort() + path);
    }

    /// Everything that comes back on a connection of its own until it ends. What was read before a reset counts
    /// too.
    byte[] raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return socket.getInputStream().readAllBytes();
        }
    }

    Socket connect() throws IOException {
        Socket socket =
                new Socket(sandbox.address().getAddress(), sandbox.address().getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /// A request in HTTP/1.1 that asks for the end of the connection.
    static String post(JsonNode body, String... headerLines) {
        String json = Json.text(body);
        String headers = String.join(
                "",
                java.util.Arrays.stream(headerLines).map(line -> line + "\r\n").toList());
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n" + headers
                + "content-length: " + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json;
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return Json.read(response.body());
    }

    /// The data of each SSE block; `[DONE]` among them.
    static List<String> events(byte[] body) {
        List<String> events = new ArrayList<>();
        for (String block : new String(body, StandardCharsets.UTF_8).split("\n\n", -1)) {
            if (block.startsWith("data: ")) {
                events.add(block.substring("data: ".length()));
            }
        }
        return events;
    }

    /// The text that a chat stream's events make up.
    static String streamedText(List<String> events) {
        StringBuilder text = new StringBuilder();
        for (String event : events) {
            if (!event.equals("[DONE]")) {
                text.append(Json.read(event).at("/choices/0/delta/content").asString(""));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        client.close();
        sandbox.close();
        loops.close();
    }
}
