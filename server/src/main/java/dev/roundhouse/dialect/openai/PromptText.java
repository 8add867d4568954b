package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonSpans;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// The text of a request that a model reads, for counting where the provider reported nothing: messages, prompt
/// and the tools' descriptions. Pictures and sound are left out.
final class PromptText {
    private final int charsMax;
    private final StringBuilder text = new StringBuilder();

    private PromptText(int charsMax) {
        this.charsMax = charsMax;
    }

    /// Collects it, one text a line.
    ///
    /// @param body a request that was read before
    /// @param charsMax collect no more than this
    static String of(byte[] body, int charsMax) {
        PromptText all = new PromptText(charsMax);
        JsonSpans json = JsonSpans.plain(body, 0, body.length);
        try {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                all.members(json);
            }
        } catch (JacksonException _) {
            return all.text.toString(); // it was read before; what was collected is what there is
        } finally {
            json.close();
        }
        return all.text.toString();
    }

    private void members(JsonSpans json) {
        while (json.nextToken() != JsonToken.END_OBJECT && text.length() < charsMax) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "messages", "prompt", "suffix", "tools", "functions", "response_format" -> value(json);
                default -> json.skipChildren();
            }
        }
    }

    private void value(JsonSpans json) {
        switch (json.currentToken()) {
            case VALUE_STRING -> {
                json.appendTo(text, charsMax - text.length());
                text.append('\n');
            }
            // A token of a prompt in tokens: as long as the word it stands for, nearly.
            case VALUE_NUMBER_INT -> text.append("a ");
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    value(json);
                }
            }
            case START_OBJECT -> {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    member(json);
                }
            }
            default -> {}
        }
    }

    private void member(JsonSpans json) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
            case "image_url", "video_url", "input_video", "input_audio", "file", "data" -> json.skipChildren();
            default -> value(json);
        }
    }
}
