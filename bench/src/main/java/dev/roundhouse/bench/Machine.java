package dev.roundhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The machine as far as the figures depend on it: two of the cores that this process may use, and what to say
/// about it.
///
/// @param proxyCore the contenders' own
/// @param loadCore shared by the mock upstream and the load generator
/// @param descriptors open files that one process may have
record Machine(String proxyCore, String loadCore, long descriptors, String description) {

    /// Reads `/proc`.
    ///
    /// @throws IllegalStateException when fewer than two cores are allowed
    static Machine read() {
        List<Integer> cores = cores(field("/proc/self/status", "Cpus_allowed_list:"));
        if (cores.size() < 2)
            throw new IllegalStateException("two cores are needed, one for the proxy and one for the load: " + cores);
        String description =
                field("/proc/cpuinfo", "model name").replaceFirst("^:\\s*", "") + ", " + cores.size() + " cores, Linux "
                        + System.getProperty("os.version") + ", Java " + System.getProperty("java.runtime.version");
        String files = field("/proc/self/limits", "Max open files").split("\\s+", 2)[0];
        return new Machine(cores.getFirst().toString(), cores.get(1).toString(), Long.parseLong(files), description);
    }

    /// Runnable processes, over the last minute.
    static String loadAverage() {
        return read("/proc/loadavg").split(" ", 2)[0];
    }

    String bothCores() {
        return proxyCore + "," + loadCore;
    }

    /// The command, bound to these cores. It keeps its process id.
    static List<String> on(String cores, List<String> command) {
        List<String> bound = new ArrayList<>(List.of("taskset", "-c", cores));
        bound.addAll(command);
        return bound;
    }

    /// Moves all threads of a process to these cores.
    static void move(long pid, String cores) {
        try {
            Process taskset = new ProcessBuilder("taskset", "-acp", cores, Long.toString(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (taskset.waitFor() != 0)
                throw new IllegalStateException("taskset -acp " + cores + " " + pid + " failed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param list as the kernel writes it, `0-2,5`
    private static List<Integer> cores(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = first; core <= last; core++) cores.add(core);
        }
        return cores;
    }

    private static String field(String file, String name) {
        try (Stream<String> lines = read(file).lines()) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(name.length()).strip())
                    .orElseThrow(() -> new IllegalStateException(file + ": no " + name));
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
