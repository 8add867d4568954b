package dev.roundhouse.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// `./roundhouse bench`: measures the chosen sections and prints their tables.
public final class Bench {

    private Bench() {}

    /// Ends the process with the status of the run.
    ///
    /// @param args the repository's folder, then what [Options] takes
    public static void main(String[] args) throws IOException {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /// @return 0; 1 when a figure is invalid, 2 when nothing could be measured
    private static int run(List<String> args, PrintStream out, PrintStream err) throws IOException {
        if (args.contains("--help")) {
            out.println(Options.USAGE);
            return 0;
        }
        Options options;
        try {
            options = Options.parse(args.subList(1, args.size()));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage() + "\n" + Options.USAGE);
            return 2;
        }
        Paths paths = Paths.prepare(Path.of(args.getFirst()));
        Report report = new Report(out);
        long start = System.nanoTime();
        try (Rig rig = new Rig(options, Machine.read(), paths)) {
            introduce(rig, report);
            for (Section section : options.only()) section.run(rig, report);
        } catch (IllegalStateException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        report.paragraph("Took " + took.toSeconds() + " s; load average at the end " + Machine.loadAverage() + ".");
        Files.writeString(paths.results(), report.text());
        if (report.valid()) paths.removeWork(); // else its logs may tell why
        err.println("written to " + paths.results());
        return report.valid() ? 0 : 1;
    }

    private static void introduce(Rig rig, Report report) {
        Options options = rig.options();
        report.paragraph(rig.machine().description() + "; load average before " + Machine.loadAverage() + ".");
        report.paragraph(String.format(
                Locale.ROOT,
                "Median (lowest-highest) of the interleaved rounds (%d, after one that is discarded)%s.",
                options.rounds(),
                options.quick() ? "; short windows, not for quoting" : ""));
        if (rig.paths().nginx().isEmpty())
            report.paragraph("nginx is not installed: there is nothing to compare with.");
    }
}
