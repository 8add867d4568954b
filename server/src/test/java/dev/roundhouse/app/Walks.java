package dev.roundhouse.app;

import dev.roundhouse.admin.ResponsePages;
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
import dev.roundhouse.flow.Workers;
import dev.roundhouse.ledger.Funds;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.money.Price;
import dev.roundhouse.observe.Faults;
import dev.roundhouse.observe.LogLines;
import dev.roundhouse.policy.KeyHasher;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.sandbox.Sandbox;
import dev.roundhouse.sandbox.SandboxSettings;
import dev.roundhouse.selection.auto.AutoRules;
import dev.roundhouse.store.AnswerStore;
import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Listener;
import dev.roundhouse.wire.ListenerLimits;
import dev.roundhouse.wire.RawLoops;
import dev.roundhouse.wire.Stories;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The rooms of the walk on real sockets, with sandboxes as upstreams: everything but the disk.
final class Walks implements AutoCloseable {
    static final String KEY = "a-key-for-the-walk";

    private final Closing closing = new Closing();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final BlockingQueue<GenerationRecord> records = new LinkedBlockingQueue<>();
    private final Sandbox sandbox;
    private final InetSocketAddress address;
    private final HttpServer server;
    private final Listener listener;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final SelectorFile SELECTOR =
            new SelectorFile(() -> Files.newInputStream(Path.of("..", "catalog", "selector.bin")));

    Walks(Funds funds) throws IOException {
        this(funds, AutoRules.NONE);
    }

    Walks(Funds funds, AutoRules rules) throws IOException {
        Path data = Files.createTempDirectory("roundhouse-walks-");
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        Workers workers = closing.add(new Workers(2));
        Loops loops = closing.add(Loops.start());
        RawLoops raw = closing.add(RawLoops.own(1));
        sandbox = closing.add(Sandbox.start(SandboxSettings.ephemeral(), raw, clock, random));
        Stories stories = Stories.probe(System.getProperty("roundhouse.stories"), loops.any(), workers::execute);
        GenerationIds ids = new GenerationIds(clock, random);
        LogLines log = closing.add(new LogLines(OutputStream.nullOutputStream()));
        Faults faults = new Faults(log, ids::next, clock);
        Core core = new Core(new Core.Common(
                stories,
                workers,
                faults,
                ids,
                clock,
                Duration.ofDays(30),
                ListenerLimits.DEFAULT,
                new Core.Selecting(SELECTOR, rules)));
        Keys keys = new Keys(new KeyHasher(new byte[16]), new WarmUp.NoKeys(), clock);
        keys.configure(List.of(new Keys.Configured("test", new Secret(KEY), 1, Caller.Scope.INFERENCE)));
        Ledger ledger = new Ledger();
        ledger.open(1, funds);
        AnswerStore answers = closing.add(new AnswerStore(data, clock));
        server = core.server(
                this::snapshot,
                new Core.Books(keys, ledger, new WarmUp.Nowhere(), answers, records::add),
                new ResponsePages(answers).routes());
        listener = new Listener(server, loops::lane, null);
        address = loops.listen(listener, new Settings.Listen("127.0.0.1", 0));
        closing.add(() -> new Drain(server, listener, new Ready(), Duration.ofSeconds(1)).close());
    }

    /// Adds an endpoint at a provider of its own, priced so that endpoints of a model are tried in the order of
    /// adding.
    void endpoint(String model, String upstreamId, Timeouts timeouts, int concurrent) {
        endpoint(model, upstreamId, Dialect.OPENAI_CHAT, timeouts, concurrent);
    }

    /// Adds one that speaks another dialect.
    void endpoint(String model, String upstreamId, Dialect dialect) {
        endpoint(model, upstreamId, dialect, Timeouts.DEFAULT, 100);
    }

    /// Adds one somewhere else than at the sandbox.
    void endpoint(String model, String upstreamId, Dialect dialect, Provider.Open access) {
        endpoint(model, upstreamId, dialect, Timeouts.DEFAULT, 100, access);
    }

    /// Adds one whose provider's base URL ends in something else than `/v1`.
    void endpoint(String model, String upstreamId, Dialect dialect, String base) {
        endpoint(model, upstreamId, dialect, new Provider.Open(sandboxUri(base), null, true));
    }

    private void endpoint(String model, String upstreamId, Dialect dialect, Timeouts timeouts, int concurrent) {
        endpoint(model, upstreamId, dialect, timeouts, concurrent, new Provider.Open(sandboxUri("/v1"), null, true));
    }

    private void endpoint(
            String model, String upstreamId, Dialect dialect, Timeouts timeouts, int concurrent, Provider.Open access) {
        String slug = "p" + endpoints.size();
        Provider provider = new Provider(
                slug,
                "Provider " + slug,
                "inference-host",
                dialect,
                null,
                Auth.NONE,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                timeouts,
                new Limits(concurrent, 1_000),
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                access);
        models.putIfAbsent(
                model,
                new Model(
                        model,
                        model,
                        model,
                        "test",
                        "chat",
                        Set.of("text"),
                        Set.of("text"),
                        0,
                        0,
                        Set.of(),
                        Model.Facts.NONE));
        String price = String.valueOf(endpoints.size() + 1);
        PriceBook prices = new PriceBook(
                Map.of(PriceKind.INPUT, Price.perMillion(price), PriceKind.OUTPUT, Price.perMillion(price)),
                List.of(),
                null);
        endpoints.add(new Endpoint(
                model,
                provider,
                upstreamId,
                dialect,
                null,
                false,
                0,
                0,
                null,
                Set.of(),
                Set.of(),
                prices,
                null,
                false));
    }

    /// Adds a model with public scores at a provider of its own.
    ///
    /// @param score in every area
    /// @param usd price of a million tokens, either way
    /// @param capabilities of its endpoint; none: unknown
    void scored(String model, double score, String usd, String... capabilities) {
        Model.Facts facts = new Model.Facts(
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Map.of("general", score, "code", score, "reasoning", score, "writing", score));
        Set<String> text = Set.of("text");
        models.put(model, new Model(model, model, model, "test", "chat", text, text, 0, 0, Set.of(), facts));
        endpoint(model, "echo");
        Endpoint made = endpoints.removeLast();
        Price price = Price.perMillion(usd);
        endpoints.add(new Endpoint(
                model,
                made.provider(),
                "echo",
                made.dialect(),
                null,
                false,
                0,
                0,
                null,
                Set.of(capabilities),
                Set.of(),
                new PriceBook(Map.of(PriceKind.INPUT, price, PriceKind.OUTPUT, price), List.of(), null),
                null,
                false));
    }

    void endpoint(String model, String upstreamId) {
        endpoint(model, upstreamId, Timeouts.DEFAULT, 100);
    }

    /// Adds an endpoint of another dialect at a provider of its own.
    ///
    /// @param type of the model, such as `chat`
    /// @param base what the sandbox's paths begin with, such as `/v2`
    void endpoint(String model, String type, Dialect dialect, String base, PriceBook prices) {
        String slug = "p" + endpoints.size();
        Provider provider = new Provider(
                slug,
                "Provider " + slug,
                "inference-host",
                dialect,
                null,
                Auth.NONE,
                List.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                Timeouts.DEFAULT,
                new Limits(100, 1_000),
                DataPolicy.UNSTATED,
                Provider.Facts.NONE,
                new Provider.Open(sandboxUri(base), null, true));
        Set<String> text = Set.of("text");
        models.putIfAbsent(
                model, new Model(model, model, model, "test", type, text, text, 0, 0, Set.of(), Model.Facts.NONE));
        endpoints.add(new Endpoint(
                model, provider, "echo", dialect, null, false, 0, 0, null, Set.of(), Set.of(), prices, null, false));
    }

    /// Posts a body to a path as an inference key.
    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .header("authorization", "Bearer " + KEY)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private Snapshot snapshot() {
        return new Snapshot("test", models, Map.of(), Map.of(), endpoints);
    }

    URI sandboxUri(String path) {
        return URI.create("http://127.0.0.1:" + sandbox.address().getPort() + path);
    }

    InetSocketAddress address() {
        return address;
    }

    void drain(Duration patience) {
        new Drain(server, listener, new Ready(), patience).close();
    }

    HttpRequest request(String body) {
        return to("/api/v1/chat/completions")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /// A request of the caller's to a path.
    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path))
                .header("authorization", "Bearer " + KEY)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30));
    }

    static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    HttpResponse<String> ask(String model, boolean stream) throws IOException, InterruptedException {
        return client.send(request(body(model, stream)), BodyHandlers.ofString());
    }

    /// The next record; fails when none comes.
    GenerationRecord recorded() throws InterruptedException {
        GenerationRecord record = records.poll(20, TimeUnit.SECONDS);
        if (record == null) {
            throw new AssertionError("no record came");
        }
        return record;
    }

    boolean noneRecorded() {
        return records.isEmpty();
    }

    @Override
    public void close() {
        client.close();
        closing.close();
    }
}
