package dev.roundhouse.app;

import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.Problem;
import dev.roundhouse.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `roundhouse serve`: the gateway, until SIGTERM or SIGINT. Exit code 1 when it cannot start.
@Command(name = "serve", description = "Starts the gateway.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration; YAML.")
    private @Nullable Path config;

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Where to listen (default: 127.0.0.1:8080).")
    private @Nullable String listen;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of its own files (default: ./data).")
    private @Nullable Path data;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ConfigFile file = ConfigFile.NONE;
        if (config != null) {
            switch (ConfigFile.read(config, System.getenv())) {
                case ConfigFile.Good(ConfigFile read) -> file = read;
                case ConfigFile.Bad(List<Problem> problems) -> {
                    problems.forEach(p -> err.println("config: " + p));
                    return 1;
                }
            }
        }
        try (Gateway gateway = new Gateway(settings(file), file, System.getenv())) {
            CountDownLatch told = closeOnSignal(gateway);
            gateway.welcome().forEach(out::println);
            out.flush();
            gateway.warmUp();
            told.await();
            return 0;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            err.println("serve: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private Settings settings(ConfigFile file) {
        Settings settings = file.settings();
        if (listen != null) {
            settings = settings.withListen(Settings.Listen.of(listen));
        }
        return data == null ? settings : settings.withData(data);
    }

    /// The hook holds the process until the gateway has drained and closed.
    ///
    /// @return what opens once it has
    private static CountDownLatch closeOnSignal(Gateway gateway) {
        CountDownLatch told = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    gateway.close();
                    told.countDown();
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return told;
    }
}
