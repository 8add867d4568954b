package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.dialect.Cursor.Unacceptable;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// `/model/{id}/{verb}`, the id percent-encoded: ids hold colons, those that are ARNs slashes too.
final class Paths {
    private static final String PREFIX = "/model/";

    private Paths() {}

    /// The model that a path names.
    static String model(String path) {
        int verb = path.lastIndexOf('/');
        int from = path.indexOf(PREFIX) + PREFIX.length();
        if (from < PREFIX.length() || verb <= from) {
            throw new Unacceptable("modelId", "missing (expected: /model/MODEL/VERB)");
        }
        try {
            // A plus sign in a path is a plus sign.
            String id = path.substring(from, verb).replace("+", "%2B");
            return URLDecoder.decode(id, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Unacceptable("modelId", "not percent-encoded as it should be");
        }
    }

    /// The verb of a path, such as `converse-stream`.
    static String verb(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// The path for a model.
    static String of(String model, String verb) {
        return PREFIX + URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20") + "/" + verb;
    }
}
