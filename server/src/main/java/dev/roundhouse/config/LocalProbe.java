package dev.roundhouse.config;

import dev.roundhouse.config.LocalServers.Found;
import dev.roundhouse.config.LocalServers.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Asks this machine's usual ports for model servers. Loopback only, short, and all ports at once; for the
/// background,
/// never for the path of a request.
public final class LocalProbe {
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final int ANSWER_BYTES_MAX = 4 * 1024 * 1024;
    private static final int MODELS_MAX = 1_000;

    private final Duration timeout;

    /// @param timeout for a connection, and again for each silence
    public LocalProbe(Duration timeout) {
        this.timeout = timeout;
    }

    /// One port to ask.
    ///
    /// @param kind which server it would be
    /// @param port where, on 127.0.0.1
    public record Target(Kind kind, int port) {}

    /// The usual ports without those that are our own.
    public static List<Target> usual(Set<Integer> ownPorts) {
        List<Target> targets = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (!ownPorts.contains(kind.port())) {
                targets.add(new Target(kind, kind.port()));
            }
        }
        return List.copyOf(targets);
    }

    /// Asks all targets at once and gives what answered as its kind does, in the order of the targets.
    ///
    /// @throws InterruptedException when the caller is not to wait any longer
    public List<Found> look(List<Target> targets) throws InterruptedException {
        List<Asking> askings = targets.stream().map(Asking::new).toList();
        List<Thread> threads = askings.stream()
                .map(asking -> Thread.ofVirtual().name("local-probe").start(asking))
                .toList();
        for (Thread thread : threads) {
            thread.join(timeout.multipliedBy(4));
        }
        List<Found> found = new ArrayList<>();
        for (Asking asking : askings) {
            Found answer = asking.found;
            if (answer != null) {
                found.add(answer);
            }
        }
        return found;
    }

    /// Model ids of an answer, when it is of the kind's shape.
    static Optional<List<String>> models(Kind kind, byte[] answer) {
        String list = kind == Kind.OLLAMA ? "models" : "data";
        String id = kind == Kind.OLLAMA ? "name" : "id";
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), answer)) {
            parser.nextToken();
            Cursor cursor = new Cursor(parser, "", Cursor.Variables.NONE, _ -> {});
            List<String> models = null;
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                if (key.equals(list) && parser.currentToken() == JsonToken.START_ARRAY) {
                    models = entries(cursor, parser, kind, id);
                } else {
                    parser.skipChildren();
                }
            }
            return Optional.ofNullable(models);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    // vLLM and llama.cpp sign their models; whatever else listens on their ports does not.
    private static @Nullable List<String> entries(Cursor cursor, JsonParser parser, Kind kind, String idName) {
        List<String> models = new ArrayList<>();
        boolean signed = kind == Kind.OLLAMA || kind == Kind.LM_STUDIO;
        cursor.enterList();
        while (cursor.nextElement()) {
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
                if (text && key.equals(idName) && !parser.getString().isBlank() && models.size() < MODELS_MAX) {
                    models.add(parser.getString());
                } else if (text && key.equals("owned_by")) {
                    signed |= parser.getString().equals(kind == Kind.VLLM ? "vllm" : "llamacpp");
                } else {
                    parser.skipChildren();
                }
            }
        }
        return signed ? models : null;
    }

    /// One question under way.
    private final class Asking implements Runnable {
        private final Target target;
        private volatile @Nullable Found found;

        Asking(Target target) {
            this.target = target;
        }

        @Override
        public void run() {
            URI base = URI.create("http://127.0.0.1:" + target.port());
            String path = target.kind() == Kind.OLLAMA ? "/api/tags" : "/v1/models";
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
                connection.setConnectTimeout((int) timeout.toMillis());
                connection.setReadTimeout((int) timeout.toMillis());
                connection.setInstanceFollowRedirects(false);
                connection.setUseCaches(false);
                if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
                    try (InputStream in = connection.getInputStream()) {
                        byte[] answer = in.readNBytes(ANSWER_BYTES_MAX);
                        models(target.kind(), answer)
                                .filter(models -> !models.isEmpty())
                                .ifPresent(models -> found = new Found(target.kind(), base.resolve("/v1"), models));
                    }
                }
                connection.disconnect();
            } catch (IOException e) {
                // Nothing listens there, or something else does: nothing is found, which is the usual case.
            }
        }
    }
}
