package dev.roundhouse.dialect.openai;

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
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import org.jspecify.annotations.Nullable;

/// An answer in one piece: kept until it is all there, read once, and handed on when its charge can stand in it.
/// So until its end another endpoint may take over.
final class JsonAnswer implements AnswerReader {
    /// Longest answer: pictures come inside.
    static final int BYTES_MAX = 64 << 20;

    private static final byte[] USAGE = JsonText.ascii(",\"usage\":");

    private final Provider provider;
    private final AnswerTerms terms;
    private final ByteSink body = new ByteSink(2_048);

    private Stage stage = Stage.WAITING;
    private TextKeeper text = new TextKeeper(false);
    private AnswerScan scan;

    @Nullable
    private Usage usage;

    @Nullable
    private Failure failure;

    JsonAnswer(Provider provider, AnswerTerms terms) {
        this.provider = provider;
        this.terms = terms;
        scan = new AnswerScan(terms, text, true);
    }

    @Override
    public void read(byte[] bytes, int from, int to, ByteSink out) {
        if (stage == Stage.BROKEN) {
            return;
        }
        if ((long) body.length() + to - from > BYTES_MAX) {
            body.clear();
            broken("sent an answer of more than " + BYTES_MAX + " bytes");
            return;
        }
        body.append(bytes, from, to);
    }

    @Override
    public void end() {
        if (stage == Stage.BROKEN) {
            return;
        }
        int from = start();
        if (!scan.scan(body.array(), from, body.length())) {
            broken("sent an answer that is not a JSON object");
        } else if (scan.isError) {
            stage = Stage.BROKEN;
            failure = scan.errorFrom >= 0
                    ? UpstreamErrors.inBand(provider, body.array(), scan.errorFrom, scan.errorTo)
                    : UpstreamErrors.broken(provider, "ended its answer with finish reason error");
        } else if (!scan.anyChoices) {
            broken("sent an answer without a choice in it");
        } else {
            stage = Stage.COMPLETE;
            usage = scan.usageFrom >= 0
                    ? read(scan.usageFrom, scan.usageTo)
                    : read(scan.vendorUsageFrom, scan.vendorUsageTo);
            if (usage == null) {
                // Rare, so the text is read for counting only now.
                scan.close();
                text = new TextKeeper(true);
                scan = new AnswerScan(terms, text, true);
                if (!scan.scan(body.array(), from, body.length())) {
                    broken("sent an answer that cannot be read");
                }
            }
        }
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public boolean begun() {
        return false; // nothing leaves before all of it is there
    }

    @Override
    public AnswerSummary summary() {
        return new AnswerSummary(
                usage,
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
        byte[] bytes = body.array();
        UsageBlock block = new UsageBlock(scan, usage, charge);
        if (scan.usageFrom >= 0) {
            scan.edits.apply(bytes, 0, scan.usageFrom, out);
            block.append(bytes, scan.usageFrom, scan.usageTo, out);
            scan.edits.apply(bytes, scan.usageTo, body.length(), out);
        } else {
            ByteSink made = new ByteSink(512);
            block.append(bytes, scan.vendorUsageFrom, scan.vendorUsageTo, made);
            if (scan.nullUsageFrom >= 0) {
                scan.edits.replace(scan.nullUsageFrom, scan.nullUsageTo, made.take());
            } else {
                scan.edits.insert(scan.objectEnd, JsonText.concat(USAGE, made.take()));
            }
            scan.edits.apply(bytes, 0, body.length(), out);
        }
        scan.close();
    }

    @Override
    public void fail(Failure why, ByteSink out) {
        out.append(ErrorBodies.body(why, Surface.OPENROUTER, terms.generationId()));
    }

    @Nullable
    private Usage read(int from, int to) {
        if (from < 0) {
            return null;
        }
        return UsageReader.read(
                        scan.parser(body.array(), from, to), provider.quirks().contains(Quirk.REASONING_OUTSIDE))
                .orElse(null);
    }

    private int start() {
        byte[] bytes = body.array();
        boolean mark =
                body.length() > 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
        return mark ? 3 : 0;
    }

    private void broken(String what) {
        stage = Stage.BROKEN;
        failure = UpstreamErrors.broken(provider, what);
    }
}
