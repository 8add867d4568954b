package dev.roundhouse.record;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.JsonOut;
import dev.roundhouse.exchange.JsonOut.Known;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.record.GenerationRecord.Attempt;
import dev.roundhouse.record.GenerationRecord.LeftOut;
import dev.roundhouse.record.GenerationRecord.Served;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes records as journal entries: a head, then JSON with short names, in which what is absent, zero or told
/// elsewhere is left out. Confined to one thread at a time.
final class RecordWriter {
    private static final byte[] ID = JsonOut.quoted("id");
    private static final byte[] STREAM = JsonOut.quoted("stream");
    private static final byte[] BYTES = JsonOut.quoted("bytes");
    private static final byte[] SESSION = JsonOut.quoted("session");
    private static final byte[] USER = JsonOut.quoted("user");
    private static final byte[] SERVED = JsonOut.quoted("served");
    private static final byte[] UPSTREAM = JsonOut.quoted("upstream");
    private static final byte[] USAGE = JsonOut.quoted("usage");
    private static final byte[] ESTIMATED = JsonOut.quoted("estimated");
    private static final byte[] PARTS = JsonOut.quoted("parts");
    private static final byte[] STATUS = JsonOut.quoted("status");
    private static final byte[] CANCELLED = JsonOut.quoted("cancelled");
    private static final byte[] TIMES = JsonOut.quoted("times");
    private static final byte[] ATTEMPTS = JsonOut.quoted("attempts");
    private static final byte[] LEFT_OUT = JsonOut.quoted("left_out");

    // Most records name the same few things as the one before.
    private final Known apiMember = new Known("api");
    private final Known dialectMember = new Known("dialect");
    private final Known surfaceMember = new Known("surface");
    private final Known askedMember = new Known("asked");
    private final Known tierMember = new Known("tier");
    private final Known appMember = new Known("app");
    private final Known refererMember = new Known("referer");
    private final Known agentMember = new Known("agent");
    private final Known originMember = new Known("origin");
    private final Known endpointMember = new Known("endpoint");
    private final Known providerMember = new Known("provider");
    private final Known nameMember = new Known("name");
    private final Known modelMember = new Known("model");
    private final Known upstreamModelMember = new Known("model");
    private final Known reportedMember = new Known("reported");
    private final Known finishMember = new Known("finish");
    private final Known nativeMember = new Known("native");
    private final Known errorMember = new Known("error");
    private final Known snapshotMember = new Known("snapshot");
    private final Known pricedMember = new Known("priced");

    private final ByteSink sink = new ByteSink(2_048);
    private final byte[] scratch = new byte[EntryHead.SCRATCH];
    private final JsonOut json = new JsonOut(sink);

    /// Writes an entry; it stands in the returned sink until the next call.
    ByteSink write(GenerationRecord record) {
        sink.clear();
        EntryHead.write(record, scratch, sink);
        json.object();
        json.name(ID).text(record.id());
        asked(record.asked());
        Served served = record.served();
        if (served != null) {
            served(served);
        }
        usage(record.usage());
        ending(record);
        attempts(record.attempts(), served);
        leftOut(record.leftOut());
        text(snapshotMember, record.snapshotId());
        text(pricedMember, record.priceAsOf());
        if (record.selected() != null) {
            SelectedJson.write(json, record.selected());
        }
        json.endObject();
        return sink;
    }

    private void asked(GenerationRecord.Asked asked) {
        text(apiMember, asked.apiType());
        text(dialectMember, asked.dialect());
        text(surfaceMember, asked.surface().name());
        text(askedMember, asked.model());
        flag(STREAM, asked.streamed());
        text(tierMember, asked.serviceTier());
        json.name(BYTES).number(asked.bodyBytes());
        Labels labels = asked.labels();
        text(appMember, labels.app());
        text(refererMember, labels.referer());
        text(SESSION, labels.session());
        text(USER, labels.userHash());
        text(agentMember, labels.userAgent());
        text(originMember, labels.origin());
    }

    private void served(Served served) {
        json.name(SERVED).object();
        text(endpointMember, served.endpoint());
        text(providerMember, served.provider());
        text(nameMember, served.providerName());
        text(modelMember, served.model());
        text(reportedMember, served.reportedModel());
        text(UPSTREAM, served.upstreamId());
        text(tierMember, served.serviceTier());
        text(finishMember, served.finishReason());
        text(nativeMember, served.nativeFinishReason());
        json.endObject();
    }

    private void usage(Usage usage) {
        long[] counts = RecordReader.counts(usage);
        int length = counts.length;
        while (length > 0 && counts[length - 1] == 0) {
            length--;
        }
        if (length > 0) {
            json.name(USAGE);
            numbers(counts, length);
        }
        flag(ESTIMATED, usage.estimated());
    }

    private void ending(GenerationRecord record) {
        long input = record.charge().input().value();
        long output = record.charge().output().value();
        if ((input | output) != 0) {
            json.name(PARTS);
            numbers(new long[] {input, output}, 2);
        }
        json.name(STATUS).number(record.ending().status());
        error(record.ending().error());
        flag(CANCELLED, record.ending().cancelled());
        GenerationRecord.Timings timings = record.timings();
        json.name(TIMES);
        numbers(new long[] {timings.dispatched(), timings.firstByte(), timings.end()}, 3);
    }

    private void attempts(List<Attempt> attempts, @Nullable Served served) {
        if (attempts.isEmpty()) {
            return;
        }
        json.name(ATTEMPTS).list();
        for (Attempt attempt : attempts) {
            json.element().object();
            // What the last attempt shares with the serving endpoint is said there.
            if (served == null || !served.endpoint().equals(attempt.endpoint())) {
                text(endpointMember, attempt.endpoint());
                text(providerMember, attempt.provider());
            }
            text(upstreamModelMember, attempt.model());
            json.name(STATUS).number(attempt.status());
            error(attempt.error());
            json.name(TIMES);
            numbers(new long[] {attempt.start(), attempt.firstByte(), attempt.end()}, 3);
            json.endObject();
        }
        json.endList();
    }

    /// Groups by reason, in order: `[["no key", "a/b@c", "@d"], …]`; `@d` is at the model of the one before it.
    private void leftOut(List<LeftOut> leftOut) {
        if (leftOut.isEmpty()) {
            return;
        }
        json.name(LEFT_OUT).list();
        String reason = null;
        String model = "";
        for (LeftOut one : leftOut) {
            if (!one.reason().equals(reason)) {
                if (reason != null) {
                    json.endList();
                }
                reason = one.reason();
                json.element().list();
                json.element().text(reason);
            }
            String endpoint = one.endpoint();
            int at = endpoint.indexOf('@');
            if (at > 0 && at == model.length() && endpoint.startsWith(model)) {
                json.element().text(endpoint.substring(at));
            } else {
                model = at > 0 ? endpoint.substring(0, at) : "";
                json.element().text(endpoint);
            }
        }
        json.endList();
        json.endList();
    }

    private void numbers(long[] values, int length) {
        json.list();
        for (int i = 0; i < length; i++) {
            json.element().number(values[i]);
        }
        json.endList();
    }

    private void text(Known member, @Nullable String value) {
        if (value != null) {
            json.member(member, value);
        }
    }

    private void text(byte[] name, @Nullable String value) {
        if (value != null) {
            json.name(name).text(value);
        }
    }

    private void error(@Nullable ErrorType error) {
        if (error != null) {
            text(errorMember, error.wireName());
        }
    }

    private void flag(byte[] name, boolean value) {
        if (value) {
            json.name(name).flag(true);
        }
    }
}
