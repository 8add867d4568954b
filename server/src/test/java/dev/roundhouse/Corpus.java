package dev.roundhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recorded traffic of providers, where it is at hand: the folder named by `ROUNDHOUSE_CORPUS`, else `shared`
/// beside the repository. Tests that need it are skipped without it.
@NullMarked
public final class Corpus {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Corpus() {}

    /// One recorded interaction.
    ///
    /// @param operation such as `generateContent`
    /// @param model as asked; empty when it was not recorded
    /// @param request the request's body; null when none was recorded, or it had none
    /// @param wire how the answer came: `json`, `sse`, `event-json-lines` …
    /// @param response the answer's body
    public record Interaction(
            String id,
            String provider,
            String dialect,
            String operation,
            String model,
            boolean streaming,
            int status,
            String wire,
            byte @Nullable [] request,
            byte[] response) {
        @Override
        public String toString() {
            return id;
        }
    }

    /// All interactions of these dialects. Skips the test where there is no corpus.
    public static List<Interaction> of(String... dialects) {
        Path folder = folder().resolve("recordings");
        Assumptions.assumeTrue(
                Files.isReadable(folder.resolve("list.jsonl")),
                "no recordings: set ROUNDHOUSE_CORPUS to the folder that holds recordings/");
        List<Interaction> all = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("list.jsonl"))) {
                JsonNode entry = MAPPER.readTree(line);
                if (Arrays.asList(dialects).contains(entry.get("dialect").stringValue())) {
                    all.add(interaction(entry, folder));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static Path folder() {
        String named = System.getenv("ROUNDHOUSE_CORPUS");
        if (named != null) {
            return Path.of(named);
        }
        // Tests run in the module's folder.
        return Path.of("..", "..", "shared");
    }

    private static Interaction interaction(JsonNode entry, Path folder) throws IOException {
        JsonNode all = MAPPER.readTree(
                Files.readString(folder.resolve(entry.get("file").stringValue())));
        JsonNode response = all.get("response");
        return new Interaction(
                entry.get("id").stringValue(),
                entry.get("provider").stringValue(),
                entry.get("dialect").stringValue(),
                entry.path("operation").asString(""),
                entry.path("model").asString(""),
                entry.get("streaming").booleanValue(),
                response.get("status").intValue(),
                response.path("wire").asString("json"),
                body(all.path("request")),
                Objects.requireNonNullElse(body(response), new byte[0]));
    }

    private static byte @Nullable [] body(JsonNode message) {
        if (message.path("body").isString()) {
            return message.get("body").stringValue().getBytes(UTF_8);
        }
        String base64 = message.path("body_base64").asString("");
        return base64.isEmpty() ? null : Base64.getDecoder().decode(base64);
    }
}
