package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.sandbox.Thought.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `cohere`: `…/chat`, `…/embed` and `…/rerank`. Its own preamble makes `tokens` more than `billed_units`, as at
/// Cohere.
final class Cohere implements SandboxDialect {
    private static final int PREAMBLE_TOKENS = 500;
    private static final int DOCUMENTS_PER_UNIT = 100;
    private static final int DIMENSIONS = 256;

    private final Ids ids;

    Cohere(Ids ids) {
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        String path = ask.path();
        return (path.endsWith("/chat") || path.endsWith("/embed") || path.endsWith("/rerank"))
                && !path.contains("/api/");
    }

    @Override
    public Answer answer(Ask ask, Wishes wishes) {
        if (!ask.raw().method().equals("POST")) {
            return failure(OpenAi.wrongMethod(ask, "POST"));
        }
        if (!ask.json().isObject()) {
            return failure(OpenAi.notAnObject(ask));
        }
        Fields fields = new Fields(ask.json());
        if (ask.path().endsWith("/embed")) {
            return vectors(fields);
        }
        return ask.path().endsWith("/rerank") ? ranks(fields) : chat(ask.json(), wishes);
    }

    @Override
    public Answer failure(Problem problem) {
        return Answer.json(
                problem.status(), Json.object().put("id", ids.next("")).put("message", problem.message()), 0);
    }

    private Answer chat(JsonNode json, Wishes wishes) {
        Fields fields = new Fields(asOpenAi((ObjectNode) json.deepCopy()));
        OpenAiChatRequest request = OpenAiChatRequest.read(fields, wishes);
        return fields.problem().map(this::failure).orElseGet(() -> {
            Thought thought = Mind.think(request.turn(), 0);
            boolean stream = request.stream() != OpenAiChatRequest.Streaming.NONE;
            return stream
                    ? Answer.events(frames(request, thought))
                    : Answer.json(200, whole(request, thought), thought.tokens());
        });
    }

    // What differs between the two schemas, of what the mind looks at.
    private static ObjectNode asOpenAi(ObjectNode json) {
        if (json.path("stop_sequences").isArray()) {
            json.set("stop", json.path("stop_sequences"));
        }
        if (json.path("tool_choice").isString()) {
            json.put("tool_choice", json.path("tool_choice").stringValue().toLowerCase(Locale.ROOT));
        }
        JsonNode schema = json.path("response_format").path("json_schema");
        if (schema.isObject()) {
            json.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .set("schema", schema);
        }
        return json;
    }

    private ObjectNode whole(OpenAiChatRequest request, Thought thought) {
        ObjectNode json = Json.object().put("id", ids.next(""));
        ObjectNode message = json.putObject("message").put("role", "assistant");
        if (thought.calls().isEmpty()) {
            message.putArray("content").addObject().put("type", "text").put("text", thought.wholeText());
        } else {
            message.put("tool_plan", plan());
            ArrayNode calls = message.putArray("tool_calls");
            thought.calls().forEach(call -> calls.add(call(call, String.join("", call.arguments()))));
        }
        json.put("finish_reason", finish(thought));
        json.set("usage", usage(request, thought));
        return json;
    }

    private List<Frame> frames(OpenAiChatRequest request, Thought thought) {
        List<Frame> frames = new ArrayList<>();
        ObjectNode start = event("message-start", -1, Json.object()).put("id", ids.next(""));
        ObjectNode message = start.putObject("delta").putObject("message").put("role", "assistant");
        message.putArray("content");
        frames.add(frame(Kind.ASIDE, start));
        if (thought.calls().isEmpty()) {
            text(thought, frames);
        } else {
            frames.add(
                    frame(Kind.TOKEN, event("tool-plan-delta", -1, Json.object().put("tool_plan", plan()))));
            for (int i = 0; i < thought.calls().size(); i++) {
                call(i, thought.calls().get(i), frames);
            }
        }
        ObjectNode end = Json.object().put("type", "message-end");
        end.putObject("delta").put("finish_reason", finish(thought)).set("usage", usage(request, thought));
        frames.add(frame(Kind.TERMINAL, end));
        frames.add(Frame.done());
        return frames;
    }

    private static void text(Thought thought, List<Frame> frames) {
        frames.add(frame(
                Kind.ASIDE,
                content("content-start", Json.object().put("type", "text").put("text", ""))));
        for (String token : thought.text()) {
            frames.add(frame(Kind.TOKEN, content("content-delta", Json.object().put("text", token))));
        }
        frames.add(frame(Kind.ASIDE, Json.object().put("type", "content-end").put("index", 0)));
    }

    private void call(int index, Call call, List<Frame> frames) {
        ObjectNode opening = Json.object();
        opening.set("tool_calls", call(call, ""));
        frames.add(frame(Kind.TOKEN, event("tool-call-start", index, opening)));
        for (String token : call.arguments()) {
            ObjectNode more = Json.object();
            more.putObject("tool_calls").putObject("function").put("arguments", token);
            frames.add(frame(Kind.TOKEN, event("tool-call-delta", index, more)));
        }
        frames.add(frame(Kind.ASIDE, Json.object().put("type", "tool-call-end").put("index", index)));
    }

    private ObjectNode call(Call call, String arguments) {
        ObjectNode json = Json.object().put("id", ids.next(call.name() + "_")).put("type", "function");
        json.putObject("function").put("name", call.name()).put("arguments", arguments);
        return json;
    }

    private static String plan() {
        return "I will use the tools that I was given.";
    }

    private static ObjectNode content(String type, ObjectNode content) {
        ObjectNode message = Json.object();
        message.set("content", content);
        return event(type, 0, message);
    }

    private static ObjectNode event(String type, int index, ObjectNode message) {
        ObjectNode json = Json.object().put("type", type);
        if (index >= 0) {
            json.put("index", index);
        }
        json.putObject("delta").set("message", message);
        return json;
    }

    private static Frame frame(Kind kind, ObjectNode json) {
        String text = "event: " + json.path("type").asString("") + "\ndata: " + Json.text(json) + "\n\n";
        return Frame.of(kind, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String finish(Thought thought) {
        return switch (thought.end()) {
            case STOP -> "COMPLETE";
            case LENGTH -> "MAX_TOKENS";
            case CALLS -> "TOOL_CALL";
        };
    }

    private static ObjectNode usage(OpenAiChatRequest request, Thought thought) {
        ObjectNode usage = Json.object();
        usage.putObject("billed_units")
                .put("input_tokens", request.promptTokens())
                .put("output_tokens", thought.tokens());
        usage.putObject("tokens")
                .put("input_tokens", request.promptTokens() + PREAMBLE_TOKENS)
                .put("output_tokens", thought.tokens());
        return usage;
    }

    private Answer vectors(Fields fields) {
        fields.text("model");
        fields.text("input_type");
        List<String> texts = fields.texts("texts");
        if (texts.isEmpty()) {
            fields.complain("texts", "an array of strings, not empty");
        }
        int dimensions = fields.whole("output_dimension", 1, 4_096).orElse(DIMENSIONS);
        List<String> forms = fields.texts("embedding_types");
        return fields.problem().map(this::failure).orElseGet(() -> {
            ObjectNode json = Json.object().put("id", ids.next(""));
            ObjectNode embeddings = json.putObject("embeddings");
            for (String form : forms.isEmpty() ? List.of("float") : forms) {
                ArrayNode list = embeddings.putArray(form);
                texts.forEach(text ->
                        list.add(OpenAiEmbeddings.embedding(Tokens.split(text), dimensions, form.equals("base64"))));
            }
            ArrayNode repeated = json.putArray("texts");
            texts.forEach(repeated::add);
            ObjectNode meta = json.putObject("meta");
            meta.putObject("api_version").put("version", "2");
            meta.putObject("billed_units")
                    .put("input_tokens", texts.stream().mapToInt(Tokens::count).sum());
            json.put("response_type", "embeddings_by_type");
            return Answer.json(200, json, 0);
        });
    }

    /// The more words of the question a document has, the more relevant it is.
    private Answer ranks(Fields fields) {
        fields.text("model");
        String query = fields.text("query");
        List<String> documents = fields.texts("documents");
        if (documents.isEmpty()) {
            fields.complain("documents", "an array of strings, not empty");
        }
        int top = fields.whole("top_n", 1, Integer.MAX_VALUE).orElse(documents.size());
        return fields.problem().map(this::failure).orElseGet(() -> {
            Set<String> asked = words(query);
            List<ObjectNode> results = new ArrayList<>();
            for (int i = 0; i < documents.size(); i++) {
                Set<String> shared = words(documents.get(i));
                shared.retainAll(asked);
                double score = (shared.size() + 0.5) / (asked.size() + 1.0);
                results.add(Json.object().put("index", i).put("relevance_score", score));
            }
            results.sort((a, b) -> Double.compare(
                    b.path("relevance_score").asDouble(),
                    a.path("relevance_score").asDouble()));
            ObjectNode json = Json.object().put("id", ids.next(""));
            ArrayNode list = json.putArray("results");
            results.stream().limit(top).forEach(list::add);
            ObjectNode meta = json.putObject("meta");
            meta.putObject("api_version").put("version", "2");
            int units = Math.ceilDiv(documents.size(), DOCUMENTS_PER_UNIT);
            meta.putObject("billed_units").put("search_units", units);
            return Answer.json(200, json, 0);
        });
    }

    private static Set<String> words(String text) {
        Set<String> words = new TreeSet<>();
        for (String token : Tokens.split(text.toLowerCase(Locale.ROOT))) {
            if (!token.isBlank()) {
                words.add(token.strip());
            }
        }
        return words;
    }
}
