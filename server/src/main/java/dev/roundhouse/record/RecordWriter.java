package dev.roundhouse.record;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.record.GenerationRecord.Attempt;
import dev.roundhouse.record.GenerationRecord.LeftOut;
import dev.roundhouse.record.GenerationRecord.Served;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/// Writes records as journal entries: a head, then JSON with short names, in which what is absent, zero or told
/// elsewhere is left out. One generator writes them all: making one costs as much as a record. Confined to one
/// thread at a time.
final class RecordWriter {
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString API = new SerializedString("api");
    private static final SerializableString DIALECT = new SerializedString("dialect");
    private static final SerializableString SURFACE = new SerializedString("surface");
    private static final SerializableString ASKED = new SerializedString("asked");
    private static final SerializableString STREAM = new SerializedString("stream");
    private static final SerializableString TIER = new SerializedString("tier");
    private static final SerializableString BYTES = new SerializedString("bytes");
    private static final SerializableString APP = new SerializedString("app");
    private static final SerializableString REFERER = new SerializedString("referer");
    private static final SerializableString SESSION = new SerializedString("session");
    private static final SerializableString USER = new SerializedString("user");
    private static final SerializableString AGENT = new SerializedString("agent");
    private static final SerializableString ORIGIN = new SerializedString("origin");
    private static final SerializableString SERVED = new SerializedString("served");
    private static final SerializableString ENDPOINT = new SerializedString("endpoint");
    private static final SerializableString PROVIDER = new SerializedString("provider");
    private static final SerializableString NAME = new SerializedString("name");
    private static final SerializableString MODEL = new SerializedString("model");
    private static final SerializableString REPORTED = new SerializedString("reported");
    private static final SerializableString UPSTREAM = new SerializedString("upstream");
    private static final SerializableString FINISH = new SerializedString("finish");
    private static final SerializableString NATIVE = new SerializedString("native");
    private static final SerializableString USAGE = new SerializedString("usage");
    private static final SerializableString ESTIMATED = new SerializedString("estimated");
    private static final SerializableString PARTS = new SerializedString("parts");
    private static final SerializableString STATUS = new SerializedString("status");
    private static final SerializableString ERROR = new SerializedString("error");
    private static final SerializableString CANCELLED = new SerializedString("cancelled");
    private static final SerializableString TIMES = new SerializedString("times");
    private static final SerializableString ATTEMPTS = new SerializedString("attempts");
    private static final SerializableString LEFT_OUT = new SerializedString("left_out");
    private static final SerializableString SNAPSHOT = new SerializedString("snapshot");
    private static final SerializableString PRICED = new SerializedString("priced");

    private final ByteSink sink = new ByteSink(2_048);
    private final byte[] scratch = new byte[EntryHead.SCRATCH];
    private final JsonGenerator json;

    RecordWriter(JsonFactory factory) {
        json = factory.createGenerator(ObjectWriteContext.empty(), new IntoSink(sink));
    }

    /// A factory that separates the values of one generator by nothing.
    static JsonFactory factory() {
        return JsonFactory.builder()
                .rootValueSeparator("")
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .build();
    }

    /// Writes an entry; it stands in the returned sink until the next call.
    ByteSink write(GenerationRecord record) {
        sink.clear();
        EntryHead.write(record, scratch, sink);
        json.writeStartObject();
        json.writeName(ID);
        json.writeString(record.id());
        asked(record.asked());
        Served served = record.served();
        if (served != null) {
            served(served);
        }
        usage(record.usage());
        ending(record);
        attempts(record.attempts(), served);
        leftOut(record.leftOut());
        text(SNAPSHOT, record.snapshotId());
        text(PRICED, record.priceAsOf());
        json.writeEndObject();
        json.flush();
        return sink;
    }

    private void asked(GenerationRecord.Asked asked) {
        text(API, asked.apiType());
        text(DIALECT, asked.dialect());
        text(SURFACE, asked.surface().name());
        text(ASKED, asked.model());
        flag(STREAM, asked.streamed());
        text(TIER, asked.serviceTier());
        json.writeName(BYTES);
        json.writeNumber(asked.bodyBytes());
        Labels labels = asked.labels();
        text(APP, labels.app());
        text(REFERER, labels.referer());
        text(SESSION, labels.session());
        text(USER, labels.userHash());
        text(AGENT, labels.userAgent());
        text(ORIGIN, labels.origin());
    }

    private void served(Served served) {
        json.writeName(SERVED);
        json.writeStartObject();
        text(ENDPOINT, served.endpoint());
        text(PROVIDER, served.provider());
        text(NAME, served.providerName());
        text(MODEL, served.model());
        text(REPORTED, served.reportedModel());
        text(UPSTREAM, served.upstreamId());
        text(TIER, served.serviceTier());
        text(FINISH, served.finishReason());
        text(NATIVE, served.nativeFinishReason());
        json.writeEndObject();
    }

    private void usage(Usage usage) {
        long[] counts = RecordReader.counts(usage);
        int length = counts.length;
        while (length > 0 && counts[length - 1] == 0) {
            length--;
        }
        if (length > 0) {
            json.writeName(USAGE);
            numbers(counts, length);
        }
        flag(ESTIMATED, usage.estimated());
    }

    private void ending(GenerationRecord record) {
        long input = record.charge().input().value();
        long output = record.charge().output().value();
        if ((input | output) != 0) {
            json.writeName(PARTS);
            numbers(new long[] {input, output}, 2);
        }
        json.writeName(STATUS);
        json.writeNumber(record.ending().status());
        error(record.ending().error());
        flag(CANCELLED, record.ending().cancelled());
        GenerationRecord.Timings timings = record.timings();
        json.writeName(TIMES);
        numbers(new long[] {timings.dispatched(), timings.firstByte(), timings.end()}, 3);
    }

    private void attempts(List<Attempt> attempts, @Nullable Served served) {
        if (attempts.isEmpty()) {
            return;
        }
        json.writeName(ATTEMPTS);
        json.writeStartArray();
        for (Attempt attempt : attempts) {
            json.writeStartObject();
            // What the last attempt shares with the serving endpoint is said there.
            if (served == null || !served.endpoint().equals(attempt.endpoint())) {
                text(ENDPOINT, attempt.endpoint());
                text(PROVIDER, attempt.provider());
            }
            text(MODEL, attempt.model());
            json.writeName(STATUS);
            json.writeNumber(attempt.status());
            error(attempt.error());
            json.writeName(TIMES);
            numbers(new long[] {attempt.start(), attempt.firstByte(), attempt.end()}, 3);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Groups by reason, in order: `[["no key", "a/b@c", "@d"], …]`; `@d` is at the model of the one before it.
    private void leftOut(List<LeftOut> leftOut) {
        if (leftOut.isEmpty()) {
            return;
        }
        json.writeName(LEFT_OUT);
        json.writeStartArray();
        String reason = null;
        String model = "";
        for (LeftOut one : leftOut) {
            if (!one.reason().equals(reason)) {
                if (reason != null) {
                    json.writeEndArray();
                }
                reason = one.reason();
                json.writeStartArray();
                json.writeString(reason);
            }
            String endpoint = one.endpoint();
            int at = endpoint.indexOf('@');
            if (at > 0 && at == model.length() && endpoint.startsWith(model)) {
                json.writeString(endpoint.substring(at));
            } else {
                model = at > 0 ? endpoint.substring(0, at) : "";
                json.writeString(endpoint);
            }
        }
        json.writeEndArray();
        json.writeEndArray();
    }

    private void numbers(long[] values, int length) {
        json.writeStartArray();
        for (int i = 0; i < length; i++) {
            json.writeNumber(values[i]);
        }
        json.writeEndArray();
    }

    private void text(SerializableString name, @Nullable String value) {
        if (value != null) {
            json.writeName(name);
            json.writeString(value);
        }
    }

    private void error(@Nullable ErrorType error) {
        if (error != null) {
            text(ERROR, error.wireName());
        }
    }

    private void flag(SerializableString name, boolean value) {
        if (value) {
            json.writeName(name);
            json.writeBoolean(true);
        }
    }

    private static final class IntoSink extends OutputStream {
        private final ByteSink sink;

        IntoSink(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int b) {
            sink.append((byte) b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            sink.append(bytes, from, from + length);
        }
    }
}
