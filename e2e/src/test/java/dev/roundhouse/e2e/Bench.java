package dev.roundhouse.e2e;

import java.time.Duration;
import java.util.Map;

/// A gateway before a simulated provider, with the few models that client libraries are tried on.
final class Bench implements AutoCloseable {
    /// Answers at once.
    static final String MODEL = "acme/swift-1";

    /// Sends its first token at once and then one every second, for minutes.
    static final String SLOW_MODEL = "acme/slow-1";

    /// Speaks the legacy dialect.
    static final String LEGACY_MODEL = "acme/legacy-1";

    static final String QUESTION = "What does a roundhouse do?";

    /// Makes the simulated provider call the tool of that name.
    static final String TOOL_QUESTION = "Use the tool get_weather for Lisbon.";

    private static final Duration HANG_UP = Duration.ofSeconds(10);

    private final SandboxProcess sandbox;
    private final Gateway gateway;

    private Bench(SandboxProcess sandbox, Gateway gateway) {
        this.sandbox = sandbox;
        this.gateway = gateway;
    }

    static Bench start() {
        SandboxProcess sandbox = SandboxProcess.start();
        try {
            GatewayConfig config = new GatewayConfig()
                    .provider("acme", sandbox.port())
                    .endpoint(MODEL, "acme", "swift-1")
                    .endpoint(SLOW_MODEL, "acme", "pace/rate=1;tokens=300")
                    .endpoint(LEGACY_MODEL, "acme", "legacy-1", endpoint -> {
                        endpoint.put("dialect", "openai-completions");
                        endpoint.putObject("price").put("input", "1.00").put("output", "2.00");
                    });
            return new Bench(sandbox, Gateway.start(config));
        } catch (AssertionError | IllegalArgumentException e) {
            sandbox.close();
            throw e;
        }
    }

    Gateway gateway() {
        return gateway;
    }

    SandboxProcess sandbox() {
        return sandbox;
    }

    String openAiUrl() {
        return gateway.at("/v1").toString();
    }

    String openRouterUrl() {
        return gateway.at("/api/v1").toString();
    }

    /// Waits until the provider has seen the client of this prompt hang up.
    void awaitHangUp(String prompt) {
        Await.until(HANG_UP, "the provider sees the hang-up", () -> {
            if (!sandbox.received("last")) {
                return false;
            }
            var last = sandbox.request("last");
            return last.path("state").asString("").equals("client_hung_up")
                    && last.path("body").asString("").contains(prompt);
        });
    }

    /// What the tests of other languages need to know.
    Map<String, String> environment() {
        return Map.of(
                "GATEWAY_URL",
                gateway.at("").toString().replaceAll("/$", ""),
                "GATEWAY_KEY",
                Gateway.KEY,
                "GATEWAY_MANAGEMENT_KEY",
                Gateway.MANAGEMENT_KEY,
                "SANDBOX_URL",
                "http://127.0.0.1:" + sandbox.port());
    }

    @Override
    public void close() {
        gateway.close();
        sandbox.close();
    }
}
