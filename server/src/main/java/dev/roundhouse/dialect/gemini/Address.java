package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a request's address says: the model, what is asked of it, and how a stream is framed.
///
/// @param model its id, decoded, without a leading `models/`
/// @param verb such as `generateContent`
/// @param events whether a stream is to come as server-sent events, not as a list
record Address(String model, String verb, boolean events) {
    private static final String MODELS = "/models/";

    /// Reads an address.
    ///
    /// @param path as it came, percent-encoded
    /// @param query as it came
    /// @throws Unacceptable when it names no model or no verb, or holds a key
    static Address of(String path, String query) {
        if (parameter(query, "key") != null) {
            throw new Unacceptable(
                    "key",
                    "a key in the address, where every log on the way reads it (expected: the header x-goog-api-key)");
        }
        int from = path.indexOf(MODELS);
        String name = from < 0 ? "" : decoded(path.substring(from + MODELS.length()));
        int colon = name.lastIndexOf(':');
        if (colon <= 0 || colon == name.length() - 1) {
            throw new Unacceptable("path", "no verb behind the model's id (expected: /models/ID:generateContent)");
        }
        String alt = parameter(query, "alt");
        String framing = alt == null ? parameter(query, "$alt") : alt;
        return new Address(
                bare(name.substring(0, colon)),
                name.substring(colon + 1),
                framing != null && framing.startsWith("sse"));
    }

    /// A model's id without the collection it is in.
    static String bare(String model) {
        return model.startsWith("models/") ? model.substring("models/".length()) : model;
    }

    private static @Nullable String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                return equals < 0 ? "" : decoded(pair.substring(equals + 1));
            }
        }
        return null;
    }

    private static String decoded(String text) {
        try {
            // A plus sign in a path is a plus sign.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Unacceptable("path", "not percent-encoded UTF-8");
        }
    }
}
