package dev.roundhouse.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The provider simulator as a process of its own.
final class SandboxProcess implements AutoCloseable {
    private final Program program;
    private final URI uri;

    private SandboxProcess(Program program, URI uri) {
        this.program = program;
        this.uri = uri;
    }

    /// Without recordings.
    static SandboxProcess start() {
        return start(List.of());
    }

    /// With recordings, delivered in one of the three ways.
    static SandboxProcess replaying(Path recordings, String delivery) {
        return start(List.of("--replay", recordings.toString(), "--delivery", delivery));
    }

    int port() {
        return uri.getPort();
    }

    /// What it received last for an id: `{method, path, headers, body, state}`.
    JsonNode request(String id) {
        Reply reply = Http.get(uri.resolve("/sandbox/requests/" + id), "");
        if (reply.status() != 200) {
            throw new AssertionError("sandbox request " + id + ": " + reply);
        }
        return reply.json();
    }

    /// Whether a request with that id was received.
    boolean received(String id) {
        return Http.get(uri.resolve("/sandbox/requests/" + id), "").status() == 200;
    }

    /// Waits until the client of the last request has hung up.
    void awaitHangUp(Duration longest) {
        Await.until(
                longest,
                "the upstream sees the hang-up",
                () -> request("last").path("state").asString("").equals("client_hung_up"));
    }

    @Override
    public void close() {
        program.close();
    }

    private static SandboxProcess start(List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("sandbox", "--listen", "127.0.0.1:" + Program.freePort()));
        arguments.addAll(more);
        Program program = Program.start(Http.temporaryFolder("sandbox"), List.of("-Xmx384m"), arguments);
        try {
            return new SandboxProcess(program, URI.create(program.await("sandbox:")));
        } catch (AssertionError | IllegalArgumentException e) {
            program.close();
            throw e;
        }
    }
}
