package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// HTTP/2: over TLS with a certificate of the gateway's own making, and in the clear with prior knowledge.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2Test {
    private static final String PATH = "/api/v1/chat/completions";
    private static final String CERTIFICATE_AUTHORITY = "certificate authority:";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SandboxProcess sandbox = SandboxProcess.start();
    private final Gateway clear = Gateway.start(config());
    private final Gateway secure = Gateway.start(config().set("tls", "self-signed"));

    @AfterAll
    void stop() {
        clear.close();
        secure.close();
        sandbox.close();
    }

    @Test
    void aTrustedTlsConnectionSpeaksHttp2() throws Exception {
        try (HttpClient client = trusting(HttpClient.Version.HTTP_2)) {
            HttpResponse<String> plain =
                    client.send(post(Json.chat("acme/swift-1", "x")), HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> streamed =
                    client.send(post(Json.streamedChat("acme/swift-1", "x")), HttpResponse.BodyHandlers.ofString());

            assertThat(plain.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(Json.read(plain.body()).path("id").asString("")).startsWith("gen-");
            assertThat(Sse.events(streamed.body()).getLast().done()).isTrue();
        }
    }

    @Test
    void oneConnectionCarriesManyStreamsAtOnce() {
        try (HttpClient client = trusting(HttpClient.Version.HTTP_2)) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> client.sendAsync(
                            post(Json.streamedChat("acme/swift-1", "stream " + i)),
                            HttpResponse.BodyHandlers.ofString()))
                    .toList();

            for (int i = 0; i < answers.size(); i++) {
                assertThat(Sse.content(Sse.events(answers.get(i).join().body())))
                        .contains("“stream " + i + "”");
            }
        }
    }

    @Test
    void aCancelledStreamReachesTheProvider() throws Exception {
        try (HttpClient client = trusting(HttpClient.Version.HTTP_2)) {
            HttpResponse<InputStream> response = client.send(
                    post(Json.streamedChat("acme/slow-1", "leave by a reset")),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.body().read()).isPositive();
            response.body().close();

            Await.until(
                    SOON,
                    "the provider sees the hang-up",
                    () -> sandbox.request("last").path("state").asString("").equals("client_hung_up"));
        }
    }

    @Test
    void aTlsClientOfHttp1IsServedToo() throws Exception {
        try (HttpClient client = trusting(HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> reply =
                    client.send(post(Json.chat("acme/swift-1", "x")), HttpResponse.BodyHandlers.ofString());

            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(reply.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoDoesNotTrustTheCertificateIsNotServed() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() ->
                            client.send(post(Json.chat("acme/swift-1", "x")), HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void priorKnowledgeIsEnoughInTheClear() throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .build();
        for (JsonNode body : List.of(Json.chat("acme/swift-1", "x"), Json.streamedChat("acme/swift-1", "x"))) {
            try (Response response =
                    client.newCall(okhttp(clear.at(PATH), body, Gateway.KEY)).execute()) {
                assertThat(response.protocol()).isEqualTo(Protocol.H2_PRIOR_KNOWLEDGE);
                assertThat(response.code()).isEqualTo(200);
                assertThat(java.util.Objects.requireNonNull(response.body()).string())
                        .contains("gen-");
            }
        }
        try (Response response = client.newCall(okhttp(clear.at(PATH), Json.chat("acme/swift-1", "x"), "sk-of-nobody"))
                .execute()) {
            assertThat(response.code()).isEqualTo(401);
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    @Test
    void anOfferToUpgradeDoesNoHarm() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> reply = client.send(
                        Http.json(clear.at(PATH), Gateway.KEY)
                                .POST(HttpRequest.BodyPublishers.ofString(Json.text(Json.chat("acme/swift-1", "x"))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(reply.statusCode()).isEqualTo(200);
            }
        }
    }

    private GatewayConfig config() {
        return new GatewayConfig()
                .provider("acme", sandbox.port())
                .endpoint("acme/swift-1", "acme", "swift-1")
                .endpoint("acme/slow-1", "acme", "pace/rate=1;tokens=300");
    }

    private HttpRequest post(JsonNode body) {
        URI uri = secure.at(PATH);
        return Http.json(uri, Gateway.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build();
    }

    private static Request okhttp(URI uri, JsonNode body, String key) {
        return new Request.Builder()
                .url(uri.toString())
                .header("authorization", "Bearer " + key)
                .post(RequestBody.create(Json.text(body), MediaType.get("application/json")))
                .build();
    }

    private HttpClient trusting(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(trust()).build();
    }

    /// Trusts nothing but the authority whose path was printed.
    private SSLContext trust() {
        Path authority = Path.of(secure.program().await(CERTIFICATE_AUTHORITY));
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "gateway", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
