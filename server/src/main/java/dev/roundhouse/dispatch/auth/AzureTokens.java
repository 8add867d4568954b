package dev.roundhouse.dispatch.auth;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.dispatch.Authorizer.Denied;
import dev.roundhouse.dispatch.auth.Kept.Lease;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

/// Entra ID's access tokens for Azure AI, by Microsoft's own library: of an application with its secret, else of
/// the
/// machine's managed identity. Blocks: for workers.
final class AzureTokens {
    private static final String RESOURCE = "https://cognitiveservices.azure.com";
    private static final String AUTHORITY = "https://login.microsoftonline.com/";

    private final Cloud cloud;
    private final Reroute reroute;

    /// Where the library's requests really go: to where they are meant, but for tests.
    @FunctionalInterface
    interface Reroute {
        URI to(URI meant);
    }

    AzureTokens(Cloud cloud, Reroute reroute) {
        this.cloud = cloud;
        this.reroute = reroute;
    }

    /// A token.
    ///
    /// @throws Denied when none is given
    Lease<String> fetch() {
        try {
            IAuthenticationResult result = result();
            return new Lease<>(result.accessToken(), result.expiresOnDate().toInstant());
        } catch (CompletionException e) {
            if (e.getCause() instanceof Denied denied) {
                throw denied;
            }
            throw new Denied("Entra ID gave no token");
        } catch (MalformedURLException _) {
            throw new Denied("AZURE_AUTHORITY_HOST is no address");
        } catch (Exception e) {
            throw new Denied("Entra ID gave no token (" + e.getClass().getSimpleName() + ")");
        }
    }

    private IAuthenticationResult result() throws Exception {
        IHttpClient http = this::send;
        String secret = cloud.setting("AZURE_CLIENT_SECRET");
        String client = cloud.setting("AZURE_CLIENT_ID");
        String tenant = cloud.setting("AZURE_TENANT_ID");
        if (secret != null && client != null && tenant != null) {
            String host = cloud.setting("AZURE_AUTHORITY_HOST");
            String authority = host == null ? AUTHORITY : host.endsWith("/") ? host : host + "/";
            return ConfidentialClientApplication.builder(client, ClientCredentialFactory.createFromSecret(secret))
                    .authority(authority + tenant)
                    .httpClient(http)
                    .instanceDiscovery(false)
                    .build()
                    .acquireToken(ClientCredentialParameters.builder(Set.of(RESOURCE + "/.default"))
                            .build())
                    .join();
        }
        ManagedIdentityId id =
                client == null ? ManagedIdentityId.systemAssigned() : ManagedIdentityId.userAssignedClientId(client);
        return ManagedIdentityApplication.builder(id)
                .httpClient(http)
                .build()
                .acquireTokenForManagedIdentity(
                        ManagedIdentityParameters.builder(RESOURCE).build())
                .join();
    }

    private IHttpResponse send(HttpRequest request) throws Exception {
        Map<String, String> headers = request.headers() == null ? Map.of() : request.headers();
        String body = request.body() == null ? "" : request.body();
        Fetch.Told told = Fetch.ask(
                "Entra ID",
                request.httpMethod().name(),
                reroute.to(request.url().toURI()),
                headers,
                body);
        HttpResponse response = new HttpResponse().statusCode(told.status()).body(told.body());
        response.addHeaders(Map.of("content-type", List.of("application/json")));
        return response;
    }
}
