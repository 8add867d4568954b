package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher as a user meets it: a real process, in a checkout whose JDKs, Maven and archives are ours.
@NullMarked
class LauncherTest {

    private static final String WRONG_SHA256 = "0".repeat(64);
    private static final String WRONG_SHA512 = "0".repeat(128);

    @TempDir
    private Path base;

    private Checkout checkout;

    @BeforeEach
    void aBuiltCheckout() throws IOException {
        checkout = new Checkout(base).built();
    }

    // ---- finding the JDK

    @Test
    void theJdkOfJavaHomeIsTakenFirst() throws Exception {
        checkout.jdk(checkout.usualFolder().resolve("jdk-25"), "25.0.3");
        checkout.jdk(base.resolve("my jdk-26"), "26");

        var run =
                checkout.with("JAVA_HOME", base.resolve("my jdk-26").toString()).run("check", "a file.yaml");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .singleElement()
                .asString()
                .startsWith("my jdk-26 -XX:")
                .endsWith("-jar " + checkout.jar() + " check a file.yaml");
    }

    @Test
    void anOldJdkIsPassedOver() throws Exception {
        checkout.jdk(checkout.usualFolder().resolve("a-jdk-17"), "17.0.9");
        checkout.jdk(checkout.usualFolder().resolve("jdk-25"), "25.0.3");
        checkout.jdk(base.resolve("jdk-21"), "21.0.1");

        var run = checkout.with("JAVA_HOME", base.resolve("jdk-21").toString()).run("check");

        assertThat(run.out()).singleElement().asString().startsWith("jdk-25 ");
    }

    @Test
    void aRuntimeWithoutACompilerIsPassedOver() throws Exception {
        checkout.jdk(checkout.usualFolder().resolve("a-jre-25"), "25.0.3");
        Files.delete(checkout.usualFolder().resolve("a-jre-25/bin/javac"));
        checkout.jdk(checkout.usualFolder().resolve("jdk-25"), "25.0.3");

        var run = checkout.run("check");

        assertThat(run.out()).singleElement().asString().startsWith("jdk-25 ");
    }

    @Test
    void theJavaInThePathIsAskedForItsHome() throws Exception {
        checkout.jdk(base.resolve("far/jdk-25"), "25.0.3");
        checkout.program("java", "echo '    java.home = %s' >&2".formatted(base.resolve("far/jdk-25")));

        var run = checkout.run("check");

        assertThat(run.out()).singleElement().asString().startsWith("jdk-25 ");
    }

    // ---- fetching the JDK

    @Test
    void whereThereIsNoJdkOneIsFetchedVerifiedAndKept() throws Exception {
        checkout.jdk(base.resolve("packed/jdk-25.0.9"), "25.0.9");
        try (var server = new ArchiveServer(base.resolve("packed/jdk-25.0.9"))) {
            checkout.with("ROUNDHOUSE_JDK_URL", server.url()).with("ROUNDHOUSE_JDK_SHA256", server.checksum("SHA-256"));

            var first = checkout.run("check");
            var second = checkout.run("check");

            assertThat(first.exit()).isZero();
            assertThat(first.err())
                    .singleElement()
                    .asString()
                    .contains("no JDK 25", server.url(), checkout.cache().toString());
            assertThat(first.out()).singleElement().asString().contains("-jar");
            assertThat(second.exit()).isZero();
            assertThat(second.err()).isEmpty();
            assertThat(second.out()).isEqualTo(first.out());
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aJdkPackedAsMacOsHasItIsFoundToo() throws Exception {
        checkout.jdk(base.resolve("packed/jdk-25.0.9/Contents/Home"), "25.0.9");
        try (var server = new ArchiveServer(base.resolve("packed/jdk-25.0.9"))) {
            checkout.with("ROUNDHOUSE_JDK_URL", server.url()).with("ROUNDHOUSE_JDK_SHA256", server.checksum("SHA-256"));

            assertThat(checkout.run("check").out()).singleElement().asString().startsWith("Home ");
        }
    }

    @Test
    void aWrongChecksumEndsInOneClearLineAndLeavesNothing() throws Exception {
        checkout.jdk(base.resolve("packed/jdk-25.0.9"), "25.0.9");
        try (var server = new ArchiveServer(base.resolve("packed/jdk-25.0.9"))) {
            checkout.with("ROUNDHOUSE_JDK_URL", server.url()).with("ROUNDHOUSE_JDK_SHA256", WRONG_SHA256);

            var run = checkout.run("check");

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("wrong checksum", server.url(), WRONG_SHA256, server.checksum("SHA-256"));
            assertThat(checkout.cache()).isEmptyDirectory();
        }
    }

    @Test
    void noNetworkEndsInOneClearLineAndLeavesNothing() throws Exception {
        var url = ArchiveServer.deadUrl();

        var run = checkout.with("ROUNDHOUSE_JDK_URL", url).run("check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .hasSize(2)
                .last()
                .asString()
                .contains("could not fetch " + url, "ROUNDHOUSE_JDK_URL may name another address");
        assertThat(checkout.cache()).isEmptyDirectory();
    }

    @Test
    void anArchiveWithoutAJdkEndsInOneClearLineAndLeavesNothing() throws Exception {
        checkout.jdk(base.resolve("packed/jdk-17"), "17.0.9");
        try (var server = new ArchiveServer(base.resolve("packed/jdk-17"))) {
            checkout.with("ROUNDHOUSE_JDK_URL", server.url()).with("ROUNDHOUSE_JDK_SHA256", server.checksum("SHA-256"));

            var run = checkout.run("check");

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).last().asString().contains(server.url() + " holds is no JDK 25");
            assertThat(checkout.cache()).isEmptyDirectory();
        }
    }

    // ---- Maven

    @Test
    void anOldMavenIsReplacedByAFetchedOneThatIsKept() throws Exception {
        aJdk();
        Files.delete(checkout.jar());
        checkout.maven("3.8.5", "exit 1");
        checkout.maven(
                base.resolve("packed/maven/bin/mvn"),
                "3.9.16",
                "echo built by the fetched one >server/target/roundhouse.jar");
        try (var server = new ArchiveServer(base.resolve("packed/maven"))) {
            checkout.with("ROUNDHOUSE_MAVEN_URL", server.url())
                    .with("ROUNDHOUSE_MAVEN_SHA512", server.checksum("SHA-512"));

            var first = checkout.run("check");
            Files.delete(checkout.jar());
            var second = checkout.run("check");

            assertThat(first.exit()).isZero();
            assertThat(second.exit()).isZero();
            assertThat(checkout.jar()).hasContent("built by the fetched one");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aWrongChecksumOfMavenEndsInOneClearLine() throws Exception {
        aJdk();
        Files.delete(checkout.jar());
        checkout.maven("3.8.5", "exit 1");
        checkout.maven(base.resolve("packed/maven/bin/mvn"), "3.9.16", "");
        try (var server = new ArchiveServer(base.resolve("packed/maven"))) {
            checkout.with("ROUNDHOUSE_MAVEN_URL", server.url()).with("ROUNDHOUSE_MAVEN_SHA512", WRONG_SHA512);

            var run = checkout.run("check");

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).last().asString().contains("wrong checksum", server.url());
            assertThat(checkout.cache()).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.6", "3.8.10", "3.9.0", "3.10.1", "4.0.0"})
    void aMavenThatIsYoungEnoughBuilds(String version) throws Exception {
        aJdk();
        Files.delete(checkout.jar());
        checkout.maven(version, "echo built by " + version + " >server/target/roundhouse.jar");

        var run = checkout.run("check");

        assertThat(run.exit()).isZero();
        assertThat(checkout.jar()).hasContent("built by " + version);
    }

    // ---- building

    @Test
    void aFreshJarIsNotBuiltAgain() throws Exception {
        aJdk();

        var run = checkout.run("check");

        assertThat(run.err()).isEmpty();
        assertThat(checkout.builds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/src/main/Main.java", "server/pom.xml", "pom.xml", "catalog/models.json"})
    void aTouchedSourceIsBuiltOnce(String source) throws Exception {
        aJdk();
        Checkout.age(checkout.tree().resolve(source), Duration.ofSeconds(30));

        var first = checkout.run("check");
        var second = checkout.run("check");

        assertThat(first.err()).singleElement().asString().contains("building Roundhouse");
        assertThat(first.out()).hasSize(1);
        assertThat(second.err()).isEmpty();
        assertThat(checkout.builds()).singleElement().asString().endsWith("-pl server -am package");
    }

    @Test
    void aRemovedSourceIsBuiltAgain() throws Exception {
        aJdk();
        Files.delete(checkout.tree().resolve("server/src/main/Main.java"));

        checkout.run("check");

        assertThat(checkout.builds()).hasSize(1);
    }

    @Test
    void aTouchedTestIsNoReasonToBuild() throws Exception {
        aJdk();
        Checkout.age(checkout.tree().resolve("server/src/test/MainTest.java"), Duration.ZERO);

        checkout.run("check");

        assertThat(checkout.builds()).isEmpty();
    }

    @Test
    void whatChangesDuringABuildIsBuiltByTheNext() throws Exception {
        aJdk();
        Files.delete(checkout.jar());
        checkout.maven("3.9.9", "sleep 0.05; touch server/src/main/Main.java; echo jar >server/target/roundhouse.jar");

        checkout.run("check");
        checkout.run("check");

        assertThat(checkout.builds()).hasSize(2);
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/flock")),
                "flock is not installed: builds are not serialised here");
        aJdk();
        Files.delete(checkout.jar());
        checkout.maven("3.9.9", "sleep 1; echo jar >server/target/roundhouse.jar");

        var one = checkout.start("check");
        var other = checkout.start("check");

        assertThat(one.end().exit()).isZero();
        assertThat(other.end().exit()).isZero();
        assertThat(checkout.builds()).hasSize(1);
    }

    @Test
    void aFailedBuildSaysWhyAndStartsNothing() throws Exception {
        aJdk();
        Checkout.age(checkout.tree().resolve("pom.xml"), Duration.ZERO);
        checkout.maven("3.9.9", "echo '[ERROR] a semicolon is missing'; exit 1");

        var run = checkout.run("check");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("[ERROR] a semicolon is missing")
                .last()
                .asString()
                .contains("the build failed");
        assertThat(checkout.jar()).doesNotExist();
    }

    @Test
    void aBuiltCheckoutRunsWithoutWritingToIt() throws Exception {
        aJdk();
        asSomebodyWhoMayOnlyRead();

        var run = checkout.run("serve");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).singleElement().asString().endsWith(" serve");
    }

    @Test
    void aStaleCheckoutThatCannotBeWrittenEndsInOneClearLine() throws Exception {
        aJdk();
        Checkout.age(checkout.tree().resolve("pom.xml"), Duration.ZERO);
        asSomebodyWhoMayOnlyRead();

        var run = checkout.run("serve");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().contains("must be built first", "is not writable");
    }

    // ---- running

    @Test
    void theLauncherFindsItsTreeThroughALink() throws Exception {
        aJdk();
        Files.move(checkout.launcher(), checkout.tree().resolve("real"));
        Files.createSymbolicLink(base.resolve("link"), Path.of("tree", "real"));
        Files.createSymbolicLink(checkout.launcher(), base.resolve("link"));

        assertThat(checkout.run("check").out()).singleElement().asString().contains("-jar " + checkout.jar());
    }

    @Test
    void optionsOfTheUserComeLastAndMayChooseTheCollector() throws Exception {
        aJdk();

        var run = checkout.with("ROUNDHOUSE_JAVA_OPTS", "-XX:+UseZGC -Xmx3g").run("check");

        assertThat(run.out())
                .singleElement()
                .asString()
                .contains("-XX:+UseZGC -Xmx3g -jar")
                .doesNotContain("ParallelGC", "SerialGC");
    }

    @Test
    void benchHandsOverToItsOwnScriptWithTheJdkAndMavenThatWereFound() throws Exception {
        aJdk();
        Checkout.script(checkout.tree().resolve("bench/run"), "echo \"$JAVA_HOME\" \"$MAVEN\" \"$@\"");

        var run = checkout.run("bench", "--quick");

        assertThat(run.out())
                .containsExactly(
                        checkout.usualFolder().resolve("jdk-25") + " " + base.resolve("path/mvn") + " --quick");
    }

    // ---- the AOT cache

    @Test
    void aTrainedCacheIsUsedUntilTheJarIsYounger() throws Exception {
        aJdk();

        var training = checkout.run("aot");
        var with = checkout.run("check");
        Checkout.age(checkout.jar(), Duration.ofMinutes(-1));
        var without = checkout.run("check");

        assertThat(training.exit()).isZero();
        assertThat(training.out())
                .singleElement()
                .asString()
                .contains("-XX:AOTCacheOutput=")
                .endsWith(" train");
        assertThat(with.out())
                .singleElement()
                .asString()
                .contains("-XX:AOTCache=" + checkout.target().resolve("roundhouse-"));
        assertThat(without.out()).singleElement().asString().doesNotContain("AOTCache");
    }

    @Test
    void aCacheOfOtherFlagsOrOfAnotherJdkIsNotUsed() throws Exception {
        aJdk();
        checkout.run("aot");

        var otherFlags = checkout.with("ROUNDHOUSE_JAVA_OPTS", "-Xmx3g").run("check");
        checkout.jdk(base.resolve("jdk-26"), "26");
        var otherJdk = checkout.with("ROUNDHOUSE_JAVA_OPTS", "")
                .with("JAVA_HOME", base.resolve("jdk-26").toString())
                .run("check");

        assertThat(otherFlags.out()).singleElement().asString().doesNotContain("AOTCache");
        assertThat(otherJdk.out())
                .singleElement()
                .asString()
                .startsWith("jdk-26")
                .doesNotContain("AOTCache");
    }

    @Test
    void aFailedTrainingStopsNoStartAndIsNotTriedAgain() throws Exception {
        var java = checkout.jdk(checkout.usualFolder().resolve("jdk-25"), "25.0.3");
        Checkout.script(java, "case \"$*\" in *train) exit 3 ;; esac; echo \"$@\"");

        var training = checkout.run("aot");
        var serve = checkout.run("serve");

        assertThat(training.exit()).isEqualTo(1);
        assertThat(training.err()).last().asString().contains("training the AOT cache failed");
        assertThat(serve.exit()).isZero();
        assertThat(serve.out())
                .singleElement()
                .asString()
                .doesNotContain("AOTCache")
                .endsWith(" serve");
        assertThat(checkout.target().resolve(".aot.lock")).doesNotExist();
    }

    private void aJdk() throws IOException {
        checkout.jdk(checkout.usualFolder().resolve("jdk-25"), "25.0.3");
    }

    /// Root may write everywhere, so it gives up its rights first.
    private void asSomebodyWhoMayOnlyRead() throws IOException {
        var root = Integer.valueOf(0).equals(Files.getAttribute(base, "unix:uid"));
        assumeTrue(
                !root || Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "setpriv is not installed: root cannot become somebody else here");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (root) {
            checkout.through(List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        } else {
            Files.setPosixFilePermissions(checkout.target(), PosixFilePermissions.fromString("r-xr-xr-x"));
        }
    }
}
