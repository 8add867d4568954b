package dev.roundhouse.dialect.ollama;

import dev.roundhouse.exchange.Media;

/// Pictures as Ollama has them: bare base64, which does not say what it is. The first characters tell.
final class Pictures {
    private Pictures() {}

    static Media media(String given) {
        // Some clients send what a browser calls it.
        int comma = given.startsWith("data:") ? given.indexOf(',') : -1;
        String data = given.substring(comma + 1);
        return new Media(Media.Kind.IMAGE, new Media.Base64(data), type(data), null, null);
    }

    private static String type(String base64) {
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (base64.startsWith("R0lGOD")) {
            return "image/gif";
        }
        return base64.startsWith("UklGR") ? "image/webp" : "image/png";
    }
}
