package dev.roundhouse.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Base URLs of providers: which may be called, and what their `{SETTING}` stand for.
final class BaseUrls {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern ALTERNATIVES = Pattern.compile("[A-Z][A-Z0-9_]*(\\|[A-Z][A-Z0-9_]*)*");
    private static final Pattern SETTING = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
    private static final Pattern QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)");
    private static final Set<String> PRIVATE_SUFFIXES =
            Set.of(".localhost", ".local", ".internal", ".lan", ".home.arpa", ".svc");

    private BaseUrls() {}

    /// What became of a template.
    sealed interface Resolution {}

    /// A complete URL without a trailing `/`.
    record Complete(URI url) implements Resolution {}

    /// It cannot be completed, such as `AZURE_RESOURCE_NAME is not set`.
    record Incomplete(String reason) implements Resolution {}

    /// Names of the settings that a template needs, alternatives one by one.
    static List<String> settingsOf(@Nullable String template) {
        List<String> names = new ArrayList<>();
        if (template != null) {
            Matcher matcher = PLACEHOLDER.matcher(template);
            while (matcher.find()) {
                names.addAll(List.of(matcher.group(1).split("\\|", -1)));
            }
        }
        return List.copyOf(new LinkedHashSet<>(names));
    }

    /// Puts the environment's settings into a template.
    static Resolution resolve(String template, Map<String, String> env) {
        StringBuilder url = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            String[] names = matcher.group(1).split("\\|", -1);
            String value = null;
            for (String name : names) {
                String set = env.get(name);
                if (set != null && !set.isBlank()) {
                    value = trimmed(set);
                    break;
                }
            }
            if (value == null) {
                return new Incomplete(String.join(" or ", names) + " is not set");
            }
            // A value with `/` or `@` in it would choose another host than the template's.
            if (!SETTING.matcher(value).matches()) {
                return new Incomplete(
                        String.join(" or ", names) + " is no plain name (expected: letters, digits, . _ -)");
            }
            matcher.appendReplacement(url, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(url);
        try {
            // Vertex AI's global location has no name before its host.
            String whole =
                    url.toString().replace("://global-aiplatform.googleapis.com", "://aiplatform.googleapis.com");
            return new Complete(new URI(withoutSlash(whole)));
        } catch (URISyntaxException e) {
            return new Incomplete("its base URL is malformed: " + e.getReason());
        }
    }

    /// Why a URL must not be called; null when it may.
    ///
    /// @param privateAllowed whether its owner said that it may stand in a private network
    static @Nullable String refusal(String text, boolean privateAllowed) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return "malformed: " + e.getReason() + " (expected: http://… or https://…)";
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "'" + text + "' (expected: http://… or https://…)";
        }
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            return "holds a user name (expected: the key in api_key)";
        }
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            return "names no host (expected: http://HOST… or https://HOST…)";
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            return "holds a query or fragment (expected: parameters under query)";
        }
        if (url.getPort() > 65_535 || url.getPort() == 0) {
            return "port " + url.getPort() + " (expected: 1 to 65535)";
        }
        return refusalOfHost(host.toLowerCase(Locale.ROOT), scheme, privateAllowed);
    }

    private static @Nullable String refusalOfHost(String host, String scheme, boolean privateAllowed) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        boolean literal = host.startsWith("[") || NUMERIC_END.matcher(bare).matches();
        if (literal && !host.startsWith("[") && !QUAD.matcher(bare).matches()) {
            return "'" + host + "' is an odd way to write an address (expected: four decimal numbers)";
        }
        boolean inside;
        if (literal) {
            InetAddress address;
            try {
                address = InetAddress.ofLiteral(bare);
            } catch (IllegalArgumentException e) {
                return "'" + host + "' is no address";
            }
            if (isMetadata(address)) {
                return "'" + host + "' is a cloud's metadata service (expected: a provider)";
            }
            inside = isPrivate(address);
        } else {
            inside = isPrivateName(bare);
        }
        if (inside && !privateAllowed) {
            return "'" + host + "' is in a private network (expected: allow_private_network: true beside it)";
        }
        if (scheme.equals("http") && !inside) {
            return "plain http to '" + host + "' would show the key (expected: https, or a private host)";
        }
        return null;
    }

    /// Why a catalogue's template is refused; null when it is fine.
    static @Nullable String refusalOfTemplate(ProviderFacts facts) {
        List<String> templates = new ArrayList<>(facts.bases().values());
        if (facts.baseUrl() != null) {
            templates.addFirst(facts.baseUrl());
        }
        for (String template : templates) {
            Matcher matcher = PLACEHOLDER.matcher(template);
            while (matcher.find()) {
                if (!ALTERNATIVES.matcher(matcher.group(1)).matches()) {
                    return "{" + matcher.group(1) + "} (expected: {VARIABLE} or {VARIABLE|OTHER})";
                }
            }
            String refusal = refusal(matcher.replaceAll("x.example"), false);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /// Whether an address is not of the public internet.
    static boolean isPrivate(InetAddress address) {
        byte[] b = address.getAddress();
        if (address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        if (b.length == 4) {
            int first = b[0] & 0xff;
            int second = b[1] & 0xff;
            return first == 0 || first >= 240 || (first == 100 && second >= 64 && second < 128);
        }
        return (b[0] & 0xfe) == 0xfc;
    }

    private static boolean isMetadata(InetAddress address) {
        String text = address.getHostAddress();
        return text.equals("169.254.169.254") || text.equals("fd00:ec2:0:0:0:0:0:254");
    }

    // A name without a dot is found by a local resolver alone: a container's or a machine's name.
    private static boolean isPrivateName(String name) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return bare.indexOf('.') < 0 || PRIVATE_SUFFIXES.stream().anyMatch(bare::endsWith);
    }

    // Some users keep `https://host/` in a variable that is meant to hold a host.
    private static String trimmed(String value) {
        String text = value.strip();
        if (text.startsWith("https://")) {
            text = text.substring("https://".length());
        }
        return withoutSlash(text);
    }

    private static String withoutSlash(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }
}
