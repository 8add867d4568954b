package dev.roundhouse.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A configuration file, written as JSON, which YAML includes.
final class GatewayConfig {
    private final ObjectNode root = Json.object();

    GatewayConfig() {
        root.putObject("bootstrap").put("inference_key", Gateway.KEY).put("management_key", Gateway.MANAGEMENT_KEY);
        root.putObject("providers");
        root.putArray("endpoints");
    }

    /// A provider of the dialect `openai-chat` on this machine.
    GatewayConfig provider(String slug, int port) {
        return provider(slug, port, provider -> {});
    }

    /// The same, with more keys.
    GatewayConfig provider(String slug, int port, Consumer<ObjectNode> more) {
        ObjectNode provider = root.withObject("/providers").putObject(slug);
        provider.put("dialect", "openai-chat")
                .put("base_url", "http://127.0.0.1:" + port + "/v1")
                .put("api_key", "sk-upstream-" + slug)
                .put("allow_private_network", true);
        more.accept(provider);
        return this;
    }

    /// An endpoint at one and two dollars per million tokens.
    GatewayConfig endpoint(String model, String provider, String id) {
        return endpoint(model, provider, id, "1.00");
    }

    /// An endpoint with an input price; output costs twice as much.
    GatewayConfig endpoint(String model, String provider, String id, String input) {
        return endpoint(
                model,
                provider,
                id,
                endpoint -> endpoint.putObject("price")
                        .put("input", input)
                        .put(
                                "output",
                                new java.math.BigDecimal(input)
                                        .add(new java.math.BigDecimal(input))
                                        .toPlainString()));
    }

    /// An endpoint with keys of its own.
    GatewayConfig endpoint(String model, String provider, String id, Consumer<ObjectNode> more) {
        ArrayNode endpoints = root.withArray("/endpoints");
        ObjectNode endpoint = endpoints
                .addObject()
                .put("model", model)
                .put("provider", provider)
                .put("id", id)
                .put("context", 128_000);
        more.accept(endpoint);
        return this;
    }

    /// A top-level key.
    GatewayConfig set(String key, String value) {
        root.put(key, value);
        return this;
    }

    /// Credit of the first account, in dollars.
    GatewayConfig credit(String dollars) {
        root.withObject("/bootstrap").put("credit", dollars);
        return this;
    }

    void writeTo(Path file) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, Json.pretty(root));
            Files.move(
                    next,
                    file,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
