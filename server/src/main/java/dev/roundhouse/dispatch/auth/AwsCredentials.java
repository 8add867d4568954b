package dev.roundhouse.dispatch.auth;

import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dispatch.Authorizer.Denied;
import dev.roundhouse.dispatch.auth.Kept.Lease;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Where AWS keys come from, in the order of AWS's own programs: the environment, a web identity, a container,
/// the
/// machine. Then roles are assumed, one with the keys of the one before. Blocks: for workers.
///
/// @see "AWS SDKs and Tools reference guide: standardized credential providers; STS API reference"
final class AwsCredentials {
    private static final URI CONTAINER = URI.create("http://169.254.170.2");
    private static final String MACHINE = "http://169.254.169.254";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final Set<String> FIELDS = Set.of("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration");

    private final Cloud cloud;
    private final AwsSigner signer;

    AwsCredentials(Cloud cloud, AwsSigner signer) {
        this.cloud = cloud;
        this.signer = signer;
    }

    /// Keys to sign with.
    ///
    /// @throws Denied when no source gives any
    Lease<AwsKeys> fetch() {
        Lease<AwsKeys> lease = first();
        String roles = cloud.setting("ROUNDHOUSE_AWS_ROLES");
        if (roles != null) {
            for (String role : roles.split(",", -1)) {
                lease = assumed(lease.value(), role.strip());
            }
        }
        return lease;
    }

    private Lease<AwsKeys> first() {
        String id = cloud.setting("AWS_ACCESS_KEY_ID");
        String secret = cloud.setting("AWS_SECRET_ACCESS_KEY");
        if (id != null && secret != null) {
            return new Lease<>(new AwsKeys(id, secret, cloud.setting("AWS_SESSION_TOKEN")), null);
        }
        String tokenFile = cloud.setting("AWS_WEB_IDENTITY_TOKEN_FILE");
        String role = cloud.setting("AWS_ROLE_ARN");
        if (tokenFile != null && role != null) {
            return webIdentity(tokenFile, role);
        }
        URI container = container();
        return container == null ? machine() : told("the container's credentials", container, containerHeaders());
    }

    private Lease<AwsKeys> webIdentity(String tokenFile, String role) {
        Map<String, String> form = form("AssumeRoleWithWebIdentity", role);
        form.put("WebIdentityToken", file(tokenFile));
        Map<String, String> headers = Map.of("content-type", FORM);
        return session(Fetch.wanted("AWS's token service", "POST", sts(), headers, encoded(form)));
    }

    private Lease<AwsKeys> assumed(AwsKeys keys, String role) {
        Map<String, String> form = form("AssumeRole", role);
        String external = cloud.setting("ROUNDHOUSE_AWS_EXTERNAL_ID");
        if (external != null) {
            form.put("ExternalId", external);
        }
        String body = encoded(form);
        Map<String, String> headers = new HashMap<>(Map.of("content-type", FORM));
        headers.putAll(signer.headers(
                keys,
                new AwsSigner.Signed(
                        "POST",
                        sts(),
                        "sts",
                        region(),
                        Map.of("content-type", FORM),
                        body.getBytes(StandardCharsets.UTF_8))));
        return session(Fetch.wanted("AWS's token service", "POST", sts(), headers, body));
    }

    private Map<String, String> form(String action, String role) {
        Map<String, String> form = new TreeMap<>();
        form.put("Action", action);
        form.put("Version", "2011-06-15");
        form.put("RoleArn", role);
        String session = cloud.setting("AWS_ROLE_SESSION_NAME");
        form.put("RoleSessionName", session == null ? "roundhouse" : session);
        return form;
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private URI sts() {
        String elsewhere = cloud.setting("AWS_ENDPOINT_URL_STS");
        return URI.create(elsewhere == null ? "https://sts." + region() + ".amazonaws.com/" : elsewhere);
    }

    private String region() {
        return CloudAuthorizer.region(cloud);
    }

    private static Lease<AwsKeys> session(String xml) {
        Map<String, String> fields = new HashMap<>();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT && FIELDS.contains(reader.getLocalName())) {
                    fields.put(reader.getLocalName(), reader.getElementText());
                }
            }
        } catch (XMLStreamException _) {
            throw new Denied("AWS's token service answered with what is no XML");
        }
        return lease(
                fields.get("AccessKeyId"),
                fields.get("SecretAccessKey"),
                fields.get("SessionToken"),
                fields.get("Expiration"));
    }

    private @Nullable URI container() {
        String relative = cloud.setting("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        String full = cloud.setting("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        if (relative != null) {
            return CONTAINER.resolve(relative);
        }
        return full == null ? null : URI.create(full);
    }

    private Map<String, String> containerHeaders() {
        String file = cloud.setting("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        String token = file == null ? cloud.setting("AWS_CONTAINER_AUTHORIZATION_TOKEN") : file(file);
        return token == null ? Map.of() : Map.of("authorization", token);
    }

    // The second version of the machine's service: a token first, so that a page that is led astray gets nothing.
    private Lease<AwsKeys> machine() {
        String elsewhere = cloud.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT");
        String base = elsewhere == null ? MACHINE : elsewhere;
        String what = "the machine's metadata service";
        String token = Fetch.wanted(
                what,
                "PUT",
                URI.create(base + "/latest/api/token"),
                Map.of("x-aws-ec2-metadata-token-ttl-seconds", "300"),
                "");
        Map<String, String> headers = Map.of("x-aws-ec2-metadata-token", token);
        String roles = base + "/latest/meta-data/iam/security-credentials/";
        String role = Fetch.wanted(what, "GET", URI.create(roles), headers, "").strip();
        return told(what, URI.create(roles + role.lines().findFirst().orElse("")), headers);
    }

    private static Lease<AwsKeys> told(String what, URI uri, Map<String, String> headers) {
        try {
            JsonNode told = JsonTree.read(Fetch.wanted(what, "GET", uri, headers, ""));
            return lease(
                    JsonTree.string(told, "AccessKeyId"),
                    JsonTree.string(told, "SecretAccessKey"),
                    JsonTree.string(told, "Token"),
                    JsonTree.string(told, "Expiration"));
        } catch (JacksonException _) {
            throw new Denied(what + " answered with what is no JSON");
        }
    }

    private static Lease<AwsKeys> lease(
            @Nullable String id, @Nullable String secret, @Nullable String token, @Nullable String until) {
        if (id == null || secret == null) {
            throw new Denied("AWS gave no keys");
        }
        try {
            return new Lease<>(new AwsKeys(id, secret, token), until == null ? null : Instant.parse(until));
        } catch (DateTimeException _) {
            throw new Denied("AWS gave keys whose end is no time");
        }
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException _) {
            throw new Denied("a token's file cannot be read");
        }
    }
}
