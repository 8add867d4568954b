package dev.roundhouse.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a request means, whatever dialect says it: gathered by a reader of that dialect, compared by
/// [#differences].
final class Question {
    private static final int SHOWN = 90;
    private static final int MARKS_MAX = 4;

    private final StringBuilder system = new StringBuilder();
    private final StringBuilder late = new StringBuilder();
    private final List<String> turns = new ArrayList<>();
    private final List<AskedMedia.Medium> media = new ArrayList<>();
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final TreeSet<String> called = new TreeSet<>();
    private final Map<String, String> tools = new TreeMap<>();
    private final TreeSet<String> stops = new TreeSet<>();
    private final Map<String, Integer> marks = new TreeMap<>();
    private String choice = "auto";
    private String reasoning = "";
    private String format = "any";
    private boolean answersByTool;
    private boolean thinksUnasked = true;
    private long limit;
    private int unjoined;

    void system(String text) {
        (turns.isEmpty() ? system : late).append(text);
    }

    /// Text of a turn; what one role says without a break is one text.
    void text(String role, String text) {
        String bare = bare(text);
        if (bare.isEmpty()) {
            return;
        }
        String start = role + " text ";
        if (!turns.isEmpty() && turns.getLast().startsWith(start)) {
            turns.set(turns.size() - 1, turns.getLast() + bare);
        } else {
            turns.add(start + bare);
        }
    }

    /// A picture, document, sound or film of a turn.
    ///
    /// @param where its address, base64, text or id
    void media(String role, String kind, String where) {
        media.add(AskedMedia.medium(role, kind, where, ""));
    }

    /// A document as plain text.
    void document(String role, String text, String name) {
        media.add(AskedMedia.plain(role, text, bare(name)));
    }

    /// A call of a tool in the history.
    void call(String id, String name, JsonNode arguments) {
        calls.put(id, calls.size());
        called.add(name);
        JsonNode read = arguments.isString() && arguments.asString().startsWith("{")
                ? Json.read(arguments.asString())
                : arguments;
        turns.add("assistant call " + name + " " + Meaning.canonical(read));
    }

    /// A tool's result in the history; it joins the call with its id.
    void result(String id, String text) {
        Integer call = calls.get(id);
        if (call == null) {
            unjoined++;
        }
        turns.add("tool result #" + call + " " + bare(plain(text)));
    }

    void tool(String name, JsonNode schema) {
        tools.put(name, Shapes.shape(schema));
    }

    /// The tool whose arguments the gateway makes the answer of, where a dialect has no word for structured output.
    void answerTool(JsonNode schema) {
        answersByTool = true;
        schema(schema);
    }

    void choice(String asked) {
        choice = asked;
    }

    void stop(JsonNode texts) {
        if (texts.isString()) {
            stops.add(texts.asString());
        }
        texts.forEach(text -> stops.add(text.asString("")));
    }

    void limit(JsonNode tokens) {
        limit = tokens.isNumber() ? tokens.asLong(0) : limit;
    }

    void reasoning(boolean on) {
        reasoning = on ? "on" : "off";
    }

    /// Says that models of this dialect think only where they are asked to.
    void thinksWhenAsked() {
        thinksUnasked = false;
    }

    void format(String asked) {
        format = asked;
    }

    void schema(JsonNode schema) {
        format = "schema " + Shapes.shape(schema);
    }

    /// @param place `system`, `tools`, `text` or `calls` (and their results)
    void cacheMark(String place) {
        marks.merge(place, 1, Integer::sum);
    }

    /// What an upstream heard otherwise than the client said, by feature; empty when all is kept.
    Map<String, String> differences(Question heard) {
        Map<String, String> found = new TreeMap<>();
        List<String> got = new ArrayList<>(heard.turns);
        GatewayWords.remove(got, turns, found);
        AskedMedia.differences(media, heard.media, got, found);
        system(heard, got, found);
        differ(found, "turns", merged(turns), merged(got));
        tools(heard, found);
        differ(found, "stop", stops, heard.stops);
        if (limit > 0) {
            differ(found, "max_output", limit, heard.limit);
        }
        reasoning(heard, found);
        if (!format.equals("any")) {
            differ(found, format.equals("json") ? "format_json" : "format_schema", format, heard.format);
        }
        int marked = marks.values().stream().mapToInt(Integer::intValue).sum();
        marks.forEach((place, count) -> {
            String feature = marked > MARKS_MAX ? "cache_many" : "cache_" + place;
            differ(found, feature, count, heard.marks.getOrDefault(place, 0));
        });
        if (heard.unjoined > unjoined) {
            found.put("tool_ids", heard.unjoined + " results join no call");
        }
        return found;
    }

    private void system(Question heard, List<String> got, Map<String, String> found) {
        String told = GatewayWords.told(bare(heard.system + heard.late.toString()));
        String text = bare(late.toString());
        if (!text.isEmpty() && told.equals(bare(system.toString()))) {
            differ(found, "system_late", told + text, told);
            late.toString().lines().map(Question::bare).forEach(line -> AskedMedia.cut(got, line));
            AskedMedia.cut(got, text);
            return;
        }
        differ(found, "system", bare(system + late.toString()), told);
    }

    private void tools(Question heard, Map<String, String> found) {
        Map<String, String> offered = new TreeMap<>(heard.tools);
        boolean history = offered.keySet().removeIf(name -> !tools.containsKey(name) && called.contains(name));
        if (history) {
            found.put("tools_history", "tools of the history are offered: " + heard.tools.keySet());
        }
        if (!tools.equals(offered) && !choice.equals("auto") && !choice.equals("required")) {
            Map<String, String> left = new TreeMap<>(tools);
            left.keySet().retainAll(offered.keySet());
            // Where a choice cannot be said, only the tools that may be called are offered.
            differ(found, left.equals(offered) ? choiceFeature() : "tools", tools, offered);
        } else {
            differ(found, "tools", tools, offered);
        }
        boolean either = heard.answersByTool && (choice.equals("auto") || choice.equals("required"));
        if (!tools.isEmpty() && !either) {
            differ(found, choiceFeature(), choice, heard.choice);
        }
    }

    private String choiceFeature() {
        return choice.equals("auto") ? "tool_choice" : "tool_choice_" + choice.split(" ", 2)[0];
    }

    private void reasoning(Question heard, Map<String, String> found) {
        if (reasoning.isEmpty()
                || (reasoning.equals("off") && heard.reasoning.isEmpty() && !heard.thinksUnasked)) {
            return;
        }
        String feature = reasoning.equals("off") ? "reasoning_off" : "reasoning";
        differ(found, calls.isEmpty() ? feature : "reasoning_after_calls", reasoning, heard.reasoning);
    }

    // What one role says without a break is one text.
    private static List<String> merged(List<String> turns) {
        Question all = new Question();
        for (String turn : turns) {
            int text = turn.indexOf(" text ");
            if (text > 0 && text < 12) {
                all.text(turn.substring(0, text), turn.substring(text + 6));
            } else {
                all.turns.add(turn);
            }
        }
        return all.turns;
    }

    // A result that is JSON is the same however it is written.
    private static String plain(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return text;
        }
        try {
            return Meaning.canonical(Json.read(text));
        } catch (JacksonException _) {
            return text;
        }
    }

    static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }

    static void differ(Map<String, String> found, String feature, Object said, Object heard) {
        if (!said.equals(heard)) {
            String left = String.valueOf(said);
            String right = String.valueOf(heard);
            int same = 0;
            while (same < Math.min(left.length(), right.length()) && left.charAt(same) == right.charAt(same)) {
                same++;
            }
            int from = Math.max(0, same - 20);
            found.put(feature, cut(left, from) + " became " + cut(right, from));
        }
    }

    private static String cut(String text, int from) {
        String rest = text.substring(Math.min(from, text.length()));
        return (from > 0 ? "…" : "") + (rest.length() <= SHOWN ? rest : rest.substring(0, SHOWN) + "…");
    }
}
