package dev.roundhouse.dialect.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.exchange.ByteSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Recorded traffic of AWS, with the paths, which name the models.
final class Traffic {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Traffic() {}

    /// One interaction.
    ///
    /// @param path of the request; null when none was recorded
    /// @param request its body; null when none was recorded
    /// @param answer the answer's bytes, in AWS's framing where it was streamed
    record Recorded(
            String id,
            String operation,
            @Nullable String path,
            byte @Nullable [] request,
            int status,
            boolean stream,
            byte[] answer) {}

    /// All of a dialect. Skips the test where there are none.
    static List<Recorded> of(String dialect) {
        String named = System.getenv("ROUNDHOUSE_CORPUS");
        Path folder = (named == null ? Path.of("..", "..", "shared") : Path.of(named)).resolve("recordings");
        Assumptions.assumeTrue(
                Files.isReadable(folder.resolve("list.jsonl")),
                "no recordings: set ROUNDHOUSE_CORPUS to the folder that holds recordings/");
        List<Recorded> all = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder.resolve("list.jsonl"))) {
                JsonNode entry = MAPPER.readTree(line);
                if (entry.get("dialect").stringValue().equals(dialect)) {
                    Path file = folder.resolve(entry.get("file").stringValue());
                    all.add(recorded(entry, MAPPER.readTree(Files.readString(file))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static Recorded recorded(JsonNode entry, JsonNode all) {
        JsonNode request = all.path("request");
        JsonNode response = all.get("response");
        String wire = response.path("wire").asString("json");
        byte[] answer = body(response);
        if (answer == null) {
            answer = new byte[0];
        }
        return new Recorded(
                entry.get("id").stringValue(),
                entry.get("operation").stringValue(),
                request.path("path").isString() ? request.get("path").stringValue() : null,
                body(request),
                response.get("status").intValue(),
                !wire.equals("json"),
                wire.equals("event-json-lines") ? framed(answer) : answer);
    }

    private static byte @Nullable [] body(JsonNode message) {
        if (message.path("body").isString()) {
            return message.get("body").stringValue().getBytes(UTF_8);
        }
        String base64 = message.path("body_base64").asString("");
        return base64.isEmpty() ? null : Base64.getDecoder().decode(base64);
    }

    // One event's JSON a line, its name round it.
    private static byte[] framed(byte[] lines) {
        ByteSink out = new ByteSink(1024);
        FrameWriter writer = EventStreamFrames.writer();
        for (String line : new String(lines, UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                JsonNode event = MAPPER.readTree(line);
                String name = event.propertyNames().iterator().next();
                writer.frame(name, MAPPER.writeValueAsBytes(event.get(name)), out);
            }
        }
        return out.take();
    }
}
