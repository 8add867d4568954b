package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Node and its packages, where they can be had: what cannot be installed is named, and the test is skipped.
final class Npm {
    private static final int NODE_MAJOR_MIN = 20;
    private static final long INSTALL_MINUTES = 5;

    private Npm() {}

    /// What a command said.
    record Said(int exit, String output) {}

    /// Installs a folder of the module exactly as its lock file says, without running any package's scripts.
    ///
    /// @return the folder
    static Path installed(String name, String... options) {
        Path folder = Program.repository().resolve("e2e").resolve(name);
        Said node = run(folder, Map.of(), List.of("node", "--version"));
        Assumptions.assumeTrue(
                node.exit() == 0 && major(node.output()) >= NODE_MAJOR_MIN,
                () -> "skipped: Node " + NODE_MAJOR_MIN + " or later is needed ("
                        + node.output().strip() + ")");
        if (!upToDate(folder)) {
            List<String> command = new java.util.ArrayList<>(List.of("npm", "ci", "--ignore-scripts"));
            command.addAll(List.of(options));
            Said install = run(folder, Map.of(), command);
            Assumptions.assumeTrue(
                    install.exit() == 0,
                    () -> "skipped: the packages of e2e/" + name + " cannot be installed: " + lastLines(install));
        }
        return folder;
    }

    /// Runs a command to its end, its standard error among its output.
    static Said run(Path folder, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Said(-1, output);
            }
            return new Said(process.exitValue(), output);
        } catch (IOException e) {
            return new Said(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// npm writes its own copy of the lock file when it is done; one that is older than ours is of other
    /// packages.
    private static boolean upToDate(Path folder) {
        Path done = folder.resolve("node_modules/.package-lock.json");
        try {
            return Files.exists(done)
                    && Files.getLastModifiedTime(done)
                                    .compareTo(Files.getLastModifiedTime(folder.resolve("package-lock.json")))
                            >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int major(String version) {
        String digits = version.strip().replaceFirst("^v", "").replaceFirst("\\..*", "");
        return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
    }

    private static String lastLines(Said said) {
        List<String> lines = said.output().lines().toList();
        return String.join(" ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
