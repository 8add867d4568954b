package dev.roundhouse.app;

import dev.roundhouse.selection.Candidate;
import dev.roundhouse.selection.Objective;
import dev.roundhouse.selection.Parameters;
import dev.roundhouse.selection.Prompt;
import dev.roundhouse.selection.Selector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `selector time`: how long loading and deciding take on this machine.
@Command(
        name = "time",
        description = "Measures loading, and decisions for prompts of 512 tokens with 40 candidates, on one thread.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields before call()
final class SelectorTime implements Callable<Integer> {
    private static final int CANDIDATES = 40;
    private static final int CHARACTERS = 2_048;
    private static final int WARM_UP = 4_000;
    private static final int MEASURED = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The trained file.")
    private Path file;

    @Override
    public Integer call() {
        return SelectorCommand.carryOut(spec, out -> {
            byte[] bytes = Files.readAllBytes(file);
            long start = System.nanoTime();
            Selector selector = Selector.load(bytes);
            double loadMillis = (System.nanoTime() - start) / 1e6;
            List<Candidate> candidates = candidates(selector.parameters());
            List<Prompt> prompts = prompts();
            for (int i = 0; i < WARM_UP; i++) {
                selector.choose(prompts.get(i % prompts.size()), candidates, Objective.atLeast(0.98));
            }
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            double[] wall = new double[MEASURED];
            double[] cpu = new double[MEASURED];
            for (int i = 0; i < MEASURED; i++) {
                long wallFrom = System.nanoTime();
                long cpuFrom = threads.getCurrentThreadCpuTime();
                selector.choose(prompts.get(i % prompts.size()), candidates, Objective.atLeast(0.98));
                cpu[i] = (threads.getCurrentThreadCpuTime() - cpuFrom) / 1e3;
                wall[i] = (System.nanoTime() - wallFrom) / 1e3;
            }
            out.printf(Locale.ROOT, "%d bytes, loaded in %.1f ms%n", bytes.length, loadMillis);
            out.println("decision by the clock: " + quantiles(wall));
            out.println("decision in CPU time (on a busy machine the truer figure): " + quantiles(cpu));
        });
    }

    private static String quantiles(double[] micros) {
        Arrays.sort(micros);
        return String.format(
                Locale.ROOT, "median %.0f µs, p99 %.0f µs", micros[MEASURED / 2], micros[MEASURED * 99 / 100]);
    }

    private static List<Candidate> candidates(Parameters parameters) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < CANDIDATES; i++) {
            // Three of four were measured, the rest is known by public scores.
            String name = i % 4 == 3
                    ? "other/model-" + i
                    : "any/" + parameters.models().get(i * parameters.models().size() / CANDIDATES);
            candidates.add(new Candidate(
                    name,
                    100_000L * (i + 1),
                    400_000L * (i + 1),
                    128_000,
                    Set.of("tools"),
                    Map.of("general", 1300.0 + i),
                    i % 5 == 0,
                    Candidate.Speed.UNKNOWN));
        }
        return candidates;
    }

    private static List<Prompt> prompts() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> words = List.of(
                ("the of function returns list integer given each number where solve write explain history model energy"
                                + " market patient law story translate code array value find which would because people water")
                        .split(" "));
        List<Prompt> prompts = new ArrayList<>();
        for (int p = 0; p < 200; p++) {
            StringBuilder text = new StringBuilder("Question: ");
            while (text.length() < CHARACTERS) {
                text.append(words.get(random.nextInt(words.size()))).append(random.nextInt(9) == 0 ? ". " : " ");
                if (random.nextInt(4) == 0) {
                    text.append(Integer.toString(random.nextInt(46_656), 36)).append(' ');
                }
            }
            prompts.add(Prompt.ofText(text.toString()));
        }
        return prompts;
    }
}
