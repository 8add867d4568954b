package dev.roundhouse.config;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Provider.Open;
import dev.roundhouse.catalog.Snapshot;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lays the operator's file, the environment, what was found on local ports and the sandbox over the catalogue,
/// and
/// makes one snapshot of it or refuses. A value: it can build again with another file.
public final class SnapshotBuilder {
    private static final int ID_CHARS = 16;

    private final Catalogue catalogue;
    private final Map<String, String> env;
    private final List<LocalServers.Found> local;
    private final @Nullable URI sandbox;

    /// @param catalogue what is known
    /// @param env the environment's variables
    public SnapshotBuilder(Catalogue catalogue, Map<String, String> env) {
        this(catalogue, Map.copyOf(env), List.of(), null);
    }

    private SnapshotBuilder(
            Catalogue catalogue, Map<String, String> env, List<LocalServers.Found> local, @Nullable URI sandbox) {
        this.catalogue = catalogue;
        this.env = env;
        this.local = List.copyOf(local);
        this.sandbox = sandbox;
    }

    /// The same with the model servers that answered on this machine.
    public SnapshotBuilder withLocal(List<LocalServers.Found> found) {
        return new SnapshotBuilder(catalogue, env, found, sandbox);
    }

    /// The same with the provider `sandbox` and its model `sandbox/echo`, which cost nothing.
    ///
    /// @param base its base URL, which ends in `/v1`
    public SnapshotBuilder withSandbox(URI base) {
        return new SnapshotBuilder(catalogue, env, local, base);
    }

    /// What building came to.
    public sealed interface Outcome {}

    /// A snapshot.
    public record Built(Snapshot snapshot) implements Outcome {}

    /// None, and all the reasons.
    public record Refused(List<Problem> problems) implements Outcome {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /// Builds the snapshot.
    public Outcome build(ConfigFile file) {
        Work work = new Work(file);
        work.catalogue();
        work.operatorProviders();
        work.operatorEndpoints();
        work.local();
        work.sandbox();
        if (!work.problems.isEmpty()) {
            return new Refused(work.problems);
        }
        return new Built(work.snapshot());
    }

    /// One build under way.
    private final class Work {
        private final ConfigFile file;
        private final ProviderAccess access = new ProviderAccess(env);
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, ProviderFacts> facts = new LinkedHashMap<>();
        private final Map<String, ProviderDraft> own = new HashMap<>();
        private final Map<String, EndpointFacts> endpoints = new LinkedHashMap<>(8192);
        private final Map<String, Model> models = new LinkedHashMap<>(2048);

        Work(ConfigFile file) {
            this.file = file;
        }

        void catalogue() {
            facts.putAll(catalogue.providers());
            models.putAll(catalogue.models());
            endpoints.putAll(catalogue.endpoints());
        }

        void operatorProviders() {
            file.providers().forEach((slug, draft) -> {
                ProviderFacts known = facts.get(slug);
                if (known == null && draft.baseUrl == null) {
                    problem(
                            draft.line,
                            "providers." + slug,
                            "not in the catalogue" + Names.suggestion(slug, facts.keySet())
                                    + " (expected: base_url, to add a provider)");
                    return;
                }
                if (draft.baseUrl != null) {
                    String refusal = BaseUrls.refusal(draft.baseUrl, Boolean.TRUE.equals(draft.allowPrivateNetwork));
                    if (refusal != null) {
                        problem(draft.line, "providers." + slug + ".base_url", refusal);
                    }
                }
                if (draft.apiKey != null && (draft.apiKey.isBlank() || !HttpText.isValue(draft.apiKey.strip()))) {
                    problem(
                            draft.line,
                            "providers." + slug + ".api_key",
                            "empty or not printable (expected: the provider's key)");
                }
                ProviderFacts base = known == null ? unknown(draft) : known;
                ProviderFacts merged = draft.over(base);
                if (merged.auth().scheme().equals("other") && draft.auth != null) {
                    problem(
                            draft.line,
                            "providers." + slug + ".auth.scheme",
                            "'other' is not served (expected: bearer, header, none, sigv4, google or azure)");
                }
                facts.put(slug, merged);
                own.put(slug, draft);
            });
        }

        // A server of one's own often wants no key: without one, none is sent.
        private ProviderFacts unknown(ProviderDraft draft) {
            ProviderFacts base = new ProviderDraft(draft.slug).facts();
            ProviderDraft keyless = new ProviderDraft(draft.slug);
            keyless.kind = "inference-host";
            keyless.auth = draft.apiKey == null ? Auth.NONE : Auth.BEARER;
            return keyless.over(base);
        }

        void operatorEndpoints() {
            int index = 0;
            for (EndpointFacts endpoint : file.endpoints()) {
                String path = "endpoints[" + index++ + "]";
                ProviderFacts provider = facts.get(endpoint.provider());
                if (provider == null) {
                    problem(
                            endpoint.line(),
                            path + ".provider",
                            "'" + endpoint.provider() + "' is neither in the catalogue nor under providers"
                                    + Names.suggestion(endpoint.provider(), facts.keySet()));
                    continue;
                }
                EndpointFacts known = endpoints.get(endpoint.key());
                EndpointFacts merged = known == null ? endpoint : over(endpoint, known);
                if (merged.id() == null) {
                    problem(endpoint.line(), path + ".id", "missing (expected: the provider's own id of the model)");
                    continue;
                }
                endpoints.put(merged.key(), merged);
                models.computeIfAbsent(merged.model(), _ -> modelOf(merged, provider));
            }
        }

        private static EndpointFacts over(EndpointFacts own, EndpointFacts known) {
            return new EndpointFacts(
                    own.model(),
                    own.provider(),
                    own.id() == null ? known.id() : own.id(),
                    own.dialect() == null ? known.dialect() : own.dialect(),
                    own.variant(),
                    own.context() == 0 ? known.context() : own.context(),
                    own.maxOutput() == 0 ? known.maxOutput() : own.maxOutput(),
                    own.quant() == null ? known.quant() : own.quant(),
                    own.caps() == Capabilities.UNSAID ? known.caps() : own.caps(),
                    own.prices().base().isEmpty() ? known.prices() : own.prices(),
                    null,
                    false,
                    own.line());
        }

        private static Model modelOf(EndpointFacts endpoint, ProviderFacts provider) {
            Dialect dialect = endpoint.dialect() == null ? provider.dialect() : endpoint.dialect();
            boolean embedding = dialect == Dialect.OPENAI_EMBEDDINGS;
            Set<String> input = new LinkedHashSet<>(List.of("text"));
            input.addAll(Capabilities.modalities(endpoint.caps()));
            String id = endpoint.model();
            return new Model(
                    id,
                    id,
                    id,
                    id.substring(0, id.indexOf('/')),
                    embedding ? "embedding" : "chat",
                    input,
                    Set.of(embedding ? "embeddings" : "text"),
                    endpoint.context(),
                    endpoint.maxOutput(),
                    Set.of(),
                    Model.Facts.NONE);
        }

        void local() {
            for (LocalServers.Found found : local) {
                LocalServers.Kind kind = found.kind();
                if (!own.containsKey(kind.slug())) {
                    offer(kind.slug(), kind.title(), found.base(), found.models());
                }
            }
        }

        void sandbox() {
            if (sandbox != null && !own.containsKey("sandbox")) {
                offer("sandbox", "Sandbox", sandbox, List.of("echo"));
            }
        }

        /// Adds a server of this machine: no key, no cost, private network.
        private void offer(String slug, String title, URI base, List<String> ids) {
            ProviderDraft draft = new ProviderDraft(slug);
            draft.name = title;
            draft.kind = "local";
            draft.baseUrl = base.toString();
            draft.auth = Auth.NONE;
            draft.allowPrivateNetwork = true;
            ProviderFacts provider = draft.over(new ProviderDraft(slug).facts());
            facts.put(slug, provider);
            own.put(slug, draft);
            for (String id : new LinkedHashSet<>(ids)) {
                EndpointFacts endpoint = new EndpointFacts(
                        slug + "/" + id,
                        slug,
                        id,
                        LocalServers.looksLikeEmbedding(id) ? Dialect.OPENAI_EMBEDDINGS : null,
                        null,
                        0,
                        0,
                        null,
                        Capabilities.UNSAID,
                        LocalServers.free(),
                        null,
                        false,
                        0);
                if (endpoints.putIfAbsent(endpoint.key(), endpoint) == null) {
                    models.computeIfAbsent(endpoint.model(), _ -> modelOf(endpoint, provider));
                }
            }
        }

        Snapshot snapshot() {
            Map<String, Provider> providers = new LinkedHashMap<>();
            facts.forEach((slug, provider) -> providers.put(slug, provider(provider, provider.baseUrl())));
            Map<String, Provider> byDialect = new HashMap<>();
            List<Endpoint> built = new ArrayList<>(endpoints.size());
            Capabilities capabilities = new Capabilities();
            for (EndpointFacts endpoint : endpoints.values()) {
                ProviderFacts provider = known(facts, endpoint.provider());
                Dialect dialect = endpoint.dialect() == null ? provider.dialect() : endpoint.dialect();
                String other = provider.bases().get(dialect);
                Provider at = other == null
                        ? known(providers, provider.slug())
                        : byDialect.computeIfAbsent(provider.slug() + " " + dialect, _ -> provider(provider, other));
                built.add(endpoint(endpoint, at, dialect, capabilities));
            }
            return new Snapshot(id(providers), models, providers, aliases(), built);
        }

        private Endpoint endpoint(EndpointFacts facts, Provider provider, Dialect dialect, Capabilities capabilities) {
            String variant = facts.variant();
            Model model = known(models, facts.model());
            return new Endpoint(
                    facts.model(),
                    provider,
                    facts.id(),
                    dialect,
                    variant,
                    variant != null && Regions.isRegion(variant),
                    facts.context() == 0 ? model.context() : facts.context(),
                    facts.maxOutput() == 0 ? model.maxOutput() : facts.maxOutput(),
                    facts.quant(),
                    capabilities.of(facts.caps(), model),
                    Set.of(),
                    facts.prices(),
                    facts.seen(),
                    facts.stale());
        }

        private Provider provider(ProviderFacts provider, @Nullable String base) {
            List<String> variables = new ArrayList<>(provider.env());
            variables.addAll(provider.envShared());
            variables.addAll(BaseUrls.settingsOf(base));
            return new Provider(
                    provider.slug(),
                    provider.name(),
                    provider.kind(),
                    provider.dialect(),
                    base,
                    provider.auth(),
                    variables,
                    provider.headers(),
                    provider.query(),
                    provider.quirks(),
                    provider.timeouts(),
                    provider.limits(),
                    provider.policy(),
                    provider.facts(),
                    access.of(provider, own.get(provider.slug()), base));
        }

        private Map<String, String> aliases() {
            Map<String, String> aliases = new HashMap<>(catalogue.aliases());
            aliases.keySet().removeAll(models.keySet());
            return aliases;
        }

        /// The same sources give the same id; a key's value is no part of it, its being there is.
        private String id(Map<String, Provider> providers) {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                sha.update(catalogue.digest().getBytes(StandardCharsets.UTF_8));
                sha.update(file.source());
                Set<String> open = new HashSet<>();
                for (Provider provider : providers.values()) {
                    if (provider.access() instanceof Open access) {
                        open.add("\n" + provider.slug() + " " + access.base());
                    }
                }
                for (String line : open.stream().sorted().toList()) {
                    sha.update(line.getBytes(StandardCharsets.UTF_8));
                }
                for (LocalServers.Found found : local) {
                    sha.update(("\n" + found).getBytes(StandardCharsets.UTF_8));
                }
                return HexFormat.of().formatHex(sha.digest()).substring(0, ID_CHARS);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-256: missing (expected: every Java runtime has it)", e);
            }
        }

        private void problem(int line, String path, String message) {
            problems.add(new Problem(file.name(), line, path, message));
        }

        private static <V> V known(Map<String, V> map, String key) {
            V value = map.get(key);
            if (value == null) {
                throw new IllegalStateException(key + ": missing (expected: the loader checked it)");
            }
            return value;
        }
    }
}
