package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.OutputFormat;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Reasoning;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Prompts of models that take one text: conversations are said in it by the model's own marks.
final class TextPrompts {
    private static final Pattern CLAUDE_TURN = Pattern.compile("(?:^|\\n\\n)(Human|Assistant):");

    private TextPrompts() {}

    /// The conversation in a body of text.
    ///
    /// @throws Unacceptable when there is no text
    static Prompt.Chat read(Schema schema, JsonNode body) {
        TextNames names = TextNames.of(schema);
        String text = JsonTree.string(body, names.prompt());
        if (text == null) {
            throw new Unacceptable(names.prompt(), "missing (expected: a string)");
        }
        List<Message> messages = new ArrayList<>();
        if (schema == Schema.COMMAND_R) {
            history(body, messages);
        }
        if (schema == Schema.CLAUDE_TEXT) {
            turns(text, messages);
        } else {
            messages.add(said(Role.USER, text));
        }
        return new Prompt.Chat(
                Dialect.BEDROCK_INVOKE,
                messages,
                List.of(),
                new ToolChoice.Auto(),
                null,
                names.read(body),
                Reasoning.UNSAID,
                new OutputFormat.Any(),
                null,
                null,
                Map.of(),
                null,
                Set.of(),
                JsonTree.object());
    }

    private static void history(JsonNode body, List<Message> messages) {
        String preamble = JsonTree.string(body, "preamble");
        if (preamble != null) {
            messages.add(said(Role.SYSTEM, preamble));
        }
        for (JsonNode turn : body.path("chat_history")) {
            String text = JsonTree.string(turn, "message");
            Role role = switch (turn.path("role").asString("")) {
                case "CHATBOT" -> Role.ASSISTANT;
                case "SYSTEM" -> Role.SYSTEM;
                default -> Role.USER;
            };
            messages.add(said(role, text == null ? "" : text));
        }
    }

    // `\n\nHuman: …\n\nAssistant: …`, what stands before it is the system's.
    private static void turns(String text, List<Message> messages) {
        Matcher mark = CLAUDE_TURN.matcher(text);
        int from = 0;
        Role role = Role.SYSTEM;
        while (mark.find()) {
            turn(role, text.substring(from, mark.start()), messages);
            role = mark.group(1).equals("Human") ? Role.USER : Role.ASSISTANT;
            from = mark.end();
        }
        turn(from == 0 ? Role.USER : role, text.substring(from), messages);
    }

    private static void turn(Role role, String text, List<Message> messages) {
        if (!text.isBlank()) {
            messages.add(said(role, text.strip()));
        }
    }

    private static Message said(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text)));
    }

    /// A body of text for a conversation.
    static ObjectNode write(Schema schema, Prompt.Chat chat, Losses losses) {
        TextNames names = TextNames.of(schema);
        ObjectNode body = JsonTree.object();
        if (schema == Schema.COMMAND_R) {
            commandR(chat, body, losses);
        } else {
            body.put(names.prompt(), text(schema, chat, losses));
        }
        names.write(chat.sampling(), body, losses);
        if (!chat.tools().isEmpty()) {
            losses.dropped("tools", "this model of text has none");
        }
        if (!(chat.format() instanceof OutputFormat.Any)) {
            losses.dropped("format", "this model of text cannot be held to one");
        }
        if (!chat.reasoning().equals(Reasoning.UNSAID)) {
            losses.dropped("reasoning", "the model does not reason");
        }
        return body;
    }

    private static void commandR(Prompt.Chat chat, ObjectNode body, Losses losses) {
        StringBuilder preamble = new StringBuilder();
        ArrayNode history = JsonTree.array();
        for (Message message : chat.messages()) {
            String text = text(message, losses);
            if (isInstruction(message)) {
                preamble.append(preamble.isEmpty() ? "" : "\n\n").append(text);
            } else {
                String role = message.role() == Role.ASSISTANT ? "CHATBOT" : "USER";
                history.addObject().put("role", role).put("message", text);
            }
        }
        String last = "";
        if (!history.isEmpty()
                && history.get(history.size() - 1).path("role").asString("").equals("USER")) {
            last = history.remove(history.size() - 1).path("message").asString("");
        }
        body.put("message", last);
        if (!history.isEmpty()) {
            body.set("chat_history", history);
        }
        if (!preamble.isEmpty()) {
            body.put("preamble", preamble.toString());
        }
    }

    private static String text(Schema schema, Prompt.Chat chat, Losses losses) {
        List<Message> messages = chat.messages();
        boolean plain = messages.size() == 1 && chat.from() == Dialect.BEDROCK_INVOKE;
        if (plain) {
            return text(messages.getFirst(), losses); // the client wrote the marks itself
        }
        StringBuilder all = new StringBuilder(schema == Schema.LLAMA ? "<|begin_of_text|>" : "");
        String system = "";
        for (Message message : messages) {
            String text = text(message, losses);
            boolean answer = message.role() == Role.ASSISTANT;
            boolean instruction = isInstruction(message);
            switch (schema) {
                case LLAMA -> {
                    String role = instruction ? "system" : answer ? "assistant" : "user";
                    all.append("<|start_header_id|>").append(role).append("<|end_header_id|>\n\n");
                    all.append(text).append("<|eot_id|>");
                }
                case MISTRAL -> {
                    if (instruction) {
                        system += text + "\n\n";
                    } else {
                        all.append(answer ? text + "</s>" : "<s>[INST] " + system + text + " [/INST]");
                        system = "";
                    }
                }
                case TITAN ->
                    all.append(instruction ? "" : answer ? "Bot: " : "User: ")
                            .append(text)
                            .append('\n');
                case CLAUDE_TEXT ->
                    all.append(instruction ? "" : answer ? "\n\nAssistant: " : "\n\nHuman: ")
                            .append(text);
                default -> all.append(text).append("\n\n");
            }
        }
        return all.append(opening(schema)).toString();
    }

    private static String opening(Schema schema) {
        return switch (schema) {
            case LLAMA -> "<|start_header_id|>assistant<|end_header_id|>\n\n";
            case TITAN -> "Bot:";
            case CLAUDE_TEXT -> "\n\nAssistant:";
            default -> "";
        };
    }

    private static boolean isInstruction(Message message) {
        return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
    }

    private static String text(Message message, Losses losses) {
        StringBuilder text = new StringBuilder();
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Refusal said -> text.append(said.text());
                case Part.ToolResult result -> {
                    losses.adapted("tool_result", "said as text");
                    text.append(text(new Message(Role.TOOL, result.content()), losses));
                }
                case Part.MediaPart _ -> losses.dropped("media", "a model of text");
                case Part.ToolCall _ -> losses.dropped("tool_call", "a model of text");
                case Part.Thinking _, Part.Native _, Part.Made _ -> {}
            }
        }
        return text.toString();
    }
}
