package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.wire.RawRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `gemini`: `…/models/ID:generateContent`, `:streamGenerateContent` (events with `alt=sse`, else a list),
/// `:countTokens`, `:embedContent`, `:batchEmbedContents`, and Vertex AI's `:predict` of vectors. Thinks, and
/// signs its
/// first call, as Google's models do; calls have no ids.
final class Gemini implements SandboxDialect {
    private static final int DIMENSIONS = 256;
    private static final int CHOICES_MAX = 8;
    private static final String THOUGHT = "The sandbox thinks of what was asked.";
    private static final String SIGNATURE = "c2FuZGJveC1zaWduYXR1cmU=";

    private final Ids ids;

    Gemini(Ids ids) {
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        return ask.path().contains("/models/")
                && List.of(
                                "generateContent",
                                "streamGenerateContent",
                                "countTokens",
                                "embedContent",
                                "batchEmbedContents",
                                "predict")
                        .contains(verb(ask));
    }

    @Override
    public Answer answer(Ask ask, Wishes wishes) {
        if (!ask.raw().method().equals("POST")) {
            return failure(OpenAi.wrongMethod(ask, "POST"));
        }
        if (!(ask.json() instanceof ObjectNode body)) {
            return failure(OpenAi.notAnObject(ask));
        }
        return switch (verb(ask)) {
            case "countTokens" -> count(ask, body);
            case "embedContent", "batchEmbedContents", "predict" -> vectors(ask, body);
            default -> generate(ask, body, wishes);
        };
    }

    @Override
    public Answer failure(Problem problem) {
        ObjectNode json = Json.object();
        json.putObject("error")
                .put("code", problem.status())
                .put("message", problem.message())
                .put("status", status(problem.status()));
        return Answer.json(problem.status(), json, 0);
    }

    private Answer generate(Ask ask, ObjectNode body, Wishes wishes) {
        if (body.path("contents").isEmpty()) {
            return failure(Problem.invalid("contents", "* GenerateContentRequest.contents: contents is not specified"));
        }
        Fields fields = new Fields(GeminiRequests.asOpenAi(ask.model(), body));
        OpenAiChatRequest request = OpenAiChatRequest.read(fields, wishes);
        if (fields.problem().isPresent()) {
            return failure(fields.problem().get());
        }
        Said said = new Said(
                request,
                body.path("generationConfig")
                        .path("thinkingConfig")
                        .path("includeThoughts")
                        .asBoolean(false),
                ids.next(""));
        List<Thought> thoughts = new ArrayList<>();
        for (int i = 0; i < Math.min(CHOICES_MAX, request.choices()); i++) {
            thoughts.add(Mind.think(request.turn(), i));
        }
        if (verb(ask).equals("generateContent")) {
            int tokens = thoughts.stream().mapToInt(Thought::tokens).sum();
            return Answer.json(200, whole(said, thoughts), tokens);
        }
        return stream(ask, frames(said, thoughts));
    }

    /// What an answer needs to know beside its text.
    private record Said(OpenAiChatRequest request, boolean shown, String id) {}

    private ObjectNode whole(Said said, List<Thought> thoughts) {
        ObjectNode answer = head(said);
        ArrayNode candidates = (ArrayNode) answer.get("candidates");
        for (int i = 0; i < thoughts.size(); i++) {
            Thought thought = thoughts.get(i);
            ArrayNode parts = Json.array();
            if (said.shown) {
                parts.addObject().put("text", THOUGHT).put("thought", true);
            }
            if (thought.calls().isEmpty()) {
                parts.addObject().put("text", thought.wholeText()).put("thoughtSignature", SIGNATURE);
            } else {
                calls(thought, parts);
            }
            candidates.add(candidate(i, parts).put("finishReason", finish(thought)));
        }
        answer.set("usageMetadata", usage(said.request, thoughts));
        return answer;
    }

    private List<ObjectNode> frames(Said said, List<Thought> thoughts) {
        List<ObjectNode> frames = new ArrayList<>();
        for (int i = 0; i < thoughts.size(); i++) {
            Thought thought = thoughts.get(i);
            if (said.shown) {
                ArrayNode parts = Json.array();
                parts.addObject().put("text", THOUGHT).put("thought", true);
                frames.add(frame(said, i, parts));
            }
            for (String token : thought.text()) {
                ArrayNode parts = Json.array();
                parts.addObject().put("text", token);
                frames.add(frame(said, i, parts));
            }
            if (!thought.calls().isEmpty()) {
                ArrayNode parts = Json.array();
                calls(thought, parts);
                frames.add(frame(said, i, parts));
            }
            ArrayNode last = Json.array();
            ObjectNode end = last.addObject().put("text", "");
            if (thought.calls().isEmpty()) {
                end.put("thoughtSignature", SIGNATURE);
            }
            ObjectNode frame = frame(said, i, last);
            ((ObjectNode) frame.path("candidates").path(0)).put("finishReason", finish(thought));
            frames.add(frame);
        }
        frames.getLast().set("usageMetadata", usage(said.request, thoughts));
        return frames;
    }

    private static Answer stream(Ask ask, List<ObjectNode> frames) {
        boolean events = ask.raw().target().contains("alt=sse");
        List<Frame> sent = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            boolean last = i == frames.size() - 1;
            String json = Json.text(frames.get(i));
            String text = events ? "data: " + json + "\r\n\r\n" : (i == 0 ? "[" : ",\r\n") + json + (last ? "\n]" : "");
            sent.add(Frame.of(last ? Kind.TERMINAL : Kind.TOKEN, text.getBytes(StandardCharsets.UTF_8)));
        }
        String type = events ? "text/event-stream" : "application/json; charset=UTF-8";
        return new Answer(200, List.of(new Header("content-type", type)), new Answer.Stream(sent));
    }

    private ObjectNode frame(Said said, int index, ArrayNode parts) {
        ObjectNode frame = head(said);
        ((ArrayNode) frame.get("candidates")).add(candidate(index, parts));
        return frame;
    }

    private static ObjectNode head(Said said) {
        ObjectNode head = Json.object();
        head.putArray("candidates");
        return head.put("modelVersion", said.request.model()).put("responseId", said.id);
    }

    private static ObjectNode candidate(int index, ArrayNode parts) {
        ObjectNode candidate = Json.object();
        candidate.putObject("content").put("role", "model").set("parts", parts);
        return candidate.put("index", index);
    }

    private static void calls(Thought thought, ArrayNode parts) {
        boolean cut = thought.end() == Thought.End.LENGTH;
        boolean signed = false;
        for (Thought.Call call : thought.calls()) {
            ObjectNode part = parts.addObject();
            String arguments = String.join("", call.arguments());
            part.putObject("functionCall")
                    .put("name", call.name())
                    .set("args", cut ? Json.object() : Json.read(arguments));
            if (!signed) {
                signed = true;
                part.put("thoughtSignature", SIGNATURE);
            }
        }
    }

    private static String finish(Thought thought) {
        return thought.end() == Thought.End.LENGTH ? "MAX_TOKENS" : "STOP";
    }

    private static ObjectNode usage(OpenAiChatRequest request, List<Thought> thoughts) {
        int said = thoughts.stream().mapToInt(Thought::tokens).sum();
        int thought = Tokens.count(THOUGHT);
        ObjectNode usage = Json.object()
                .put("promptTokenCount", request.promptTokens())
                .put("candidatesTokenCount", said)
                .put("thoughtsTokenCount", thought)
                .put("totalTokenCount", request.promptTokens() + said + thought);
        usage.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", request.promptTokens());
        return usage;
    }

    private Answer count(Ask ask, ObjectNode body) {
        JsonNode wrapped = body.path("generateContentRequest");
        ObjectNode counted = wrapped instanceof ObjectNode inner ? inner : body;
        Fields fields = new Fields(GeminiRequests.asOpenAi(ask.model(), counted));
        OpenAiChatRequest request =
                OpenAiChatRequest.read(fields, new Wishes(Pace.AT_ONCE, OptionalInt.empty(), List.of()));
        return fields.problem().map(this::failure).orElseGet(() -> {
            ObjectNode json = Json.object().put("totalTokens", request.promptTokens());
            json.putArray("promptTokensDetails")
                    .addObject()
                    .put("modality", "TEXT")
                    .put("tokenCount", request.promptTokens());
            return Answer.json(200, json, 0);
        });
    }

    private Answer vectors(Ask ask, ObjectNode body) {
        boolean single = verb(ask).equals("embedContent");
        boolean predict = verb(ask).equals("predict");
        List<JsonNode> inputs = single
                ? List.of(body)
                : List.copyOf(body.path(predict ? "instances" : "requests").values());
        if (inputs.isEmpty()) {
            return failure(Problem.invalid("requests", "* BatchEmbedContentsRequest.requests: requests is not set"));
        }
        ObjectNode json = Json.object();
        ArrayNode list = Json.array();
        for (JsonNode input : inputs) {
            String text = predict
                    ? input.path("content").asString("")
                    : GeminiRequests.text(input.path("content").path("parts"));
            JsonNode asked =
                    predict ? body.path("parameters").path("outputDimensionality") : input.path("outputDimensionality");
            int dimensions = Math.clamp(asked.asInt(DIMENSIONS), 1, 4_096);
            JsonNode vector = OpenAiEmbeddings.embedding(Tokens.split(text), dimensions, false);
            ObjectNode one = list.addObject();
            if (predict) {
                ObjectNode embeddings = one.putObject("embeddings");
                embeddings.set("values", vector);
                embeddings.putObject("statistics").put("truncated", false).put("token_count", Tokens.count(text));
            } else {
                one.set("values", vector);
            }
        }
        if (single) {
            json.set("embedding", list.get(0));
        } else {
            json.set(predict ? "predictions" : "embeddings", list);
        }
        return Answer.json(200, json, 0);
    }

    private static String verb(Ask ask) {
        return ask.path().substring(ask.path().lastIndexOf(':') + 1);
    }

    private static String status(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "INVALID_ARGUMENT";
        };
    }
}
