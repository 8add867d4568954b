package dev.roundhouse.config;

import dev.roundhouse.catalog.Cloud;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What signs requests to clouds: the variables that their own programs read, and when they are enough.
final class Clouds {
    /// The schemes of clouds.
    static final Set<String> SCHEMES = Set.of("sigv4", "google", "azure");

    /// Whose hosts are signed for, where a provider's key is not set.
    private static final Map<String, String> HOSTS = Map.of(
            ".amazonaws.com", "sigv4",
            "aiplatform.googleapis.com", "google",
            ".openai.azure.com", "azure",
            ".services.ai.azure.com", "azure");

    private static final Map<String, List<String>> VARIABLES = Map.of(
            "sigv4",
            List.of(
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_SESSION_TOKEN",
                    "AWS_REGION",
                    "AWS_DEFAULT_REGION",
                    "AWS_ROLE_ARN",
                    "AWS_ROLE_SESSION_NAME",
                    "AWS_WEB_IDENTITY_TOKEN_FILE",
                    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                    "AWS_ENDPOINT_URL_STS",
                    "ROUNDHOUSE_AWS_ROLES",
                    "ROUNDHOUSE_AWS_EXTERNAL_ID"),
            "google",
            List.of("GOOGLE_APPLICATION_CREDENTIALS"),
            "azure",
            List.of("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_AUTHORITY_HOST"));

    /// Sets of variables any of which is enough.
    private static final Map<String, List<List<String>>> ENOUGH = Map.of(
            "sigv4",
            List.of(
                    List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
                    List.of("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
                    List.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
                    List.of("AWS_CONTAINER_CREDENTIALS_FULL_URI")),
            "google",
            List.of(List.of("GOOGLE_APPLICATION_CREDENTIALS")),
            "azure",
            List.of(List.of("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")));

    private final Map<String, String> env;

    Clouds(Map<String, String> env) {
        this.env = env;
    }

    /// Whether a cloud can be signed for.
    sealed interface Found {}

    /// It can.
    record Signing(Cloud cloud) implements Found {}

    /// It cannot, such as `AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set`.
    record Missing(String reason) implements Found {}

    /// The scheme of a host that is signed for; null where it is none.
    static @Nullable String schemeOf(@Nullable String baseUrl) {
        if (baseUrl == null) {
            return null;
        }
        String host = ProviderAccess.hostOf(baseUrl).toLowerCase(Locale.ROOT);
        return HOSTS.entrySet().stream()
                .filter(known -> host.endsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /// What a scheme's variables give.
    ///
    /// @param asked whether the operator named the scheme: then the machine's own identity will do
    Found find(String scheme, boolean asked) {
        List<List<String>> ways = ENOUGH.getOrDefault(scheme, List.of());
        boolean enough = asked || ways.stream().anyMatch(way -> way.stream().allMatch(this::isSet));
        if (!enough) {
            List<String> first = ways.getFirst();
            return new Missing(
                    first.size() == 1
                            ? first.getFirst() + " is not set"
                            : String.join(", ", first.subList(0, first.size() - 1)) + " and " + first.getLast()
                                    + " are not set");
        }
        Map<String, String> settings = new HashMap<>();
        for (String variable : VARIABLES.getOrDefault(scheme, List.of())) {
            if (isSet(variable)) {
                settings.put(variable, env.getOrDefault(variable, "").strip());
            }
        }
        return new Signing(new Cloud(scheme, settings));
    }

    private boolean isSet(String variable) {
        String value = env.get(variable);
        return value != null && !value.isBlank();
    }
}
