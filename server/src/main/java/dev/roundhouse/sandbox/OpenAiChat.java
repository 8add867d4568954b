package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.sandbox.OpenAiChatRequest.Streaming;
import dev.roundhouse.sandbox.Thought.Call;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `openai-chat`: `…/chat/completions`.
final class OpenAiChat implements SandboxDialect {
    private final InstantSource clock;
    private final Ids ids;

    OpenAiChat(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        return ask.path().endsWith("/chat/completions");
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
        OpenAiChatRequest request = OpenAiChatRequest.read(fields, wishes);
        return fields.problem().map(this::failure).orElseGet(() -> answered(request));
    }

    @Override
    public Answer failure(Problem problem) {
        return OpenAi.signed(OpenAi.failure(problem), ids.next("req_"));
    }

    private Answer answered(OpenAiChatRequest request) {
        List<Thought> thoughts = IntStream.range(0, request.choices())
                .mapToObj(index -> Mind.think(request.turn(), index))
                .toList();
        Writer writer = new Writer(request, ids, clock.instant().getEpochSecond());
        Answer answer = request.stream() == Streaming.NONE
                ? Answer.json(200, writer.whole(thoughts), longest(thoughts))
                : Answer.events(writer.frames(thoughts));
        return OpenAi.signed(answer, ids.next("req_"));
    }

    private static int longest(List<Thought> thoughts) {
        return thoughts.stream().mapToInt(Thought::tokens).max().orElse(0);
    }

    /// Writes one answer, in either form.
    private static final class Writer {
        private final OpenAiChatRequest request;
        private final Ids ids;
        private final long created;
        private final String id;

        Writer(OpenAiChatRequest request, Ids ids, long created) {
            this.request = request;
            this.ids = ids;
            this.created = created;
            this.id = ids.next("chatcmpl-");
        }

        ObjectNode whole(List<Thought> thoughts) {
            ObjectNode json = top("chat.completion");
            ArrayNode choices = json.putArray("choices");
            for (Thought thought : thoughts) {
                ObjectNode choice = choices.addObject().put("index", choices.size() - 1);
                ObjectNode message = choice.putObject("message").put("role", "assistant");
                text(message, thought, thought.wholeText());
                ArrayNode calls = Json.array();
                thought.calls().forEach(call -> calls.add(call(calls.size(), call, String.join("", call.arguments()))));
                calls.forEach(call -> call.asObject().remove("index"));
                if (!calls.isEmpty()) {
                    message.set("tool_calls", calls);
                }
                message.putArray("annotations");
                logprobs(choice, thought.text());
                choice.put("finish_reason", OpenAi.finish(thought.end()));
            }
            json.set("usage", usage(thoughts));
            return json;
        }

        List<Frame> frames(List<Thought> thoughts) {
            List<Frame> frames = new ArrayList<>();
            List<List<Frame>> tokens = new ArrayList<>();
            for (int i = 0; i < thoughts.size(); i++) {
                Thought thought = thoughts.get(i);
                int index = i;
                frames.add(Frame.data(Kind.ASIDE, () -> {
                    ObjectNode delta = Json.object().put("role", "assistant");
                    text(delta, thought, "");
                    return chunk(index, delta, List.of(), "");
                }));
                tokens.add(tokens(index, thought));
            }
            // Several answers come side by side, a token of each in turn.
            int longest = tokens.stream().mapToInt(List::size).max().orElse(0);
            for (int at = 0; at < longest; at++) {
                for (List<Frame> one : tokens) {
                    if (at < one.size()) {
                        frames.add(one.get(at));
                    }
                }
            }
            for (int i = 0; i < thoughts.size(); i++) {
                int index = i;
                String finish = OpenAi.finish(thoughts.get(i).end());
                frames.add(Frame.data(Kind.TERMINAL, () -> chunk(index, Json.object(), List.of(), finish)));
            }
            if (request.stream() == Streaming.WITH_USAGE) {
                frames.add(Frame.data(Kind.ASIDE, () -> usageChunk(thoughts)));
            }
            frames.add(Frame.done());
            return frames;
        }

        private List<Frame> tokens(int index, Thought thought) {
            List<Frame> frames = new ArrayList<>();
            for (String token : thought.text()) {
                frames.add(Frame.data(
                        Kind.TOKEN, () -> chunk(index, Json.object().put("content", token), List.of(token), "")));
            }
            for (int i = 0; i < thought.calls().size(); i++) {
                int position = i;
                ObjectNode opening = call(position, thought.calls().get(i), "");
                frames.add(Frame.data(Kind.TOKEN, () -> chunk(index, calls(opening), List.of(), "")));
                for (String token : thought.calls().get(i).arguments()) {
                    frames.add(Frame.data(Kind.TOKEN, () -> {
                        ObjectNode more = Json.object().put("index", position);
                        more.putObject("function").put("arguments", token);
                        return chunk(index, calls(more), List.of(), "");
                    }));
                }
            }
            return frames;
        }

        private ObjectNode top(String object) {
            return Json.object()
                    .put("id", id)
                    .put("object", object)
                    .put("created", created)
                    .put("model", request.model())
                    .put("service_tier", "default")
                    .put("system_fingerprint", "fp_sandbox");
        }

        private ObjectNode chunk(int index, ObjectNode delta, List<String> tokens, String finish) {
            ObjectNode json = top("chat.completion.chunk");
            ObjectNode choice = json.putArray("choices").addObject().put("index", index);
            choice.set("delta", delta);
            if (tokens.isEmpty()) {
                choice.putNull("logprobs");
            } else {
                logprobs(choice, tokens);
            }
            if (finish.isEmpty()) {
                choice.putNull("finish_reason");
            } else {
                choice.put("finish_reason", finish);
            }
            if (request.stream() == Streaming.WITH_USAGE) {
                json.putNull("usage");
            }
            return json;
        }

        private ObjectNode usageChunk(List<Thought> thoughts) {
            ObjectNode json = top("chat.completion.chunk");
            json.putArray("choices");
            json.set("usage", usage(thoughts));
            return json;
        }

        private ObjectNode usage(List<Thought> thoughts) {
            return OpenAi.usage(
                    request.promptTokens(),
                    thoughts.stream().mapToInt(Thought::tokens).sum());
        }

        private static void text(ObjectNode message, Thought thought, String text) {
            if (thought.calls().isEmpty()) {
                message.put("content", text);
            } else {
                message.putNull("content");
            }
            message.putNull("refusal");
        }

        private ObjectNode call(int index, Call call, String arguments) {
            ObjectNode json = Json.object()
                    .put("index", index)
                    .put("id", ids.next("call_"))
                    .put("type", "function");
            json.putObject("function").put("name", call.name()).put("arguments", arguments);
            return json;
        }

        private static ObjectNode calls(ObjectNode call) {
            ObjectNode delta = Json.object();
            delta.putArray("tool_calls").add(call);
            return delta;
        }

        private void logprobs(ObjectNode choice, List<String> tokens) {
            if (request.topLogprobs().isEmpty()) {
                choice.putNull("logprobs");
                return;
            }
            ObjectNode logprobs = choice.putObject("logprobs");
            ArrayNode content = logprobs.putArray("content");
            for (String token : tokens) {
                ArrayNode top = logprob(content.addObject(), token, 0).putArray("top_logprobs");
                List<String> others =
                        OpenAi.alternatives(token, request.topLogprobs().getAsInt());
                for (int i = 0; i < others.size(); i++) {
                    logprob(top.addObject(), others.get(i), i);
                }
            }
            logprobs.putNull("refusal");
        }

        private static ObjectNode logprob(ObjectNode object, String token, int rank) {
            object.put("token", token).put("logprob", OpenAi.logprob(token) - rank);
            object.set("bytes", OpenAi.utf8(token));
            return object;
        }
    }
}
