package dev.roundhouse.app;

import dev.roundhouse.admin.AccountPages;
import dev.roundhouse.admin.CataloguePages;
import dev.roundhouse.admin.OllamaPages;
import dev.roundhouse.admin.ResponsePages;
import dev.roundhouse.admin.SelectionPages;
import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.Settings;
import dev.roundhouse.console.FrontPage;
import dev.roundhouse.flow.Workers;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.observe.Faults;
import dev.roundhouse.observe.LogLines;
import dev.roundhouse.observe.Metrics;
import dev.roundhouse.observe.Notices;
import dev.roundhouse.observe.Observer;
import dev.roundhouse.policy.KeyHasher;
import dev.roundhouse.policy.KeyMint;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.Promises;
import dev.roundhouse.store.AnswerStore;
import dev.roundhouse.store.Pepper;
import dev.roundhouse.store.Store;
import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.Listener;
import dev.roundhouse.wire.Route;
import dev.roundhouse.wire.Stories;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The running program: all rooms, made and joined here and nowhere else, top to bottom.
final class Gateway implements AutoCloseable {
    private final Closing closing = new Closing();
    private final Ready ready = new Ready();
    private final List<String> welcome;
    private final WarmUp warmUp;

    /// Starts it all; returns when it serves.
    ///
    /// @param file what was read of the configuration
    /// @throws IOException when a file or the address cannot be used
    Gateway(Settings settings, ConfigFile file, Map<String, String> env) throws IOException {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        LiveSnapshot snapshots = new LiveSnapshot(file, env, settings.discover()); // loads while the rest is made

        LogLines log = closing.add(new LogLines(new FileOutputStream(FileDescriptor.err)));
        Store store = closing.add(Store.open(settings.data(), Store.Options.STANDARD, clock, random));
        KeyHasher hasher = new KeyHasher(Pepper.open(settings.data(), Env.pepper(env), random));
        Keys keys = new Keys(hasher, store, clock);
        KeyMint mint = new KeyMint(hasher, random, clock);
        Ledger ledger = new Ledger();
        FirstAccount account = new FirstAccount(settings.bootstrap(), keys, mint, ledger, store);
        account.openEarly();

        Workers workers =
                closing.add(new Workers(Math.max(4, 2 * Runtime.getRuntime().availableProcessors())));
        Loops loops = closing.add(Loops.start());
        closing.add(snapshots);
        Stories stories = Stories.probe(System.getProperty("roundhouse.stories"), loops.any(), workers::execute);
        GenerationIds ids = new GenerationIds(clock, random);
        Faults faults = new Faults(log, ids::next, clock);
        Metrics metrics = new Metrics();

        AnswerStore answers = closing.add(new AnswerStore(settings.data(), clock));
        SelectorFile selector = SelectorFile.ofProgram();
        Core core = new Core(new Core.Common(
                stories,
                workers,
                faults,
                ids,
                clock,
                settings.responses().retention(),
                settings.limits(),
                new Core.Selecting(selector, settings.selection())));
        CataloguePages catalogue = new CataloguePages(snapshots, core.usability()::reasonAgainst, clock);
        List<Route> pages = new ArrayList<>(catalogue.routes());
        pages.addAll(new AccountPages(keys, mint, store, store, store, clock).routes());
        Promises promises = new Promises();
        pages.addAll(new SelectionPages(store, store, promises, clock).routes());
        pages.addAll(new ResponsePages(answers).routes());
        pages.addAll(new OllamaPages(catalogue).routes());
        pages.addAll(new FrontPage().routes());
        pages.addAll(new Operations(ready, metrics).routes());
        Observer observer = new Observer(log, metrics, settings.log().generations());
        HttpServer server = core.server(
                snapshots, new Core.Books(keys, ledger, store.journal(), answers, promises.andThen(observer)), pages);
        Gauges.register(metrics, server, stories, store);
        Gauges.register(metrics, log, faults, snapshots);

        TlsFiles tls = TlsFiles.of(settings, random, clock);
        Listener listener = new Listener(server, loops::lane, tls.context());
        snapshots.await(loops.raw(), settings.listen().port(), new Notices(log, clock));
        InetSocketAddress address = loops.listen(listener, settings.listen());
        closing.add(new Drain(server, listener, ready, settings.limits().drainTimeout()));

        FirstAccount.Made made = account.open();
        workers.execute(catalogue::prepare);
        selector.prepare();
        this.warmUp = new WarmUp(core, loops, random, clock);
        this.welcome = Welcome.lines(new Welcome.Facts(
                address,
                tls.context() != null,
                tls.authority(),
                made,
                Welcome.model(snapshots.get(), core.usability())));
    }

    /// What a person is told at the start, line by line.
    List<String> welcome() {
        return welcome;
    }

    /// Warms up, and is ready then.
    ///
    /// @throws IOException when no loopback port can be had
    void warmUp() throws IOException {
        warmUp.run();
        ready.set();
    }

    /// Drains, then closes all in the opposite order of their making. Once; a second call waits for the first.
    @Override
    public void close() {
        closing.close();
    }
}
