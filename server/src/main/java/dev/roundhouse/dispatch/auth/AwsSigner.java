package dev.roundhouse.dispatch.auth;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Signature version 4, by AWS's own signer.
final class AwsSigner {
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final InstantSource clock;

    AwsSigner(InstantSource clock) {
        this.clock = clock;
    }

    /// What is signed.
    ///
    /// @param service such as `bedrock`
    /// @param headers that are signed beside the host, names in lower case
    record Signed(String method, URI uri, String service, String region, Map<String, String> headers, byte[] body) {}

    /// The headers that sign a request: all but the host and those that it had, names in lower case.
    Map<String, String> headers(AwsKeys keys, Signed what) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(what.method))
                .uri(what.uri);
        what.headers.forEach(request::putHeader);
        AwsCredentialsIdentity identity = keys.token() == null
                ? AwsCredentialsIdentity.create(keys.id(), keys.secret())
                : AwsSessionCredentialsIdentity.create(keys.id(), keys.secret(), keys.token());
        Instant now = clock.instant();
        SignedRequest signed = signer.sign(sign -> sign.identity(identity)
                .request(request.build())
                .payload(() -> new ByteArrayInputStream(what.body))
                .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, what.service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, what.region)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)));
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!name.equals("host") && !what.headers.containsKey(name)) {
                headers.put(name, String.join(",", header.getValue()));
            }
        }
        return headers;
    }
}
