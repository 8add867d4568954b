package dev.roundhouse.config;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.selection.auto.AutoRules;
import dev.roundhouse.wire.ListenerLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the process needs to start. It is read once; a change needs a restart, unlike providers and endpoints.
///
/// @param listen where it listens
/// @param data folder of its own files
/// @param database where records and keys are
/// @param bootstrap keys and credit of the first start
/// @param tls how its listener speaks TLS
/// @param limits what one client may ask of the listener
/// @param log what is written to the log
/// @param responses what is kept of answers
/// @param discover whether model servers are looked for on this machine's usual ports
/// @param selection what the operator wants of automatic choices of a model
public record Settings(
        Listen listen,
        Path data,
        Database database,
        Bootstrap bootstrap,
        Tls tls,
        ListenerLimits limits,
        Log log,
        Responses responses,
        boolean discover,
        AutoRules selection) {
    /// What holds without a file.
    public static final Settings DEFAULT = new Settings(
            new Listen("127.0.0.1", 8080),
            Path.of("data"),
            new Sqlite(),
            Bootstrap.NONE,
            new Plain(),
            ListenerLimits.DEFAULT,
            Log.DEFAULT,
            Responses.DEFAULT,
            true,
            AutoRules.NONE);

    /// The same with another address, as the command line says.
    public Settings withListen(Listen other) {
        return new Settings(other, data, database, bootstrap, tls, limits, log, responses, discover, selection);
    }

    /// The same with another folder, as the command line says.
    public Settings withData(Path other) {
        return new Settings(listen, other, database, bootstrap, tls, limits, log, responses, discover, selection);
    }

    /// An address to listen on.
    ///
    /// @param host a name or address, IPv6 without brackets
    /// @param port 0 to let the system choose
    public record Listen(String host, int port) {
        public Listen {
            if (host.isBlank()) {
                throw new IllegalArgumentException("listen: no host (expected: HOST:PORT)");
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("listen: port " + port + " (expected: 0 to 65535)");
            }
        }

        /// Reads `HOST:PORT` or `[IPV6]:PORT`.
        ///
        /// @throws IllegalArgumentException when it is neither
        public static Listen of(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            String port = text.substring(colon + 1);
            boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
            if (host.isEmpty()
                    || port.isEmpty()
                    || port.length() > 5
                    || !port.chars().allMatch(c -> c >= '0' && c <= '9')
                    || (!bracketed && host.indexOf(':') >= 0)) {
                throw new IllegalArgumentException("'" + text + "' (expected: HOST:PORT)");
            }
            return new Listen(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// Where records and keys are.
    public sealed interface Database {}

    /// In one file of the data folder.
    public record Sqlite() implements Database {}

    /// In a PostgreSQL database.
    ///
    /// @param url `postgresql://…`, which may hold a password
    public record Postgres(Secret url) implements Database {}

    /// Keys and credit of the first start.
    ///
    /// @param managementKey null: one is made
    /// @param inferenceKey null: one is made
    /// @param credit of the first account; null: no limit
    public record Bootstrap(
            @Nullable Secret managementKey,
            @Nullable Secret inferenceKey,
            @Nullable Nanos credit) {
        /// Nothing is said.
        public static final Bootstrap NONE = new Bootstrap(null, null, null);
    }

    /// How the listener speaks TLS.
    public sealed interface Tls {}

    /// Not at all.
    public record Plain() implements Tls {}

    /// With a certificate of its own making.
    public record SelfSigned() implements Tls {}

    /// With a given certificate.
    ///
    /// @param cert PEM, the chain, leaf first
    /// @param key PEM, PKCS#8
    public record Certificate(Path cert, Path key) implements Tls {}

    /// What is written to the log.
    ///
    /// @param generations whether each generation makes a line
    public record Log(boolean generations) {
        /// All of it.
        public static final Log DEFAULT = new Log(true);
    }

    /// What is kept of answers of the dialect `openai-responses`, so that clients may go on from them.
    ///
    /// @param retention how long; zero: nothing is kept
    public record Responses(Duration retention) {
        /// As long as OpenAI does.
        public static final Responses DEFAULT = new Responses(Duration.ofDays(30));
    }
}
