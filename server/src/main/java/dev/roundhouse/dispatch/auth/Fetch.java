package dev.roundhouse.dispatch.auth;

import dev.roundhouse.dispatch.Authorizer.Denied;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Asks issuers of tokens over HTTP. Blocks: for workers.
final class Fetch {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private Fetch() {}

    /// What an issuer answered.
    record Told(int status, String body) {}

    /// Asks once.
    ///
    /// @param what the issuer's name for people
    /// @param body empty for none
    /// @throws Denied when it cannot be reached
    static Told ask(String what, String method, URI uri, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        headers.forEach(request::header);
        request.method(
                method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        // It happens once an hour: a client that lives on would cost a thread for nothing.
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build()) {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new Told(response.statusCode(), response.body());
        } catch (IOException _) {
            throw new Denied(what + " cannot be reached");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Denied("interrupted while asking " + what);
        }
    }

    /// Asks once, and wants an answer.
    ///
    /// @throws Denied when it says no
    static String wanted(String what, String method, URI uri, Map<String, String> headers, String body) {
        Told told = ask(what, method, uri, headers, body);
        if (told.status() != 200) {
            throw new Denied(what + " answered with status " + told.status());
        }
        return told.body();
    }
}
