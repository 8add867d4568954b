package dev.roundhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// CPU time of a process by thread name, from `/proc/PID/task`: the JIT's and the collector's too, which no Java
/// profile shows.
///
/// @param byName in ticks of 10 ms
record ThreadTimes(Map<String, Ticks> byName) {

    private static final int USER = 11; // fields after the name, in parentheses, of /proc/PID/task/TID/stat
    private static final int SYSTEM = 12;

    static ThreadTimes of(long pid) {
        Map<String, Ticks> byName = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) add(byName, task.resolve("stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ThreadTimes(byName);
    }

    ThreadTimes since(ThreadTimes before) {
        Map<String, Ticks> spent = new TreeMap<>();
        byName.forEach((name, ticks) -> spent.put(name, ticks.minus(before.byName.getOrDefault(name, Ticks.NONE))));
        return new ThreadTimes(spent);
    }

    Ticks total() {
        return byName.values().stream().reduce(Ticks.NONE, Ticks::plus);
    }

    private static void add(Map<String, Ticks> byName, Path stat) throws IOException {
        try {
            String line = Files.readString(stat);
            String name = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
            List<String> fields =
                    List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
            Ticks ticks = new Ticks(Long.parseLong(fields.get(USER)), Long.parseLong(fields.get(SYSTEM)));
            byName.merge(name, ticks, Ticks::plus);
        } catch (NoSuchFileException _) {
            // The thread has ended since it was listed.
        }
    }

    /// @param user outside the kernel
    /// @param system inside it
    record Ticks(long user, long system) {

        static final Ticks NONE = new Ticks(0, 0);

        long all() {
            return user + system;
        }

        Ticks plus(Ticks other) {
            return new Ticks(user + other.user, system + other.system);
        }

        Ticks minus(Ticks other) {
            return new Ticks(user - other.user, system - other.system);
        }
    }
}
