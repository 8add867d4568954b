package dev.roundhouse.config;

import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.catalog.Provider.Access;
import dev.roundhouse.catalog.Provider.Closed;
import dev.roundhouse.catalog.Provider.Open;
import dev.roundhouse.catalog.Secret;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether a provider can be called: its key and every setting of its URL are there, and the key goes to no host
/// that
/// its owner did not choose.
final class ProviderAccess {
    private static final Set<String> SERVED_SCHEMES = Set.of("bearer", "header", "none");
    private static final Pattern SECRET_SUFFIX = Pattern.compile("(_API_KEY|_API_TOKEN|_ACCESS_TOKEN|_KEY|_TOKEN)$");

    private final Map<String, String> env;
    private final Clouds clouds;

    ProviderAccess(Map<String, String> env) {
        this.env = env;
        clouds = new Clouds(env);
    }

    /// The access of a provider as the operator left or made it.
    ///
    /// @param facts all that is known of it, the operator's word on top
    /// @param own what the operator said; null when nothing
    /// @param base the base URL to call, complete or not; null when none is known
    Access of(ProviderFacts facts, @Nullable ProviderDraft own, @Nullable String base) {
        String scheme = facts.auth().scheme();
        boolean cloud = Clouds.SCHEMES.contains(scheme);
        if (!cloud && !SERVED_SCHEMES.contains(scheme)) {
            return new Closed("its requests need the signing scheme '" + scheme + "', which is not served");
        }
        if (base == null) {
            return new Closed("no source names its base URL; set providers." + facts.slug() + ".base_url");
        }
        if (cloud) {
            return signed(facts, own, base, scheme);
        }
        Found key = scheme.equals("none") ? new Found(null, null) : key(facts, own);
        if (key.refusal() == null) {
            Secret secret = key.secret() == null ? null : new Secret(key.secret());
            return open(own, base, secret, null);
        }
        // A cloud's host takes a signature in place of a key, where the operator has not sent the key elsewhere.
        String other = own != null && own.baseUrl != null ? null : Clouds.schemeOf(base);
        if (other != null && clouds.find(other, false) instanceof Clouds.Signing(Cloud signing)) {
            return open(own, base, null, signing);
        }
        return new Closed(key.refusal());
    }

    private Access signed(ProviderFacts facts, @Nullable ProviderDraft own, String base, String scheme) {
        boolean asked = own != null && own.auth != null;
        if (own != null && own.baseUrl != null && !asked) {
            return new Closed("providers." + facts.slug() + ".auth is not set; nothing is signed for a host of yours");
        }
        return switch (clouds.find(scheme, asked)) {
            case Clouds.Missing(String reason) -> new Closed(reason);
            case Clouds.Signing(Cloud signing) -> open(own, base, null, signing);
        };
    }

    private Access open(@Nullable ProviderDraft own, String base, @Nullable Secret key, @Nullable Cloud cloud) {
        return switch (BaseUrls.resolve(base, env)) {
            case BaseUrls.Incomplete(String reason) -> new Closed(reason);
            case BaseUrls.Complete(URI url) -> {
                boolean privateAllowed = own != null && Boolean.TRUE.equals(own.allowPrivateNetwork);
                String refusal = BaseUrls.refusal(url.toString(), privateAllowed);
                yield refusal == null
                        ? new Open(url, key, privateAllowed, cloud)
                        : new Closed("its base URL " + refusal);
            }
        };
    }

    private record Found(@Nullable String secret, @Nullable String refusal) {}

    private Found key(ProviderFacts facts, @Nullable ProviderDraft own) {
        if (own != null && own.apiKey != null) {
            return new Found(own.apiKey.strip(), null);
        }
        if (own != null && own.baseUrl != null) {
            String variable =
                    facts.env().isEmpty() ? "" : "; " + facts.env().getFirst() + " is not sent to a host of yours";
            return new Found(null, "providers." + facts.slug() + ".api_key is not set" + variable);
        }
        for (String variable : facts.env()) {
            String value = env.get(variable);
            if (value != null && !value.isBlank()) {
                return fromEnvironment(facts, variable, value.strip());
            }
        }
        for (String variable : facts.envShared()) {
            String value = env.get(variable);
            if (value != null && !value.isBlank()) {
                return new Found(
                        null,
                        variable + " enables another host by default; set providers." + facts.slug()
                                + ".api_key to use it here");
            }
        }
        List<String> names = facts.env().isEmpty() ? List.of("providers." + facts.slug() + ".api_key") : facts.env();
        return new Found(null, String.join(" or ", names) + " is not set");
    }

    private Found fromEnvironment(ProviderFacts facts, String variable, String value) {
        if (!HttpText.isValue(value)) {
            return new Found(null, variable + " holds what no header can carry (expected: printable ASCII)");
        }
        String stem = SECRET_SUFFIX.matcher(variable).replaceFirst("");
        for (String name : List.of(stem + "_BASE_URL", stem + "_API_BASE")) {
            String elsewhere = env.get(name);
            if (elsewhere != null && !elsewhere.isBlank() && !sameHost(elsewhere, facts.baseUrl())) {
                return new Found(
                        null,
                        name + " names another host for " + variable + "; set providers." + facts.slug()
                                + ".base_url and api_key");
            }
        }
        return new Found(value, null);
    }

    private static boolean sameHost(String url, @Nullable String base) {
        return base != null && hostOf(url).equals(hostOf(base));
    }

    /// The host of an address or a template.
    static String hostOf(String url) {
        String rest = url.strip();
        int scheme = rest.indexOf("://");
        rest = scheme < 0 ? rest : rest.substring(scheme + 3);
        int end = 0;
        while (end < rest.length() && "/?#:".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
