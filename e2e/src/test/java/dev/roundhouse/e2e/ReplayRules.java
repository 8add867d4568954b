package dev.roundhouse.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What may differ between a recorded exchange and the same exchange through the gateway. All else must be equal.
final class ReplayRules {
    private static final Set<String> FINISH_REASONS = Set.of("stop", "length", "tool_calls", "content_filter", "error");
    private static final String NATIVE = "native_finish_reason";

    /// Members of the usage block that are the gateway's own: what the caller pays, not what the provider wanted.
    private static final Pattern CHARGE =
            Pattern.compile("/usage/(cost|is_byok|cost_details(/.*)?|cost_estimated|estimated)");

    /// Members that stand in the router's own name and may be consumed by it.
    private static final Set<String> ROUTER_FIELDS = Set.of(
            "models",
            "provider",
            "route",
            "preset",
            "plugins",
            "transforms",
            "usage",
            "session_id",
            "trace",
            "reasoning");

    private ReplayRules() {}

    /// What is wrong with the request that arrived upstream; empty when it is the recorded one.
    ///
    /// @param asked what the test sent
    /// @param received what the provider got
    static List<String> request(ObjectNode asked, JsonNode received) {
        return wrong(JsonDiff.between(asked, received), difference -> switch (difference.path()) {
            case "/model" -> true;
            // Without it a stream could not be billed.
            case "/stream_options" -> difference.added() && onlyUsage(difference.actual());
            case "/stream_options/include_usage" -> difference.actual().asBoolean(false);
            default ->
                difference.lost() && ROUTER_FIELDS.contains(difference.path().substring(1));
        });
    }

    /// What is wrong with an answer that is not streamed.
    static List<String> answer(Recording recording, Reply reply) {
        if (recording.status() != 200) {
            return error(recording.status(), Json.read(recording.body()), reply);
        }
        if (reply.status() != 200) {
            return List.of("status " + reply);
        }
        return object(Json.read(recording.body()), reply.json());
    }

    /// What is wrong with a streamed answer.
    ///
    /// @param usageWanted whether the last event must carry usage
    static List<String> stream(Recording recording, Reply reply, boolean usageWanted) {
        List<JsonNode> expected = new ArrayList<>(recording.events());
        if (reply.status() != 200) {
            // An error that came before any content may still become the answer's status.
            return !expected.isEmpty() && expected.getFirst().has("error")
                    ? error(502, expected.getFirst(), reply)
                    : List.of("status " + reply);
        }
        List<Sse.Event> events =
                reply.events().stream().filter(event -> !event.comment()).toList();
        List<JsonNode> actual = new ArrayList<>(
                events.stream().filter(Sse.Event::isJson).map(Sse.Event::json).toList());
        boolean broken = expected.stream().anyMatch(event -> event.has("error"));
        List<String> wrong = new ArrayList<>();
        if (!broken && (events.isEmpty() || !events.getLast().done())) {
            wrong.add("the stream does not end with [DONE]");
        }
        if (!broken && usageWanted && (actual.isEmpty() || !actual.getLast().hasNonNull("usage"))) {
            wrong.add("the last event carries no usage");
        }
        if (actual.size() == expected.size() + 1 && usageOnly(actual.getLast())) {
            actual.removeLast();
        }
        if (!usageWanted && expected.size() == actual.size() + 1 && usageOnly(expected.getLast())) {
            expected.removeLast();
        }
        if (actual.size() != expected.size()) {
            wrong.add("events: " + expected.size() + " became " + actual.size());
        }
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            int at = i;
            event(expected.get(i), actual.get(i)).forEach(what -> wrong.add("event " + at + " " + what));
        }
        return wrong;
    }

    private static List<String> event(JsonNode expected, JsonNode actual) {
        if (!expected.has("error")) {
            return object(expected, actual);
        }
        String message = expected.path("error").path("message").asString("");
        return actual.path("error").path("message").asString("").contains(message)
                ? List.of()
                : List.of("lost the message \"" + message + "\": " + actual);
    }

    private static List<String> object(JsonNode expected, JsonNode actual) {
        List<String> wrong =
                new ArrayList<>(wrong(JsonDiff.between(expected, actual), difference -> allowed(difference, expected)));
        for (int i = 0; i < expected.path("choices").size(); i++) {
            finish(expected.path("choices").get(i), actual.path("choices").path(i), wrong);
        }
        return wrong;
    }

    private static boolean allowed(JsonDiff.Difference difference, JsonNode whole) {
        String path = difference.path();
        if (Set.of("/id", "/model", "/provider").contains(path)) {
            return !difference.lost();
        }
        if (path.matches("/choices/\\d+/(finish_reason|" + NATIVE + ")")) {
            return true; // looked at below
        }
        if ((path + "/").startsWith("/usage/")) {
            return CHARGE.matcher(path).matches()
                    || difference.added()
                    || (difference.expected().isNull()
                            && (difference.lost() || !difference.actual().isNull()));
        }
        return shaped(difference)
                || (path.equals("/object") && whole.path("object").asString("").isEmpty());
    }

    /// What clients that check every member against a schema cannot read, and OpenRouter never sends: nulls where
    /// the schema has none, and members that it demands.
    private static boolean shaped(JsonDiff.Difference difference) {
        String path = difference.path();
        if (difference.lost() && difference.expected().isNull()) {
            return path.matches("/system_fingerprint|/choices/\\d+/(message|delta)/(tool_calls|audio|function_call)");
        }
        return switch (path.replaceAll("\\d+", "#")) {
            case "/system_fingerprint" ->
                difference.added() && difference.actual().isNull();
            case "/choices/#/delta" -> difference.added() && difference.actual().isEmpty();
            case "/choices/#/message/tool_calls/#/type", "/choices/#/delta/tool_calls/#/type" ->
                difference.added() && difference.actual().asString("").equals("function");
            case "/choices/#/delta/tool_calls/#/index" ->
                difference.added() && difference.actual().isIntegralNumber();
            case "/choices/#/delta/tool_calls/#/function/arguments" ->
                difference.expected().isNull()
                        && difference.actual().asString("?").isEmpty();
            default -> false;
        };
    }

    /// The finish reason is one of the normal five, and what the provider said stands beside it.
    private static void finish(JsonNode expected, JsonNode actual, List<String> wrong) {
        JsonNode said = expected.path("finish_reason");
        JsonNode now = actual.path("finish_reason");
        if (said.asString("?").isEmpty() && FINISH_REASONS.contains(now.asString(""))) {
            return; // the end of an answer, which its provider did not name
        }
        if (said.isMissingNode() || said.isNull() || said.asString("?").isEmpty()) {
            if (!now.isMissingNode() && !now.isNull()) {
                wrong.add("finish_reason " + said + " became " + now);
            }
            return;
        }
        if (!FINISH_REASONS.contains(now.asString("")) && !now.equals(said)) {
            wrong.add("finish_reason " + said + " became " + now);
        }
        if (FINISH_REASONS.contains(said.asString("")) && !now.equals(said)) {
            wrong.add("finish_reason " + said + " became " + now);
        }
        JsonNode was = expected.has(NATIVE) ? expected.get(NATIVE) : said;
        JsonNode is = actual.path(NATIVE);
        if (!is.isMissingNode() && !is.equals(was)) {
            wrong.add(NATIVE + " " + was + " became " + is);
        }
        if (is.isMissingNode() && !now.equals(said)) {
            wrong.add("the provider's finish reason " + said + " is lost");
        }
    }

    /// The status by the table of the error envelope, and the provider's own message within.
    private static List<String> error(int status, JsonNode body, Reply reply) {
        List<String> wrong = new ArrayList<>();
        boolean keys = status == 401 || status == 403;
        if (keys ? reply.status() != 502 : status < 500 ? reply.status() != status : reply.status() < 400) {
            wrong.add("status " + status + " became " + reply);
            return wrong;
        }
        JsonNode error = reply.json().path("error");
        if (!error.path("message").asString("").contains(message(body))) {
            wrong.add("lost the message \"" + message(body) + "\": " + error);
        }
        if (error.path("code").asInt(0) != reply.status()
                && !error.path("code").isString()
                && !error.path("code").isNull()) {
            wrong.add("error.code: " + error.path("code"));
        }
        return wrong;
    }

    /// What a provider's error says for people, in any of the shapes they come in.
    private static String message(JsonNode body) {
        return Stream.of(
                        body.path("error").path("message"),
                        body.path("message"),
                        body.path("detail"),
                        body.path("error"))
                .map(node -> node.asString(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static List<String> wrong(List<JsonDiff.Difference> differences, Predicate<JsonDiff.Difference> allowed) {
        return differences.stream()
                .filter(difference -> !allowed.test(difference))
                .map(Object::toString)
                .toList();
    }

    private static boolean onlyUsage(JsonNode options) {
        return options.equals(Json.object().put("include_usage", true));
    }

    private static boolean usageOnly(JsonNode event) {
        return event.hasNonNull("usage")
                && event.path("choices").isArray()
                && event.path("choices").isEmpty();
    }

    /// Counts by provider, for the report.
    static String table(Map<String, int[]> counts) {
        StringBuilder table = new StringBuilder();
        counts.forEach(
                (provider, count) -> table.append(String.format("%n  %-20s %4d of %4d", provider, count[0], count[1])));
        return table.toString();
    }
}
