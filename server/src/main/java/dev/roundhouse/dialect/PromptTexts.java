package dev.roundhouse.dialect;

import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Tool;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The text of a prompt that its model reads, for counting.
public final class PromptTexts {
    private final StringBuilder text = new StringBuilder();
    private final int charsMax;

    private PromptTexts(int charsMax) {
        this.charsMax = charsMax;
    }

    /// All of it, up to a bound.
    ///
    /// @param charsMax collect no more than this
    public static String of(Prompt prompt, int charsMax) {
        PromptTexts texts = new PromptTexts(charsMax);
        switch (prompt) {
            case Prompt.Chat chat -> texts.chat(chat);
            case Prompt.Embed embed -> embed.inputs().forEach(texts::parts);
            case Prompt.Rerank rerank -> {
                texts.add(rerank.query());
                for (JsonNode document : rerank.documents()) {
                    texts.add(document.isString() ? document.stringValue() : JsonTree.text(document));
                }
            }
        }
        return texts.text.toString();
    }

    private void chat(Prompt.Chat chat) {
        for (Message message : chat.messages()) {
            parts(message.parts());
        }
        for (Tool tool : chat.tools()) {
            if (tool instanceof Tool.Function function) {
                add(function.name());
                add(function.description() == null ? "" : function.description());
                add(function.schema() == null ? "" : JsonTree.text(function.schema()));
            }
        }
    }

    private void parts(List<Part> parts) {
        for (Part part : parts) {
            switch (part) {
                case Part.Text said -> add(said.text());
                case Part.Thinking thought -> add(thought.text());
                case Part.ToolCall call -> {
                    add(call.name());
                    add(call.arguments());
                }
                case Part.ToolResult result -> parts(result.content());
                case Part.Refusal refusal -> add(refusal.text());
                case Part.MediaPart _, Part.Native _, Part.Made _ -> {}
            }
        }
    }

    private void add(String more) {
        int room = charsMax - text.length();
        if (room > 0 && !more.isEmpty()) {
            text.append(more, 0, Math.min(room, more.length())).append('\n');
        }
    }
}
