package dev.roundhouse.admin;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.money.Price;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A small catalogue to be put together by a test: what a line does not say has a dull default.
final class Offers {
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final List<Endpoint> endpoints = new ArrayList<>();

    /// Why an endpoint would be left out: its provider is not configured, or nothing here speaks its dialect.
    static Optional<String> leftOut(Endpoint endpoint) {
        if (endpoint.dialect() == Dialect.OTHER) {
            return Optional.of("dialect other is not served");
        }
        return endpoint.provider().access() instanceof Provider.Closed(String reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    Offers model(ModelLine line) {
        models.put(line.id, line.build());
        return this;
    }

    Offers alias(String alias, String id) {
        aliases.put(alias, id);
        return this;
    }

    Offers provider(ProviderLine line) {
        providers.put(line.slug, line.build());
        return this;
    }

    Offers endpoint(EndpointLine line) {
        Provider provider = providers.computeIfAbsent(line.provider, slug -> new ProviderLine(slug).build());
        endpoints.add(line.build(provider));
        return this;
    }

    Snapshot snapshot(String id) {
        return new Snapshot(id, models, providers, aliases, endpoints);
    }

    static ModelLine model(String id) {
        return new ModelLine(id);
    }

    static ProviderLine provider(String slug) {
        return new ProviderLine(slug);
    }

    static EndpointLine endpoint(String model, String provider) {
        return new EndpointLine(model, provider);
    }

    static final class ModelLine {
        private final String id;
        private String slug;
        private String name;
        private String type = "chat";
        private Set<String> input = Set.of("text");
        private Set<String> output = Set.of("text");
        private long context;
        private Set<String> parameters = Set.of();
        private @Nullable String created;
        private @Nullable String tokenizer;
        private @Nullable String family;
        private @Nullable Boolean reasoning;
        private @Nullable Boolean tools;
        private List<String> efforts = List.of();
        private boolean stale;
        private Map<String, Double> scores = Map.of();

        private ModelLine(String id) {
            this.id = id;
            this.slug = id;
            this.name = id.substring(id.indexOf('/') + 1);
        }

        ModelLine slug(String value) {
            slug = value;
            return this;
        }

        ModelLine named(String value) {
            name = value;
            return this;
        }

        ModelLine type(String value) {
            type = value;
            return this;
        }

        ModelLine takes(String... values) {
            input = new LinkedHashSet<>(List.of(values));
            return this;
        }

        ModelLine gives(String... values) {
            output = new LinkedHashSet<>(List.of(values));
            return this;
        }

        ModelLine context(long value) {
            context = value;
            return this;
        }

        ModelLine parameters(String... values) {
            parameters = Set.of(values);
            return this;
        }

        ModelLine created(String value) {
            created = value;
            return this;
        }

        ModelLine tokenizer(String value) {
            tokenizer = value;
            return this;
        }

        ModelLine family(String value) {
            family = value;
            return this;
        }

        ModelLine reasons(String... values) {
            reasoning = true;
            efforts = List.of(values);
            return this;
        }

        ModelLine callsTools() {
            tools = true;
            return this;
        }

        ModelLine stale() {
            stale = true;
            return this;
        }

        ModelLine score(String benchmark, double score) {
            scores = new LinkedHashMap<>(scores);
            scores.put(benchmark, score);
            return this;
        }

        private Model build() {
            Model.Facts facts = new Model.Facts(
                    family, created, null, null, stale, null, tokenizer, null, null, null, reasoning, tools, null,
                    efforts, null, scores);
            int slash = id.indexOf('/');
            String author = slash < 0 ? "local" : id.substring(0, slash);
            return new Model(id, slug, name, author, type, input, output, context, 0, parameters, facts);
        }
    }

    static final class ProviderLine {
        private final String slug;
        private String name;
        private String kind = "inference-host";
        private DataPolicy policy = DataPolicy.UNSTATED;
        private Provider.Facts facts = Provider.Facts.NONE;
        private Provider.Access access = new Provider.Open(URI.create("http://127.0.0.1:1"), null, true);

        private ProviderLine(String slug) {
            this.slug = slug;
            this.name = slug;
        }

        ProviderLine named(String value) {
            name = value;
            return this;
        }

        ProviderLine kind(String value) {
            kind = value;
            return this;
        }

        ProviderLine keepsNothing() {
            policy = new DataPolicy(false, 0, false);
            return this;
        }

        ProviderLine facts(Provider.Facts value) {
            facts = value;
            return this;
        }

        ProviderLine closed(String reason) {
            access = new Provider.Closed(reason);
            return this;
        }

        private Provider build() {
            return new Provider(
                    slug,
                    name,
                    kind,
                    Dialect.OPENAI_CHAT,
                    null,
                    Auth.NONE,
                    List.of(),
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    Timeouts.DEFAULT,
                    Limits.DEFAULT,
                    policy,
                    facts,
                    access);
        }
    }

    static final class EndpointLine {
        private final String model;
        private final String provider;
        private final Map<PriceKind, Price> prices = new EnumMap<>(PriceKind.class);
        private final List<PriceBook.Tier> tiers = new ArrayList<>();
        private Dialect dialect = Dialect.OPENAI_CHAT;
        private @Nullable String variant;
        private boolean region;
        private long context;
        private long maxOutput;
        private Set<String> capabilities = Set.of();
        private Set<String> parameters = Set.of();
        private boolean stale;

        private EndpointLine(String model, String provider) {
            this.model = model;
            this.provider = provider;
        }

        EndpointLine dialect(Dialect value) {
            dialect = value;
            return this;
        }

        EndpointLine variant(String value) {
            variant = value;
            return this;
        }

        EndpointLine region(String value) {
            variant = value;
            region = true;
            return this;
        }

        EndpointLine context(long tokens, long output) {
            context = tokens;
            maxOutput = output;
            return this;
        }

        EndpointLine capable(String... values) {
            capabilities = Set.of(values);
            return this;
        }

        EndpointLine parameters(String... values) {
            parameters = Set.of(values);
            return this;
        }

        EndpointLine stale() {
            stale = true;
            return this;
        }

        EndpointLine price(PriceKind kind, String usd) {
            boolean million = kind.unit() == PriceKind.Unit.MILLION;
            prices.put(kind, million ? Price.perMillion(usd) : Price.perUnit(usd));
            return this;
        }

        EndpointLine price(String input, String output) {
            return price(PriceKind.INPUT, input).price(PriceKind.OUTPUT, output);
        }

        EndpointLine above(long tokens, PriceKind kind, String usd) {
            tiers.add(new PriceBook.Tier(tokens, Map.of(kind, Price.perMillion(usd))));
            return this;
        }

        private Endpoint build(Provider by) {
            return new Endpoint(
                    model,
                    by,
                    model,
                    dialect,
                    variant,
                    region,
                    context,
                    maxOutput,
                    null,
                    capabilities,
                    parameters,
                    new PriceBook(prices, tiers, "2026-11-10"),
                    "2026-11-10",
                    stale);
        }
    }
}
