package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SandboxCommandTest {
    @Test
    void itSaysWhereItListensAndServesUntilItIsInterrupted() throws Exception {
        AtomicInteger exit = new AtomicInteger(-1);
        PipedWriter out = new PipedWriter();
        try (BufferedReader said = new BufferedReader(new PipedReader(out));
                HttpClient client = HttpClient.newHttpClient()) {
            Thread command = Thread.ofPlatform()
                    .start(() -> exit.set(new CommandLine(new SandboxCommand())
                            .setOut(new PrintWriter(out))
                            .execute("--listen", "127.0.0.1:0", "--delivery", "split")));

            String line = said.readLine();

            assertThat(line).matches("sandbox: http://127\\.0\\.0\\.1:\\d+");
            URI models = URI.create(line.substring("sandbox: ".length()) + "/v1/models");
            assertThat(client.send(HttpRequest.newBuilder(models).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            command.interrupt();
            command.join();
            assertThat(exit).hasPositiveValue();
        }
    }

    @Test
    void aTakenPortEndsInOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StringWriter err = new StringWriter();

            int exit = new CommandLine(new SandboxCommand())
                    .setErr(new PrintWriter(err))
                    .execute("--listen", "127.0.0.1:" + taken.getLocalPort());

            assertThat(exit).isEqualTo(1);
            assertThat(err.toString().lines()).singleElement().asString().contains("cannot listen on 127.0.0.1:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9001",
                ":9001",
                "localhost:",
                "localhost:99999",
                "--delivery=sideways",
                "--replay=/does/not/exist"
            })
    void aWrongOptionIsRefusedWithWhatWasExpected(String option) {
        StringWriter err = new StringWriter();
        String[] arguments = option.startsWith("--") ? new String[] {option} : new String[] {"--listen", option};

        int exit = new CommandLine(new SandboxCommand())
                .setErr(new PrintWriter(err))
                .execute(arguments);

        assertThat(exit).isPositive();
        assertThat(err.toString()).contains("expected:");
    }
}
