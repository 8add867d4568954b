package dev.roundhouse.record;

import dev.roundhouse.exchange.JsonOut;
import dev.roundhouse.selection.auto.Selected;
import dev.roundhouse.selection.auto.Selected.LeftOut;
import dev.roundhouse.selection.auto.Selected.Option;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A choice of a model as the member `auto` of a record: numbers in lists, in the order of their names here.
final class SelectedJson {
    private static final byte[] AUTO = JsonOut.quoted("auto");
    private static final byte[] ASKED = JsonOut.quoted("asked");
    private static final byte[] TASK = JsonOut.quoted("task");
    private static final byte[] BEFORE = JsonOut.quoted("before");
    private static final byte[] SEEN = JsonOut.quoted("seen");
    private static final byte[] OPTIONS = JsonOut.quoted("options");
    private static final byte[] LEFT_OUT = JsonOut.quoted("left_out");
    private static final byte[] MODEL = JsonOut.quoted("model");
    private static final byte[] EXPECTED = JsonOut.quoted("expected");
    private static final byte[] WHY = JsonOut.quoted("why");

    private SelectedJson() {}

    static void write(JsonOut json, Selected selected) {
        json.name(AUTO).object();
        json.name(ASKED).text(selected.asked());
        json.name(TASK).text(selected.task());
        if (selected.before() != null) {
            json.name(BEFORE).text(selected.before());
        }
        json.name(SEEN);
        numbers(json, selected.difficulty(), selected.familiarity(), selected.floor(), selected.considered());
        json.name(OPTIONS).list();
        for (Option option : selected.options()) {
            json.element().object();
            json.name(MODEL).text(option.model());
            json.name(EXPECTED);
            numbers(
                    json,
                    option.quality(),
                    option.low(),
                    option.high(),
                    option.outputTokens(),
                    option.costPico(),
                    option.millis(),
                    option.keeps() ? 1 : 0);
            json.name(WHY).text(option.why());
            json.endObject();
        }
        json.endList();
        json.name(LEFT_OUT).list();
        for (LeftOut one : selected.leftOut()) {
            json.element().object();
            json.name(MODEL).text(one.model());
            json.name(WHY).text(one.why());
            json.endObject();
        }
        json.endList();
        json.endObject();
    }

    private static void numbers(JsonOut json, long... values) {
        json.list();
        for (long value : values) {
            json.element().number(value);
        }
        json.endList();
    }

    static @Nullable Selected read(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        JsonNode seen = node.path("seen");
        List<Option> options = new ArrayList<>();
        for (JsonNode one : node.path("options")) {
            JsonNode expected = one.path("expected");
            options.add(new Option(
                    one.path("model").asString(""),
                    expected.path(0).asInt(0),
                    expected.path(1).asInt(0),
                    expected.path(2).asInt(0),
                    expected.path(3).asLong(0),
                    expected.path(4).asLong(0),
                    expected.path(5).asLong(0),
                    expected.path(6).asInt(0) == 1,
                    one.path("why").asString("")));
        }
        List<LeftOut> leftOut = new ArrayList<>();
        for (JsonNode one : node.path("left_out")) {
            leftOut.add(
                    new LeftOut(one.path("model").asString(""), one.path("why").asString("")));
        }
        JsonNode before = node.path("before");
        return new Selected(
                node.path("asked").asString(""),
                node.path("task").asString(""),
                seen.path(0).asInt(0),
                seen.path(1).asInt(0),
                seen.path(2).asInt(0),
                seen.path(3).asInt(0),
                before.isString() ? before.stringValue() : null,
                options,
                leftOut);
    }
}
