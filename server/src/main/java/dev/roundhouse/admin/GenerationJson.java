package dev.roundhouse.admin;

import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Usage;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.GenerationRecord.Attempt;
import dev.roundhouse.record.GenerationRecord.LeftOut;
import dev.roundhouse.record.GenerationRecord.Served;
import dev.roundhouse.record.Labels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A generation as OpenRouter tells it, and in `roundhouse` all that explains it: the plan, the attempts, the
/// prices.
final class GenerationJson {
    private static final long MICROS_PER_MILLI = 1_000;

    private GenerationJson() {}

    static void write(JsonGenerator out, GenerationRecord record) {
        asked(out, record);
        Served served = record.served();
        answered(out, record, served);
        tokens(out, record.usage());
        times(out, record.timings());
        AccountJson.money(out, "total_cost", record.charge().total());
        AccountJson.money(out, "usage", record.charge().total());
        out.writeNullProperty("upstream_inference_cost");
        out.writeNullProperty("cache_discount");
        out.writeBooleanProperty("is_byok", false);
        out.writeStringProperty("data_region", "global");
        responses(out, record);
        for (String unknown :
                new String[] {"response_cache_source_id", "preset_id", "app_id", "workspace_id", "request_id"}) {
            out.writeNullProperty(unknown);
        }
        out.writeStringProperty(
                "router", record.selected() == null ? null : record.selected().asked());
        explanation(out, record);
    }

    private static void asked(JsonGenerator out, GenerationRecord record) {
        Labels labels = record.asked().labels();
        out.writeStringProperty("id", record.id());
        out.writeStringProperty("api_type", record.asked().apiType());
        out.writeStringProperty("created_at", received(record).toString());
        out.writeBooleanProperty("streamed", record.asked().streamed());
        out.writeStringProperty("session_id", labels.session());
        out.writeStringProperty("external_user", labels.userHash());
        out.writeStringProperty("origin", labels.origin() == null ? "" : labels.origin());
        out.writeStringProperty("http_referer", labels.referer());
        out.writeStringProperty("user_agent", labels.userAgent());
    }

    private static Instant received(GenerationRecord record) {
        long micros = record.timings().receivedMicros();
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    private static void answered(JsonGenerator out, GenerationRecord record, @Nullable Served served) {
        out.writeStringProperty("model", served == null ? record.asked().model() : served.model());
        out.writeStringProperty("provider_name", served == null ? null : served.providerName());
        out.writeStringProperty("upstream_id", served == null ? null : served.upstreamId());
        out.writeBooleanProperty("cancelled", record.ending().cancelled());
        out.writeStringProperty("finish_reason", served == null ? null : served.finishReason());
        out.writeStringProperty("native_finish_reason", served == null ? null : served.nativeFinishReason());
        out.writeStringProperty(
                "service_tier",
                served == null || served.serviceTier() == null ? record.asked().serviceTier() : served.serviceTier());
    }

    private static void tokens(JsonGenerator out, Usage usage) {
        // One tokenizer counts here, the model's own; so both kinds of count are the same.
        out.writeNumberProperty("tokens_prompt", usage.inputTotal());
        out.writeNumberProperty("tokens_completion", usage.outputTotal());
        out.writeNumberProperty("native_tokens_prompt", usage.inputTotal());
        out.writeNumberProperty("native_tokens_completion", usage.outputTotal());
        out.writeNumberProperty("native_tokens_completion_images", usage.imageOutput());
        out.writeNumberProperty("native_tokens_reasoning", usage.reasoning());
        out.writeNumberProperty("native_tokens_cached", usage.cacheRead());
        out.writeNullProperty("num_media_prompt");
        out.writeNullProperty("num_input_audio_prompt");
        out.writeNullProperty("num_media_completion");
        out.writeNumberProperty("num_search_results", usage.webSearches());
        out.writeNullProperty("num_fetches");
        out.writeNullProperty("web_search_engine");
    }

    private static void times(JsonGenerator out, GenerationRecord.Timings timings) {
        millis(out, "latency", timings.firstByte());
        boolean dispatched = timings.dispatched() >= 0;
        millis(out, "generation_time", dispatched ? timings.end() - timings.dispatched() : -1);
        out.writeNullProperty("moderation_latency");
    }

    private static void millis(JsonGenerator out, String name, long micros) {
        if (micros < 0) {
            out.writeNullProperty(name);
        } else {
            out.writeNumberProperty(name, micros / MICROS_PER_MILLI);
        }
    }

    private static void responses(JsonGenerator out, GenerationRecord record) {
        out.writeArrayPropertyStart("provider_responses");
        for (Attempt attempt : record.attempts()) {
            out.writeStartObject();
            out.writeStringProperty("endpoint_id", attempt.endpoint());
            out.writeStringProperty("model_permaslug", attempt.model());
            out.writeStringProperty("provider_name", attempt.provider());
            if (attempt.status() == 0) {
                out.writeNullProperty("status");
            } else {
                out.writeNumberProperty("status", attempt.status());
            }
            long first = attempt.firstByte() >= 0 ? attempt.firstByte() : attempt.end();
            millis(out, "latency", first - attempt.start());
            out.writeBooleanProperty("is_byok", false);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void explanation(JsonGenerator out, GenerationRecord record) {
        Served served = record.served();
        out.writeObjectPropertyStart("roundhouse");
        out.writeStringProperty("requested_model", record.asked().model());
        out.writeStringProperty("served_model", served == null ? null : served.model());
        out.writeStringProperty("reported_model", served == null ? null : served.reportedModel());
        out.writeStringProperty("endpoint", served == null ? null : served.endpoint());
        out.writeStringProperty("dialect", record.asked().dialect());
        out.writeStringProperty("api_key_hash", record.keyHash());
        out.writeStringProperty("app", record.asked().labels().app());
        out.writeNumberProperty("body_bytes", record.asked().bodyBytes());
        out.writeNumberProperty("status", record.ending().status());
        error(out, record.ending().error());
        out.writeStringProperty("snapshot", record.snapshotId());
        out.writeStringProperty("price_as_of", record.priceAsOf());
        out.writeBooleanProperty("usage_estimated", record.usage().estimated());
        classes(out, record.usage());
        out.writeObjectPropertyStart("charge");
        AccountJson.money(out, "input", record.charge().input());
        AccountJson.money(out, "output", record.charge().output());
        AccountJson.money(out, "total", record.charge().total());
        out.writeEndObject();
        out.writeObjectPropertyStart("timings_us");
        micros(out, "dispatched", record.timings().dispatched());
        micros(out, "first_byte", record.timings().firstByte());
        micros(out, "end", record.timings().end());
        out.writeEndObject();
        attempts(out, record);
        SelectionJson.write(out, record);
        out.writeArrayPropertyStart("left_out");
        for (LeftOut leftOut : record.leftOut()) {
            out.writeStartObject();
            out.writeStringProperty("endpoint", leftOut.endpoint());
            out.writeStringProperty("reason", leftOut.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void attempts(JsonGenerator out, GenerationRecord record) {
        out.writeArrayPropertyStart("attempts");
        for (Attempt attempt : record.attempts()) {
            out.writeStartObject();
            out.writeStringProperty("endpoint", attempt.endpoint());
            out.writeStringProperty("provider", attempt.provider());
            out.writeStringProperty("model", attempt.model());
            out.writeNumberProperty("status", attempt.status());
            error(out, attempt.error());
            micros(out, "start_us", attempt.start());
            micros(out, "first_byte_us", attempt.firstByte());
            micros(out, "end_us", attempt.end());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void classes(JsonGenerator out, Usage usage) {
        out.writeObjectPropertyStart("usage");
        out.writeNumberProperty("input", usage.input());
        out.writeNumberProperty("cache_read", usage.cacheRead());
        out.writeNumberProperty("cache_write", usage.cacheWrite());
        out.writeNumberProperty("cache_write_1h", usage.cacheWrite1h());
        out.writeNumberProperty("audio_input", usage.audioInput());
        out.writeNumberProperty("image_input", usage.imageInput());
        out.writeNumberProperty("output", usage.output());
        out.writeNumberProperty("reasoning", usage.reasoning());
        out.writeNumberProperty("audio_output", usage.audioOutput());
        out.writeNumberProperty("image_output", usage.imageOutput());
        out.writeNumberProperty("web_searches", usage.webSearches());
        out.writeEndObject();
    }

    private static void error(JsonGenerator out, @Nullable ErrorType error) {
        out.writeStringProperty("error_type", error == null ? null : error.wireName());
    }

    private static void micros(JsonGenerator out, String name, long micros) {
        if (micros < 0) {
            out.writeNullProperty(name);
        } else {
            out.writeNumberProperty(name, micros);
        }
    }
}
