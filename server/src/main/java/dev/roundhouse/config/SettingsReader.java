package dev.roundhouse.config;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.config.Settings.Bootstrap;
import dev.roundhouse.config.Settings.Certificate;
import dev.roundhouse.config.Settings.Database;
import dev.roundhouse.config.Settings.Listen;
import dev.roundhouse.config.Settings.Log;
import dev.roundhouse.config.Settings.Postgres;
import dev.roundhouse.config.Settings.Responses;
import dev.roundhouse.config.Settings.SelfSigned;
import dev.roundhouse.config.Settings.Sqlite;
import dev.roundhouse.config.Settings.Tls;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.selection.auto.AutoRules;
import dev.roundhouse.wire.ListenerLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the members of the configuration file that are not about providers.
final class SettingsReader {
    private static final int BOOTSTRAP_KEY_CHARS_MIN = 16;
    private static final int BOOTSTRAP_KEY_CHARS_MAX = 256;
    private static final int MEBIBYTE = 1024 * 1024;
    private static final List<String> LIMIT_KEYS = List.of(
            "max_body_bytes",
            "max_header_bytes",
            "max_headers",
            "max_url_bytes",
            "max_connections",
            "header_timeout",
            "body_timeout",
            "idle_timeout",
            "stall_timeout",
            "drain_timeout");

    private Listen listen = Settings.DEFAULT.listen();
    private Path data = Settings.DEFAULT.data();
    private Database database = Settings.DEFAULT.database();
    private Bootstrap bootstrap = Bootstrap.NONE;
    private Tls tls = Settings.DEFAULT.tls();
    private ListenerLimits limits = ListenerLimits.DEFAULT;
    private Log log = Log.DEFAULT;
    private Responses responses = Responses.DEFAULT;
    private AutoRules selection = AutoRules.NONE;
    private boolean discover = Settings.DEFAULT.discover();

    /// What was read, defaults for the rest.
    Settings settings() {
        return new Settings(listen, data, database, bootstrap, tls, limits, log, responses, discover, selection);
    }

    /// Reads the value of a key; false when the key is none of these.
    boolean read(String key, Cursor cursor) {
        switch (key) {
            case "listen" -> listen(cursor);
            case "data" -> {
                String text = cursor.text();
                data = text == null || text.isBlank() ? data : Path.of(text);
            }
            case "database" -> database(cursor);
            case "bootstrap" -> bootstrap(cursor);
            case "tls" -> tls(cursor);
            case "limits" -> limits(cursor);
            case "log" -> log(cursor);
            case "responses" -> responses(cursor);
            case "selection" -> selection = SelectionReader.read(cursor);
            case "discover" -> discover = !Boolean.FALSE.equals(cursor.flag());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void listen(Cursor cursor) {
        String text = cursor.scalar();
        if (text == null) {
            return;
        }
        try {
            listen = Listen.of(text);
        } catch (IllegalArgumentException e) {
            cursor.problem(String.valueOf(e.getMessage()));
        }
    }

    private void database(Cursor cursor) {
        String text = cursor.text();
        if (text == null) {
            return;
        }
        if (text.equals("sqlite")) {
            database = new Sqlite();
            return;
        }
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            try {
                if (new URI(text).getHost() != null) {
                    database = new Postgres(new Secret(text));
                    return;
                }
            } catch (URISyntaxException e) {
                // Said below, without the text: it may hold a password.
            }
        }
        cursor.problem("neither of the two (expected: sqlite, or postgresql://USER:PASSWORD@HOST/NAME)");
    }

    private void bootstrap(Cursor cursor) {
        List<String> keys = List.of("management_key", "inference_key", "credit");
        Secret management = null;
        Secret inference = null;
        Nanos credit = null;
        int line = cursor.line();
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "management_key" -> management = key(cursor);
                case "inference_key" -> inference = key(cursor);
                case "credit" -> credit = credit(cursor);
                default -> cursor.unknown(key, keys);
            }
        }
        if (management != null && management.equals(inference)) {
            cursor.problem(
                    line, "bootstrap", "both keys are the same (expected: two, since one manages and one infers)");
        }
        bootstrap = new Bootstrap(management, inference, credit);
    }

    private static @Nullable Secret key(Cursor cursor) {
        String text = cursor.scalar();
        if (text == null) {
            return null;
        }
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 127);
        if (!printable || text.length() < BOOTSTRAP_KEY_CHARS_MIN || text.length() > BOOTSTRAP_KEY_CHARS_MAX) {
            cursor.problem("not a key (expected: " + BOOTSTRAP_KEY_CHARS_MIN + " to " + BOOTSTRAP_KEY_CHARS_MAX
                    + " printable characters without blanks)");
            return null;
        }
        return new Secret(text);
    }

    private static @Nullable Nanos credit(Cursor cursor) {
        String text = cursor.scalar();
        if (text == null) {
            return null;
        }
        try {
            Nanos credit = Nanos.ofUsd(text);
            if (!credit.isNegative()) {
                return credit;
            }
            cursor.problem("'" + text + "' (expected: USD, 0 or more)");
        } catch (IllegalArgumentException e) {
            cursor.problem("'" + text + "' (expected: USD as a decimal number with at most nine decimals)");
        }
        return null;
    }

    private void tls(Cursor cursor) {
        if (!cursor.isObject()) {
            String text = cursor.scalar();
            if ("self-signed".equals(text)) {
                tls = new SelfSigned();
            } else if (text != null) {
                cursor.problem("'" + text + "' (expected: self-signed, or { cert: FILE, key: FILE })");
            }
            return;
        }
        int line = cursor.line();
        String cert = null;
        String privateKey = null;
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "cert" -> cert = cursor.text();
                case "key" -> privateKey = cursor.text();
                default -> cursor.unknown(key, List.of("cert", "key"));
            }
        }
        if (cert == null || privateKey == null) {
            cursor.problem(line, "tls." + (cert == null ? "cert" : "key"), "missing (expected: a PEM file)");
            return;
        }
        tls = new Certificate(Path.of(cert), Path.of(privateKey));
    }

    private void log(Cursor cursor) {
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            if (key.equals("generations")) {
                log = new Log(!Boolean.FALSE.equals(cursor.flag()));
            } else {
                cursor.unknown(key, List.of("generations"));
            }
        }
    }

    private void responses(Cursor cursor) {
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            if (key.equals("retention")) {
                Duration retention = cursor.duration();
                responses = retention == null ? responses : new Responses(retention);
            } else {
                cursor.unknown(key, List.of("retention"));
            }
        }
    }

    private void limits(Cursor cursor) {
        ListenerLimits base = ListenerLimits.DEFAULT;
        int body = base.bodyBytesMax();
        int headerBytes = base.headerBytesMax();
        int headers = base.headersMax();
        int url = base.urlBytesMax();
        int connections = base.connectionsMax();
        Duration header = base.headerTimeout();
        Duration bodyWait = base.bodyTimeout();
        Duration idle = base.idleTimeout();
        Duration stall = base.stallTimeout();
        Duration drain = base.drainTimeout();
        for (String key = cursor.enter(); key != null; key = cursor.next()) {
            switch (key) {
                case "max_body_bytes" -> body = count(cursor, 1024, 1024L * MEBIBYTE, body);
                case "max_header_bytes" -> headerBytes = count(cursor, 1024, MEBIBYTE, headerBytes);
                case "max_headers" -> headers = count(cursor, 8, 10_000, headers);
                case "max_url_bytes" -> url = count(cursor, 256, MEBIBYTE, url);
                case "max_connections" -> connections = count(cursor, 1, 1_000_000, connections);
                case "header_timeout" -> header = wait(cursor, header);
                case "body_timeout" -> bodyWait = wait(cursor, bodyWait);
                case "idle_timeout" -> idle = wait(cursor, idle);
                case "stall_timeout" -> stall = wait(cursor, stall);
                case "drain_timeout" -> drain = wait(cursor, drain);
                default -> cursor.unknown(key, LIMIT_KEYS);
            }
        }
        limits = new ListenerLimits(body, headerBytes, headers, url, connections, header, bodyWait, idle, stall, drain);
    }

    private static int count(Cursor cursor, long min, long max, int otherwise) {
        Long value = cursor.whole(min, max);
        return value == null ? otherwise : value.intValue();
    }

    private static Duration wait(Cursor cursor, Duration otherwise) {
        Duration duration = cursor.duration();
        if (duration == null) {
            return otherwise;
        }
        if (duration.isZero()) {
            cursor.problem("0 (expected: more than zero)");
            return otherwise;
        }
        return duration;
    }
}
