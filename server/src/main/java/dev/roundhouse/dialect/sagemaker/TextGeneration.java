package dev.roundhouse.dialect.sagemaker;

import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Sampling;
import dev.roundhouse.exchange.Usage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The bodies of TGI's `generate`, which JumpStart's and LMI's text models have too: one text in, one text out.
///
/// @see "Hugging Face: Text Generation Inference, POST /generate; AWS: LMI inference API schema"
final class TextGeneration {
    private TextGeneration() {}

    /// A body for a conversation. The container does not ask a tokenizer for its marks, so that they are written
    /// here.
    static ObjectNode write(Prompt.Chat chat, Outbound outbound) {
        Losses losses = outbound.losses();
        ObjectNode body = JsonTree.object();
        body.put("inputs", inputs(chat.messages(), outbound.endpoint().model(), losses));
        ObjectNode parameters = body.putObject("parameters");
        Sampling said = chat.sampling();
        if (said.maxOutput() != null) {
            parameters.put("max_new_tokens", said.maxOutput());
        }
        number(parameters, "temperature", said.temperature());
        number(parameters, "top_p", said.topP());
        number(parameters, "repetition_penalty", said.repetitionPenalty());
        if (said.topK() != null) {
            parameters.put("top_k", said.topK());
        }
        if (said.seed() != null) {
            parameters.put("seed", said.seed());
        }
        if (!said.stop().isEmpty()) {
            ArrayNode stop = parameters.putArray("stop");
            said.stop().forEach(stop::add);
        }
        boolean draws = said.temperature() != null && said.temperature() > 0;
        if (draws) {
            parameters.put("do_sample", true);
        }
        parameters.put("details", true).put("return_full_text", false);
        if (outbound.stream()) {
            body.put("stream", true);
        }
        if (!chat.tools().isEmpty()) {
            losses.dropped("tools", "a container of text has none");
        }
        if (!(chat.format() instanceof OutputFormat.Any)) {
            losses.dropped("format", "a container of text cannot be held to one");
        }
        return body;
    }

    private static void number(ObjectNode parameters, String name, @Nullable Double value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static String inputs(List<Message> messages, String model, Losses losses) {
        if (messages.size() == 1 && messages.getFirst().role() == Role.USER) {
            return text(messages.getFirst(), losses);
        }
        String name = model.toLowerCase(Locale.ROOT);
        StringBuilder all = new StringBuilder();
        if (name.contains("llama-3") || name.contains("llama3")) {
            all.append("<|begin_of_text|>");
            for (Message message : messages) {
                all.append("<|start_header_id|>").append(role(message)).append("<|end_header_id|>\n\n");
                all.append(text(message, losses)).append("<|eot_id|>");
            }
            return all.append("<|start_header_id|>assistant<|end_header_id|>\n\n")
                    .toString();
        }
        if (name.contains("mistral") || name.contains("mixtral") || name.contains("llama-2")) {
            String system = "";
            for (Message message : messages) {
                String text = text(message, losses);
                switch (role(message)) {
                    case "system" -> system += text + "\n\n";
                    case "assistant" -> all.append(' ').append(text).append("</s>");
                    default -> {
                        all.append("<s>[INST] ").append(system).append(text).append(" [/INST]");
                        system = "";
                    }
                }
            }
            return all.toString();
        }
        losses.adapted("messages", "the model's marks are not known: turns are named");
        for (Message message : messages) {
            all.append(role(message)).append(": ").append(text(message, losses)).append("\n\n");
        }
        return all.append("assistant:").toString();
    }

    private static String role(Message message) {
        return switch (message.role()) {
            case SYSTEM, DEVELOPER -> "system";
            case ASSISTANT -> "assistant";
            case USER, TOOL -> "user";
        };
    }

    private static String text(Message message, Losses losses) {
        StringBuilder text = new StringBuilder();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Refusal said -> text.append(said.text());
                case Part.ToolResult result -> text.append(text(new Message(Role.TOOL, result.content()), losses));
                case Part.MediaPart _ -> losses.dropped("media", "a container of text");
                case Part.ToolCall _ -> losses.dropped("tool_call", "a container of text");
                case Part.Thinking _, Part.Native _, Part.Made _ -> {}
            }
        }
        return text.toString();
    }

    /// Reads answers: `[{"generated_text"}]`, the same without the list, or events with a token each.
    static final class Events implements AnswerParser {
        private final boolean stream;
        private final EventSink sink;
        private boolean opened;
        private boolean any;
        private boolean over;

        Events(boolean stream, EventSink sink) {
            this.stream = stream;
            this.sink = sink;
        }

        @Override
        public void frame(String event, JsonNode payload) {
            if (over) {
                return;
            }
            JsonNode answer = payload.isArray() ? payload.path(0) : payload;
            if (!opened) {
                opened = true;
                sink.accept(new Event.Opened(null, null, null));
            }
            JsonNode token = answer.path("token");
            boolean special = token.path("special").booleanValue(false);
            if (token.path("text").isString() && !special) {
                say(token.get("text").stringValue());
            }
            if (answer.path("generated_text").isString()) {
                if (!any) {
                    say(answer.get("generated_text").stringValue());
                }
                finish(answer.path("details"));
            }
        }

        @Override
        public void end() {
            // Older containers say no end: what came is what there is, when the stream itself ended well.
            if (!over && opened && any && stream) {
                finish(JsonTree.object());
            }
        }

        private void say(String text) {
            any = true;
            if (!text.isEmpty()) {
                sink.accept(new Event.Text(0, 0, text));
            }
        }

        private void finish(JsonNode details) {
            over = true;
            String reason = JsonTree.string(details, "finish_reason");
            FinishReason meant = "length".equals(reason) ? FinishReason.LENGTH : FinishReason.STOP;
            sink.accept(new Event.Finished(0, meant, reason, null));
            long output = JsonTree.count(details, "generated_tokens");
            long input = Math.max(
                    JsonTree.count(details, "input_length"),
                    details.path("prefill").size());
            if (output > 0 && input > 0) {
                sink.accept(new Event.Used(new Usage(input, 0, 0, 0, 0, 0, output, 0, 0, 0, 0, false)));
            }
            sink.accept(new Event.Ended());
        }
    }
}
