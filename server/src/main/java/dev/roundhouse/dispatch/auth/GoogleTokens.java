package dev.roundhouse.dispatch.auth;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.dispatch.Authorizer.Denied;
import dev.roundhouse.dispatch.auth.Kept.Lease;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Google's access tokens, by its own library: a service account's key, what `gcloud auth application-default`
/// left, a
/// federated identity, or the machine's metadata service. Blocks: for workers.
final class GoogleTokens {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final Cloud cloud;

    GoogleTokens(Cloud cloud) {
        this.cloud = cloud;
    }

    /// A token.
    ///
    /// @throws Denied when none is given
    Lease<String> fetch() {
        try {
            AccessToken token = credentials().createScoped(SCOPE).refreshAccessToken();
            return new Lease<>(
                    token.getTokenValue(),
                    token.getExpirationTime() == null
                            ? null
                            : token.getExpirationTime().toInstant());
        } catch (IOException e) {
            throw new Denied("Google gave no token (" + e.getClass().getSimpleName() + ")");
        }
    }

    private GoogleCredentials credentials() throws IOException {
        String said = cloud.setting("GOOGLE_APPLICATION_CREDENTIALS");
        if (said == null) {
            return ComputeEngineCredentials.create();
        }
        // Some put the file's text itself into the variable.
        try (InputStream in = said.startsWith("{")
                ? new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8))
                : Files.newInputStream(Path.of(said))) {
            return GoogleCredentials.fromStream(in);
        }
    }
}
