package dev.roundhouse.dialect.cohere;

import dev.roundhouse.exchange.Media;
import java.util.Locale;

/// Pictures as Cohere has them: an address, or a `data:` address with the bytes in it.
final class DataUrls {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64,";

    private DataUrls() {}

    /// @param detail null unsaid
    static Media image(String url, @org.jspecify.annotations.Nullable String detail) {
        int comma = url.indexOf(BASE64);
        if (comma < 0 || !url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return new Media(Media.Kind.IMAGE, new Media.Url(url), null, null, detail);
        }
        String type = url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        String data = url.substring(comma + BASE64.length());
        return new Media(Media.Kind.IMAGE, new Media.Base64(data), type.isEmpty() ? null : type, null, detail);
    }

    /// Null where the bytes are not here and nobody's address leads to them.
    static @org.jspecify.annotations.Nullable String of(Media media) {
        return switch (media.source()) {
            case Media.Url(String url) -> url;
            case Media.Base64(String data) ->
                SCHEME + (media.type() == null ? "image/png" : media.type()) + BASE64 + data;
            case Media.FileId _, Media.Plain _ -> null;
        };
    }
}
