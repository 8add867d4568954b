package dev.roundhouse.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The jar as a child process: its standard output is read line by line, its standard error goes to a file.
final class Program implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(40);

    private final Process process;
    private final Path errors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private Program(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        Thread.ofVirtual().start(this::read);
    }

    /// Starts `java OPTIONS -jar roundhouse.jar ARGUMENTS` in a folder, with the variables of providers taken out
    /// of its environment.
    static Program start(Path folder, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(arguments);
        Path errors = folder.resolve(arguments.getFirst() + "-stderr.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        withoutProviders(builder.environment());
        try {
            return new Program(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The built jar: the system property `roundhouse.jar`, else where the server module puts it.
    static Path jar() {
        String named = System.getProperty("roundhouse.jar", "");
        Path jar = (named.isEmpty() ? repository().resolve("server/target/roundhouse.jar") : Path.of(named))
                .toAbsolutePath()
                .normalize();
        if (!Files.isReadable(jar)) {
            throw new IllegalStateException(
                    jar + " is missing (expected: built before these tests by `mvn -pl server package`)");
        }
        return jar;
    }

    /// The repository's root.
    static Path repository() {
        return Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolve("..")
                .normalize();
    }

    /// A port that was free a moment ago.
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for a line of standard output that begins so, and gives what follows.
    String await(String prefix) {
        return awaitLine(line -> line.startsWith(prefix), "a line beginning \"" + prefix + "\"")
                .substring(prefix.length())
                .strip();
    }

    /// What stands behind a prefix on a line so far; empty when there is none.
    Optional<String> said(String prefix) {
        return output().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    /// The lines of standard output so far.
    List<String> output() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /// All of standard error so far.
    String errors() {
        try {
            return Files.exists(errors) ? Files.readString(errors) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean running() {
        return process.isAlive();
    }

    /// Sends SIGTERM and does not wait.
    void terminate() {
        process.destroy();
    }

    /// Waits for the end of the process.
    ///
    /// @return its exit code
    int awaitExit(Duration longest) {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + longest + "\n" + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// SIGTERM, then, where that does not help, SIGKILL.
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String awaitLine(Predicate<String> wanted, String what) {
        lock.lock();
        try {
            long left = START.toNanos();
            while (true) {
                Optional<String> found = lines.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (ended || left <= 0) {
                    throw new AssertionError(
                            "no " + what + (ended ? ": the process ended" : "") + "\n" + lines + "\n" + errors());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                note(line, false);
            }
        } catch (IOException e) {
            note("(output broke off: " + e.getMessage() + ")", false);
        } finally {
            note("", true);
        }
    }

    private void note(String line, boolean end) {
        lock.lock();
        try {
            if (end) {
                ended = true;
            } else {
                lines.add(line);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A key of the person who runs the tests must neither be used nor decide which providers there are.
    private static void withoutProviders(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(
                        name -> name.matches(
                                ".*(API_KEY|API_TOKEN|ACCESS_KEY|SECRET|_TOKEN|_HOST|_BASE_URL).*|ROUNDHOUSE_.*|JAVA_TOOL_OPTIONS"));
    }
}
