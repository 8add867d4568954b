package dev.roundhouse.dialect.openai;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import tools.jackson.databind.node.ObjectNode;

/// What a model made, as members of a message.
final class MadeMedia {
    private MadeMedia() {}

    /// `images` for a picture, `audio` for sound; empty for what has no place in a message.
    ///
    /// @param index of the picture among those of the message
    static ObjectNode write(Part.Made made, int index) {
        ObjectNode message = JsonTree.object();
        Media media = made.media();
        switch (media.kind()) {
            case IMAGE -> {
                ObjectNode image = message.putArray("images").addObject();
                image.put("index", index).put("type", "image_url");
                image.putObject("image_url").put("url", ChatMedia.link(media, "image/png"));
            }
            case AUDIO -> {
                ObjectNode audio = message.putObject("audio");
                audio.put("id", made.extras().path("id").asString("audio"));
                audio.put("data", media.source() instanceof Media.Base64(String data) ? data : "");
                audio.put("transcript", made.extras().path("transcript").asString(""));
                audio.put("expires_at", made.extras().path("expires_at").asLong(0));
            }
            case DOCUMENT, VIDEO -> {}
        }
        return message;
    }
}
