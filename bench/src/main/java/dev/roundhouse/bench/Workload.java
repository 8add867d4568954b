package dev.roundhouse.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One kind of request. The pace is the mock upstream's, which reads it from the field `user`.
enum Workload {
    KB_1("1 KB", 1_000, Optional.empty()),
    KB_20("20 KB", 20_000, Optional.empty()),
    KB_400("400 KB", 400_000, Optional.empty()),
    STREAM_FAST("fast", 1_000, Optional.of("pace-none")),
    STREAM_5_MS("5 ms", 1_000, Optional.of("pace-5ms")),
    STREAM_1_S("1 s", 1_000, Optional.of("pace-1s"));

    /// As in real prompts, something to escape every thirty bytes or so.
    private static final String LINE = "A roundhouse has a \"turntable\",\n";

    private static final int EVENTS = 100;

    private final String label;
    private final int promptBytes;
    private final Optional<String> pace;

    Workload(String label, int promptBytes, Optional<String> pace) {
        this.label = label;
        this.promptBytes = promptBytes;
        this.pace = pace;
    }

    /// @throws IllegalArgumentException naming what is unknown
    static Workload named(String option) {
        return Arrays.stream(values())
                .filter(workload -> workload.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--load: there is no " + option));
    }

    String label() {
        return label;
    }

    /// As the command line names it.
    String option() {
        return label.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /// How many events before `[DONE]` the answer has: the upstream's, and the one with the usage; 0 when it is
    /// not a stream.
    int events() {
        return pace.isPresent() ? EVENTS + 1 : 0;
    }

    /// The whole HTTP/1.1 request, head and body.
    byte[] request(Surface surface) {
        byte[] body = body(surface);
        String head =
                "POST " + surface.path() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + surface.key()
                        + "\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: roundhouse-bench\r\nContent-Length: "
                        + body.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    // In the order in which the OpenAI SDK for Python writes the fields: the model comes after the long part.
    private byte[] body(Surface surface) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("messages");
            json.writeStartObject();
            json.writeStringProperty("role", "user");
            json.writeStringProperty("content", LINE.repeat(promptBytes / (LINE.length() + 3)));
            json.writeEndObject();
            json.writeEndArray();
            json.writeStringProperty("model", surface.model());
            json.writeNumberProperty("temperature", 1);
            pace.ifPresent(user -> {
                json.writeBooleanProperty("stream", true);
                json.writeStringProperty("user", user);
                if (!surface.asksForUsage()) return;
                json.writeObjectPropertyStart("stream_options");
                json.writeBooleanProperty("include_usage", true);
                json.writeEndObject();
            });
            json.writeEndObject();
        }
        return body.toByteArray();
    }
}
