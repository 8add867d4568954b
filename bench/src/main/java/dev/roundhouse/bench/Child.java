package dev.roundhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A process that this one started. It is ended by [#close()], at the latest with this process.
final class Child implements AutoCloseable {

    private static final long NAP_NANOS = 2_000_000;
    private static final int TAIL_BYTES = 2_000;

    private final long startNanos;
    private final Process process;
    private final Path out;
    private final Path log;

    private Child(long startNanos, Process process, Path out, Path log) {
        this.startNanos = startNanos;
        this.process = process;
        this.out = out;
        this.log = log;
    }

    /// @param work where its output goes, as `name.out` and `name.log`
    static Child start(Path work, String name, List<String> command) {
        Path out = work.resolve(name + ".out");
        Path log = work.resolve(name + ".log");
        long now = System.nanoTime();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(log.toFile())
                    .start();
            Child child = new Child(now, process, out, log);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Since it was started.
    long ageNanos() {
        return System.nanoTime() - startNanos;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /// @throws IllegalStateException when it has none, after five seconds
    long firstChildPid() {
        await(
                "a child process of " + process.info().command().orElse("?"),
                5,
                () -> process.children().findFirst().isPresent());
        return process.children().findFirst().orElseThrow().pid();
    }

    /// Waits until a line that begins so stands in its output.
    void awaitLine(String start, int seconds) {
        await("the line `" + start + "`", seconds, () -> read(out).lines().anyMatch(line -> line.startsWith(start)));
    }

    /// Looks again every two milliseconds.
    ///
    /// @throws IllegalStateException with the end of its output, when it dies or the time is over
    void await(String what, int seconds, BooleanSupplier there) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!there.getAsBoolean()) {
            if (!process.isAlive())
                throw new IllegalStateException("ended with status " + process.exitValue() + ": " + output());
            if (System.nanoTime() > end)
                throw new IllegalStateException("no " + what + " after " + seconds + " s: " + output());
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    /// Waits for its end.
    ///
    /// @return its exit status
    int join() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String out() {
        return read(out);
    }

    String log() {
        return read(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private String output() {
        return (tail(out) + tail(log)).strip();
    }

    // A log of millions of requests does not fit into memory.
    private static String tail(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
            while (channel.read(bytes) > 0) {}
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
