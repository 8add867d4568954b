package dev.roundhouse.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLParser;

/// `${NAME}` and `${NAME:-default}` in a YAML text; `$${…}` stands for itself.
///
/// They are taken out before YAML is parsed, since `{` has a meaning there, and their values are put in after, so
/// that
/// no value can change the structure of the file.
final class EnvironmentText implements Cursor.Variables {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}\\r\\n]*))?}");
    // Of Unicode's private use area: printable in YAML, and in nobody's configuration.
    private static final char OPEN = '\uE0F0';
    private static final char CLOSE = '\uE0F1';
    private static final Pattern TOKEN = Pattern.compile(OPEN + "(\\d+)" + CLOSE);

    private final Map<String, String> env;
    private final List<Reference> references = new ArrayList<>();
    private final String text;
    private @Nullable YAMLParser parser;

    private record Reference(
            @Nullable String name, @Nullable String otherwise) {}

    EnvironmentText(String raw, Map<String, String> env) {
        this.env = env;
        StringBuilder prepared = new StringBuilder(raw.length());
        Matcher matcher = REFERENCE.matcher(raw.replace(OPEN, ' ').replace(CLOSE, ' '));
        while (matcher.find()) {
            references.add(new Reference(matcher.group(1), matcher.group(3)));
            matcher.appendReplacement(prepared, OPEN + String.valueOf(references.size() - 1) + CLOSE);
        }
        matcher.appendTail(prepared);
        this.text = prepared.toString();
    }

    /// The YAML without references.
    String yaml() {
        return text;
    }

    /// Says which parser reads it: a scalar may be a reference to another place, which it alone can tell.
    void readBy(YAMLParser parser) {
        this.parser = parser;
    }

    @Override
    public String resolve(String scalar, Cursor at) {
        if (parser != null && parser.isCurrentAlias()) {
            at.problem("*" + scalar + ": YAML aliases are not read (expected: the value itself)");
            return "";
        }
        if (scalar.indexOf(OPEN) < 0) {
            if (scalar.contains("${")) {
                at.problem("a malformed variable (expected: ${NAME})");
            }
            return scalar;
        }
        return replace(scalar, reference -> {
            if (reference.name() == null) {
                return "${";
            }
            String value = env.get(reference.name());
            if (value == null || value.isEmpty()) {
                value = reference.otherwise();
            }
            if (value == null) {
                at.problem("environment variable " + reference.name() + " is not set");
                return "";
            }
            return value;
        });
    }

    @Override
    public String shown(String scalar) {
        return replace(scalar, reference -> reference.name() == null ? "${" : "${" + reference.name() + "}");
    }

    private String replace(String scalar, java.util.function.Function<Reference, String> by) {
        return TOKEN.matcher(scalar)
                .replaceAll(
                        found -> Matcher.quoteReplacement(by.apply(references.get(Integer.parseInt(found.group(1))))));
    }
}
