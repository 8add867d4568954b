package dev.roundhouse.observe;

import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What an operator should hear of beside generations and faults: one line each.
public final class Notices {
    private final LogLines log;
    private final InstantSource clock;
    private final JsonFactory json = new JsonFactory();

    /// Writes to this log.
    public Notices(LogLines log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /// Writes a notice.
    ///
    /// @param event what happened, such as `config_refused`
    /// @param details for people; no secrets
    public void tell(String event, List<String> details) {
        String at = clock.instant().toString();
        log.add(() -> line(at, event, details));
    }

    private byte[] line(String at, String event, List<String> details) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator line = json.createGenerator(ObjectWriteContext.empty(), bytes)) {
            line.writeStartObject();
            line.writeStringProperty("at", at);
            line.writeStringProperty("event", event);
            line.writeArrayPropertyStart("details");
            details.forEach(line::writeString);
            line.writeEndArray();
            line.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
