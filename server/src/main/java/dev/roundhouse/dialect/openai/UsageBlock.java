package dev.roundhouse.dialect.openai;

import static dev.roundhouse.dialect.JsonText.ascii;
import static dev.roundhouse.dialect.MemberPatch.ensure;
import static dev.roundhouse.dialect.MemberPatch.inside;
import static dev.roundhouse.dialect.MemberPatch.put;

import dev.roundhouse.dialect.Edits;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.dialect.MemberPatch;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Usage;
import org.jspecify.annotations.Nullable;

/// The `usage` that a client gets: the provider's own block with all its members, and in it what OpenRouter's
/// clients
/// look for. `cost` is the charge, whatever the provider called its own there: what the provider asks of us is
/// not the
/// client's to see, and a client reads one number.
final class UsageBlock {
    private static final byte[] EMPTY = ascii("{}");
    private static final byte[] ZERO = ascii("0");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] TRUE = ascii("true");

    // Slots.
    private static final int PROMPT = 0;
    private static final int COMPLETION = 1;
    private static final int TOTAL = 2;
    private static final int CACHED = 3;
    private static final int CACHE_WRITE = 4;
    private static final int AUDIO_INPUT = 5;
    private static final int REASONING = 6;
    private static final int AUDIO_OUTPUT = 7;
    private static final int IMAGE_OUTPUT = 8;
    private static final int COST = 9;
    private static final int BYOK = 10;
    private static final int UPSTREAM_COST = 11;
    private static final int PROMPT_COST = 12;
    private static final int COMPLETION_COST = 13;
    private static final int ESTIMATED = 14;

    private static final MemberPatch PATCH = MemberPatch.of(
            ensure("prompt_tokens", PROMPT),
            ensure("completion_tokens", COMPLETION),
            ensure("total_tokens", TOTAL),
            inside(
                    "prompt_tokens_details",
                    ensure("cached_tokens", CACHED),
                    ensure("cache_write_tokens", CACHE_WRITE),
                    ensure("audio_tokens", AUDIO_INPUT)),
            inside(
                    "completion_tokens_details",
                    ensure("reasoning_tokens", REASONING),
                    ensure("audio_tokens", AUDIO_OUTPUT),
                    ensure("image_tokens", IMAGE_OUTPUT)),
            put("cost", COST),
            put("is_byok", BYOK),
            inside(
                    "cost_details",
                    put("upstream_inference_cost", UPSTREAM_COST),
                    put("upstream_inference_prompt_cost", PROMPT_COST),
                    put("upstream_inference_completions_cost", COMPLETION_COST)),
            put("estimated", ESTIMATED));

    private final AnswerScan scan;
    private final Usage usage;
    private final Charge charge;

    /// @param scan lends its parser
    UsageBlock(AnswerScan scan, Usage usage, Charge charge) {
        this.scan = scan;
        this.usage = usage;
        this.charge = charge;
    }

    /// Appends the block.
    ///
    /// @param block holds the provider's in `[from, to)`, a JSON object; an empty range when it sent none
    void append(byte[] block, int from, int to, ByteSink out) {
        if (from < 0 || from >= to) {
            append(EMPTY, 0, EMPTY.length, out);
            return;
        }
        Edits edits = new Edits();
        JsonSpans json = scan.parser(block, from, to);
        json.nextToken();
        PATCH.apply(json, this::value, edits);
        edits.apply(block, from, to, out);
    }

    private byte @Nullable [] value(int slot) {
        return switch (slot) {
            case PROMPT -> count(usage.inputTotal());
            case COMPLETION -> count(usage.outputTotal());
            case TOTAL -> count(usage.inputTotal() + usage.outputTotal());
            case CACHED -> count(usage.cacheRead());
            case CACHE_WRITE -> count(usage.cacheWrite() + usage.cacheWrite1h());
            case AUDIO_INPUT -> count(usage.audioInput());
            case REASONING -> count(usage.reasoning());
            case AUDIO_OUTPUT -> count(usage.audioOutput());
            case IMAGE_OUTPUT -> count(usage.imageOutput());
            case COST -> ascii(charge.total().toUsd());
            case BYOK -> FALSE;
            case UPSTREAM_COST -> ascii(charge.upstream().toUsd());
            case PROMPT_COST -> ascii(charge.input().toUsd());
            case COMPLETION_COST -> ascii(charge.output().toUsd());
            default -> usage.estimated() ? TRUE : null;
        };
    }

    // Most counts are zero.
    private static byte[] count(long count) {
        return count == 0 ? ZERO : ascii(Long.toString(count));
    }
}
