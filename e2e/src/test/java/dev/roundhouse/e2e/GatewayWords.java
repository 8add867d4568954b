package dev.roundhouse.e2e;

import java.util.List;
import java.util.Map;

/// What the gateway says in its own words where a dialect wants some, or cannot be told otherwise. Each is a
/// feature of its own, so that `docs/fidelity.md` must name it.
final class GatewayWords {
    private static final List<String> BEGIN =
            List.of("user text (Theconversationbegins.)", "user text (continue)");
    private static final String GO_ON = "Goonexactlywhereyoustopped,andrepeatnothing.";
    private static final String NO_OUTPUT = "(nooutput)";
    private static final List<String> JSON_ONLY = List.of(
            "AnswerwithoneJSONobjectandnothingelse:nowordsaroundit.",
            "AnswerwithoneJSONobjectandnothingelse.");

    private GatewayWords() {}

    /// Takes them out of what was heard, and notes that they were there.
    static void remove(List<String> heard, List<String> said, Map<String, String> found) {
        for (String begin : BEGIN) {
            if (!heard.isEmpty() && heard.getFirst().startsWith(begin) && !starts(said, begin)) {
                String rest = heard.removeFirst().substring(begin.length());
                found.put("first_turn", "(none) became " + begin);
                if (!rest.isEmpty()) {
                    heard.addFirst("user text " + rest);
                }
            }
        }
        if (!heard.isEmpty()
                && heard.getLast().equals("user text " + GO_ON)
                && !said.isEmpty()
                && said.getLast().startsWith("assistant")) {
            heard.removeLast();
            found.put("last_turn", "(none) became " + GO_ON);
        }
        heard.replaceAll(turn -> {
            boolean filled = turn.startsWith("tool result #") && turn.endsWith(" " + NO_OUTPUT);
            String bare = turn.substring(0, turn.length() - (filled ? NO_OUTPUT.length() : 0));
            if (filled && said.contains(bare)) {
                found.put("tool_result_empty", "(empty) became " + NO_OUTPUT);
                return bare;
            }
            return turn;
        });
    }

    /// What the system says without the gateway's wish for JSON, which is no format that can be held to.
    static String told(String system) {
        for (String words : JSON_ONLY) {
            if (system.endsWith(words)) {
                return system.substring(0, system.length() - words.length());
            }
        }
        return system;
    }

    private static boolean starts(List<String> said, String begin) {
        return !said.isEmpty() && said.getFirst().startsWith(begin);
    }
}
