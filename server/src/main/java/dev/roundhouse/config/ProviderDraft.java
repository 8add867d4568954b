package dev.roundhouse.config;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.catalog.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One provider while it is read. What is null was not said, so that a configuration's provider can be laid over
/// the
/// catalogue's.
final class ProviderDraft {
    /// Keys that an operator may set.
    static final List<String> OPERATOR_KEYS = List.of(
            "name",
            "dialect",
            "base_url",
            "api_key",
            "allow_private_network",
            "auth",
            "headers",
            "query",
            "quirks",
            "timeouts",
            "limits",
            "policy");

    /// Keys of a catalogue file's provider.
    static final List<String> CATALOGUE_KEYS = List.of(
            "slug",
            "name",
            "kind",
            "owner",
            "dialect",
            "base_url",
            "bases",
            "auth",
            "env",
            "env_shared",
            "headers",
            "query",
            "quirks",
            "timeouts",
            "limits",
            "policy",
            "hq",
            "docs",
            "privacy_policy",
            "terms_of_service",
            "status_page",
            "seen",
            "live");

    static final List<String> KINDS = List.of("first-party", "cloud", "inference-host", "aggregator", "local");
    static final List<String> SCHEMES = List.of("bearer", "header", "none", "sigv4", "google", "azure", "other");

    private static final int COUNT_MAX = 1_000_000;

    String slug;
    int line;

    @Nullable
    String name;

    @Nullable
    String kind;

    @Nullable
    String owner;

    @Nullable
    Dialect dialect;

    @Nullable
    String baseUrl;

    @Nullable
    Map<Dialect, String> bases;

    @Nullable
    String apiKey;

    @Nullable
    Boolean allowPrivateNetwork;

    @Nullable
    Auth auth;

    @Nullable
    List<String> env;

    @Nullable
    List<String> envShared;

    @Nullable
    Map<String, String> headers;

    @Nullable
    Map<String, String> query;

    @Nullable
    Set<Quirk> quirks;

    @Nullable
    Timeouts timeouts;

    @Nullable
    Limits limits;

    @Nullable
    DataPolicy policy;

    private @Nullable String hq;
    private @Nullable String docs;
    private @Nullable String privacyPolicy;
    private @Nullable String termsOfService;
    private @Nullable String statusPage;
    private @Nullable String seen;
    private boolean live = true;

    ProviderDraft(String slug) {
        this.slug = slug;
    }

    /// Reads the object at the cursor.
    void read(Cursor cursor, List<String> keys) {
        line = cursor.line();
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            if (!keys.contains(key)) {
                cursor.unknown(key, keys);
                continue;
            }
            switch (key) {
                case "slug" -> slug = orElse(cursor.text(), slug);
                case "name" -> name = cursor.text();
                case "kind" -> kind = oneOf(cursor, KINDS);
                case "owner" -> owner = cursor.text();
                case "dialect" -> dialect = dialect(cursor);
                case "base_url" -> baseUrl = cursor.text();
                case "bases" -> bases = bases(cursor);
                case "api_key" -> apiKey = cursor.scalar();
                case "allow_private_network" -> allowPrivateNetwork = cursor.flag();
                case "auth" -> auth = auth(cursor);
                case "env" -> env = cursor.texts();
                case "env_shared" -> envShared = cursor.texts();
                case "headers" -> headers = headers(cursor);
                case "query" -> query = cursor.textsByName();
                case "quirks" -> quirks = quirks(cursor);
                case "timeouts" -> timeouts = timeouts(cursor);
                case "limits" -> limits = limits(cursor);
                case "policy" -> policy = policy(cursor);
                default -> listing(key, cursor);
            }
        }
    }

    private void listing(String key, Cursor cursor) {
        switch (key) {
            case "hq" -> hq = cursor.text();
            case "docs" -> docs = cursor.text();
            case "privacy_policy" -> privacyPolicy = cursor.text();
            case "terms_of_service" -> termsOfService = cursor.text();
            case "status_page" -> statusPage = cursor.text();
            case "seen" -> seen = cursor.text();
            case "live" -> live = !Boolean.FALSE.equals(cursor.flag());
            default -> throw new IllegalStateException("key: " + key + " (expected: one of the lists above)");
        }
    }

    /// The provider of a catalogue file.
    ProviderFacts facts() {
        return over(new ProviderFacts(
                slug,
                slug,
                "inference-host",
                orElse(owner, slug),
                Dialect.OPENAI_CHAT,
                null,
                Map.of(),
                Auth.BEARER,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                new Provider.Facts(hq, docs, privacyPolicy, termsOfService, statusPage, seen, live)));
    }

    /// The same provider with what was said here laid over it. With another base URL the hosts for single
    /// dialects go,
    /// too: a key must not reach a host that its owner did not name.
    ProviderFacts over(ProviderFacts base) {
        return new ProviderFacts(
                slug,
                orElse(name, base.name()),
                orElse(kind, base.kind()),
                base.owner(),
                orElse(dialect, base.dialect()),
                orElse(baseUrl, base.baseUrl()),
                orElse(bases, baseUrl == null ? base.bases() : Map.of()),
                orElse(auth, base.auth()),
                orElse(env, base.env()),
                orElse(envShared, base.envShared()),
                orElse(headers, base.headers()),
                orElse(query, base.query()),
                orElse(quirks, base.quirks()),
                orElse(timeouts, base.timeouts()),
                orElse(limits, base.limits()),
                orElse(policy, base.policy()),
                base.facts());
    }

    /// One of the dialects by name; null when it is none of them.
    static @Nullable Dialect dialect(Cursor cursor) {
        String text = cursor.text();
        if (text == null) {
            return null;
        }
        Dialect dialect = Dialect.named(text).orElse(null);
        if (dialect == null) {
            List<String> names = List.of(Dialect.names().split(", "));
            cursor.problem(
                    "'" + text + "'" + Names.suggestion(text, names) + " (expected: one of " + Dialect.names() + ")");
        }
        return dialect;
    }

    private static Map<Dialect, String> bases(Cursor cursor) {
        Map<Dialect, String> bases = new EnumMap<>(Dialect.class);
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            Dialect dialect = Dialect.named(key).orElse(null);
            String url = cursor.text();
            if (dialect == null) {
                cursor.problem("unknown dialect (expected: one of " + Dialect.names() + ")");
            } else if (url != null) {
                bases.put(dialect, url);
            }
        }
        return bases;
    }

    private static Auth auth(Cursor cursor) {
        List<String> keys = List.of("scheme", "header", "prefix");
        String scheme = null;
        String header = null;
        String prefix = null;
        int line = cursor.line();
        String path = cursor.path();
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "scheme" -> scheme = oneOf(cursor, SCHEMES);
                case "header" -> header = headerName(cursor);
                case "prefix" -> prefix = headerValue(cursor);
                default -> cursor.unknown(key, keys);
            }
        }
        if (scheme == null) {
            scheme = header == null ? "bearer" : "header";
        }
        if (scheme.equals("bearer")) {
            return new Auth(scheme, orElse(header, "Authorization"), orElse(prefix, "Bearer "));
        }
        if (scheme.equals("header") && header == null) {
            cursor.problem(line, path + ".header", "missing (expected: the name of the header that takes the key)");
        }
        return new Auth(scheme, orElse(header, ""), orElse(prefix, ""));
    }

    private static Map<String, String> headers(Cursor cursor) {
        Map<String, String> headers = cursor.textsByName();
        headers.forEach((name, value) -> {
            if (!HttpText.isName(name) || !HttpText.isValue(value)) {
                cursor.problem("'" + name + "' (expected: a header's name with printable text)");
            } else if (HttpText.FRAMING.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                cursor.problem("'" + name + "' is set by the gateway itself (expected: another header)");
            }
        });
        return headers;
    }

    private static @Nullable String headerName(Cursor cursor) {
        String name = cursor.text();
        if (name != null && !HttpText.isName(name)) {
            cursor.problem("'" + name + "' (expected: a header's name)");
        }
        return name;
    }

    private static @Nullable String headerValue(Cursor cursor) {
        String value = cursor.text();
        if (value != null && !HttpText.isValue(value)) {
            cursor.problem("not printable (expected: text for a header)");
        }
        return value;
    }

    private static Set<Quirk> quirks(Cursor cursor) {
        Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        if (!cursor.enterList()) {
            return quirks;
        }
        while (cursor.nextElement()) {
            String text = cursor.text();
            if (text == null) {
                continue;
            }
            Quirk.named(text).ifPresentOrElse(quirks::add, () -> {
                List<String> names = new ArrayList<>();
                for (Quirk quirk : Quirk.values()) {
                    names.add(quirk.wireName());
                }
                cursor.problem("'" + text + "'" + Names.suggestion(text, names) + " (expected: one of "
                        + String.join(", ", names) + ")");
            });
        }
        return quirks;
    }

    private static Timeouts timeouts(Cursor cursor) {
        List<String> keys = List.of("connect", "first_byte", "idle", "total");
        Duration connect = null;
        Duration firstByte = null;
        Duration idle = null;
        Duration total = null;
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "connect" -> connect = positive(cursor);
                case "first_byte" -> firstByte = positive(cursor);
                case "idle" -> idle = positive(cursor);
                case "total" -> total = positive(cursor);
                default -> cursor.unknown(key, keys);
            }
        }
        Timeouts base = Timeouts.DEFAULT;
        return new Timeouts(
                orElse(connect, base.connect()),
                orElse(firstByte, base.firstByte()),
                orElse(idle, base.idle()),
                orElse(total, base.total()));
    }

    private static @Nullable Duration positive(Cursor cursor) {
        Duration duration = cursor.duration();
        if (duration != null && duration.isZero()) {
            cursor.problem("0 (expected: more than zero)");
            return null;
        }
        return duration;
    }

    private static Limits limits(Cursor cursor) {
        List<String> keys = List.of("concurrent", "connections");
        Long concurrent = null;
        Long connections = null;
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "concurrent" -> concurrent = cursor.whole(1, COUNT_MAX);
                case "connections" -> connections = cursor.whole(1, COUNT_MAX);
                default -> cursor.unknown(key, keys);
            }
        }
        return new Limits(
                concurrent == null ? Limits.DEFAULT.concurrent() : concurrent.intValue(),
                connections == null ? Limits.DEFAULT.connections() : connections.intValue());
    }

    private static DataPolicy policy(Cursor cursor) {
        List<String> keys = List.of("retains_prompts", "retention_days", "may_train", "as_of");
        Boolean retains = null;
        Long days = null;
        Boolean train = null;
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "retains_prompts" -> retains = cursor.flag();
                case "retention_days" -> days = cursor.whole(0, COUNT_MAX);
                case "may_train" -> train = cursor.flag();
                case "as_of" -> cursor.text();
                default -> cursor.unknown(key, keys);
            }
        }
        return new DataPolicy(retains, days == null ? null : days.intValue(), train);
    }

    private static @Nullable String oneOf(Cursor cursor, List<String> values) {
        String text = cursor.text();
        if (text != null && !values.contains(text)) {
            cursor.problem("'" + text + "'" + Names.suggestion(text, values) + " (expected: one of "
                    + String.join(", ", values) + ")");
            return null;
        }
        return text;
    }

    private static <T extends @Nullable Object> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
