package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/// A checkout with the real launcher and nothing else that is real: its sources are empty, its jar is a line of
/// text, and the JDKs and the Maven that the launcher may find are scripts that say how they were called. All of
/// it is under one folder, the user's cache too.
@NullMarked
final class Checkout {

    /// How one run of the launcher ended: its exit code, and the lines that it wrote.
    record Run(int exit, List<String> out, List<String> err) {}

    /// A run of the launcher that is under way.
    record Started(Process process, Path out, Path err) {

        Run end() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the launcher did not end within " + PATIENCE);
            }
            return new Run(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
        }
    }

    private static final List<String> NEEDED = List.of(
            "sh",
            "awk",
            "chmod",
            "cat",
            "cksum",
            "curl",
            "cut",
            "dirname",
            "env",
            "find",
            "flock",
            "gzip",
            "head",
            "id",
            "ls",
            "mkdir",
            "mktemp",
            "mv",
            "nice",
            "nproc",
            "readlink",
            "rm",
            "sed",
            "sha256sum",
            "sha512sum",
            "shasum",
            "sleep",
            "sysctl",
            "tail",
            "tar",
            "touch",
            "tr",
            "uname",
            "wget");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path base;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> prefix = new ArrayList<>();

    Checkout(Path base) throws IOException {
        this.base = base;
        for (var folder : List.of(
                "tree/server/src/main", "tree/server/src/test", "tree/catalog", "jvms", "path", "home", "else where")) {
            Files.createDirectories(base.resolve(folder));
        }
        Files.copy(Path.of("..", "roundhouse"), launcher(), StandardCopyOption.COPY_ATTRIBUTES);
        for (var file : List.of(
                "pom.xml",
                "server/pom.xml",
                "server/src/main/Main.java",
                "server/src/test/MainTest.java",
                "catalog/models.json")) {
            write(tree().resolve(file), file);
        }
        for (var tool : NEEDED) {
            passOn(tool);
        }
        program("java", "exit 1");
        program("node", "echo v22.1.0");
        program("npm", "exit 1");
        maven("3.9.9", "echo built by 3.9.9 >server/target/roundhouse.jar");
        environment.put("PATH", base.resolve("path").toString());
        environment.put("HOME", base.resolve("home").toString());
        environment.put("ROUNDHOUSE_JVM_FOLDERS", base.resolve("jvms").toString());
    }

    Path tree() {
        return base.resolve("tree");
    }

    Path launcher() {
        return tree().resolve("roundhouse");
    }

    Path target() {
        return tree().resolve("server/target");
    }

    Path jar() {
        return target().resolve("roundhouse.jar");
    }

    /// Where the launcher keeps what it fetched.
    Path cache() {
        return base.resolve("home/.cache/roundhouse");
    }

    Path usualFolder() {
        return base.resolve("jvms");
    }

    Checkout with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Runs the launcher through another program, such as one that gives up root's rights.
    Checkout through(List<String> command) {
        prefix.addAll(command);
        return this;
    }

    /// A jar that is younger than all sources.
    Checkout built() throws IOException {
        write(jar(), "a jar");
        age(tree(), Duration.ofMinutes(2));
        age(jar(), Duration.ofMinutes(1));
        return this;
    }

    /// A JDK that answers with its name and its arguments, and writes an AOT cache where it is asked for one.
    Path jdk(Path home, String version) throws IOException {
        write(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"");
        script(home.resolve("bin/javac"), "exit 0");
        return script(home.resolve("bin/java"), """
                for argument; do
                    case "$argument" in -XX:AOTCacheOutput=*) echo cache >"${argument#*=}" ;; esac
                done
                echo %s "$@"
                """.formatted(home.getFileName()));
    }

    /// A Maven in the path that says its version, notes each build, and then does as told, in the checkout.
    void maven(String version, String build) throws IOException {
        maven(base.resolve("path/mvn"), version, build);
    }

    void maven(Path file, String version, String build) throws IOException {
        script(file, """
                if [ "$1" = -v ]; then echo "Apache Maven %s (a commit)"; exit; fi
                echo "$@" >>"%s"
                %s
                """.formatted(version, base.resolve("builds"), build));
    }

    /// A program in the path.
    void program(String name, String text) throws IOException {
        Files.deleteIfExists(base.resolve("path", name));
        script(base.resolve("path", name), text);
    }

    void without(String program) throws IOException {
        Files.delete(base.resolve("path", program));
    }

    /// The arguments of each build so far.
    List<String> builds() throws IOException {
        var builds = base.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
    }

    /// Starts the launcher in a folder that is not the checkout's.
    Started start(String... arguments) throws IOException {
        var command = new ArrayList<>(prefix);
        command.add(launcher().toString());
        command.addAll(List.of(arguments));
        var out = Files.createTempFile(base, "out", "");
        var err = Files.createTempFile(base, "err", "");
        var builder = new ProcessBuilder(command)
                .directory(base.resolve("else where").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return new Started(process, out, err);
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).end();
    }

    /// Makes every file under `path` look as old as said.
    static void age(Path path, Duration age) throws IOException {
        var time = FileTime.from(Instant.now().minus(age));
        try (var files = Files.walk(path)) {
            files.forEach(file -> setTime(file, time));
        }
    }

    private void passOn(String tool) throws IOException {
        for (var folder : List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")) {
            var file = Path.of(folder, tool);
            if (Files.isExecutable(file)) {
                program(tool, "exec %s \"$@\"".formatted(file));
                return;
            }
        }
    }

    private static void setTime(Path file, FileTime time) {
        try {
            Files.setLastModifiedTime(file, time);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, text + "\n");
    }

    static Path script(Path file, String text) throws IOException {
        write(file, "#!/bin/sh\n" + text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
