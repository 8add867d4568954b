package dev.roundhouse.e2e;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Says where two JSON values differ, member by member.
final class JsonDiff {
    /// One place where they differ.
    ///
    /// @param path such as `/choices/0/finish_reason`
    /// @param expected missing where the member was added
    /// @param actual missing where the member was lost
    record Difference(String path, JsonNode expected, JsonNode actual) {
        boolean added() {
            return expected.isMissingNode();
        }

        boolean lost() {
            return actual.isMissingNode();
        }

        @Override
        public String toString() {
            return path + ": " + shown(expected) + " became " + shown(actual);
        }

        private static String shown(JsonNode node) {
            String text = node.isMissingNode() ? "(nothing)" : Json.text(node);
            return text.length() > 160 ? text.substring(0, 160) + "…" : text;
        }
    }

    private JsonDiff() {}

    static List<Difference> between(JsonNode expected, JsonNode actual) {
        List<Difference> found = new ArrayList<>();
        compare("", expected, actual, found);
        return found;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, List<Difference> found) {
        if (expected.isObject() && actual.isObject()) {
            expected.propertyNames()
                    .forEach(name -> compare(path + "/" + name, expected.get(name), actual.path(name), found));
            actual.propertyNames().stream()
                    .filter(name -> !expected.has(name))
                    .forEach(name -> compare(path + "/" + name, expected.path(name), actual.get(name), found));
            return;
        }
        if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(path + "/" + i, expected.get(i), actual.get(i), found);
            }
            return;
        }
        if (!same(expected, actual)) {
            found.add(new Difference(path, expected, actual));
        }
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        boolean numbers = expected.isNumber() && actual.isNumber();
        return numbers ? expected.decimalValue().compareTo(actual.decimalValue()) == 0 : expected.equals(actual);
    }
}
