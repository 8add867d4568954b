package dev.roundhouse.app;

import dev.roundhouse.sandbox.Delivery;
import dev.roundhouse.sandbox.Sandbox;
import dev.roundhouse.sandbox.SandboxSettings;
import dev.roundhouse.wire.RawLoops;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `roundhouse sandbox`: the provider simulator, until SIGTERM or SIGINT. Exit code 1 when it cannot start.
@Command(
        name = "sandbox",
        description = "Simulates a provider: paced streams, faults, recorded answers.",
        mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
    private static final int LOOPS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9001",
            converter = Address.class,
            description = "Where to listen (default: $${DEFAULT-VALUE}); port 0 takes a free one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it, by its default where it is not given
    private InetSocketAddress listen;

    @Option(
            names = "--replay",
            paramLabel = "DIR",
            description = "Folder of recorded interactions, with a list.jsonl; may be repeated.")
    private List<Path> replay = List.of();

    @Option(
            names = "--delivery",
            paramLabel = "whole|bytes|split",
            defaultValue = "whole",
            converter = Pieces.class,
            description = "In which pieces bodies are written (default: $${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it, by its default where it is not given
    private Delivery delivery;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        SandboxSettings settings = new SandboxSettings(listen, replay, delivery);
        CountDownLatch forEver = new CountDownLatch(1);
        try (RawLoops loops = RawLoops.own(LOOPS);
                Sandbox sandbox = Sandbox.start(settings, loops, InstantSource.system(), new SecureRandom())) {
            InetSocketAddress address = sandbox.address();
            String host = address.getAddress().getHostAddress();
            out.println("sandbox: http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
            out.flush();
            forEver.await(); // a signal ends the process; an interrupt, as in tests, ends the wait
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println("sandbox: " + e.getMessage());
            return 1;
        }
    }

    private static final class Address implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String value) {
            int colon = value.lastIndexOf(':');
            try {
                int port = Integer.parseInt(value.substring(colon + 1));
                String host = value.substring(0, Math.max(colon, 0)).replaceAll("^\\[(.*)]$", "$1");
                if (!host.isEmpty()) {
                    return new InetSocketAddress(host, port);
                }
            } catch (IllegalArgumentException e) {
                // no number, or not one of a port: said below
            }
            throw new TypeConversionException("'" + value + "' is no address (expected: HOST:PORT)");
        }
    }

    private static final class Pieces implements ITypeConverter<Delivery> {
        @Override
        public Delivery convert(String value) {
            return Delivery.named(value)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + value + "' is no delivery (expected: whole, bytes or split)"));
        }
    }
}
