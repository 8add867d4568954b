package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `openai-completions`: `…/completions`, one choice for each prompt and each of `n`.
final class OpenAiCompletions implements SandboxDialect {
    private static final int LOGPROBS_MAX = 5;

    private final InstantSource clock;
    private final Ids ids;

    OpenAiCompletions(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        return ask.path().endsWith("/completions") && !ask.path().endsWith("/chat/completions");
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
        Request request = read(fields, wishes);
        boolean stream = fields.flag("stream");
        boolean usage = fields.inside("stream_options").flag("include_usage");
        return fields.problem().map(this::failure).orElseGet(() -> {
            Writer writer =
                    new Writer(request, ids.next("cmpl-"), clock.instant().getEpochSecond(), stream && usage);
            Answer answer =
                    stream ? Answer.events(writer.frames()) : Answer.json(200, writer.whole(), writer.longest());
            return OpenAi.signed(answer, ids.next("req_"));
        });
    }

    @Override
    public Answer failure(Problem problem) {
        return OpenAi.signed(OpenAi.failure(problem), ids.next("req_"));
    }

    private static Request read(Fields fields, Wishes wishes) {
        String model = fields.text("model");
        List<Prompt> prompts = prompts(fields);
        Turn.Limits limits = new Turn.Limits(
                fields.whole("max_tokens", 1, Integer.MAX_VALUE), fields.texts("stop"), wishes.tokens());
        int choices = fields.whole("n", 1, OpenAi.CHOICES_MAX).orElse(1);
        boolean echo = fields.flag("echo");
        List<Choice> made = new ArrayList<>();
        for (Prompt prompt : prompts) {
            for (int i = 0; i < choices; i++) {
                made.add(new Choice(echo ? prompt.text : "", Mind.think(Turn.plain(prompt.text, limits), i)));
            }
        }
        int promptTokens = prompts.stream().mapToInt(Prompt::tokens).sum();
        return new Request(model, made, promptTokens, fields.whole("logprobs", 0, LOGPROBS_MAX));
    }

    private static List<Prompt> prompts(Fields fields) {
        JsonNode prompt = fields.any("prompt");
        if (prompt.isString()) {
            return List.of(Prompt.of(prompt));
        }
        if (!prompt.isArray() || prompt.isEmpty()) {
            fields.complain("prompt", "a string, an array of strings, or an array of tokens");
            return List.of();
        }
        if (prompt.get(0).isNumber()) {
            return List.of(Prompt.of(prompt));
        }
        return prompt.valueStream().map(Prompt::of).toList();
    }

    /// @param text empty where the prompt came as tokens
    private record Prompt(String text, int tokens) {
        static Prompt of(JsonNode prompt) {
            String text = prompt.asString("");
            return new Prompt(text, prompt.isArray() ? prompt.size() : Tokens.count(text));
        }
    }

    /// @param echo the prompt, where it is to be repeated
    private record Choice(String echo, Thought thought) {}

    private record Request(String model, List<Choice> choices, int promptTokens, OptionalInt logprobs) {}

    private record Writer(Request request, String id, long created, boolean usageInStream) {
        ObjectNode whole() {
            ObjectNode json = top();
            ArrayNode choices = json.putArray("choices");
            for (Choice choice : request.choices()) {
                Thought thought = choice.thought();
                ObjectNode one = choices.addObject().put("text", choice.echo() + thought.wholeText());
                one.put("index", choices.size() - 1);
                logprobs(one, thought.text(), choice.echo().length());
                one.put("finish_reason", OpenAi.finish(thought.end()));
            }
            json.set("usage", usage());
            return json;
        }

        List<Frame> frames() {
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < request.choices().size(); i++) {
                Choice choice = request.choices().get(i);
                int index = i;
                if (!choice.echo().isEmpty()) {
                    frames.add(Frame.data(Kind.ASIDE, () -> chunk(index, choice.echo(), 0, "")));
                }
                int offset = choice.echo().length();
                for (String token : choice.thought().text()) {
                    int at = offset;
                    frames.add(Frame.data(Kind.TOKEN, () -> chunk(index, token, at, "")));
                    offset += token.length();
                }
                int end = offset;
                String finish = OpenAi.finish(choice.thought().end());
                frames.add(Frame.data(Kind.TERMINAL, () -> chunk(index, "", end, finish)));
            }
            if (usageInStream) {
                frames.add(Frame.data(Kind.ASIDE, () -> {
                    ObjectNode json = top();
                    json.putArray("choices");
                    return json.set("usage", usage());
                }));
            }
            frames.add(Frame.done());
            return frames;
        }

        int longest() {
            return request.choices().stream()
                    .mapToInt(choice -> choice.thought().tokens())
                    .max()
                    .orElse(0);
        }

        private ObjectNode top() {
            return Json.object()
                    .put("id", id)
                    .put("object", "text_completion")
                    .put("created", created)
                    .put("model", request.model())
                    .put("system_fingerprint", "fp_sandbox");
        }

        private ObjectNode chunk(int index, String text, int offset, String finish) {
            ObjectNode json = top();
            ObjectNode choice =
                    json.putArray("choices").addObject().put("text", text).put("index", index);
            logprobs(choice, text.isEmpty() ? List.of() : List.of(text), offset);
            if (finish.isEmpty()) {
                choice.putNull("finish_reason");
            } else {
                choice.put("finish_reason", finish);
            }
            if (usageInStream) {
                json.putNull("usage");
            }
            return json;
        }

        private ObjectNode usage() {
            int completion = request.choices().stream()
                    .mapToInt(choice -> choice.thought().tokens())
                    .sum();
            return OpenAi.usage(request.promptTokens(), completion);
        }

        private void logprobs(ObjectNode choice, List<String> tokens, int offset) {
            if (request.logprobs().isEmpty() || tokens.isEmpty()) {
                choice.putNull("logprobs");
                return;
            }
            ObjectNode logprobs = choice.putObject("logprobs");
            ArrayNode names = logprobs.putArray("tokens");
            ArrayNode values = logprobs.putArray("token_logprobs");
            ArrayNode tops = logprobs.putArray("top_logprobs");
            ArrayNode offsets = logprobs.putArray("text_offset");
            int at = offset;
            for (String token : tokens) {
                names.add(token);
                values.add(OpenAi.logprob(token));
                ObjectNode top = tops.addObject();
                List<String> others =
                        OpenAi.alternatives(token, request.logprobs().getAsInt());
                for (int i = 0; i < others.size(); i++) {
                    top.put(others.get(i), OpenAi.logprob(others.get(i)) - i);
                }
                offsets.add(at);
                at += token.length();
            }
        }
    }
}
