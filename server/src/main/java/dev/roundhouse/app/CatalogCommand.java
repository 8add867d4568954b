package dev.roundhouse.app;

import dev.roundhouse.config.Catalogue;
import dev.roundhouse.config.CatalogueIndex;
import dev.roundhouse.config.CatalogueLoader;
import dev.roundhouse.config.CatalogueSource;
import dev.roundhouse.config.FactsImport;
import dev.roundhouse.config.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `catalog`: makes and checks the catalogue's files.
@Command(
        name = "catalog",
        description = "Makes and checks the catalogue of models, providers and prices.",
        mixinStandardHelpOptions = true,
        subcommands = {CatalogCommand.Import.class, CatalogCommand.Check.class, CatalogCommand.Index.class})
@SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
final class CatalogCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    private static int report(PrintWriter out, PrintWriter err, Path directory) {
        return switch (new CatalogueLoader(new CatalogueSource.Directory(directory)).load()) {
            case CatalogueLoader.Good(Catalogue catalogue) -> {
                long priced = catalogue.pricedEndpoints();
                out.println(catalogue.models().size() + " models, "
                        + catalogue.providers().size() + " providers, "
                        + catalogue.endpoints().size() + " endpoints (" + priced + " priced), "
                        + catalogue.aliases().size() + " aliases: valid");
                yield index(err, directory);
            }
            case CatalogueLoader.Bad(List<Problem> problems) -> {
                problems.forEach(err::println);
                yield 1;
            }
        };
    }

    private static int index(PrintWriter err, Path directory) {
        try {
            if (new CatalogueIndex(directory).isCurrent()) {
                return 0;
            }
            err.println(directory + ": index.txt is not of these files (expected: made by `catalog index`)");
        } catch (IOException e) {
            err.println(directory + ": cannot be read: " + e.getMessage());
        }
        return 1;
    }

    /// `catalog import`.
    @Command(
            name = "import",
            description = "Makes the catalogue's files from collected facts.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Import implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--from", required = true, paramLabel = "DIR", description = "Folder of the facts.")
        private Path from;

        @Option(names = "--into", required = true, paramLabel = "DIR", description = "The catalogue's folder.")
        private Path into;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            PrintWriter err = spec.commandLine().getErr();
            try {
                new FactsImport(from, into).run().forEach(out::println);
            } catch (IOException e) {
                err.println("cannot import: " + e.getMessage());
                return 1;
            }
            return report(out, err, into);
        }
    }

    /// `catalog check`.
    @Command(name = "check", description = "Checks the catalogue's files.", mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = "The catalogue's folder.")
        private Path directory;

        @Override
        public Integer call() {
            return report(spec.commandLine().getOut(), spec.commandLine().getErr(), directory);
        }
    }

    /// `catalog index`.
    @Command(
            name = "index",
            description = "Writes index.txt anew, after files were edited by hand.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Index implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "DIR", description = "The catalogue's folder.")
        private Path directory;

        @Override
        public Integer call() {
            PrintWriter err = spec.commandLine().getErr();
            try {
                new CatalogueIndex(directory).write();
            } catch (IOException e) {
                err.println(directory + ": cannot be written: " + e.getMessage());
                return 1;
            }
            return report(spec.commandLine().getOut(), err, directory);
        }
    }
}
