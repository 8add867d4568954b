package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.JsonText;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerSummary;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A streamed answer: each frame is read once, rewritten in place and passed on. From the frame with the final
/// usage on everything is held back.
final class StreamAnswer implements AnswerReader {
    /// Longest frame: images and audio come in one.
    static final int FRAME_BYTES_MAX = 32 << 20;

    private static final int KEPT_BYTES_MAX = 64 << 10;
    private static final byte[] DONE = JsonText.ascii("data: [DONE]\n\n");
    private static final byte[] DONE_WORD = JsonText.ascii("[DONE]");
    private static final byte[] NEWLINE = {'\n'};
    private static final byte[] NOTHING = {};

    private final Provider provider;
    private final AnswerTerms terms;
    private final AnswerParts parts;
    private final TextKeeper text = new TextKeeper(true);
    private final AnswerScan scan;
    private final ByteSink partial = new ByteSink(0);
    private final ByteSink held = new ByteSink(0);

    private Stage stage = Stage.WAITING;
    private boolean begun;
    private boolean seen;
    private boolean holding;
    private int searched;
    private byte[] usageBlock = NOTHING;
    private boolean usageRead = true;

    @Nullable
    private Usage usage;

    // Where usage blocks stand in what is held: pairs of from and to.
    private int[] heldUsages = new int[2];
    private int heldUsageCount;

    @Nullable
    private Failure failure;

    StreamAnswer(Dialect dialect, Provider provider, AnswerTerms terms) {
        this.provider = provider;
        this.terms = terms;
        parts = new AnswerParts(dialect, terms);
        scan = new AnswerScan(terms, text, false);
    }

    @Override
    public void read(byte[] bytes, int from, int to, ByteSink out) {
        if (isOver()) {
            return; // nothing that follows the end is of the answer
        }
        if (partial.length() == 0) {
            int rest = frames(bytes, from, to, out);
            if (!isOver() && rest < to) {
                partial.append(bytes, rest, to);
                searched = Frames.resume(0, partial.length());
            }
        } else {
            partial.append(bytes, from, to);
            int length = partial.length();
            int rest = frames(partial.array(), 0, length, out);
            if (rest > 0) {
                byte[] left = Arrays.copyOfRange(partial.array(), rest, length);
                if (length > KEPT_BYTES_MAX) {
                    partial.take(); // a picture came in that frame; the next will be small again
                }
                partial.clear();
                partial.append(left);
            }
            searched = Frames.resume(0, partial.length());
        }
        if (partial.length() > FRAME_BYTES_MAX || held.length() > FRAME_BYTES_MAX) {
            broken("sent a frame of more than " + FRAME_BYTES_MAX + " bytes");
        }
    }

    @Override
    public void end() {
        if (!isOver() && partial.length() > 0) {
            // The last frame may lack its blank line. What it holds cannot leave before the end anyway.
            holding = true;
            byte[] last = Arrays.copyOf(partial.array(), partial.length());
            partial.clear();
            frame(JsonText.concat(last, NEWLINE, NEWLINE), byteOrderMark(last, 0, last.length), last.length + 2, held);
        }
        if (isOver()) {
            return;
        }
        if (scan.isFinished()) {
            stage = Stage.COMPLETE;
        } else {
            broken("ended its answer before its end");
        }
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public AnswerSummary summary() {
        return new AnswerSummary(
                usage(),
                scan.finishReason,
                scan.nativeFinishReason,
                scan.reportedModel,
                scan.upstreamId,
                scan.serviceTier,
                text.text(),
                failure);
    }

    @Override
    public void finish(Usage usage, Charge charge, ByteSink out) {
        UsageBlock block = new UsageBlock(scan, usage, charge);
        int at = 0;
        for (int i = 0; i < heldUsageCount; i++) {
            int from = heldUsages[i * 2];
            int to = heldUsages[i * 2 + 1];
            out.append(held.array(), at, from);
            block.append(held.array(), from, to, out);
            at = to;
        }
        out.append(held.array(), at, held.length());
        if (heldUsageCount == 0 && terms.showUsage()) {
            ByteSink made = new ByteSink(512);
            block.append(usageBlock, 0, usageBlock.length, made);
            parts.usageChunk(made, scan.createdSeconds, out);
        }
        out.append(DONE);
        scan.close();
    }

    @Override
    public void fail(Failure why, ByteSink out) {
        parts.errorChunk(why, scan.createdSeconds, out);
    }

    // The last block is read when it is asked for: some servers send one with every chunk.
    @Nullable
    private Usage usage() {
        if (!usageRead) {
            usageRead = true;
            usage = UsageReader.read(
                            scan.parser(usageBlock, 0, usageBlock.length),
                            provider.quirks().contains(Quirk.REASONING_OUTSIDE))
                    .orElse(null);
        }
        return usage;
    }

    private boolean isOver() {
        return stage == Stage.COMPLETE || stage == Stage.BROKEN;
    }

    // Handles the frames that are all there; says where the first that is not begins.
    private int frames(byte[] bytes, int from, int to, ByteSink out) {
        int at = from;
        int end = Frames.end(bytes, at, Math.max(at, searched), to);
        searched = 0;
        while (end > 0) {
            frame(bytes, at + byteOrderMark(bytes, at, end), end, out);
            if (isOver()) {
                return to;
            }
            at = end;
            end = Frames.end(bytes, at, at, to);
        }
        return at;
    }

    private void frame(byte[] bytes, int from, int to, ByteSink out) {
        int payloads = 0;
        int payloadFrom = to;
        int payloadTo = to;
        int line = from;
        while (line < to) {
            int lineEnd = Frames.newline(bytes, line, to);
            if (Frames.isData(bytes, line, lineEnd)) {
                payloads++;
                payloadTo = Frames.trimmed(bytes, line, lineEnd);
                payloadFrom = Math.min(Frames.payload(bytes, line), payloadTo);
            }
            line = lineEnd + 1;
        }
        if (payloads > 1) {
            byte[] one = Frames.joined(bytes, from, to);
            frame(one, 0, one.length, out);
        } else if (payloadFrom == payloadTo && isForeign(bytes, from, to)) {
            foreign(bytes, from, to);
        } else if (payloadFrom == payloadTo) {
            (holding ? held : out).append(bytes, from, to); // a comment, or an event of its name alone
        } else if (isDone(bytes, payloadFrom, payloadTo)) {
            done();
        } else if (scan.scan(bytes, payloadFrom, payloadTo)) {
            chunk(bytes, from, to, out);
        } else {
            broken("sent a frame that is not a JSON object");
        }
    }

    private void chunk(byte[] bytes, int from, int to, ByteSink out) {
        if (scan.isError) {
            failed(bytes);
            return;
        }
        boolean swallowed = usage(bytes);
        if (scan.nullUsageFrom >= 0 && terms.surface() == Surface.OPENROUTER) {
            // OpenAI says null in every chunk but the last; OpenRouter never does, and its clients cannot read
            // it.
            Span member = new Span(scan.nullUsageNameFrom, scan.nullUsageFrom, scan.nullUsageTo);
            scan.edits.remove(bytes, List.of(member));
        }
        if (stage == Stage.WAITING && (scan.hasContent || scan.hasFinish)) {
            stage = Stage.CONTENT;
            begun = true;
        }
        if (swallowed) {
            return;
        }
        if (scan.usageFrom >= 0 && holding) {
            hold(bytes, from, to);
        } else {
            scan.edits.apply(bytes, from, to, holding ? held : out);
        }
    }

    // Notes the frame's usage; from the final one on everything is held. Says whether the frame is not for this
    // client.
    private boolean usage(byte[] bytes) {
        if (scan.vendorUsageFrom >= 0) {
            usageBlock = Arrays.copyOfRange(bytes, scan.vendorUsageFrom, scan.vendorUsageTo);
            usageRead = false;
        }
        if (scan.usageFrom < 0) {
            return false;
        }
        usageBlock = Arrays.copyOfRange(bytes, scan.usageFrom, scan.usageTo);
        usageRead = false;
        boolean isFinal = scan.isFinished();
        if (isFinal) {
            text.drop();
        }
        if ((scan.emptyChoices || !scan.hasChoices) && !terms.showUsage()) {
            return true;
        }
        holding |= isFinal;
        return false;
    }

    private void hold(byte[] bytes, int from, int to) {
        scan.edits.apply(bytes, from, scan.usageFrom, held);
        int usageFrom = held.length();
        held.append(bytes, scan.usageFrom, scan.usageTo);
        if (heldUsageCount * 2 == heldUsages.length) {
            heldUsages = Arrays.copyOf(heldUsages, heldUsages.length * 2);
        }
        heldUsages[heldUsageCount * 2] = usageFrom;
        heldUsages[heldUsageCount * 2 + 1] = held.length();
        heldUsageCount++;
        scan.edits.apply(bytes, scan.usageTo, to, held);
    }

    // No event stream at all: a JSON error behind a status of 200, a page of a proxy.
    private void foreign(byte[] bytes, int from, int to) {
        if (scan.scan(bytes, from, to) && scan.isError) {
            failed(bytes);
        } else {
            broken("sent something else than a stream of events");
        }
    }

    private void done() {
        if (scan.anyChoices) {
            stage = Stage.COMPLETE;
        } else {
            broken("ended its answer without a choice in it");
        }
    }

    private void failed(byte[] bytes) {
        stage = Stage.BROKEN;
        failure = scan.errorFrom >= 0
                ? UpstreamErrors.inBand(provider, bytes, scan.errorFrom, scan.errorTo)
                : UpstreamErrors.broken(provider, "ended its answer with finish reason error");
    }

    private void broken(String what) {
        stage = Stage.BROKEN;
        failure = UpstreamErrors.broken(provider, what);
    }

    private static boolean isForeign(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] <= ' ') {
            i++;
        }
        return i < to && (bytes[i] == '{' || bytes[i] == '[' || bytes[i] == '<');
    }

    private static boolean isDone(byte[] bytes, int from, int to) {
        return to - from == DONE_WORD.length && Arrays.equals(bytes, from, to, DONE_WORD, 0, DONE_WORD.length);
    }

    // Some servers on Windows begin a stream with one: no part of it.
    private int byteOrderMark(byte[] bytes, int from, int to) {
        boolean isFirst = !seen;
        seen = true;
        boolean isMark = to - from > 3
                && bytes[from] == (byte) 0xef
                && bytes[from + 1] == (byte) 0xbb
                && bytes[from + 2] == (byte) 0xbf;
        return isFirst && isMark ? 3 : 0;
    }
}
