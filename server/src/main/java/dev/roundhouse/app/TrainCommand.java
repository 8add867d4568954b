package dev.roundhouse.app;

import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `roundhouse train`, for the launcher: starts as `serve` does, in a folder of the launcher's, warms up and
/// ends, so
/// that the JDK can write down what it loaded and how the code behaved.
@Command(name = "train", hidden = true, description = "Runs once for the AOT cache.")
final class TrainCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.DEFAULT
                .withListen(new Settings.Listen("127.0.0.1", 0))
                .withData(Path.of("data").toAbsolutePath());
        // Without an environment no provider is enabled: the sandbox answers, and nothing leaves this machine.
        try (Gateway gateway = new Gateway(settings, ConfigFile.NONE, Map.of())) {
            gateway.warmUp();
        }
        return 0;
    }
}
