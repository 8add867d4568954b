package dev.roundhouse.dialect.openai;

import static dev.roundhouse.dialect.Shapes.any;
import static dev.roundhouse.dialect.Shapes.bool;
import static dev.roundhouse.dialect.Shapes.list;
import static dev.roundhouse.dialect.Shapes.object;
import static dev.roundhouse.dialect.Shapes.oneOf;
import static dev.roundhouse.dialect.Shapes.text;
import static java.util.Map.entry;

import dev.roundhouse.dialect.Shape;
import dev.roundhouse.dialect.Shapes;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonToken;

/// What a conversation looks like: messages, their content, and the tools that stand beside them. Kinds of parts
/// and members that are not known here are carried through: a provider may know them.
final class MessageShapes {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final String ROLES_EXPECTED = "one of system, developer, user, assistant, tool, function";

    /// A bit for each member of a part or message whose presence matters.
    private static final Map<String, Integer> PART_BITS =
            Map.of("text", 1, "image_url", 2, "input_audio", 4, "file", 8, "video_url", 16, "input_video", 32);

    private static final int NAME_CHARS_MAX = 512;

    private MessageShapes() {}

    /// The `cache_control` of a part, a message or a tool.
    static Shape<RequestCursor> cacheControl() {
        return object(Map.ofEntries(entry("type", text()), entry("ttl", text())));
    }

    /// `messages`, with at least one in it.
    static Shape<RequestCursor> messages() {
        Shape<RequestCursor> message = MessageShapes::message;
        return list(1, Integer.MAX_VALUE, message);
    }

    /// `tools`.
    static Shape<RequestCursor> tools() {
        Shape<RequestCursor> tool = object(Map.ofEntries(
                entry("type", text(NAME_CHARS_MAX)),
                entry("function", function()),
                entry("cache_control", cacheControl())));
        return list((RequestCursor at) -> {
            at.need("tools");
            tool.check(at);
        });
    }

    /// The legacy `functions`.
    static Shape<RequestCursor> functions() {
        Shape<RequestCursor> function = function();
        return list((RequestCursor at) -> {
            at.need("tools");
            function.check(at);
        });
    }

    private static Shape<RequestCursor> function() {
        return object(
                Map.ofEntries(
                        entry("name", text(NAME_CHARS_MAX)),
                        entry("description", text()),
                        entry("parameters", object(Map.of())),
                        entry("strict", bool())),
                "name");
    }

    private static final Map<String, Shape<RequestCursor>> MESSAGE = Map.ofEntries(
            entry("content", content()),
            entry("name", text(NAME_CHARS_MAX)),
            entry("refusal", text()),
            entry("reasoning", text()),
            entry("reasoning_content", text()),
            entry("reasoning_details", list(object(Map.of()))),
            entry("tool_call_id", text(NAME_CHARS_MAX)),
            entry("tool_calls", list(toolCall())),
            entry("function_call", calledFunction()),
            entry("cache_control", cacheControl()),
            entry("prefix", bool()));

    private static void message(RequestCursor at) {
        at.nextMessage();
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.wrong("an object");
        }
        boolean hasRole = false;
        while (at.json().nextToken() != JsonToken.END_OBJECT) {
            String name = at.json().currentName();
            at.json().nextToken();
            if (name.equals("role")) {
                hasRole = true;
                role(at);
                continue;
            }
            Shape<RequestCursor> shape = MESSAGE.get(name);
            if (shape == null || at.token() == JsonToken.VALUE_NULL) {
                at.json().skipChildren();
            } else {
                shape.check(at);
            }
        }
        if (!hasRole) {
            throw at.missing("role", ROLES_EXPECTED);
        }
    }

    private static void role(RequestCursor at) {
        if (at.token() != JsonToken.VALUE_STRING || !at.json().isShorterThan(64)) {
            throw at.wrong(ROLES_EXPECTED);
        }
        String role = at.json().getString();
        if (!ROLES.contains(role)) {
            throw at.wrong(ROLES_EXPECTED);
        }
        if (role.equals("developer")) {
            at.developerRole();
        }
    }

    private static Shape<RequestCursor> content() {
        Shape<RequestCursor> part = MessageShapes::part;
        return Shapes.<RequestCursor>kinds("a string or a list of parts")
                .text(text())
                .list(list(part));
    }

    private static final Map<String, Shape<RequestCursor>> PART = Map.ofEntries(
            entry("text", text()),
            entry("image_url", link("url", "detail")),
            entry("video_url", link("url")),
            entry(
                    "input_video",
                    Shapes.<RequestCursor>kinds("a string or an object")
                            .when(any(), JsonToken.VALUE_STRING, JsonToken.START_OBJECT)),
            entry("input_audio", object(Map.ofEntries(entry("data", text()), entry("format", text(64))), "data")),
            entry(
                    "file",
                    object(Map.ofEntries(
                            entry("file_data", text()), entry("file_id", text()), entry("filename", text())))),
            entry("refusal", text()),
            entry("cache_control", cacheControl()));

    // OpenAI takes an object with the address in it; Mistral, and OpenAI once, the bare address too.
    private static Shape<RequestCursor> link(String... members) {
        Map<String, Shape<RequestCursor>> texts = new java.util.HashMap<>();
        for (String member : members) {
            texts.put(member, text());
        }
        return Shapes.<RequestCursor>kinds("an object with url").text(text()).object(object(texts, "url"));
    }

    private static void part(RequestCursor at) {
        if (at.token() != JsonToken.START_OBJECT) {
            throw at.wrong("an object with type");
        }
        String type = "";
        int seen = 0;
        while (at.json().nextToken() != JsonToken.END_OBJECT) {
            String name = at.json().currentName();
            if (at.json().nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (name.equals("type")) {
                type = at.text(64, "a string");
                continue;
            }
            seen |= PART_BITS.getOrDefault(name, 0);
            Shape<RequestCursor> shape = PART.get(name);
            if (shape == null) {
                at.json().skipChildren();
            } else {
                shape.check(at);
            }
        }
        whole(at, type, seen);
    }

    // The type may stand behind the member that it promises, so this is asked at the part's end.
    private static void whole(RequestCursor at, String type, int seen) {
        if (type.isEmpty()) {
            throw at.missing("type", "a string such as text, image_url, input_audio, file, video_url");
        }
        int promised = PART_BITS.getOrDefault(type, 0);
        switch (type) {
            case "image_url" -> at.need("image");
            case "input_audio" -> at.need("audio");
            case "file" -> at.need("file");
            case "video_url", "input_video" -> {
                at.need("video");
                promised = (seen & (16 | 32)) != 0 ? 0 : promised;
            }
            default -> {}
        }
        if ((promised & ~seen) != 0) {
            throw at.missing(type, "the content of a part of type " + type);
        }
    }

    private static Shape<RequestCursor> toolCall() {
        return object(Map.ofEntries(
                entry("id", text(NAME_CHARS_MAX)),
                entry("type", text(NAME_CHARS_MAX)),
                entry("function", calledFunction())));
    }

    private static Shape<RequestCursor> calledFunction() {
        return object(Map.ofEntries(
                entry("name", text(NAME_CHARS_MAX)),
                // A string of JSON; some servers' own clients send the object itself.
                entry(
                        "arguments",
                        Shapes.<RequestCursor>kinds("a string of JSON")
                                .when(any(), JsonToken.VALUE_STRING, JsonToken.START_OBJECT))));
    }

    /// `tool_choice`.
    static Shape<RequestCursor> toolChoice() {
        return Shapes.<RequestCursor>kinds("none, auto, required or an object that names a tool")
                .text(text(NAME_CHARS_MAX))
                .object(object(Map.of(
                        "type",
                        text(NAME_CHARS_MAX),
                        "function",
                        object(Map.of("name", text(NAME_CHARS_MAX)), "name"))));
    }

    /// `response_format`.
    static Shape<RequestCursor> responseFormat() {
        Shape<RequestCursor> type = at -> {
            if (at.text(64, "a string").equals("json_schema")) {
                at.need("json_schema");
            }
        };
        return object(
                Map.ofEntries(
                        entry("type", type),
                        entry(
                                "json_schema",
                                object(Map.ofEntries(
                                        entry("name", text(NAME_CHARS_MAX)),
                                        entry("description", text()),
                                        entry("schema", object(Map.of())),
                                        entry("strict", bool())))),
                        entry("grammar", text())),
                "type");
    }

    /// `reasoning`, with its effort noted.
    static Shape<RequestCursor> reasoning() {
        Shape<RequestCursor> effort = oneOf("max", "xhigh", "high", "medium", "low", "minimal", "none");
        Shape<RequestCursor> noted = at -> at.effort = at.json().getString();
        return object(Map.ofEntries(
                entry("effort", effort.and(noted)),
                entry("max_tokens", Shapes.integer(0, Long.MAX_VALUE)),
                entry("exclude", bool()),
                entry("enabled", bool()),
                entry("summary", text(64)),
                entry("context", oneOf("auto", "all_turns", "current_turn")),
                entry("mode", oneOf("standard", "pro"))));
    }
}
