package dev.roundhouse.app;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.config.Catalogue;
import dev.roundhouse.config.CatalogueLoader;
import dev.roundhouse.config.CatalogueSource;
import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.Difference;
import dev.roundhouse.config.Problem;
import dev.roundhouse.config.SnapshotBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `check FILE`: validates a configuration and says what it would change. Exit code 0 when it is good, 1 when
/// not.
@Command(
        name = "check",
        description = "Validates a configuration and says what it would change.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
final class CheckCommand implements Callable<Integer> {
    private final Map<String, String> env;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration file.")
    private Path file;

    CheckCommand() {
        this(System.getenv());
    }

    /// @param env the environment's variables
    CheckCommand(Map<String, String> env) {
        this.env = Map.copyOf(env);
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        List<Problem> problems = new ArrayList<>();
        List<String> changes = check(problems);
        if (!problems.isEmpty()) {
            problems.forEach(err::println);
            err.println(file + ": refused, " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        changes.forEach(out::println);
        out.println(file + ": good, " + (changes.isEmpty() ? "and changes nothing" : changes.size() + " changes"));
        return 0;
    }

    private List<String> check(List<Problem> problems) {
        ConfigFile configuration = ConfigFile.NONE;
        switch (ConfigFile.read(file, env)) {
            case ConfigFile.Bad(List<Problem> found) -> problems.addAll(found);
            case ConfigFile.Good(ConfigFile good) -> configuration = good;
        }
        Catalogue catalogue = Catalogue.EMPTY;
        switch (new CatalogueLoader(new CatalogueSource.ClassPath(CheckCommand.class.getClassLoader())).load()) {
            case CatalogueLoader.Bad(List<Problem> found) -> problems.addAll(found);
            case CatalogueLoader.Good(Catalogue good) -> catalogue = good;
        }
        if (!problems.isEmpty()) {
            return List.of();
        }
        SnapshotBuilder builder = new SnapshotBuilder(catalogue, env);
        Snapshot before = build(builder, ConfigFile.NONE, problems);
        Snapshot after = build(builder, configuration, problems);
        List<String> changes = new ArrayList<>(Difference.ofSettings(configuration.settings()));
        changes.addAll(Difference.between(before, after));
        return changes;
    }

    private static Snapshot build(SnapshotBuilder builder, ConfigFile configuration, List<Problem> problems) {
        return switch (builder.build(configuration)) {
            case SnapshotBuilder.Built(Snapshot snapshot) -> snapshot;
            case SnapshotBuilder.Refused(List<Problem> found) -> {
                problems.addAll(found);
                yield new Snapshot("", Map.of(), Map.of(), Map.of(), List.of());
            }
        };
    }
}
