package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.wire.RawRequest.Header;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `ollama`: `/api/chat`, `/api/generate`, `/api/embed`, `/api/embeddings` and `/api/tags`. Streams are lines,
/// and come
/// unasked.
final class Ollama implements SandboxDialect {
    private static final int DIMENSIONS = 256;
    private static final String MESSAGE = "message";

    private final InstantSource clock;

    Ollama(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public boolean serves(Ask ask) {
        String path = ask.path();
        return path.endsWith("/api/chat")
                || path.endsWith("/api/generate")
                || path.endsWith("/api/embed")
                || path.endsWith("/api/embeddings")
                || path.endsWith("/api/tags");
    }

    @Override
    public Answer answer(Ask ask, Wishes wishes) {
        if (ask.path().endsWith("/api/tags")) {
            return Answer.json(200, tags(), 0);
        }
        if (!ask.raw().method().equals("POST")) {
            return failure(OpenAi.wrongMethod(ask, "POST"));
        }
        if (!ask.json().isObject()) {
            return failure(OpenAi.notAnObject(ask));
        }
        if (ask.path().contains("/api/embed")) {
            return vectors(new Fields(ask.json()), ask.path().endsWith("/api/embed"));
        }
        return chat((ObjectNode) ask.json().deepCopy(), ask.path().endsWith("/api/generate"), wishes);
    }

    @Override
    public Answer failure(Problem problem) {
        return Answer.json(problem.status(), Json.object().put("error", problem.message()), 0);
    }

    private static ObjectNode tags() {
        ObjectNode json = Json.object();
        json.putArray("models").addObject().put("name", "sandbox").put("model", "sandbox");
        return json;
    }

    private Answer chat(ObjectNode json, boolean generate, Wishes wishes) {
        boolean stream = json.path("stream").asBoolean(true);
        Fields fields = new Fields(asOpenAi(json, generate));
        OpenAiChatRequest request = OpenAiChatRequest.read(fields, wishes);
        return fields.problem().map(this::failure).orElseGet(() -> {
            Thought thought = Mind.think(request.turn(), 0);
            return stream
                    ? lines(frames(request, thought, generate))
                    : Answer.json(200, last(request, thought, said(thought, generate), generate), thought.tokens());
        });
    }

    // What differs between the two schemas, of what the mind looks at.
    private static ObjectNode asOpenAi(ObjectNode json, boolean generate) {
        json.remove("stream");
        JsonNode options = json.path("options");
        if (options.path("num_predict").isInt() && options.path("num_predict").intValue() > 0) {
            json.set("max_tokens", options.path("num_predict"));
        }
        if (options.has("stop")) {
            json.set("stop", options.path("stop"));
        }
        JsonNode format = json.path("format");
        if (format.isObject()) {
            json.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .set("schema", format);
        } else if ("json".equals(format.asString(""))) {
            json.putObject("response_format").put("type", "json_object");
        }
        if (generate) {
            json.putArray("messages").addObject().put("role", "user").set("content", json.path("prompt"));
        }
        return json;
    }

    private static Answer lines(List<Frame> frames) {
        return new Answer(200, List.of(new Header("content-type", "application/x-ndjson")), new Answer.Stream(frames));
    }

    private List<Frame> frames(OpenAiChatRequest request, Thought thought, boolean generate) {
        List<Frame> frames = new ArrayList<>();
        for (String token : thought.text()) {
            ObjectNode line = head(request);
            text(line, token, generate);
            frames.add(frame(Kind.TOKEN, line.put("done", false)));
        }
        if (!thought.calls().isEmpty()) {
            ObjectNode line = head(request);
            line.set(MESSAGE, said(thought, generate));
            frames.add(frame(Kind.TOKEN, line.put("done", false)));
        }
        frames.add(frame(Kind.TERMINAL, last(request, thought, Json.object().put("text", ""), generate)));
        return frames;
    }

    private ObjectNode head(OpenAiChatRequest request) {
        return Json.object()
                .put("model", request.model())
                .put("created_at", clock.instant().toString());
    }

    private static void text(ObjectNode line, String text, boolean generate) {
        if (generate) {
            line.put("response", text);
        } else {
            line.putObject(MESSAGE).put("role", "assistant").put("content", text);
        }
    }

    // Calls have no ids here, and arguments are objects.
    private static ObjectNode said(Thought thought, boolean generate) {
        ObjectNode message = Json.object().put("role", "assistant").put("content", thought.wholeText());
        if (generate) {
            return message.put("text", thought.wholeText());
        }
        ArrayNode calls = Json.array();
        for (Thought.Call call : thought.calls()) {
            String arguments = String.join("", call.arguments());
            ObjectNode function = calls.addObject().putObject("function").put("name", call.name());
            boolean cut = thought.end() == Thought.End.LENGTH;
            function.set("arguments", cut ? Json.object() : Json.read(arguments));
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    private ObjectNode last(OpenAiChatRequest request, Thought thought, ObjectNode said, boolean generate) {
        ObjectNode line = head(request);
        if (generate || said.has("text")) {
            text(line, said.path("text").asString(""), generate);
        } else {
            line.set(MESSAGE, said);
        }
        return line.put("done", true)
                .put("done_reason", thought.end() == Thought.End.LENGTH ? "length" : "stop")
                .put("total_duration", 2_000_000L)
                .put("load_duration", 1_000L)
                .put("prompt_eval_count", request.promptTokens())
                .put("prompt_eval_duration", 1_000_000L)
                .put("eval_count", thought.tokens())
                .put("eval_duration", 1_000_000L);
    }

    private static Frame frame(Kind kind, ObjectNode json) {
        return Frame.of(kind, (Json.text(json) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Answer vectors(Fields fields, boolean several) {
        String model = fields.text("model");
        String member = several ? "input" : "prompt";
        List<String> texts = fields.texts(member);
        if (texts.isEmpty()) {
            fields.complain(member, "a string, or an array of strings");
        }
        int dimensions = fields.whole("dimensions", 1, 4_096).orElse(DIMENSIONS);
        return fields.problem().map(this::failure).orElseGet(() -> {
            ArrayNode list = Json.array();
            texts.forEach(text -> list.add(OpenAiEmbeddings.embedding(Tokens.split(text), dimensions, false)));
            ObjectNode json = Json.object();
            if (!several) {
                json.set("embedding", list.get(0));
                return Answer.json(200, json, 0);
            }
            json.put("model", model).set("embeddings", list);
            json.put("total_duration", 1_000_000L)
                    .put("load_duration", 1_000L)
                    .put(
                            "prompt_eval_count",
                            texts.stream().mapToInt(Tokens::count).sum());
            return Answer.json(200, json, 0);
        });
    }
}
