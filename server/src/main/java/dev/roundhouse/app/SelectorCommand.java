package dev.roundhouse.app;

import dev.roundhouse.app.SelectionFiles.PromptLine;
import dev.roundhouse.selection.Parameters;
import dev.roundhouse.selection.Predictor;
import dev.roundhouse.selection.Predictor.Expected;
import dev.roundhouse.selection.Predictor.Understood;
import dev.roundhouse.selection.Prompt;
import dev.roundhouse.selection.training.Dataset;
import dev.roundhouse.selection.training.Suite;
import dev.roundhouse.selection.training.Trainer;
import dev.roundhouse.selection.training.Validation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `selector`: trains, checks and asks the automatic choice of a model.
@Command(
        name = "selector",
        description = "Trains, checks and asks the automatic choice of a model.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SelectorCommand.Train.class,
            SelectorCommand.Validate.class,
            SelectorCommand.Predict.class,
            SelectorCommand.Choose.class,
            SelectorReport.class,
            SelectorTime.class
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
final class SelectorCommand implements Callable<Integer> {
    static final String HEAD = "prompt_id,model,quality,cost_usd";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /// Work that may find a file missing or broken.
    interface Work {
        void run(PrintWriter out) throws IOException;
    }

    static int carryOut(CommandSpec spec, Work work) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            work.run(out);
            out.flush();
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("selector: " + e.getMessage());
            return 1;
        }
    }

    /// Data to learn from.
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Data {
        @Option(
                names = "--data",
                required = true,
                paramLabel = "DIR",
                description = "Folder of prompts, outcomes, models and suites.")
        private Path folder;

        @Option(
                names = "--seed",
                defaultValue = "1",
                paramLabel = "N",
                description = "The same seed gives the same bytes. Default: ${DEFAULT-VALUE}.")
        private long seed;

        Dataset dataset() throws IOException {
            return SelectionFiles.dataset(folder);
        }

        List<Suite> suites() throws IOException {
            Path file = folder.resolve("suites.json");
            return Files.exists(file) ? SelectionFiles.suites(file) : List.of();
        }

        long seed() {
            return seed;
        }
    }

    /// `selector train`.
    @Command(
            name = "train",
            description = "Learns from measured outcomes and writes the file that serve loads.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Train implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Data data;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write.")
        private Path file;

        @Override
        public Integer call() {
            return carryOut(spec, _ -> {
                byte[] bytes = new Trainer(data.dataset(), data.seed()).train().toBytes();
                Files.write(file, bytes);
                spec.commandLine().getErr().println(file + ": " + bytes.length + " bytes");
            });
        }
    }

    /// `selector validate`.
    @Command(
            name = "validate",
            description =
                    "Writes what would have been expected of each prompt by a selector that saw neither it nor a near-duplicate.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Validate implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Data data;

        @Override
        public Integer call() {
            return carryOut(spec, out -> {
                Dataset dataset = data.dataset();
                out.println(HEAD);
                new Validation(dataset, data.suites(), data.seed()).run(judged -> rows(out, dataset, judged));
            });
        }
    }

    static void rows(PrintWriter out, Dataset dataset, Validation.Judged judged) {
        List<String> models =
                Arrays.stream(judged.pool()).mapToObj(dataset.models()::get).toList();
        rows(out, dataset.examples().get(judged.row()).id(), models, judged.expected());
    }

    private static void rows(PrintWriter out, String prompt, List<String> models, Expected expected) {
        for (int i = 0; i < models.size(); i++) {
            out.printf(
                    Locale.ROOT, "%s,%s,%.6f,%.6e%n", prompt, models.get(i), expected.quality()[i], expected.cost()[i]);
        }
    }

    /// A trained file, and prompts to ask it about.
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Asked {
        @Option(names = "--model", required = true, paramLabel = "FILE", description = "The trained file.")
        private Path model;

        @Option(
                names = "--models",
                required = true,
                paramLabel = "FILE",
                description = "Names and prices of models: models.json.")
        private Path models;

        @Option(
                names = "--suites",
                required = true,
                paramLabel = "FILE",
                description = "Which models stand for choice: suites.json.")
        private Path suites;

        @Option(
                names = "--prompts",
                required = true,
                paramLabel = "FILE",
                description = "Prompts with id, source and text: prompts.jsonl.gz.")
        private Path prompts;

        List<Suite> suites() throws IOException {
            return SelectionFiles.suites(suites);
        }

        List<PromptLine> prompts() throws IOException {
            return SelectionFiles.prompts(prompts);
        }

        SelectionPool pool() throws IOException {
            return new SelectionPool(Parameters.of(Files.readAllBytes(model)), SelectionFiles.models(models));
        }
    }

    /// `selector predict`.
    @Command(
            name = "predict",
            description = "Writes what is expected of each prompt and each model of the suites that hold its source.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Predict implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Asked asked;

        @Override
        public Integer call() {
            return carryOut(spec, out -> {
                SelectionPool pool = asked.pool();
                List<Suite> suites = asked.suites();
                out.println(HEAD);
                for (PromptLine line : asked.prompts()) {
                    TreeSet<String> names = new TreeSet<>();
                    suites.stream()
                            .filter(suite -> suite.sources().contains(line.source()))
                            .forEach(suite -> names.addAll(suite.models()));
                    List<String> models = List.copyOf(names);
                    Understood prompt = pool.predictor().understand(Prompt.ofText(line.text()));
                    rows(out, line.id(), models, pool.expect(prompt, models, Predictor.inputTokens(line.text())));
                }
            });
        }
    }

    /// `selector choose`.
    @Command(
            name = "choose",
            description = "Writes the model chosen for each prompt in each suite under a promise.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
    static final class Choose implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private Asked asked;

        @Option(
                names = "--floor",
                defaultValue = "0.98",
                paramLabel = "SHARE",
                description = "Share of the best model's quality to keep. Default: ${DEFAULT-VALUE}.")
        private double floor;

        @Override
        public Integer call() {
            return carryOut(spec, out -> {
                SelectionPool pool = asked.pool();
                List<Suite> suites = asked.suites();
                out.println("prompt_id,suite,model");
                for (PromptLine line : asked.prompts()) {
                    Understood prompt = pool.predictor().understand(Prompt.ofText(line.text()));
                    for (Suite suite : suites) {
                        if (suite.sources().contains(line.source())) {
                            Expected expected = pool.expect(prompt, suite.models(), Predictor.inputTokens(line.text()));
                            int chosen = pool.predictor()
                                    .choose(prompt, expected, pool.predictor().withMargin(floor));
                            out.println(line.id() + "," + suite.name() + ","
                                    + suite.models().get(chosen));
                        }
                    }
                }
            });
        }
    }
}
