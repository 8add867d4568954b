package dev.roundhouse.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What an answer means, whatever dialect says it: gathered by a reader of that dialect, compared by
/// [#differences].
final class Meaning {
    private static final Map<String, String> FINISHES = Map.ofEntries(
            Map.entry("end_turn", "stop"),
            Map.entry("stop_sequence", "stop"),
            Map.entry("pause_turn", "stop"),
            Map.entry("STOP", "stop"),
            Map.entry("COMPLETE", "stop"),
            Map.entry("STOP_SEQUENCE", "stop"),
            Map.entry("completed", "stop"),
            Map.entry("eos", "stop"),
            Map.entry("max_tokens", "length"),
            Map.entry("MAX_TOKENS", "length"),
            Map.entry("max_output_tokens", "length"),
            Map.entry("model_length", "length"),
            Map.entry("model_context_window_exceeded", "length"),
            Map.entry("tool_use", "tool_calls"),
            Map.entry("TOOL_CALL", "tool_calls"),
            Map.entry("function_call", "tool_calls"),
            Map.entry("SAFETY", "content_filter"),
            Map.entry("RECITATION", "content_filter"),
            Map.entry("BLOCKLIST", "content_filter"),
            Map.entry("PROHIBITED_CONTENT", "content_filter"),
            Map.entry("SPII", "content_filter"),
            Map.entry("IMAGE_SAFETY", "content_filter"),
            Map.entry("refusal", "content_filter"),
            Map.entry("content_filtered", "content_filter"),
            Map.entry("guardrail_intervened", "content_filter"),
            Map.entry("MALFORMED_FUNCTION_CALL", "error"),
            Map.entry("ERROR", "error"));

    private static final Set<String> KNOWN = Set.of("stop", "length", "tool_calls", "content_filter", "error");

    final StringBuilder text = new StringBuilder();
    final StringBuilder thinking = new StringBuilder();
    final Set<String> citations = new TreeSet<>();
    private final Set<String> own = new TreeSet<>();
    private final Set<String> seals = new TreeSet<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private String finish = "";
    private long input = -1;
    private long output = -1;
    private boolean broken;

    /// What a client's dialect can say beside text, calls, finish and usage.
    ///
    /// @param filtered whether it can say that an answer was filtered
    /// @param citations whether it has a place for addresses that are cited
    /// @param seals whether it has a place for what a provider wants back
    record Can(boolean filtered, boolean citations, boolean seals) {}

    private static final class Call {
        String name = "";
        final StringBuilder arguments = new StringBuilder();
    }

    /// A call of a tool; `key` tells calls of one answer apart.
    void call(String key, String name, String arguments) {
        if (name.isEmpty() && !calls.containsKey(key)) {
            return; // an empty place for a call is none
        }
        Call call = calls.computeIfAbsent(key, _ -> new Call());
        call.name = name.isEmpty() ? call.name : name;
        call.arguments.append(arguments);
    }

    boolean knows(String key) {
        return calls.containsKey(key);
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    void finish(String reason) {
        if (!reason.isEmpty()) {
            finish = FINISHES.getOrDefault(reason, KNOWN.contains(reason) ? reason : "stop");
        }
    }

    void usage(long in, long out) {
        input = in;
        output = out;
    }

    void cite(String url) {
        if (!url.isEmpty()) {
            citations.add(url);
        }
    }

    void seal(String seal) {
        if (!seal.isEmpty()) {
            own.add(seal);
            seals.add(seal);
            seals.add(inside(seal));
        }
    }

    // A maker's own seal that is no base64 stands packed behind its label, where the client's schema wants
    // base64.
    private static String inside(String seal) {
        try {
            return new String(java.util.Base64.getDecoder().decode(seal), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException _) {
            return seal;
        }
    }

    /// The answer broke off with an error, or several answers stand in one recording.
    void broken() {
        broken = true;
    }

    /// Whether nothing was answered, or nothing that stands for itself.
    boolean isEmpty() {
        return broken || (text.isEmpty() && thinking.isEmpty() && calls.isEmpty());
    }

    /// What the client heard otherwise than the provider said; empty when all is kept.
    ///
    /// @param heard by the client
    List<String> differences(Meaning heard, Can can) {
        List<String> found = new ArrayList<>();
        differ(found, "text", text.toString().strip(), heard.text.toString().strip());
        differ(
                found,
                "thinking",
                thinking.toString().strip(),
                heard.thinking.toString().strip());
        differ(found, "calls", shown(), heard.shown());
        String said = finish(this);
        differ(found, "finish", said.equals("content_filter") && !can.filtered() ? "error" : said, finish(heard));
        if (input >= 0) {
            differ(found, "usage", input + "/" + output, heard.input + "/" + heard.output);
        }
        if (can.citations() && !heard.citations.containsAll(citations)) {
            found.add("citations: " + citations + " became " + heard.citations);
        }
        if (can.seals() && !own.stream().allMatch(seal -> heard.seals.stream().anyMatch(s -> s.contains(seal)))) {
            found.add("seals: of " + own.size() + " the client got " + heard.own.size());
        }
        return found;
    }

    // A provider that calls a tool and says stop means tool_calls; one that says nothing, stop.
    private static String finish(Meaning meaning) {
        if (meaning.finish.equals("stop") && meaning.hasCalls()) {
            return "tool_calls";
        }
        return meaning.finish.isEmpty() ? "stop" : meaning.finish;
    }

    private List<String> shown() {
        return calls.values().stream()
                .map(call -> call.name + " " + canonical(call.arguments.toString()))
                .sorted()
                .toList();
    }

    private static String canonical(String arguments) {
        if (arguments.isBlank() || arguments.equals("null")) {
            return "{}";
        }
        try {
            return canonical(Json.read(arguments));
        } catch (JacksonException _) {
            return arguments.strip();
        }
    }

    /// JSON with its members in order and its numbers in one form.
    static String canonical(JsonNode node) {
        if (node.isObject()) {
            StringBuilder all = new StringBuilder("{");
            node.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(member -> all.append(member.getKey())
                            .append(':')
                            .append(canonical(member.getValue()))
                            .append(','));
            return all.append('}').toString();
        }
        if (node.isArray()) {
            StringBuilder all = new StringBuilder("[");
            node.forEach(item -> all.append(canonical(item)).append(','));
            return all.append(']').toString();
        }
        return node.isNumber() ? node.decimalValue().stripTrailingZeros().toPlainString() : Json.text(node);
    }

    private static void differ(List<String> found, String what, Object said, Object heard) {
        if (!said.equals(heard)) {
            found.add(what + ": " + brief(said) + " became " + brief(heard));
        }
    }

    private static String brief(Object value) {
        String text = String.valueOf(value).replace("\n", "\\n");
        return text.length() <= 160 ? text : text.substring(0, 80) + " … " + text.substring(text.length() - 70);
    }
}
