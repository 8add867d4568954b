package dev.roundhouse.dialect;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Preferences;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// One pass over a request's bytes, which finds its top-level members and what kinds of things are in it, without
/// making a tree of it. Members are read when they are asked for.
public final class Skim {
    /// The router's own members, which no provider has heard of.
    public static final List<String> ROUTER_MEMBERS = List.of(
            "models",
            "fallbacks",
            "provider",
            "route",
            "preset",
            "plugins",
            "transforms",
            "session_id",
            "trace",
            "debug",
            "stop_server_tools_when");

    private static final int LABEL_CHARS_MAX = 512;
    private static final int KIND_CHARS_MAX = 64;
    private static final int NAMES_MAX = 4_096;

    private final byte[] body;
    private final Set<String> kindNames;
    private final Map<String, Span> spans = new HashMap<>();
    private final Set<String> kinds = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private Skim(byte[] body, Set<String> kindNames) {
        this.body = body;
        this.kindNames = kindNames;
    }

    /// Passes over a body.
    ///
    /// @throws Unacceptable when it is not one JSON object in UTF-8
    public static Skim of(byte[] body) {
        return of(body, Set.of("type"));
    }

    /// Passes over a body.
    ///
    /// @param kindNames members whose values tell what kinds of things are in it
    /// @throws Unacceptable when it is not one JSON object in UTF-8
    public static Skim of(byte[] body, Set<String> kindNames) {
        if (body.length == 0) {
            throw new Unacceptable("body", "empty (expected: a JSON object)");
        }
        Skim skim = new Skim(body, kindNames);
        JsonSpans json = JsonSpans.strict(body, 0, body.length);
        Cursor at = new Cursor(json);
        try {
            skim.members(at);
            return skim;
        } catch (JsonSpans.Malformed e) {
            throw at.unreadable(e);
        } catch (JacksonException e) {
            throw at.unreadable(e);
        } finally {
            json.close();
        }
    }

    private void members(Cursor at) {
        JsonSpans json = at.json();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw json.currentToken() == null
                    ? new Unacceptable("body", "blank (expected: a JSON object)")
                    : new Unacceptable("body", at.wrong("a JSON object").reason());
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            int memberFrom = json.nameFrom();
            json.nextToken();
            int valueFrom = json.valueFrom();
            inside(json);
            spans.put(name, new Span(memberFrom, valueFrom, json.valueTo()));
        }
        if (json.nextToken() != null) {
            throw new Unacceptable("body", "more than one JSON value (expected: one object)");
        }
    }

    private void inside(JsonSpans json) {
        int depth = 0;
        boolean isKind = false;
        JsonToken token = json.currentToken();
        while (true) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                case PROPERTY_NAME -> {
                    String name = json.currentName();
                    isKind = kindNames.contains(name);
                    if (names.size() < NAMES_MAX) {
                        names.add(name);
                    }
                    token = json.nextToken();
                    continue;
                }
                case VALUE_STRING -> {
                    if (isKind && json.isShorterThan(KIND_CHARS_MAX)) {
                        kinds.add(json.getString());
                    }
                }
                default -> {}
            }
            isKind = false;
            if (depth == 0) {
                return;
            }
            token = json.nextToken();
        }
    }

    /// Where top-level members stand.
    public Map<String, Span> spans() {
        return spans;
    }

    /// The values of all members named `type`, or as it was asked, wherever they stand.
    public Set<String> kinds() {
        return kinds;
    }

    /// Whether a member of this name stands anywhere below the top.
    public boolean names(String name) {
        return names.contains(name);
    }

    /// A top-level member; a missing node where there is none.
    public JsonNode member(String name) {
        Span span = spans.get(name);
        return span == null ? MissingNode.getInstance() : JsonTree.read(body, span.valueFrom(), span.valueTo());
    }

    /// A top-level text; null where there is none or it is null.
    ///
    /// @throws Unacceptable when it is something else
    public @Nullable String text(String name) {
        JsonNode value = member(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new Unacceptable(name, shown(value) + " (expected: a string)");
        }
        return value.stringValue();
    }

    /// A top-level truth value; false where there is none.
    ///
    /// @throws Unacceptable when it is something else
    public boolean truth(String name) {
        JsonNode value = member(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new Unacceptable(name, shown(value) + " (expected: true or false)");
        }
        return value.booleanValue();
    }

    /// A top-level count of tokens; 0 where there is none.
    ///
    /// @throws Unacceptable when it is something else, or negative
    public long count(String name) {
        JsonNode value = member(name);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || value.asLong(-1) < 0) {
            throw new Unacceptable(name, shown(value) + " (expected: a whole number, 0 or more)");
        }
        return value.asLong(0);
    }

    /// Requested models in order: of `model`, then of `models` and `fallbacks`.
    ///
    /// @param first the model that the path names; null where the body does
    /// @throws Unacceptable when there is none
    public List<String> models(@Nullable String first) {
        java.util.LinkedHashSet<String> all = new java.util.LinkedHashSet<>();
        String model = first == null ? text("model") : first;
        if (model != null && !model.isBlank()) {
            all.add(model);
        }
        for (JsonNode one : member("models")) {
            if (one.isString() && !one.stringValue().isBlank()) {
                all.add(one.stringValue());
            }
        }
        for (JsonNode one : member("fallbacks")) {
            String name = JsonTree.string(one, "model");
            if (name != null && !name.isBlank()) {
                all.add(name);
            }
        }
        if (all.isEmpty()) {
            throw new Unacceptable("model", "missing (expected: a model's name)");
        }
        return List.copyOf(all);
    }

    /// Which providers the caller wants, by the member `provider`.
    public Preferences preferences() {
        return ProviderMember.read(member("provider"));
    }

    /// What only the record keeps.
    ///
    /// @param headers of the request
    /// @param user the client's name for its own user; null none
    public Map<String, String> labels(Map<String, String> headers, @Nullable String user) {
        Map<String, String> labels = new HashMap<>();
        JsonNode session = member("session_id");
        put(labels, "user", user);
        put(labels, "session_id", session.isString() ? session.stringValue() : headers.get("x-session-id"));
        put(labels, "http_referer", headers.get("http-referer"));
        put(labels, "x_title", headers.getOrDefault("x-openrouter-title", headers.get("x-title")));
        put(labels, "user_agent", headers.get("user-agent"));
        return labels;
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            labels.put(name, value.length() <= LABEL_CHARS_MAX ? value : value.substring(0, LABEL_CHARS_MAX));
        }
    }

    private static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BOOLEAN, NUMBER -> value.asString();
            default -> "null";
        };
    }
}
