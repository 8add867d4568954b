package dev.roundhouse.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The program: one command line, one subcommand each.
@Command(
        name = "roundhouse",
        description = "One open, self-hosted door in front of every language model.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            SandboxCommand.class,
            CheckCommand.class,
            CatalogCommand.class,
            SelectorCommand.class,
            TrainCommand.class
        })
public final class Main {
    private Main() {}

    /// Runs a command; the process exits with its code.
    public static void main(String[] args) {
        int code = new CommandLine(Main.class).execute(args);
        // A command that serves has returned because it was told to end.
        System.exit(code);
    }
}
