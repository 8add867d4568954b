package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Arguments that come in pieces: each names a place such as `$.items[0].name` and what stands there, or more of
/// a text
/// that does.
final class PartialArgs {
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[]+)|\\[(\\d+)]|\\['([^']*)']|\\[\"([^\"]*)\"]");
    private static final int INDEX_MAX = 10_000;
    private static final int DEPTH_MAX = 64;

    private final ObjectNode args = JsonTree.object();

    /// The arguments so far.
    ObjectNode args() {
        return args;
    }

    /// Takes one piece; a place that is none is passed over.
    void add(JsonNode piece) {
        List<Object> path = path(Members.get(piece, "jsonPath").asString(""));
        if (path.isEmpty() || path.size() > DEPTH_MAX) {
            return;
        }
        JsonNode at = args;
        for (int i = 0; i < path.size() - 1; i++) {
            at = child(at, path.get(i), path.get(i + 1) instanceof Integer);
        }
        put(at, path.getLast(), piece);
    }

    private static List<Object> path(String text) {
        List<Object> path = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        while (step.find()) {
            if (step.group(2) != null) {
                path.add(Integer.parseInt(
                        step.group(2).substring(0, Math.min(6, step.group(2).length()))));
            } else {
                String dotted = step.group(1);
                String single = step.group(3);
                path.add(dotted != null ? dotted : single != null ? single : step.group(4));
            }
        }
        return path;
    }

    private static JsonNode child(JsonNode parent, Object step, boolean list) {
        JsonNode there = at(parent, step);
        if (there.isContainer()) {
            return there;
        }
        JsonNode made = list ? JsonTree.array() : JsonTree.object();
        set(parent, step, made);
        return made;
    }

    private static void put(JsonNode parent, Object step, JsonNode piece) {
        JsonNode text = Members.get(piece, "stringValue");
        JsonNode number = Members.get(piece, "numberValue");
        JsonNode truth = Members.get(piece, "boolValue");
        if (text.isString()) {
            JsonNode before = at(parent, step);
            String all = (before.isString() ? before.stringValue() : "") + text.stringValue();
            set(parent, step, args(all));
        } else if (number.isNumber()) {
            set(parent, step, number);
        } else if (truth.isBoolean()) {
            set(parent, step, truth);
        } else if (piece.has("nullValue") || piece.has("null_value")) {
            set(parent, step, JsonTree.object().nullNode());
        }
    }

    private static JsonNode args(String text) {
        return JsonTree.object().stringNode(text);
    }

    private static JsonNode at(JsonNode parent, Object step) {
        return step instanceof Integer index ? parent.path(index) : parent.path(String.valueOf(step));
    }

    private static void set(JsonNode parent, Object step, JsonNode value) {
        if (parent instanceof ObjectNode object) {
            object.set(String.valueOf(step), value);
        } else if (parent instanceof ArrayNode list && step instanceof Integer index && index <= INDEX_MAX) {
            while (list.size() <= index) {
                list.addNull();
            }
            list.set(index, value);
        }
    }
}
