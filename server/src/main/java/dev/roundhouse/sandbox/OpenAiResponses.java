package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.sandbox.Thought.Call;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `openai-responses`: `…/responses`. Keeps nothing.
final class OpenAiResponses implements SandboxDialect {
    private final InstantSource clock;
    private final Ids ids;

    OpenAiResponses(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        return ask.path().endsWith("/responses");
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
        OpenAiResponsesRequest request = OpenAiResponsesRequest.read(fields, wishes);
        return fields.problem().map(this::failure).orElseGet(() -> answered(request, ask.json()));
    }

    @Override
    public Answer failure(Problem problem) {
        return OpenAi.signed(OpenAi.failure(problem), ids.next("req_"));
    }

    private Answer answered(OpenAiResponsesRequest request, JsonNode asked) {
        Thought thought = Mind.think(request.turn(), 0);
        Writer writer = new Writer(request, asked, ids, clock.instant().getEpochSecond());
        Answer answer = request.stream()
                ? Answer.events(writer.frames(thought))
                : Answer.json(200, writer.whole(thought), thought.tokens());
        return OpenAi.signed(answer, ids.next("req_"));
    }

    /// Writes one answer, in either form.
    private static final class Writer {
        private static final List<String> ECHOED = List.of(
                "instructions",
                "max_output_tokens",
                "metadata",
                "reasoning",
                "temperature",
                "text",
                "tool_choice",
                "tools",
                "top_p",
                "truncation",
                "user");

        private final OpenAiResponsesRequest request;
        private final JsonNode asked;
        private final Ids ids;
        private final long created;
        private final String id;
        private final List<Frame> frames = new ArrayList<>();

        Writer(OpenAiResponsesRequest request, JsonNode asked, Ids ids, long created) {
            this.request = request;
            this.asked = asked;
            this.ids = ids;
            this.created = created;
            this.id = ids.next("resp_");
        }

        ObjectNode whole(Thought thought) {
            return ended(thought, items(thought));
        }

        List<Frame> frames(Thought thought) {
            List<ObjectNode> items = items(thought);
            frame(Kind.ASIDE, "response.created", holding(response("in_progress")));
            frame(Kind.ASIDE, "response.in_progress", holding(response("in_progress")));
            for (int i = 0; i < items.size(); i++) {
                if (thought.calls().isEmpty()) {
                    message(items.get(i), thought.text());
                } else {
                    call(i, items.get(i), thought.calls().get(i));
                }
            }
            String end = thought.end() == Thought.End.LENGTH ? "response.incomplete" : "response.completed";
            frame(Kind.TERMINAL, end, holding(ended(thought, items)));
            return frames;
        }

        private void message(ObjectNode item, List<String> tokens) {
            ObjectNode begun = item.deepCopy().asObject().put("status", "in_progress");
            begun.putArray("content");
            String itemId = item.path("id").stringValue();
            frame(Kind.ASIDE, "response.output_item.added", at(0, begun));
            frame(Kind.ASIDE, "response.content_part.added", place(itemId).set("part", part("")));
            for (String token : tokens) {
                ObjectNode delta = place(itemId).put("delta", token);
                delta.putArray("logprobs");
                frame(Kind.TOKEN, "response.output_text.delta", delta);
            }
            String all = String.join("", tokens);
            ObjectNode done = place(itemId).put("text", all);
            done.putArray("logprobs");
            frame(Kind.ASIDE, "response.output_text.done", done);
            frame(Kind.ASIDE, "response.content_part.done", place(itemId).set("part", part(all)));
            frame(Kind.ASIDE, "response.output_item.done", at(0, item));
        }

        private void call(int index, ObjectNode item, Call call) {
            ObjectNode begun =
                    item.deepCopy().asObject().put("status", "in_progress").put("arguments", "");
            frame(Kind.TOKEN, "response.output_item.added", at(index, begun));
            String itemId = item.path("id").stringValue();
            for (String token : call.arguments()) {
                frame(
                        Kind.TOKEN,
                        "response.function_call_arguments.delta",
                        Json.object()
                                .put("item_id", itemId)
                                .put("output_index", index)
                                .put("delta", token));
            }
            frame(
                    Kind.ASIDE,
                    "response.function_call_arguments.done",
                    Json.object()
                            .put("item_id", itemId)
                            .put("output_index", index)
                            .put("arguments", String.join("", call.arguments())));
            frame(Kind.ASIDE, "response.output_item.done", at(index, item));
        }

        private List<ObjectNode> items(Thought thought) {
            List<ObjectNode> items = new ArrayList<>();
            for (Call call : thought.calls()) {
                items.add(Json.object()
                        .put("id", ids.next("fc_"))
                        .put("type", "function_call")
                        .put("status", "completed")
                        .put("arguments", String.join("", call.arguments()))
                        .put("call_id", ids.next("call_"))
                        .put("name", call.name()));
            }
            if (items.isEmpty()) {
                ObjectNode item = Json.object()
                        .put("id", ids.next("msg_"))
                        .put("type", "message")
                        .put("status", thought.end() == Thought.End.LENGTH ? "incomplete" : "completed");
                item.putArray("content").add(part(thought.wholeText()));
                items.add(item.put("role", "assistant"));
            }
            return items;
        }

        private ObjectNode ended(Thought thought, List<ObjectNode> items) {
            boolean cut = thought.end() == Thought.End.LENGTH;
            ObjectNode response = response(cut ? "incomplete" : "completed");
            if (cut) {
                response.putObject("incomplete_details").put("reason", "max_output_tokens");
            } else {
                response.put("completed_at", created);
            }
            ArrayNode output = response.putArray("output");
            items.forEach(output::add);
            ObjectNode usage = response.putObject("usage");
            usage.put("input_tokens", request.inputTokens());
            usage.putObject("input_tokens_details").put("cached_tokens", 0);
            usage.put("output_tokens", thought.tokens());
            usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
            usage.put("total_tokens", request.inputTokens() + thought.tokens());
            return response;
        }

        private ObjectNode response(String status) {
            ObjectNode response = Json.object()
                    .put("id", id)
                    .put("object", "response")
                    .put("created_at", created)
                    .put("status", status)
                    .put("background", false)
                    .putNull("completed_at")
                    .putNull("error")
                    .putNull("incomplete_details")
                    .put("model", request.model())
                    .put("parallel_tool_calls", true)
                    .putNull("previous_response_id")
                    .put("service_tier", "default")
                    .put("store", asked.path("store").asBoolean(true))
                    .putNull("usage");
            response.putArray("output");
            for (String name : ECHOED) {
                response.set(
                        name, asked.path(name).isMissingNode() ? Json.object().nullNode() : asked.path(name));
            }
            return response;
        }

        private static ObjectNode part(String text) {
            ObjectNode part = Json.object().put("type", "output_text");
            part.putArray("annotations");
            part.putArray("logprobs");
            return part.put("text", text);
        }

        private static ObjectNode holding(ObjectNode response) {
            return Json.object().set("response", response).asObject();
        }

        private static ObjectNode at(int index, ObjectNode item) {
            return Json.object().put("output_index", index).set("item", item).asObject();
        }

        private static ObjectNode place(String itemId) {
            return Json.object().put("item_id", itemId).put("output_index", 0).put("content_index", 0);
        }

        private void frame(Kind kind, String type, JsonNode payload) {
            int number = frames.size();
            frames.add(new Frame(kind, () -> {
                ObjectNode json = Json.object().put("type", type).put("sequence_number", number);
                payload.properties().forEach(member -> json.set(member.getKey(), member.getValue()));
                String block = "event: " + type + "\ndata: " + Json.text(json) + "\n\n";
                return block.getBytes(StandardCharsets.UTF_8);
            }));
        }
    }
}
