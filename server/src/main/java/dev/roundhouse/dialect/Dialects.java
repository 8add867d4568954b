package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Dialect;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The dialects that this program serves, and the ways between them.
public final class Dialects {
    private final Map<Dialect, ClientDialect> clients = new EnumMap<>(Dialect.class);
    private final Map<Dialect, UpstreamDialect> upstreams = new EnumMap<>(Dialect.class);
    private final Map<Dialect, Translation> splices = new EnumMap<>(Dialect.class);

    /// One schema with both its sides and the splice between them.
    public record Entry(ClientDialect client, UpstreamDialect upstream, Translation splice) {
        /// A schema whose three sides are one class.
        public static <D extends ClientDialect & UpstreamDialect & Translation> Entry of(D dialect) {
            return new Entry(dialect, dialect, dialect);
        }
    }

    /// @param entries one for each schema; a schema's client and upstream side have the same name
    public Dialects(List<Entry> entries) {
        for (Entry entry : entries) {
            Dialect name = entry.client.name();
            clients.put(name, entry.client);
            upstreams.put(name, entry.upstream);
            splices.put(name, entry.splice);
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

    /// The upstream's side of a schema, when it is served.
    public Optional<UpstreamDialect> upstream(Dialect name) {
        return Optional.ofNullable(upstreams.get(name));
    }

    /// The way from a client's dialect to an upstream's, when there is one.
    public Optional<Translation> between(Dialect client, Dialect upstream) {
        return client == upstream ? Optional.ofNullable(splices.get(client)) : Optional.empty();
    }
}
