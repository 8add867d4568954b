package dev.roundhouse.dispatch.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dispatch.Authorizer;
import dev.roundhouse.dispatch.Authorizer.Denied;
import dev.roundhouse.exchange.OutboundBody;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tokens of an issuer on this machine, asked for as the clouds' own are.
@Timeout(60)
class IssuersTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String SESSION = """
            <R xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><X><Credentials><AccessKeyId>%s</AccessKeyId>
            <SecretAccessKey>s2</SecretAccessKey><SessionToken>tok</SessionToken>
            <Expiration>2026-11-24T13:00:00Z</Expiration></Credentials></X></R>""";

    private final List<String> asked = new ArrayList<>();
    private HttpServer issuer;
    private String base;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        base = "http://127.0.0.1:" + issuer.getAddress().getPort();
        issuer.start();
    }

    @AfterEach
    void close() {
        issuer.stop(0);
    }

    @Test
    void keysOfTheEnvironmentSignAtOnce() {
        Map<String, String> headers =
                headers(new Cloud("sigv4", Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "s")));

        assertThat(headers.get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKID/20261124/eu-west-1/bedrock/aws4_request");
    }

    @Test
    void rolesAreAssumedOneByOneWithTheKeysOfTheOneBefore() {
        answer("/", 200, SESSION.formatted("ASIA1"));

        Map<String, String> headers = headers(new Cloud(
                "sigv4",
                Map.of(
                        "AWS_ACCESS_KEY_ID", "AKID",
                        "AWS_SECRET_ACCESS_KEY", "s",
                        "AWS_REGION", "eu-west-1",
                        "AWS_ENDPOINT_URL_STS", base + "/",
                        "ROUNDHOUSE_AWS_EXTERNAL_ID", "ext",
                        "ROUNDHOUSE_AWS_ROLES", "arn:aws:iam::1:role/a, arn:aws:iam::2:role/b")));

        assertThat(asked).hasSize(2);
        assertThat(asked.get(0))
                .contains("Credential=AKID/", "/sts/aws4_request", "Action=AssumeRole&", "ExternalId=ext", "role%2Fa");
        assertThat(asked.get(1)).contains("Credential=ASIA1/", "role%2Fb", "x-amz-security-token");
        assertThat(headers).containsEntry("x-amz-security-token", "tok");
    }

    @Test
    void aWebIdentityIsExchangedForKeys() throws IOException {
        answer("/", 200, SESSION.formatted("ASIA2"));
        Path token = Files.writeString(folder.resolve("token"), "jwt\n");

        Map<String, String> headers = headers(new Cloud(
                "sigv4",
                Map.of(
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        token.toString(),
                        "AWS_ROLE_ARN",
                        "arn:aws:iam::1:role/a",
                        "AWS_ENDPOINT_URL_STS",
                        base + "/")));

        assertThat(asked.getFirst()).contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=jwt");
        assertThat(headers.get("authorization")).contains("Credential=ASIA2/");
    }

    @Test
    void aContainerAndAMachineGiveTheirOwnKeys() {
        String keys =
                "{\"AccessKeyId\":\"ASIA3\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"2026-11-24T13:00:00Z\"}";
        answer("/creds", 200, keys);
        answer("/latest/api/token", 200, "metadata-token");
        answer("/latest/meta-data/iam/security-credentials/", 200, "the-role");
        answer("/latest/meta-data/iam/security-credentials/the-role", 200, keys);

        Map<String, String> container = headers(new Cloud(
                "sigv4",
                Map.of(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        base + "/creds",
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                        "pod")));
        Map<String, String> machine = headers(new Cloud("sigv4", Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", base)));

        assertThat(container.get("authorization")).contains("Credential=ASIA3/");
        assertThat(machine.get("authorization")).contains("Credential=ASIA3/");
        assertThat(asked.get(0)).contains("authorization: pod");
        assertThat(asked.get(1)).startsWith("PUT /latest/api/token");
        assertThat(asked.get(3)).contains("x-aws-ec2-metadata-token: metadata-token");
    }

    @Test
    void aRefusalIsToldWithoutWhatItSaid() {
        answer("/", 403, "<Error>the secret is s3cr3t</Error>");
        Cloud cloud = new Cloud(
                "sigv4",
                Map.of(
                        "AWS_ACCESS_KEY_ID", "AKID",
                        "AWS_SECRET_ACCESS_KEY", "s",
                        "AWS_ENDPOINT_URL_STS", base + "/",
                        "ROUNDHOUSE_AWS_ROLES", "arn:aws:iam::1:role/a"));

        assertThatThrownBy(() -> headers(cloud))
                .isInstanceOf(Denied.class)
                .hasMessage("AWS's token service answered with status 403");
    }

    @Test
    void aServiceAccountSignsForAGoogleToken() throws Exception {
        answer("/token", 200, "{\"access_token\":\"ya29.x\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        JsonNode account = JsonTree.object()
                .put("type", "service_account")
                .put("project_id", "mine")
                .put("private_key_id", "1")
                .put("private_key", pem)
                .put("client_email", "a@mine.iam.example")
                .put("client_id", "7")
                .put("token_uri", base + "/token");
        Path file = Files.writeString(folder.resolve("account.json"), JsonTree.text(account));

        Map<String, String> headers =
                headers(new Cloud("google", Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString())));

        assertThat(headers).isEqualTo(Map.of("authorization", "Bearer ya29.x"));
        assertThat(asked.getFirst()).contains("jwt-bearer", "assertion=");
    }

    @Test
    void anApplicationAndAMachineGetAnAzureToken() {
        String token = "{\"access_token\":\"eyJ.a.z\",\"expires_in\":3600,\"token_type\":\"Bearer\"}";
        answer("/tenant/oauth2/v2.0/token", 200, token);
        answer(
                "/metadata/identity/oauth2/token",
                200,
                "{\"access_token\":\"eyJ.m.i\",\"expires_in\":\"3600\",\"expires_on\":\""
                        + Instant.now().plusSeconds(3600).getEpochSecond()
                        + "\",\"resource\":\"r\",\"token_type\":\"Bearer\"}");
        AzureTokens.Reroute here = meant ->
                URI.create(base + meant.getRawPath() + (meant.getRawQuery() == null ? "" : "?" + meant.getRawQuery()));

        String application = new AzureTokens(
                        new Cloud(
                                "azure",
                                Map.of(
                                        "AZURE_TENANT_ID", "tenant",
                                        "AZURE_CLIENT_ID", "client",
                                        "AZURE_CLIENT_SECRET", "secret")),
                        here)
                .fetch()
                .value();
        String machine =
                new AzureTokens(new Cloud("azure", Map.of()), here).fetch().value();

        assertThat(application).isEqualTo("eyJ.a.z");
        assertThat(machine).isEqualTo("eyJ.m.i");
        assertThat(asked.get(0)).contains("client_credentials", "cognitiveservices.azure.com");
        assertThat(asked.get(1)).contains("resource=https");
    }

    private Map<String, String> headers(Cloud cloud) {
        CloudAuthorizer authorizer = new CloudAuthorizer(() -> NOW, Runnable::run, CallHere::call);
        byte[] body = "{}".getBytes(UTF_8);
        URI uri = URI.create("https://bedrock-runtime.eu-west-1.amazonaws.com/model/x/converse");
        return authorizer.headers(
                cloud,
                new Authorizer.Asked(Dialect.BEDROCK_CONVERSE, uri, new OutboundBody().add(body, 0, body.length)));
    }

    /// Work done where it is asked for.
    private static final class CallHere {
        static <T> T call(java.util.function.Supplier<T> task) {
            return task.get();
        }
    }

    private void answer(String path, int status, String body) {
        issuer.createContext(path, exchange -> {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
                return;
            }
            asked.add(text(exchange));
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().add("content-type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String text(HttpExchange exchange) throws IOException {
        StringBuilder text = new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
        exchange.getRequestHeaders()
                .forEach((name, values) -> text.append(name.toLowerCase(java.util.Locale.ROOT))
                        .append(": ")
                        .append(String.join(",", values))
                        .append('\n'));
        return text.append(new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                .toString();
    }
}
