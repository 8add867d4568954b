package dev.roundhouse.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/// Where Roundhouse's CPU time and allocations go under one load, from a recording of the JDK's flight recorder.
///
/// CPU-time samples are taken, not the older execution samples: they follow the CPU clock of each thread and
/// include native code, so a thread that sleeps in `epoll_wait` does not count, and one inside `write` does.
final class Profile {

    private static final String OURS = "dev.roundhouse.";
    private static final String SETTINGS = "profile.jfc";
    private static final int SHOWN = 40;
    private static final int SKIPPED_SECONDS = 1;

    private final Map<String, Long> bySelf = new HashMap<>();
    private final Map<String, Long> byOurs = new HashMap<>();
    private final Map<String, Long> within = new HashMap<>();
    private final Map<String, Long> byRoom = new HashMap<>();
    private final Map<String, Long> allocatedByType = new HashMap<>();
    private final Map<String, Long> allocatedByOurs = new HashMap<>();
    private long cpuNanos;

    private Profile() {}

    static void run(Rig rig, Report report) {
        Workload workload = rig.options().profiled();
        Server server = rig.warmRoundhouse(List.of(workload));
        Path work = rig.paths().work();
        Load load = Load.saturating(workload, Rig.CONNECTIONS, rig.options().seconds(15));
        rig.measure(server.contender(), load); // settles on its one core

        Path recording = rig.paths().recording();
        ThreadTimes before = ThreadTimes.of(server.child().pid());
        command(rig, server, "JFR.start", "name=bench", "settings=" + settings(work));
        RunningLoad running = rig.begin(server.contender(), load);
        running.awaitSteady();
        // A thread's first allocation sample counts for all that it has allocated before.
        Instant from = Instant.now().plusSeconds(SKIPPED_SECONDS);
        Sample sample = running.sample();
        ThreadTimes spent = ThreadTimes.of(server.child().pid()).since(before);
        command(rig, server, "JFR.stop", "name=bench", "filename=" + recording);

        Profile profile = new Profile();
        profile.read(recording, from);
        report.heading("Profile, " + workload.label());
        report.paragraph(String.format(
                Locale.ROOT,
                "%.1f µs of CPU per request while recording. The recording: `%s`.",
                sample.microsPerRequest(),
                recording));
        threads(report, spent);
        profile.share(report, "CPU by room (innermost frame of " + OURS + "*)", profile.byRoom);
        profile.share(report, "CPU by innermost frame", profile.bySelf);
        profile.share(report, "CPU by innermost frame of " + OURS + "*", profile.byOurs);
        profile.share(report, "CPU by frame of " + OURS + "*, with all that it calls", profile.within);
        long requests = Math.round(sample.requestsPerSecond() * (load.seconds() - SKIPPED_SECONDS));
        bytes(report, "Allocated by type", profile.allocatedByType, requests);
        bytes(report, "Allocated by innermost frame of " + OURS + "*", profile.allocatedByOurs, requests);
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

    private void read(Path recording, Instant from) {
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getStartTime().isAfter(from)) add(event);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.CPUTimeSample" -> {
                long weight = event.getDuration("samplingPeriod").toNanos();
                cpuNanos += weight;
                String ours = innermost(event, OURS);
                bySelf.merge(innermost(event, ""), weight, Long::sum);
                byOurs.merge(ours, weight, Long::sum);
                byRoom.merge(room(ours), weight, Long::sum);
                frames(event)
                        .filter(frame -> frame.startsWith(OURS) && !frame.contains("ambda"))
                        .distinct()
                        .forEach(frame -> within.merge(frame, weight, Long::sum));
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
        return frames(event)
                .filter(it -> it.startsWith(classPrefix))
                .findFirst()
                .orElse("(none)");
    }

    // From the innermost outwards.
    private static Stream<String> frames(RecordedEvent event) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null) return Stream.empty();
        return stack.getFrames().stream()
                .map(RecordedFrame::getMethod)
                .map(method -> method.getType().getName() + "." + method.getName());
    }

    private static String room(String frame) {
        int end = frame.startsWith(OURS) ? frame.indexOf('.', OURS.length()) : -1;
        return end < 0 ? frame : frame.substring(OURS.length(), end);
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

    private void share(Report report, String title, Map<String, Long> counts) {
        report.table(List.of(title, "share"), top(counts, count -> percent((double) count / cpuNanos)));
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
