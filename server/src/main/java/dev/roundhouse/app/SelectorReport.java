package dev.roundhouse.app;

import dev.roundhouse.selection.training.Curves;
import dev.roundhouse.selection.training.Dataset;
import dev.roundhouse.selection.training.Promise;
import dev.roundhouse.selection.training.Suite;
import dev.roundhouse.selection.training.Validation;
import dev.roundhouse.selection.training.Validation.Judged;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `selector report`: what would be chosen for each kind of task, what it costs, and whether predictions and
/// promises hold.
@Command(
        name = "report",
        description = "Says per task what is chosen, what it costs and whether promises hold; with plots.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
final class SelectorReport implements Callable<Integer> {
    private static final int BINS = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private SelectorCommand.Data data;

    @Option(
            names = "--floor",
            defaultValue = "0.98",
            paramLabel = "SHARE",
            description = "Share of the best model's quality to keep. Default: ${DEFAULT-VALUE}.")
    private double floor;

    @Option(
            names = "--into",
            defaultValue = ".",
            paramLabel = "DIR",
            description = "Folder for calibration.svg and curves.svg. Default: the current one.")
    private Path folder;

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description = "Also writes the rows of validate, which take as long.")
    private @Nullable Path rows;

    @Override
    public Integer call() {
        return SelectorCommand.carryOut(spec, out -> {
            Dataset dataset = data.dataset();
            List<Suite> suites = data.suites();
            List<Judged> judged = new ArrayList<>();
            new Validation(dataset, suites, data.seed()).run(judged::add);
            Files.createDirectories(folder);
            if (rows != null) {
                try (PrintWriter to = new PrintWriter(Files.newBufferedWriter(rows))) {
                    to.println(SelectorCommand.HEAD);
                    judged.forEach(one -> SelectorCommand.rows(to, dataset, one));
                }
            }
            out.println("| suite | prompts | quality kept | cost |");
            out.println("|---|---|---|---|");
            for (Promise.Kept kept : new Promise(dataset).check(suites, judged, floor)) {
                out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.1f %% | %.0f %% |%n",
                        kept.suite(),
                        kept.prompts(),
                        100 * kept.kept(),
                        100 * kept.cost());
            }
            out.println();
            tasks(dataset, suites, judged).forEach(out::println);
            write("calibration.svg", calibration(dataset, judged));
            Curves curves = new Curves(dataset);
            write(
                    "curves.svg",
                    SelectionCharts.curves(suites.stream()
                            .map(suite -> curves.of(suite, judged))
                            .toList()));
        });
    }

    private void write(String name, String svg) throws IOException {
        Files.writeString(folder.resolve(name), svg);
    }

    /// What one kind of task in one suite adds up to.
    private static final class Task {
        final Map<String, Integer> chosen = new TreeMap<>();
        final double[] qualities;
        final double[] costs;
        double quality;
        double cost;
        int prompts;

        Task(int models) {
            qualities = new double[models];
            costs = new double[models];
        }

        String row(String name) {
            int best = 0;
            for (int i = 1; i < qualities.length; i++) {
                best = qualities[i] > qualities[best] ? i : best;
            }
            String most = chosen.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(entry -> entry.getKey() + " (" + 100 * entry.getValue() / prompts + " %)")
                    .orElse("");
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %.3f | %.3f | $%.5f | $%.5f |",
                    name,
                    prompts,
                    most,
                    quality / prompts,
                    qualities[best] / prompts,
                    cost / prompts,
                    costs[best] / prompts);
        }
    }

    private List<String> tasks(Dataset dataset, List<Suite> suites, List<Judged> judged) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| suite and task | prompts | chosen most | quality | of the best single model | cost | of the best single model |");
        lines.add("|---|---|---|---|---|---|---|");
        Promise promise = new Promise(dataset);
        for (Suite suite : suites) {
            Map<String, Task> tasks = new TreeMap<>();
            for (Promise.Pick pick : promise.picks(suite, judged, floor)) {
                Dataset.Example example = dataset.examples().get(pick.row());
                String name = suite.name() + " · " + example.task();
                Task task =
                        tasks.computeIfAbsent(name, _ -> new Task(suite.models().size()));
                task.prompts++;
                task.quality += pick.quality()[pick.chosen()];
                task.cost += pick.cost()[pick.chosen()];
                task.chosen.merge(suite.models().get(pick.chosen()), 1, Integer::sum);
                for (int i = 0; i < pick.quality().length; i++) {
                    task.qualities[i] += pick.quality()[i];
                    task.costs[i] += pick.cost()[i];
                }
            }
            tasks.forEach((name, task) -> lines.add(task.row(name)));
        }
        return lines;
    }

    private static String calibration(Dataset dataset, List<Judged> judged) {
        Map<String, double[][]> bySource = new TreeMap<>();
        for (Judged one : judged) {
            double[][] bins =
                    bySource.computeIfAbsent(dataset.examples().get(one.row()).source(), _ -> new double[3][BINS]);
            for (int i = 0; i < one.pool().length; i++) {
                float was = dataset.quality(one.row(), one.pool()[i]);
                if (!Float.isNaN(was)) {
                    double said = one.expected().quality()[i];
                    int bin = (int) Math.min(BINS - 1, said * BINS);
                    bins[0][bin] += said;
                    bins[1][bin] += was;
                    bins[2][bin]++;
                }
            }
        }
        return SelectionCharts.calibration(bySource);
    }
}
