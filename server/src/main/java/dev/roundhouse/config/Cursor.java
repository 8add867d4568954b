package dev.roundhouse.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;

/// Walks JSON or YAML once, checking types on the way. What has the wrong type is a problem, is skipped, and
/// reads as
/// absent, so that one pass finds all problems. Null is absent. After each reading method the parser stands on
/// the
/// last token of the value.
final class Cursor {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final int SHOWN_CHARS = 60;

    private final JsonParser parser;
    private final String file;
    private final Variables variables;
    private final Consumer<Problem> problems;

    Cursor(JsonParser parser, String file, Variables variables, Consumer<Problem> problems) {
        this.parser = parser;
        this.file = file;
        this.variables = variables;
        this.problems = problems;
    }

    /// Enters an object and gives its first key, its value being current; null for an empty or absent one.
    @Nullable
    String enter() {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return next();
        }
        wrongType("an object");
        return null;
    }

    /// The next key of the object, its value being current; null at its end.
    @Nullable
    String next() {
        String name = parser.nextName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /// Enters a list; false when it is absent or none.
    boolean enterList() {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            return true;
        }
        wrongType("a list");
        return false;
    }

    /// Goes to the next element of the list; false at its end.
    boolean nextElement() {
        JsonToken token = parser.nextToken();
        return token != null && token != JsonToken.END_ARRAY;
    }

    /// Whether the value is an object.
    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /// Text; null when absent.
    @Nullable
    String text() {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return string();
        }
        wrongType("text");
        return null;
    }

    /// Text, a number or a truth value as it is written: YAML does not quote `1` or `8080`.
    @Nullable
    String scalar() {
        return switch (parser.currentToken()) {
            case null -> {
                wrongType("text");
                yield null;
            }
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> parser.getString();
            default -> {
                wrongType("text");
                yield null;
            }
        };
    }

    /// A whole number within bounds; null when absent.
    @Nullable
    Long whole(long min, long max) {
        String expected = "a whole number from " + min + (max == Long.MAX_VALUE ? " up" : " to " + max);
        try {
            long value;
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                value = parser.getLongValue();
            } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
                value = Long.parseLong(string().strip());
            } else {
                wrongType(expected);
                return null;
            }
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException | JacksonException e) {
            // Said below: one message for "not a number" and "too large".
        }
        problem(shown() + " (expected: " + expected + ")");
        return null;
    }

    /// A number; null when absent. For facts that only listings show, never for money.
    @Nullable
    Double number() {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getDoubleValue();
        }
        wrongType("a number");
        return null;
    }

    /// True or false; null when absent.
    @Nullable
    Boolean flag() {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        if (token == JsonToken.VALUE_STRING) {
            String text = string();
            if (text.equals("true") || text.equals("false")) {
                return text.equals("true");
            }
        }
        wrongType("true or false");
        return null;
    }

    /// A duration such as `300ms`, `5s`, `2m` or `1h`; null when absent.
    @Nullable
    Duration duration() {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            Matcher matcher = DURATION.matcher(string().strip());
            if (matcher.matches()) {
                long count = Long.parseLong(matcher.group(1));
                return switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "d" -> Duration.ofDays(count);
                    default -> Duration.ofHours(count);
                };
            }
        }
        wrongType("a duration such as 300ms, 5s, 2m or 1h");
        return null;
    }

    /// A list of texts; empty when absent.
    List<String> texts() {
        if (!enterList()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(4);
        while (nextElement()) {
            String text = scalar();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /// An object of texts; empty when absent.
    Map<String, String> textsByName() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key = enter(); key != null; key = next()) {
            String text = scalar();
            if (text != null) {
                texts.put(key, text);
            }
        }
        return texts;
    }

    /// Refuses a key, says which was perhaps meant, and skips its value.
    void unknown(String key, Collection<String> known) {
        parser.skipChildren();
        problem("unknown key" + Names.suggestion(key, known) + "; known here: " + String.join(", ", known));
    }

    /// Reports a problem of the current value.
    void problem(String message) {
        problem(line(), path(), message);
    }

    /// Reports a problem of a value read before.
    void problem(int line, String path, String message) {
        problems.accept(new Problem(file, line, path, message));
    }

    /// The line of the current value, counted from one.
    int line() {
        return Math.max(0, parser.currentTokenLocation().getLineNr());
    }

    /// Where the current value stands, such as `endpoints[2].price`.
    String path() {
        StringBuilder path = new StringBuilder();
        append(path, parser.streamReadContext());
        return path.toString();
    }

    private static void append(StringBuilder path, @Nullable TokenStreamContext context) {
        if (context == null || context.inRoot()) {
            return;
        }
        append(path, context.getParent());
        if (context.inArray() && context.hasCurrentIndex()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.currentName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(context.currentName());
        }
    }

    private String string() {
        return variables.resolve(parser.getString(), this);
    }

    private void wrongType(String expected) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        // The path of an object or list is that of the value only before its children are skipped.
        int line = line();
        String found = shown();
        boolean structure = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        parser.skipChildren();
        problem(structure ? line : line(), path(), found + " (expected: " + expected + ")");
    }

    private String shown() {
        return switch (parser.currentToken()) {
            case null -> "nothing";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String text = variables.shown(parser.getString());
                yield "'" + (text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text) + "'";
            }
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            default -> "nothing";
        };
    }

    /// What `${NAME}` in a text stands for. JSON has none.
    interface Variables {
        /// Texts stay as they are.
        Variables NONE = new Variables() {
            @Override
            public String resolve(String text, Cursor at) {
                return text;
            }

            @Override
            public String shown(String text) {
                return text;
            }
        };

        /// The text with its variables replaced; a missing one is reported to the cursor and replaced by nothing.
        String resolve(String text, Cursor at);

        /// The text with its variables by name, for messages: values are secrets.
        String shown(String text);
    }
}
