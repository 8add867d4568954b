package dev.roundhouse.dispatch.auth;

import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dispatch.Authorizer;
import dev.roundhouse.dispatch.Elsewhere;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/// Signs for AWS, and keeps the tokens of Google and Azure.
public final class CloudAuthorizer implements Authorizer {
    // Hashing more would hold up the event loop for longer than a story may.
    private static final int SIGNED_ON_LOOP_MAX = 32 * 1024;

    private static final String DEFAULT_REGION = "us-east-1";

    private final InstantSource clock;
    private final Executor workers;
    private final Elsewhere elsewhere;
    private final AwsSigner signer;
    private final Map<Cloud, Kept<AwsKeys>> keys = new ConcurrentHashMap<>();
    private final Map<Cloud, Kept<String>> tokens = new ConcurrentHashMap<>();

    /// @param workers fetch tokens
    /// @param elsewhere where long bodies are hashed
    public CloudAuthorizer(InstantSource clock, Executor workers, Elsewhere elsewhere) {
        this.clock = clock;
        this.workers = workers;
        this.elsewhere = elsewhere;
        signer = new AwsSigner(clock);
    }

    @Override
    public Map<String, String> headers(Cloud cloud, Asked asked) {
        return switch (cloud.scheme()) {
            case "sigv4" -> signed(cloud, asked);
            case "google" -> bearer(tokens(cloud, new GoogleTokens(cloud)::fetch));
            case "azure" -> bearer(tokens(cloud, new AzureTokens(cloud, meant -> meant)::fetch));
            default -> throw new Denied("the signing scheme '" + cloud.scheme() + "' is not known");
        };
    }

    private Map<String, String> signed(Cloud cloud, Asked asked) {
        AwsKeys found = keys.computeIfAbsent(
                        cloud, c -> new Kept<>(new AwsCredentials(c, signer)::fetch, clock, workers))
                .get();
        String service = asked.dialect() == Dialect.SAGEMAKER ? "sagemaker" : "bedrock";
        if (asked.body().length() <= SIGNED_ON_LOOP_MAX) {
            return sign(found, service, cloud, asked);
        }
        return elsewhere.call(() -> sign(found, service, cloud, asked));
    }

    private Map<String, String> sign(AwsKeys found, String service, Cloud cloud, Asked asked) {
        Map<String, String> headers = Map.of("content-type", "application/json");
        return signer.headers(
                found,
                new AwsSigner.Signed(
                        "POST",
                        asked.uri(),
                        service,
                        region(cloud, asked.uri().getHost()),
                        headers,
                        asked.body().toByteArray()));
    }

    private Kept<String> tokens(Cloud cloud, java.util.function.Supplier<Kept.Lease<String>> issuer) {
        return tokens.computeIfAbsent(cloud, _ -> new Kept<>(issuer, clock, workers));
    }

    private static Map<String, String> bearer(Kept<String> token) {
        return Map.of("authorization", "Bearer " + token.get());
    }

    /// The region of an account's services.
    static String region(Cloud cloud) {
        String region = cloud.setting("AWS_REGION");
        String other = cloud.setting("AWS_DEFAULT_REGION");
        return region != null ? region : other != null ? other : DEFAULT_REGION;
    }

    // The host says it where it is AWS's own, such as `bedrock-runtime.eu-west-1.amazonaws.com`.
    private static String region(Cloud cloud, String host) {
        String[] labels = host.split("\\.", -1);
        boolean own = host.endsWith(".amazonaws.com") && labels.length >= 4;
        return own ? labels[labels.length - 3] : region(cloud);
    }
}
