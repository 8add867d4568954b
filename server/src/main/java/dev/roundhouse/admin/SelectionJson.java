package dev.roundhouse.admin;

import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.selection.auto.Selected;
import dev.roundhouse.selection.auto.Selected.LeftOut;
import dev.roundhouse.selection.auto.Selected.Option;
import java.math.BigDecimal;
import tools.jackson.core.JsonGenerator;

/// How a generation's model was chosen: what was seen, who could have answered at what quality and cost, and why.
final class SelectionJson {
    private static final int THOUSANDTHS = 3;
    private static final int PICO = 12;
    private static final double MILLIS_PER_SECOND = 1_000;

    private SelectionJson() {}

    static void write(JsonGenerator out, GenerationRecord record) {
        Selected selected = record.selected();
        if (selected == null) {
            out.writeNullProperty("selection");
            return;
        }
        Option chosen = selected.chosen();
        out.writeObjectPropertyStart("selection");
        out.writeStringProperty("asked", selected.asked());
        out.writeStringProperty("task", selected.task());
        share(out, "difficulty", selected.difficulty());
        share(out, "familiarity", selected.familiarity());
        share(out, "floor", selected.floor());
        out.writeNumberProperty("considered", selected.considered());
        out.writeStringProperty("chosen", chosen.model());
        out.writeStringProperty("why", chosen.why());
        out.writeStringProperty("conversation_model", selected.before());
        out.writeBooleanProperty("changed", selected.changed());
        usd(out, "predicted_cost", chosen.costPico());
        AccountJson.money(out, "actual_cost", record.charge().total());
        out.writeArrayPropertyStart("candidates");
        for (Option option : selected.options()) {
            option(out, option);
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("left_out");
        for (LeftOut one : selected.leftOut()) {
            out.writeStartObject();
            out.writeStringProperty("model", one.model());
            out.writeStringProperty("reason", one.why());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void option(JsonGenerator out, Option option) {
        out.writeStartObject();
        out.writeStringProperty("model", option.model());
        share(out, "quality", option.quality());
        share(out, "quality_low", option.low());
        share(out, "quality_high", option.high());
        out.writeNumberProperty("output_tokens", option.outputTokens());
        usd(out, "cost", option.costPico());
        out.writeNumberProperty("seconds", option.millis() / MILLIS_PER_SECOND);
        out.writeBooleanProperty("keeps", option.keeps());
        out.writeStringProperty("why", option.why());
        out.writeEndObject();
    }

    private static void share(JsonGenerator out, String name, int thousandths) {
        out.writeNumberProperty(name, BigDecimal.valueOf(thousandths, THOUSANDTHS));
    }

    private static void usd(JsonGenerator out, String name, long pico) {
        BigDecimal usd = BigDecimal.valueOf(pico, PICO).stripTrailingZeros();
        out.writeNumberProperty(name, pico == 0 ? BigDecimal.ZERO : usd);
    }
}
