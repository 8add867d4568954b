package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.sandbox.Thought.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `anthropic-messages`: `…/messages` and `…/messages/count_tokens`, and on Vertex AI `…:rawPredict`.
final class AnthropicMessages implements SandboxDialect {
    private static final String COUNT = "/messages/count_tokens";
    private static final String THOUGHT = "The sandbox thinks about what was said.";
    private static final String TYPE = "type";

    private final Ids ids;

    AnthropicMessages(Ids ids) {
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        String path = ask.path();
        return path.endsWith("/messages")
                || path.endsWith(COUNT)
                || path.endsWith(":rawPredict")
                || path.endsWith(":streamRawPredict");
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
        boolean count = ask.path().endsWith(COUNT) || ask.path().endsWith("/count-tokens:rawPredict");
        AnthropicRequest request = AnthropicRequest.read(fields, ask.model(), count, wishes);
        return fields.problem().map(this::failure).orElseGet(() -> answered(request, count));
    }

    @Override
    public Answer failure(Problem problem) {
        ObjectNode json = Json.object().put(TYPE, "error");
        json.putObject("error").put(TYPE, type(problem.status())).put("message", problem.message());
        json.put("request_id", ids.next("req_"));
        return Answer.json(problem.status(), json, 0);
    }

    private Answer answered(AnthropicRequest request, boolean count) {
        if (count) {
            return Answer.json(200, Json.object().put("input_tokens", request.promptTokens()), 0);
        }
        Thought thought = Mind.think(request.turn(), 0);
        Writer writer = new Writer(request, thought, ids);
        return request.stream() ? Answer.events(writer.frames()) : Answer.json(200, writer.whole(), writer.tokens());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /// Writes one answer, in either form.
    private static final class Writer {
        private final AnthropicRequest request;
        private final Thought thought;
        private final Ids ids;
        private final List<String> thinking;

        Writer(AnthropicRequest request, Thought thought, Ids ids) {
            this.request = request;
            this.thought = thought;
            this.ids = ids;
            thinking = request.thinks() ? Tokens.split(THOUGHT) : List.of();
        }

        int tokens() {
            return thought.tokens() + thinking.size();
        }

        ObjectNode whole() {
            ObjectNode json = message();
            ArrayNode content = (ArrayNode) json.get("content");
            if (request.thinks()) {
                content.addObject()
                        .put(TYPE, "thinking")
                        .put("thinking", THOUGHT)
                        .put("signature", signature());
            }
            if (thought.calls().isEmpty()) {
                content.addObject().put(TYPE, "text").put("text", thought.wholeText());
            }
            for (Call call : thought.calls()) {
                ObjectNode block = call(call);
                String input = String.join("", call.arguments());
                if (thought.end() != Thought.End.LENGTH) {
                    block.set("input", Json.read(input));
                }
                content.add(block);
            }
            json.put("stop_reason", stop());
            json.set("usage", usage(tokens()));
            return json;
        }

        List<Frame> frames() {
            List<Frame> frames = new ArrayList<>();
            frames.add(event(Kind.ASIDE, "message_start", () -> {
                ObjectNode json = Json.object();
                json.set("message", message());
                return json;
            }));
            frames.add(event(Kind.ASIDE, "ping", Json::object));
            int index = 0;
            if (request.thinks()) {
                ObjectNode block =
                        Json.object().put(TYPE, "thinking").put("thinking", "").put("signature", "");
                List<ObjectNode> deltas = new ArrayList<>(deltas(thinking, "thinking_delta", "thinking"));
                deltas.add(Json.object().put(TYPE, "signature_delta").put("signature", signature()));
                block(frames, index++, block, deltas);
            }
            if (thought.calls().isEmpty()) {
                ObjectNode block = Json.object().put(TYPE, "text").put("text", "");
                block(frames, index++, block, deltas(thought.text(), "text_delta", "text"));
            }
            for (Call call : thought.calls()) {
                List<ObjectNode> pieces = deltas(call.arguments(), "input_json_delta", "partial_json");
                block(frames, index++, call(call), pieces);
            }
            frames.add(event(Kind.TERMINAL, "message_delta", () -> {
                ObjectNode json = Json.object();
                json.putObject("delta").put("stop_reason", stop()).putNull("stop_sequence");
                json.set("usage", usage(tokens()));
                return json;
            }));
            frames.add(event(Kind.TERMINAL, "message_stop", Json::object));
            return frames;
        }

        private static List<ObjectNode> deltas(List<String> tokens, String type, String member) {
            return tokens.stream()
                    .map(token -> Json.object().put(TYPE, type).put(member, token))
                    .toList();
        }

        private static void block(List<Frame> frames, int index, ObjectNode start, List<ObjectNode> deltas) {
            frames.add(event(Kind.ASIDE, "content_block_start", () -> {
                ObjectNode json = Json.object().put("index", index);
                json.set("content_block", start);
                return json;
            }));
            for (ObjectNode delta : deltas) {
                Kind kind = delta.has("signature") ? Kind.ASIDE : Kind.TOKEN;
                frames.add(event(kind, "content_block_delta", () -> {
                    ObjectNode json = Json.object().put("index", index);
                    json.set("delta", delta);
                    return json;
                }));
            }
            frames.add(
                    event(Kind.ASIDE, "content_block_stop", () -> Json.object().put("index", index)));
        }

        private ObjectNode message() {
            ObjectNode json = Json.object();
            json.put("id", ids.next("msg_")).put(TYPE, "message").put("role", "assistant");
            json.put("model", request.model());
            json.putArray("content");
            json.putNull("stop_reason").putNull("stop_sequence");
            json.set("usage", usage(1));
            return json;
        }

        private ObjectNode call(Call call) {
            ObjectNode block = Json.object();
            block.put(TYPE, "tool_use").put("id", ids.next("toolu_")).put("name", call.name());
            block.putObject("input");
            return block;
        }

        private ObjectNode usage(int output) {
            ObjectNode usage = Json.object();
            usage.put("input_tokens", request.promptTokens());
            usage.put("cache_creation_input_tokens", 0).put("cache_read_input_tokens", 0);
            usage.putObject("cache_creation")
                    .put("ephemeral_5m_input_tokens", 0)
                    .put("ephemeral_1h_input_tokens", 0);
            return usage.put("output_tokens", output).put("service_tier", "standard");
        }

        private String stop() {
            return switch (thought.end()) {
                case STOP -> "end_turn";
                case LENGTH -> "max_tokens";
                case CALLS -> "tool_use";
            };
        }

        private String signature() {
            return ids.next("EqMB");
        }

        private static Frame event(Kind kind, String type, Supplier<ObjectNode> members) {
            return new Frame(kind, () -> {
                ObjectNode json = Json.object().put(TYPE, type);
                members.get().forEachEntry((String name, JsonNode value) -> json.set(name, value));
                return ("event: " + type + "\ndata: " + Json.text(json) + "\n\n").getBytes(StandardCharsets.UTF_8);
            });
        }
    }
}
