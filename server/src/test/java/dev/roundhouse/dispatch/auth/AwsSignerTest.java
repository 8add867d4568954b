package dev.roundhouse.dispatch.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Signatures of version 4. AWS's published vectors sign fewer headers than its newer programs do, so a plain
/// reading of
/// the specification is held to the vectors first, and AWS's signer to that reading.
class AwsSignerTest {
    private static final String ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String DATE = "20150830T123600Z";
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

    @Test
    void theReadingOfTheSpecificationAgreesWithThePublishedVectors() {
        Map<String, String> plain = Map.of("host", "example.amazonaws.com", "x-amz-date", DATE);

        assertThat(reference("GET", "/", "", plain, "", "service"))
                .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(reference("POST", "/", "", plain, "", "service"))
                .isEqualTo("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        assertThat(reference("GET", "/", "Param1=value1&Param2=value2", plain, "", "service"))
                .isEqualTo("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
        assertThat(reference("GET", "/example%20space/", "", plain, "", "service"))
                .isEqualTo("652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
        Map<String, String> form = new TreeMap<>(plain);
        form.put("content-type", "application/x-www-form-urlencoded");
        assertThat(reference("POST", "/", "", form, "Param1=value1", "service"))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void arnsInThePathAreEncodedTwiceInTheSignature() {
        String path = "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse-stream";

        check(path, "{\"messages\":[]}", null);
        check("/model/anthropic.claude-3-haiku-20240307-v1%3A0/invoke", "{\"a\":\"ü\"}", null);
    }

    @Test
    void aSessionsTokenIsSignedToo() {
        check("/endpoints/mine/invocations", "{}", "AQoDYXdzEPT//////////wEXAMPLE");
    }

    private static void check(String path, String body, @Nullable String token) {
        String host = "bedrock-runtime.us-east-1.amazonaws.com";
        Map<String, String> headers = new AwsSigner(() -> NOW)
                .headers(
                        new AwsKeys(ID, SECRET, token),
                        new AwsSigner.Signed(
                                "POST",
                                URI.create("https://" + host + path),
                                "bedrock",
                                "us-east-1",
                                Map.of("content-type", "application/json"),
                                body.getBytes(UTF_8)));

        Map<String, String> signed = new TreeMap<>(headers);
        String authorization = signed.remove("authorization");
        signed.put("host", host);
        signed.put("content-type", "application/json");
        String names = String.join(";", signed.keySet());
        String doubled = URLEncoder.encode(path, UTF_8).replace("%2F", "/");
        assertThat(headers).containsEntry("x-amz-date", DATE);
        assertThat(authorization)
                .isEqualTo("AWS4-HMAC-SHA256 Credential=" + ID
                        + "/20150830/us-east-1/bedrock/aws4_request, SignedHeaders=" + names + ", Signature="
                        + reference("POST", doubled, "", signed, body, "bedrock"));
        assertThat(names.contains("x-amz-security-token")).isEqualTo(token != null);
    }

    private static String reference(
            String method, String path, String query, Map<String, String> headers, String body, String service) {
        Map<String, String> sorted = new TreeMap<>(headers);
        String canonical = String.join(
                "\n",
                method,
                path,
                query,
                sorted.entrySet().stream()
                        .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                        .collect(Collectors.joining()),
                String.join(";", sorted.keySet()),
                hash(body));
        String scope = "20150830/us-east-1/" + service + "/aws4_request";
        String text = String.join("\n", "AWS4-HMAC-SHA256", DATE, scope, hash(canonical));
        byte[] key = ("AWS4" + SECRET).getBytes(UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
