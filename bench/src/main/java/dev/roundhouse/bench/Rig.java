package dev.roundhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The set-up: the mock upstream and the load generator on one core, the contenders on the other.
///
/// nginx and Roundhouse are started when first asked for, warmed, and kept for all sections that share them, so
/// that their rounds interleave.
final class Rig implements AutoCloseable {

    /// Enough to keep one core busy, few enough to hold 400 KB prompts on all of them.
    static final int CONNECTIONS = 32;

    private static final List<Workload> COMPARED =
            List.of(Workload.KB_1, Workload.STREAM_FAST, Workload.STREAM_5_MS, Workload.KB_20, Workload.KB_400);

    private static final int WARM_RUNS_MAX = 10;

    private final Options options;
    private final Machine machine;
    private final Paths paths;
    private final Child upstream;
    private final int upstreamPort;
    private final List<Server> open = new ArrayList<>();
    private @Nullable List<Contender> contenders;
    private int started;

    /// Starts the mock upstream.
    Rig(Options options, Machine machine, Paths paths) {
        this.options = options;
        this.machine = machine;
        this.paths = paths;
        this.upstreamPort = freePort();
        Machine.move(ProcessHandle.current().pid(), machine.loadCore());
        List<String> command = List.of(paths.upstream().toString(), Integer.toString(upstreamPort));
        this.upstream = Child.start(paths.work(), "upstream", Machine.on(machine.loadCore(), command));
    }

    Options options() {
        return options;
    }

    Machine machine() {
        return machine;
    }

    Paths paths() {
        return paths;
    }

    Contender direct() {
        return new Contender("direct", upstreamPort, upstream.pid(), Surface.UPSTREAM);
    }

    /// Direct, nginx where it is installed, and Roundhouse with all features on; warm, and on their own core.
    List<Contender> contenders() {
        List<Contender> warm = contenders;
        if (warm != null) return warm;
        warm = new ArrayList<>();
        warm.add(direct());
        nginx().map(Server::contender).ifPresent(warm::add);
        warm.add(warmRoundhouse(COMPARED).contender());
        contenders = List.copyOf(warm);
        return contenders;
    }

    /// A new nginx on its own core, or empty where none is installed. The rig ends it.
    Optional<Server> nginx() {
        Optional<Path> binary = paths.nginx();
        if (binary.isEmpty()) return Optional.empty();
        String name = "nginx-" + ++started;
        int port = freePort();
        Nginx nginx = new Nginx(paths.work().resolve(name), port, upstreamPort, machine.descriptors());
        Child child =
                Child.start(paths.work(), name, Machine.on(machine.proxyCore(), nginx.command(binary.orElseThrow())));
        long worker = child.firstChildPid();
        Server server = new Server(child, new Contender("nginx", port, worker, Surface.NGINX));
        open.add(server);
        child.await("answer", 10, () -> Http.status(port, Workload.KB_1.request(Surface.NGINX)) == 200);
        return Optional.of(server);
    }

    /// A new Roundhouse, just started. The rig ends it.
    ///
    /// @param name of its folder; data that is there stays
    Server launch(String name, boolean aotCache, String cores, List<String> flags) {
        int port = freePort();
        Roundhouse roundhouse = new Roundhouse(paths, paths.work().resolve(name), port, upstreamPort);
        Child child = Child.start(paths.work(), name, Machine.on(cores, roundhouse.command(aotCache, flags)));
        Server server = new Server(child, new Contender("Roundhouse", port, child.pid(), Surface.ROUNDHOUSE));
        open.add(server);
        return server;
    }

    /// A new Roundhouse whose code is compiled for these workloads, on its own core. A JVM that meets a new
    /// workload on one core shows two to four times its real cost for some seconds, as its compiler takes turns
    /// with its event loop: so it meets them on both, and the first workload once more at the end.
    Server warmRoundhouse(List<Workload> workloads, String... flags) {
        Server server = launch("roundhouse-" + ++started, paths.hasAotCache(), machine.bothCores(), List.of(flags));
        int port = server.contender().port();
        server.child().awaitLine("ready:", 30);
        server.child().await("200 from /readyz", 30, () -> Http.status(port, Http.READYZ) == 200);
        for (Workload workload : workloads) warm(server.contender(), workload);
        warm(server.contender(), workloads.getFirst());
        Machine.move(server.child().pid(), machine.proxyCore());
        return server;
    }

    /// Measures all contenders in interleaved rounds.
    Rounds compare(Function<Contender, Sample> measure) {
        return Rounds.run(options.rounds(), contenders(), measure);
    }

    // For so many seconds of its CPU time, not of the clock: what a compiler needs does not depend on the
    // neighbours.
    private void warm(Contender contender, Workload workload) {
        double seconds = options.seconds(workload == Workload.KB_1 ? 6 : 3);
        double spent = 0;
        for (int run = 0; run < WARM_RUNS_MAX && spent < seconds * 1e9; run++) {
            spent += measure(contender, Load.saturating(workload, CONNECTIONS, seconds / 2))
                    .allCpuNanos();
        }
    }

    /// Sends the load and waits for its end. A load that fails is a broken sample, not an exception.
    Sample measure(Contender to, Load load) {
        return begin(to, load).sample();
    }

    /// Sends the load and returns at once.
    RunningLoad begin(Contender to, Load load) {
        Path request = paths.work().resolve("request-" + to.name() + "-" + load.workload());
        write(request, load.workload().request(to.surface()));
        List<String> command = new ArrayList<>(List.of(paths.load().toString(), "request=" + request));
        command.addAll(load.arguments(to));
        return new RunningLoad(Child.start(paths.work(), "load-" + ++started, Machine.on(machine.loadCore(), command)));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        open.reversed().forEach(Server::close);
        upstream.close();
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
