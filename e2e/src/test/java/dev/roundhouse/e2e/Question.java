package dev.roundhouse.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// What a request means, whatever dialect says it: gathered by a reader of that dialect, compared by
/// [#differences].
final class Question {
    private static final int SHOWN = 90;

    private final StringBuilder system = new StringBuilder();
    private final List<String> turns = new ArrayList<>();
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final Map<String, String> tools = new TreeMap<>();
    private final TreeSet<String> stops = new TreeSet<>();
    private String choice = "auto";
    private String reasoning = "";
    private String format = "any";
    private long limit;
    private int cacheMarks;
    private int unjoined;

    void system(String text) {
        system.append(text);
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
        String data = where.startsWith("data:") ? where.substring(where.indexOf(',') + 1) : where;
        turns.add(role + " media " + kind + " " + data.length() + ":" + data.substring(0, Math.min(40, data.length())));
    }

    /// A call of a tool in the history.
    void call(String id, String name, JsonNode arguments) {
        calls.put(id, calls.size());
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
        turns.add("tool result #" + call + " " + bare(text));
    }

    /// Where results have no ids: the next call, in order, that has none yet.
    void resultInOrder(String text, int nth) {
        turns.add("tool result #" + nth + " " + bare(text));
    }

    void tool(String name, JsonNode schema) {
        tools.put(name, Shapes.shape(schema));
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

    void format(String asked) {
        format = asked;
    }

    void schema(JsonNode schema) {
        format = "schema " + Shapes.shape(schema);
    }

    void cacheMark() {
        cacheMarks++;
    }

    /// What an upstream heard otherwise than the client said, by feature; empty when all is kept.
    Map<String, String> differences(Question heard) {
        Map<String, String> found = new TreeMap<>();
        differ(found, "system", bare(system.toString()), bare(heard.system.toString()));
        turns(found, heard);
        differ(found, "tools", tools, heard.tools);
        if (!tools.isEmpty()) {
            differ(found, "tool_choice", choice, heard.choice);
        }
        differ(found, "stop", stops, heard.stops);
        if (limit > 0) {
            differ(found, "max_output", limit, heard.limit);
        }
        if (!reasoning.isEmpty()) {
            differ(found, "reasoning", reasoning, heard.reasoning);
        }
        if (!format.equals("any")) {
            differ(found, "format", format, heard.format);
        }
        if (cacheMarks > 0) {
            differ(found, "cache", Math.min(4, cacheMarks), heard.cacheMarks);
        }
        if (heard.unjoined > unjoined) {
            found.put("tool_ids", heard.unjoined + " results join no call");
        }
        return found;
    }

    private void turns(Map<String, String> found, Question heard) {
        List<String> said =
                turns.stream().filter(turn -> !turn.contains(" media ")).toList();
        List<String> got =
                heard.turns.stream().filter(turn -> !turn.contains(" media ")).toList();
        differ(found, "turns", merged(said), merged(got));
        for (String kind : List.of("image", "document", "audio", "video")) {
            differ(found, kind, medias(turns, kind), medias(heard.turns, kind));
        }
    }

    // Without the media between them two texts of one role are one.
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

    private static List<String> medias(List<String> turns, String kind) {
        return turns.stream()
                .filter(turn -> turn.contains(" media " + kind + " "))
                .toList();
    }

    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static void differ(Map<String, String> found, String feature, Object said, Object heard) {
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
