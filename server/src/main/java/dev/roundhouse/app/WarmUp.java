package dev.roundhouse.app;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.DataPolicy;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Limits;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceBook;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Secret;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.catalog.Timeouts;
import dev.roundhouse.config.Settings;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.flow.KeptAnswers;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.money.Price;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.KeyHasher;
import dev.roundhouse.policy.KeyStore;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.Journal;
import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Listener;
import dev.roundhouse.wire.RawExchange;
import dev.roundhouse.wire.RawListener;
import dev.roundhouse.wire.RawRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Requests of our own to ourselves before anyone else's, so that nobody meets code that has not been compiled.
/// They
/// go through a second set of the same rooms, with a key, an account and an upstream of its own: nothing of it is
/// charged, recorded or counted.
final class WarmUp {
    private static final int REQUESTS = 2_500;
    private static final int STREAM_EVERY = 8;
    private static final int CLIENTS = 2;
    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final int KEY_BYTES = 24;
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final String MODEL = "warm/up";
    private static final String JSON_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    private static final String ANSWER = "{\"id\":\"a\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"up\","
            + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Warm.\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,"
            + "\"total_tokens\":11}}";
    private static final String CHUNK = "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" warm\"},\"finish_reason\":null}]}\n\n";
    private static final String LAST = "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":20,\"total_tokens\":29}}\n\ndata: [DONE]\n\n";

    private final Core core;
    private final Loops loops;
    private final SecureRandom random;
    private final InstantSource clock;

    WarmUp(Core core, Loops loops, SecureRandom random, InstantSource clock) {
        this.core = core;
        this.loops = loops;
        this.random = random;
        this.clock = clock;
    }

    /// Warms up; returns when it has, or when it has taken long enough.
    ///
    /// @throws IOException when no loopback port can be had
    void run() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        String key = HexFormat.of().formatHex(secret);
        try (RawListener upstream = RawListener.open(loops.raw(), anyPort, BODY_BYTES_MAX, WarmUp::answer)) {
            Snapshot snapshot = snapshot(upstream.address().getPort());
            HttpServer server = core.server(() -> snapshot, books(secret, key), List.of());
            try (Listener listener = new Listener(server, loops::lane, null)) {
                InetSocketAddress address = loops.listen(listener, new Settings.Listen("127.0.0.1", 0));
                WarmClient.send(
                        new WarmClient.Plan(address, key, MODEL, REQUESTS / CLIENTS, STREAM_EVERY, BUDGET), CLIENTS);
                server.drain();
            }
        }
    }

    private Core.Books books(byte[] pepper, String key) {
        Keys keys = new Keys(new KeyHasher(pepper), new NoKeys(), clock);
        keys.configure(List.of(new Keys.Configured("warm-up", new Secret(key), 1, Caller.Scope.INFERENCE)));
        Ledger ledger = new Ledger();
        ledger.open(1, new Funds.Unlimited());
        return new Core.Books(keys, ledger, new Nowhere(), KeptAnswers.NOTHING, _ -> {});
    }

    private static Snapshot snapshot(int port) {
        Provider provider = new Provider(
                "warm",
                "Warm",
                "local",
                Dialect.OPENAI_CHAT,
                null,
                Auth.NONE,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Open(URI.create("http://127.0.0.1:" + port + "/v1"), null, true));
        Model model = new Model(
                MODEL, MODEL, "Warm", "warm", "chat", Set.of("text"), Set.of("text"), 0, 0, Set.of(), Model.Facts.NONE);
        PriceBook prices = new PriceBook(
                Map.of(PriceKind.INPUT, Price.perMillion("1"), PriceKind.OUTPUT, Price.perMillion("2")),
                List.of(),
                null);
        Endpoint endpoint = new Endpoint(
                MODEL,
                provider,
                "up",
                Dialect.OPENAI_CHAT,
                null,
                false,
                0,
                0,
                null,
                Set.of(),
                Set.of(),
                prices,
                null,
                false);
        return new Snapshot("warm-up", Map.of(MODEL, model), Map.of("warm", provider), Map.of(), List.of(endpoint));
    }

    private static void answer(RawRequest request, RawExchange exchange) throws IOException, InterruptedException {
        boolean stream = new String(request.body(), StandardCharsets.UTF_8).contains("\"stream\":true");
        String body = stream ? CHUNK.repeat(20) + LAST : ANSWER;
        String head = stream ? JSON_HEAD.replace("application/json", "text/event-stream") : JSON_HEAD;
        exchange.send(
                (head + "content-length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    }

    /// Keeps no keys.
    static final class NoKeys implements KeyStore {
        @Override
        public List<ApiKey> load() {
            return List.of();
        }

        @Override
        public void save(ApiKey key) {}

        @Override
        public void delete(String hash) {}
    }

    /// Keeps no records.
    static final class Nowhere implements Journal {
        @Override
        public boolean accepting() {
            return true;
        }

        @Override
        public boolean append(byte[] entry, int from, int to) {
            return true;
        }
    }
}
