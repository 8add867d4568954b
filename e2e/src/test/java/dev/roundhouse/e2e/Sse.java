package dev.roundhouse.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Server-sent events as the standard reads them: comments are told apart, and a block without its blank line
/// does not count.
final class Sse {
    private static final String DONE = "[DONE]";

    private Sse() {}

    /// One event, or a comment.
    ///
    /// @param name of `event:`, empty for none
    /// @param data the lines of `data:` joined; for a comment, its text
    record Event(boolean comment, String name, String data) {
        boolean done() {
            return !comment && data.equals(DONE);
        }

        boolean isJson() {
            return !comment && !data.equals(DONE) && !data.isEmpty();
        }

        JsonNode json() {
            return Json.read(data);
        }
    }

    /// All events of a text, comments among them.
    static List<Event> events(String text) {
        Reader reader = new Reader(new BufferedReader(new java.io.StringReader(text)));
        List<Event> events = new ArrayList<>();
        for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
            events.add(event.get());
        }
        return events;
    }

    /// The text that a chat's or a completion's events say together.
    static String content(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            if (event.isJson()) {
                JsonNode choice = event.json().path("choices").path(0);
                text.append(choice.path("delta").path("content").asString(""))
                        .append(choice.path("text").asString(""));
            }
        }
        return text.toString();
    }

    /// The last JSON event.
    static JsonNode last(List<Event> events) {
        return events.reversed().stream()
                .filter(Event::isJson)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no JSON event in " + events))
                .json();
    }

    /// Reads events one by one as they arrive.
    static final class Reader implements AutoCloseable {
        private final BufferedReader lines;

        Reader(InputStream stream) {
            this(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        }

        private Reader(BufferedReader lines) {
            this.lines = lines;
        }

        /// The next event or comment; empty at the end of the stream.
        Optional<Event> next() {
            String name = "";
            List<String> data = new ArrayList<>();
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.isEmpty()) {
                        if (!data.isEmpty()) {
                            return Optional.of(new Event(false, name, String.join("\n", data)));
                        }
                        name = "";
                    } else if (line.startsWith(":")) {
                        return Optional.of(new Event(true, "", line.substring(1).strip()));
                    } else if (line.startsWith("data:")) {
                        data.add(line.substring(line.startsWith("data: ") ? 6 : 5));
                    } else if (line.startsWith("event:")) {
                        name = line.substring("event:".length()).strip();
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
