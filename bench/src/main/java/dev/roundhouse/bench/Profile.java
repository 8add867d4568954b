package dev.roundhouse.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/// Where Roundhouse's CPU time and allocations go under the 1 KB load, from a recording of the JDK's flight
/// recorder.
///
/// CPU-time samples are taken, not the older execution samples: they follow the CPU clock of each thread and
/// include native code, so a thread that sleeps in `epoll_wait` does not count, and one inside `write` does.
final class Profile {

    private static final String OURS = "dev.roundhouse.";
    private static final String SETTINGS = "profile.jfc";
    private static final int SHOWN = 30;

    private final Map<String, Long> bySelf = new HashMap<>();
    private final Map<String, Long> byOurs = new HashMap<>();
    private final Map<String, Long> allocatedByType = new HashMap<>();
    private final Map<String, Long> allocatedByOurs = new HashMap<>();

    private Profile() {}

    static void run(Rig rig, Report report) {
        Server server = rig.warmRoundhouse(List.of(Workload.KB_1));
        Path work = rig.paths().work();
        Load load =
                Load.saturating(Workload.KB_1, Rig.CONNECTIONS, rig.options().seconds(10));
        rig.measure(server.contender(), load); // settles on its one core

        Path recording = rig.paths().recording();
        ThreadTimes before = ThreadTimes.of(server.child().pid());
        command(rig, server, "JFR.start", "name=bench", "settings=" + settings(work));
        Sample sample = rig.measure(server.contender(), load);
        ThreadTimes spent = ThreadTimes.of(server.child().pid()).since(before);
        command(rig, server, "JFR.stop", "name=bench", "filename=" + recording);

        Profile profile = new Profile();
        profile.read(recording);
        report.heading("Profile, 1 KB prompt");
        report.paragraph(String.format(
                Locale.ROOT,
                "%.1f µs of CPU per request while recording. The recording: `%s`.",
                sample.microsPerRequest(),
                recording));
        threads(report, spent);
        share(report, "CPU by innermost frame", profile.bySelf);
        share(report, "CPU by innermost frame of " + OURS + "*", profile.byOurs);
        bytes(report, "Allocated by type", profile.allocatedByType, sample.ok());
        bytes(report, "Allocated by innermost frame of " + OURS + "*", profile.allocatedByOurs, sample.ok());
        report.errors(sample.error().stream().toList());
    }

    private static void command(Rig rig, Server server, String... command) {
        List<String> whole = new ArrayList<>(List.of(
                rig.paths().jcmd().toString(), Long.toString(server.child().pid())));
        whole.addAll(List.of(command));
        Child jcmd = Child.start(rig.paths().work(), "jcmd", whole);
        if (jcmd.join() != 0) throw new IllegalStateException("jcmd: " + jcmd.out() + jcmd.log());
    }

    private static Path settings(Path work) {
        Path file = work.resolve(SETTINGS);
        try (InputStream settings = Objects.requireNonNull(Profile.class.getResourceAsStream(SETTINGS), SETTINGS)) {
            Files.copy(settings, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void read(Path recording) {
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) add(file.readEvent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.CPUTimeSample" -> {
                bySelf.merge(innermost(event, ""), 1L, Long::sum);
                byOurs.merge(innermost(event, OURS), 1L, Long::sum);
            }
            case "jdk.ObjectAllocationSample" -> {
                long weight = event.getLong("weight");
                allocatedByType.merge(event.getClass("objectClass").getName(), weight, Long::sum);
                allocatedByOurs.merge(innermost(event, OURS), weight, Long::sum);
            }
            default -> {} // the recorder's own events
        }
    }

    private static String innermost(RecordedEvent event, String classPrefix) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null) return "(no stack)";
        for (RecordedFrame frame : stack.getFrames()) {
            RecordedMethod method = frame.getMethod();
            String name = method.getType().getName() + "." + method.getName();
            if (name.startsWith(classPrefix)) return name;
        }
        return "(none)";
    }

    private static void threads(Report report, ThreadTimes spent) {
        double all = Math.max(1, spent.total().all());
        List<List<String>> rows = new ArrayList<>();
        spent.byName().entrySet().stream()
                .filter(thread -> thread.getValue().all() / all > 0.002)
                .sorted(Comparator.comparingLong(thread -> -thread.getValue().all()))
                .forEach(thread -> rows.add(List.of(
                        thread.getKey(),
                        percent(thread.getValue().user() / all),
                        percent(thread.getValue().system() / all))));
        report.table(List.of("CPU by thread", "user", "kernel"), rows);
    }

    private static void share(Report report, String title, Map<String, Long> samples) {
        double all = samples.values().stream().mapToLong(it -> it).sum();
        report.table(List.of(title, "share"), top(samples, count -> percent(count / all)));
    }

    private static void bytes(Report report, String title, Map<String, Long> weights, long requests) {
        report.table(
                List.of(title, "bytes per request"),
                top(weights, weight -> String.format(Locale.ROOT, "%,.0f", (double) weight / requests)));
    }

    private static List<List<String>> top(Map<String, Long> counts, LongFunction<String> text) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .map(entry -> List.of("`" + entry.getKey() + "`", text.apply(entry.getValue())))
                .toList();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
