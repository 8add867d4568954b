package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Thought.Call;
import dev.roundhouse.sandbox.Thought.End;
import dev.roundhouse.sandbox.Turn.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Makes up answers. The same turn always gives the same thought: nothing here knows of time, chance, or whether
/// it is
/// streamed.
final class Mind {
    private static final int QUOTE_CHARACTERS_MAX = 160;
    private static final Pattern ASKS_FOR_A_TOOL =
            Pattern.compile("\\b(use|call|invoke)\\b[^.?!]{0,40}\\b(tool|function)s?\\b", Pattern.CASE_INSENSITIVE);

    private Mind() {}

    /// @param index which of several answers to the same turn, from 0
    static Thought think(Turn turn, int index) {
        List<Tool> called = called(turn);
        if (!called.isEmpty()) {
            return calling(called, turn);
        }
        return switch (turn.shape()) {
            case Turn.Prose _ -> saying(prose(turn, index), turn.limits());
            case Turn.AnyObject _ -> written(Json.text(Json.object().put("answer", quote(turn.said()))), turn.limits());
            case Turn.By(JsonNode schema) -> written(Json.text(SchemaSample.of(schema)), turn.limits());
        };
    }

    private static List<Tool> called(Turn turn) {
        if (turn.tools().isEmpty()) {
            return List.of();
        }
        String said = turn.said().toLowerCase(Locale.ROOT);
        List<Tool> named = turn.tools().stream()
                .filter(tool -> said.contains(tool.name().toLowerCase(Locale.ROOT)))
                .toList();
        List<Tool> first = List.of(turn.tools().getFirst());
        return switch (turn.choice()) {
            case Turn.Never _ -> List.of();
            case Turn.This(String name) ->
                turn.tools().stream().filter(tool -> tool.name().equals(name)).toList();
            case Turn.Must _ -> named.isEmpty() ? first : named;
            case Turn.WhenNamed _ when !turn.result().isEmpty() -> List.of();
            case Turn.WhenNamed _
            when named.isEmpty() -> ASKS_FOR_A_TOOL.matcher(turn.said()).find() ? first : List.of();
            case Turn.WhenNamed _ -> named;
        };
    }

    private static Thought calling(List<Tool> tools, Turn turn) {
        int left = turn.limits().tokensMax().orElse(Integer.MAX_VALUE);
        List<Call> calls = new ArrayList<>();
        for (Tool tool : tools) {
            left -= Tokens.count(tool.name());
            List<String> arguments = Tokens.split(Json.text(SchemaSample.arguments(tool.schema())));
            if (left < arguments.size()) {
                calls.add(new Call(tool.name(), arguments.subList(0, Math.max(left, 0))));
                return new Thought(List.of(), calls, End.LENGTH);
            }
            left -= arguments.size();
            calls.add(new Call(tool.name(), arguments));
        }
        return new Thought(List.of(), calls, End.CALLS);
    }

    private static Thought saying(String text, Turn.Limits limits) {
        if (limits.tokensWished().isEmpty()) {
            return written(text, limits);
        }
        int wished = limits.tokensWished().getAsInt();
        List<String> once = Tokens.split(text + " ");
        List<String> tokens = new ArrayList<>(wished);
        for (int i = 0; i < wished; i++) {
            tokens.add(once.get(i % once.size()));
        }
        // Stops are looked for in the whole text, so a long answer is joined and split again only where there are
        // any.
        if (!limits.stops().isEmpty()) {
            return written(String.join("", tokens), limits);
        }
        return limited(tokens, limits);
    }

    private static Thought written(String text, Turn.Limits limits) {
        int end = limits.stops().stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(text.length());
        return limited(Tokens.split(text.substring(0, end)), limits);
    }

    private static Thought limited(List<String> tokens, Turn.Limits limits) {
        int max = limits.tokensMax().orElse(Integer.MAX_VALUE);
        return tokens.size() > max
                ? new Thought(tokens.subList(0, max), List.of(), End.LENGTH)
                : new Thought(tokens, List.of(), End.STOP);
    }

    private static String prose(Turn turn, int index) {
        if (!turn.result().isEmpty()) {
            return "The tool answered “" + quote(turn.result()) + "”. That is all the sandbox needs to know.";
        }
        if (turn.said().isBlank()) {
            return "There was no text to answer, so the sandbox sends its greetings.";
        }
        String quote = quote(turn.said());
        return switch (index % 3) {
            case 0 ->
                "You said “" + quote
                        + "”. This is the sandbox: your request arrived well, and a real model would take it from here.";
            case 1 ->
                "“" + quote + "” is what reached the sandbox, which has no model behind it but answers all the same.";
            default -> "The sandbox heard “" + quote + "”, and would gladly say more if it were a model.";
        };
    }

    private static String quote(String text) {
        String line = text.strip();
        if (line.codePointCount(0, line.length()) <= QUOTE_CHARACTERS_MAX) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, QUOTE_CHARACTERS_MAX)) + "…";
    }
}
