package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The dialects that this program serves, and the ways between them: a dialect to itself is spliced, others cross
/// by
/// the hub.
public final class Dialects {
    private final Map<Dialect, ClientDialect> clients = new EnumMap<>(Dialect.class);
    private final Map<Dialect, UpstreamDialect> upstreams = new EnumMap<>(Dialect.class);
    private final Map<Dialect, Translation> splices = new EnumMap<>(Dialect.class);
    private final Map<Pair, Crossing> crossings = new ConcurrentHashMap<>();
    private final Seals seals;

    private record Pair(Dialect client, Dialect upstream) {}

    /// One schema with what it has of both its sides and the splice between them.
    ///
    /// @param client null when only upstreams speak it
    /// @param upstream null when only clients speak it
    /// @param splice null when one of the two is
    public record Entry(
            @Nullable ClientDialect client,
            @Nullable UpstreamDialect upstream,
            @Nullable Translation splice) {
        /// A schema whose three sides are one class.
        public static <D extends ClientDialect & UpstreamDialect & Translation> Entry of(D dialect) {
            return new Entry(dialect, dialect, dialect);
        }

        /// A schema with both sides in the hub.
        public static Entry hub(HubDialect dialect) {
            return new Entry(dialect, dialect, new Splice(dialect));
        }

        /// A schema that only upstreams speak.
        public static Entry upstream(UpstreamDialect dialect) {
            return new Entry(null, dialect, null);
        }
    }

    /// @param entries one for each schema; a schema's client and upstream side have the same name
    /// @param seals what providers want back
    public Dialects(List<Entry> entries, Seals seals) {
        this.seals = seals;
        for (Entry entry : entries) {
            if (entry.client != null) {
                clients.put(entry.client.name(), entry.client);
            }
            if (entry.upstream != null) {
                upstreams.put(entry.upstream.name(), entry.upstream);
            }
            if (entry.client != null && entry.splice != null) {
                splices.put(entry.client.name(), entry.splice);
            }
        }
    }

    /// The client's side of a schema.
    ///
    /// @throws IllegalArgumentException when clients cannot speak it here; routes are made of those that can
    public ClientDialect client(Dialect name) {
        ClientDialect client = clients.get(name);
        if (client == null) {
            throw new IllegalArgumentException("dialect: " + name.wireName() + " is not served to clients");
        }
        return client;
    }

    /// The clients' sides of all schemas that have one.
    public Collection<ClientDialect> clients() {
        return Collections.unmodifiableCollection(clients.values());
    }

    /// The upstream's side of a schema, when it is served.
    public Optional<UpstreamDialect> upstream(Dialect name) {
        return Optional.ofNullable(upstreams.get(name));
    }

    /// The way from a client's dialect to an upstream's, when there is one for this.
    public Optional<Translation> between(Dialect client, Operation operation, Dialect upstream) {
        if (client == upstream) {
            return Optional.ofNullable(splices.get(client));
        }
        boolean hub = clients.get(client) instanceof HubClient
                && upstreams.get(upstream) instanceof HubUpstream to
                && to.takes(operation);
        return hub
                ? Optional.of(crossings.computeIfAbsent(new Pair(client, upstream), this::crossing))
                : Optional.empty();
    }

    /// The way of this request to an upstream's dialect, when there is one.
    public Optional<Translation> between(GenerationRequest request, Dialect upstream) {
        Dialect client = request.dialect();
        boolean spliced =
                client != upstream || !(clients.get(client) instanceof HubDialect hub) || hub.splices(request);
        return spliced
                ? between(client, request.operation(), upstream)
                : Optional.of(crossings.computeIfAbsent(new Pair(client, upstream), this::crossing));
    }

    private Crossing crossing(Pair pair) {
        if (clients.get(pair.client) instanceof HubClient from
                && upstreams.get(pair.upstream) instanceof HubUpstream to) {
            return new Crossing(from, to, seals);
        }
        throw new IllegalStateException("both were in the hub a moment ago");
    }
}
