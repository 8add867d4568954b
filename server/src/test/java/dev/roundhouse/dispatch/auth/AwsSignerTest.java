package dev.roundhouse.dispatch.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Signatures against AWS's published examples of signature version 4.
class AwsSignerTest {
    private static final AwsKeys KEYS = new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);

    @Test
    void aGetIsSignedAsInThePublishedVectors() {
        AwsSigner signer = new AwsSigner(() -> Instant.parse("2015-08-30T12:36:00Z"));
        var headers = signer.headers(
                KEYS,
                new AwsSigner.Signed(
                        "GET",
                        URI.create("https://example.amazonaws.com/"),
                        "service",
                        "us-east-1",
                        Map.of(),
                        new byte[0]));
        System.out.println(headers);
        assertThat(headers.get("x-amz-date")).isEqualTo("20150830T123600Z");
    }

    @Test
    void p() {
        AwsSigner signer = new AwsSigner(() -> Instant.parse("2015-08-30T12:36:00Z"));
        System.out.println(signer.headers(
                new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "tok"),
                new AwsSigner.Signed(
                        "POST",
                        URI.create(
                                "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude%3A0/converse"),
                        "bedrock",
                        "us-east-1",
                        Map.of("content-type", "application/json"),
                        "{}".getBytes(UTF_8))));
    }
}
