package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawRequest.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Recorded interactions: a folder with `list.jsonl`, which names an id and a file on each line, and those files.
/// The
/// list is read at the
/// start, a file when it is asked for.
final class Recordings {
    /// Headers that belong to one connection or say how the body was framed or compressed then; bodies are
    /// recorded
    /// decompressed.
    private static final Set<String> NOT_REPLAYED = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "content-length",
            "content-encoding");

    private final Map<String, Path> files;

    private Recordings(Map<String, Path> files) {
        this.files = Map.copyOf(files);
    }

    /// @param folders where an id is in several, the first counts
    /// @throws IOException when a list cannot be read; the message names file and line
    static Recordings in(List<Path> folders) throws IOException {
        Map<String, Path> files = new HashMap<>();
        for (Path folder : folders) {
            Path list = folder.resolve("list.jsonl");
            if (!Files.isReadable(list)) {
                throw new IOException("no recordings in " + folder + " (expected: a folder with list.jsonl)");
            }
            List<String> lines = Files.readAllLines(list);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    entry(folder, lines.get(i), list + ":" + (i + 1), files);
                }
            }
        }
        return new Recordings(files);
    }

    boolean has(String id) {
        return files.containsKey(id);
    }

    int count() {
        return files.size();
    }

    /// The recorded answer; empty where the id is unknown.
    ///
    /// @throws IOException when its file cannot be read or has another form; the message names it
    Optional<Answer> answer(String id) throws IOException {
        Path file = files.get(id);
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(answer(Json.read(Files.readAllBytes(file))));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static void entry(Path folder, String line, String where, Map<String, Path> files) throws IOException {
        try {
            JsonNode entry = Json.read(line);
            Path file = folder.resolve(entry.required("file").stringValue()).normalize();
            if (!file.startsWith(folder.normalize())) {
                throw new IOException(where + ": file: " + file + " (expected: one inside the folder)");
            }
            files.putIfAbsent(entry.required("id").stringValue(), file);
        } catch (JacksonException e) {
            throw new IOException(where + ": " + e.getOriginalMessage(), e);
        }
    }

    private static Answer answer(JsonNode interaction) {
        JsonNode response = interaction.required("response");
        String wire = response.path("wire").asString("json");
        byte[] body = body(response);
        Answer.Body framed = switch (wire) {
            case "sse" -> new Answer.Recorded(RecordedFrames.events(body));
            case "ndjson" -> new Answer.Recorded(RecordedFrames.lines(body));
            case "eventstream" -> new Answer.Recorded(RecordedFrames.messages(body));
            case "event-json-lines" ->
                new Answer.Recorded(EventLines.framed(
                        body,
                        interaction.path("dialect").asString(""),
                        interaction.path("provider").asString("")));
            case "json" -> new Answer.Whole(body, 1);
            default ->
                throw new IllegalArgumentException(
                        "wire: " + wire + " (expected: json, sse, ndjson, " + "eventstream or event-json-lines)");
        };
        return new Answer(response.path("status").asInt(200), headers(response, wire, interaction), framed);
    }

    private static byte[] body(JsonNode response) {
        if (response.path("body_base64").isString()) {
            return Base64.getDecoder().decode(response.path("body_base64").stringValue());
        }
        return response.path("body").asString("").getBytes(StandardCharsets.UTF_8);
    }

    private static List<Header> headers(JsonNode response, String wire, JsonNode interaction) {
        List<Header> headers = new ArrayList<>();
        boolean typed = false;
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            typed |= name.equals("content-type");
            if (!NOT_REPLAYED.contains(name)) {
                header.getValue()
                        .valueStream()
                        .forEach(value -> headers.add(new Header(header.getKey(), value.asString(""))));
                header.getValue().asStringOpt().ifPresent(value -> headers.add(new Header(header.getKey(), value)));
            }
        }
        if (!typed) {
            headers.add(new Header(
                    "content-type",
                    contentType(wire, interaction.path("dialect").asString(""))));
        }
        return headers;
    }

    private static String contentType(String wire, String dialect) {
        return switch (wire) {
            case "sse" -> "text/event-stream";
            case "ndjson" -> "application/x-ndjson";
            case "eventstream" -> "application/vnd.amazon.eventstream";
            case "event-json-lines" -> EventLines.contentType(dialect);
            default -> "application/json";
        };
    }
}
