package dev.roundhouse.app;

import dev.roundhouse.admin.AccountPages;
import dev.roundhouse.admin.CataloguePages;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.Settings;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.dialect.openai.OpenAiCompletions;
import dev.roundhouse.dispatch.Dispatcher;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.flow.Billing;
import dev.roundhouse.flow.GenerationFlow;
import dev.roundhouse.flow.Replies;
import dev.roundhouse.flow.Workers;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.metering.TokenCounter;
import dev.roundhouse.observe.Faults;
import dev.roundhouse.observe.LogLines;
import dev.roundhouse.observe.Metrics;
import dev.roundhouse.observe.Observer;
import dev.roundhouse.policy.Gate;
import dev.roundhouse.policy.KeyHasher;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.Chronicle;
import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.Recorder;
import dev.roundhouse.relay.Relay;
import dev.roundhouse.routing.Health;
import dev.roundhouse.routing.Router;
import dev.roundhouse.routing.Usability;
import dev.roundhouse.store.Pepper;
import dev.roundhouse.store.Store;
import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Listener;
import dev.roundhouse.wire.Route;
import dev.roundhouse.wire.Routes;
import dev.roundhouse.wire.Routes.Door;
import dev.roundhouse.wire.Stories;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The running program: all rooms, made and joined here and nowhere else, top to bottom.
final class Gateway implements AutoCloseable {
    private final Closing closing = new Closing();
    private final Ready ready = new Ready();
    private final List<String> welcome;

    /// Starts it all; returns when it serves.
    ///
    /// @param file what was read of the configuration
    /// @param path where it was read from, to be watched; null when there is none
    /// @throws IOException when a file cannot be used
    static Gateway start(Settings settings, ConfigFile file, @Nullable Path path, Map<String, String> env)
            throws IOException {
        return new Gateway(settings, file, path, env);
    }

    private Gateway(Settings settings, ConfigFile file, @Nullable Path path, Map<String, String> env)
            throws IOException {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        Offer offer = closing.add(new Offer(file, path, env)); // reads the catalogue while the rest is made

        LogLines log = closing.add(new LogLines(System.err));
        GenerationIds ids = new GenerationIds(clock, random);
        Faults faults = new Faults(log, ids::next, clock);
        Metrics metrics = new Metrics();
        Workers workers = closing.add(new Workers(Math.max(4, 2 * Runtime.getRuntime().availableProcessors())));

        Store store = closing.add(Store.open(settings.data(), Store.Options.STANDARD, clock, random));
        KeyHasher hasher = new KeyHasher(Pepper.open(settings.data(), Env.pepper(env), random));
        Keys keys = new Keys(hasher, store, clock);
        Ledger ledger = new Ledger();
        FirstAccount account = new FirstAccount(settings.bootstrap(), keys, ledger, store, hasher);

        Loops loops = closing.add(Loops.start());
        Stories stories = Stories.probe(System.getProperty("roundhouse.stories"), loops.any(), workers::execute);

        Dialects dialects = new Dialects(List.of(
                Dialects.Entry.of(new OpenAiChat()), Dialects.Entry.of(new OpenAiCompletions())));
        Usability usability =
                new Usability((client, upstream) -> dialects.between(client, upstream).isPresent());
        Gate gate = new Gate(keys);
        Dispatcher dispatcher = new Dispatcher(dialects);
        Recorder recorder = new Recorder(store.journal());
        Health health = new Health();
        GenerationFlow flow = new GenerationFlow(
                offer,
                gate,
                dialects,
                new Router(usability, health),
                health,
                new Billing(dialects, new TokenCounter(), workers),
                ledger,
                dispatcher,
                new Relay(),
                new Chronicle(recorder, new Observer(log, metrics, settings.log().generations())),
                new Replies(dialects),
                workers);

        CataloguePages catalogue =
                new CataloguePages(offer, e -> usability.reasonAgainst(e, Dialect.OPENAI_CHAT), clock);
        List<Route> pages = new ArrayList<>(catalogue.routes());
        pages.addAll(new AccountPages(store, keys, hasher, clock, random).routes());
        pages.addAll(new Operations(ready, metrics).routes());
        HttpServer server = new HttpServer(
                new Routes(doors(), pages),
                gate,
                flow,
                dialects,
                stories,
                workers,
                faults,
                ids::next,
                clock,
                settings.limits());
        Gauges.register(metrics, server, stories, log, faults, offer, store);

        TlsFiles tls = TlsFiles.of(settings, random, clock);
        Listener listener = closing.add(new Listener(server, loops::lane, tls.context()));
        var address = loops.listen(listener, settings.listen());
        closing.add(new Drain(server, listener, settings.limits().drainTimeout()));

        List<String> firstKeys = account.open();
        offer.await(loops.raw());
        ready.set();
        this.welcome = Welcome.lines(new Welcome.Facts(address, tls, firstKeys, offer.get(), usability));
        workers.execute(catalogue::prepare);
    }

    private static List<Door> doors() {
        return List.of(
                new Door("/api/v1/chat/completions", Dialect.OPENAI_CHAT, Surface.OPENROUTER),
                new Door("/v1/chat/completions", Dialect.OPENAI_CHAT, Surface.VENDOR),
                new Door("/api/v1/completions", Dialect.OPENAI_COMPLETIONS, Surface.OPENROUTER),
                new Door("/v1/completions", Dialect.OPENAI_COMPLETIONS, Surface.VENDOR));
    }

    /// What a person is told at the start, line by line.
    List<String> welcome() {
        return welcome;
    }

    /// Drains, then closes all in the opposite order of their making. Once; a second call waits for the first.
    @Override
    public void close() {
        closing.close();
    }
}
