package dev.roundhouse.selection.auto;

import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Tool;
import dev.roundhouse.selection.Prompt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a choice looks at: instructions, the last turns and the functions of a conversation, all bounded.
///
/// @param prompt for the selector
/// @param opening instructions and first turn, by which a conversation is known again; empty when there are none
record Asking(Prompt prompt, String opening) {
    private static final int TREE_BYTES_MAX = 1024 * 1024;
    private static final int SYSTEM_CHARS_MAX = 4_000;
    private static final int TURNS_CHARS_MAX = 16_000;
    private static final int TURN_CHARS_MAX = 8_000;
    private static final int ANSWER_CHARS_MAX = 1_000;
    private static final int FUNCTIONS_CHARS_MAX = 16_000;
    private static final int OPENING_CHARS_MAX = 8_000;
    private static final int CHARS_PER_TOKEN = 4;
    private static final int TOKENS_PER_TURN = 4;
    // A picture of middling size; sound and documents are of the same order.
    private static final int TOKENS_PER_MEDIUM = 800;

    /// Reads it out of a request.
    ///
    /// @throws dev.roundhouse.dialect.Cursor.Unacceptable when a member is not what it must be
    static Asking of(ClientDialect dialect, GenerationRequest request) {
        if (request.body().length <= TREE_BYTES_MAX
                && dialect instanceof HubClient hub
                && hub.prompt(request) instanceof dev.roundhouse.exchange.Prompt.Chat chat) {
            return new Reader(request).read(chat);
        }
        String text = dialect.promptText(request, TURNS_CHARS_MAX);
        long tokens = Math.max(1, request.body().length / CHARS_PER_TOKEN);
        return new Asking(
                new Prompt(text, "", request.needs(), tokens, request.maxOutput()), cut(text, OPENING_CHARS_MAX));
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }

    /// One pass over a conversation.
    private static final class Reader {
        private final GenerationRequest request;
        private final StringBuilder system = new StringBuilder();
        private long chars;
        private long others;

        Reader(GenerationRequest request) {
            this.request = request;
        }

        Asking read(dev.roundhouse.exchange.Prompt.Chat chat) {
            String first = "";
            Deque<String> turns = new ArrayDeque<>();
            int held = 0;
            for (Message message : chat.messages()) {
                String text = text(message.parts());
                chars += text.length();
                others += TOKENS_PER_TURN;
                if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                    system.append(cut(text, SYSTEM_CHARS_MAX - Math.min(SYSTEM_CHARS_MAX, system.length())))
                            .append('\n');
                    continue;
                }
                first = first.isEmpty() ? cut(text, OPENING_CHARS_MAX) : first;
                String turn = cut(text, message.role() == Role.ASSISTANT ? ANSWER_CHARS_MAX : TURN_CHARS_MAX);
                turns.addLast(turn);
                held += turn.length();
                while (held > TURNS_CHARS_MAX && turns.size() > 1) {
                    held -= turns.removeFirst().length();
                }
            }
            String functions = functions(chat.tools());
            chars += functions.length();
            String said = String.join("\n\n", turns);
            long tokens = Math.max(1, chars / CHARS_PER_TOKEN + others);
            Prompt prompt = new Prompt(
                    system.isEmpty() ? said : system.toString().strip() + "\n\n" + said,
                    cut(functions, FUNCTIONS_CHARS_MAX),
                    request.needs(),
                    tokens,
                    request.maxOutput());
            return new Asking(prompt, first.isEmpty() ? "" : system + "\u0000" + first);
        }

        private String text(List<Part> parts) {
            if (parts.size() == 1 && parts.getFirst() instanceof Part.Text only) {
                return only.text();
            }
            StringBuilder text = new StringBuilder();
            for (Part part : parts) {
                switch (part) {
                    case Part.Text said -> text.append(said.text()).append('\n');
                    case Part.ToolCall call -> text.append(call.arguments()).append('\n');
                    case Part.ToolResult result ->
                        text.append(text(result.content())).append('\n');
                    case Part.Refusal refusal -> text.append(refusal.text()).append('\n');
                    case Part.Thinking thought -> chars += thought.text().length();
                    case Part.MediaPart _, Part.Made _ -> others += TOKENS_PER_MEDIUM;
                    case Part.Native _ -> {}
                }
            }
            return text.toString();
        }

        private static String functions(List<Tool> tools) {
            ArrayNode list = JsonTree.array();
            for (Tool tool : tools) {
                if (tool instanceof Tool.Function function) {
                    ObjectNode one = list.addObject().put("name", function.name());
                    if (function.description() != null) {
                        one.put("description", function.description());
                    }
                    if (function.schema() != null) {
                        one.set("parameters", function.schema());
                    }
                }
            }
            return list.isEmpty() ? "" : JsonTree.text(list);
        }
    }
}
