package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The first minute of someone who has no key, no configuration and no network.
class FirstMinuteTest {
    @Test
    void aFirstStartPrintsAllThatAFirstAnswerNeeds() {
        Path folder = Http.temporaryFolder("first");
        String listen = "127.0.0.1:" + Program.freePort();

        try (Program first = serve(folder, listen)) {
            String ready = first.await("ready:");

            assertThat(ready).isEqualTo("http://" + listen);
            assertThat(first.said("console:"))
                    .hasValueSatisfying(url -> assertThat(url).startsWith(ready));
            assertThat(first.said("inference key:")).isPresent();
            assertThat(first.said("management key:")).isPresent();
            assertThat(first.said("inference key:")).isNotEqualTo(first.said("management key:"));
            Npm.Said answer = asPrinted(folder, first);
            assertThat(answer.exit()).as(answer.output()).isZero();
            assertThat(answer.output()).endsWith("\n200").contains("\"choices\"");
        }
        try (Program second = serve(folder, listen)) {
            second.await("ready:");

            assertThat(second.said("inference key:")).isEmpty();
            assertThat(second.said("management key:")).isEmpty();
        }
    }

    @Test
    void aKeyOfTheFirstStartOpensTheSecond() {
        Path folder = Http.temporaryFolder("second");
        String listen = "127.0.0.1:" + Program.freePort();
        String key;
        try (Program first = serve(folder, listen)) {
            first.await("ready:");
            key = first.said("inference key:").orElseThrow();
        }

        try (Program second = serve(folder, listen)) {
            java.net.URI uri = java.net.URI.create(second.await("ready:"));

            assertThat(Http.post(
                                    uri.resolve("/api/v1/chat/completions"),
                                    key,
                                    Json.chat("sandbox/echo", "Am I still known?"))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static Program serve(Path folder, String listen) {
        return Program.start(folder, List.of("-Xmx256m"), List.of("serve", "--listen", listen));
    }

    /// Runs the printed line just as it stands, with the status behind its output.
    private static Npm.Said asPrinted(Path folder, Program program) {
        String line = program.output().stream()
                .filter(each -> each.startsWith("curl "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no curl line in " + program.output()));
        Npm.Said curl = Npm.run(folder, Map.of(), List.of("curl", "--version"));
        Assumptions.assumeTrue(curl.exit() == 0, "skipped: curl is not installed");
        return Npm.run(folder, Map.of(), List.of("sh", "-c", line + " -sS -w '\\n%{http_code}'"));
    }
}
