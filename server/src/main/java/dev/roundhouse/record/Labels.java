package dev.roundhouse.record;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a caller said about itself and its own user, for the record alone. Each is cut at 256 characters.
///
/// @param app `X-OpenRouter-Title` or `X-Title`
/// @param referer `HTTP-Referer`
/// @param session `session_id` or `x-session-id`
/// @param userHash of `user`: equal users have equal hashes, and the text is not kept
/// @param userAgent `User-Agent`
/// @param origin `Origin`
public record Labels(
        @Nullable String app,
        @Nullable String referer,
        @Nullable String session,
        @Nullable String userHash,
        @Nullable String userAgent,
        @Nullable String origin) {
    /// Nothing was said.
    public static final Labels NONE = new Labels(null, null, null, null, null, null);

    private static final int LENGTH_MAX = 256;
    private static final int HASH_BYTES = 16;

    public Labels {
        app = Texts.clip(app, LENGTH_MAX);
        referer = Texts.clip(referer, LENGTH_MAX);
        session = Texts.clip(session, LENGTH_MAX);
        userHash = Texts.clip(userHash, LENGTH_MAX);
        userAgent = Texts.clip(userAgent, LENGTH_MAX);
        origin = Texts.clip(origin, LENGTH_MAX);
    }

    /// Picks what is known out of a request's labels.
    ///
    /// @param labels with names such as `x_title`, `http_referer`, `session_id`, `user`, `user_agent`, `origin`
    public static Labels of(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return NONE;
        }
        String user = labels.get("user");
        return new Labels(
                labels.get("x_title"),
                labels.get("http_referer"),
                labels.get("session_id"),
                user == null ? null : hash(user),
                labels.get("user_agent"),
                labels.get("origin"));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
