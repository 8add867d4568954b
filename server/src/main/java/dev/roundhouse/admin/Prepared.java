package dev.roundhouse.admin;

import dev.roundhouse.wire.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// A finished answer that many ask for: its bytes, the same compressed, and a strong ETag for each of the two.
final class Prepared {
    private static final String GZIP = "gzip";
    private static final int TAG_BYTES = 16;

    private final String contentType;
    private final byte[] body;
    private final byte @Nullable [] compressed;
    private final String tag;

    private Prepared(String contentType, byte[] body, byte @Nullable [] compressed) {
        this.contentType = contentType;
        this.body = body;
        this.compressed = compressed;
        this.tag = hash(body);
    }

    /// An answer that is given often: it is compressed once, here.
    static Prepared often(byte[] json) {
        return new Prepared("application/json", json, compress(json));
    }

    /// An answer that is given once, never compressed: that would cost each caller more than it saves.
    static Prepared once(String contentType, byte[] body) {
        return new Prepared(contentType, body, null);
    }

    /// [#once] of JSON.
    static Prepared once(byte[] json) {
        return once("application/json", json);
    }

    /// The answer to one who asks: all of it as the client can read it, or 304 where the client has it already.
    Page.Reply reply(Page.Query query) {
        boolean gzip = compressed != null && takesGzip(query.headers().getOrDefault("accept-encoding", ""));
        List<String> known = tags(query.headers().getOrDefault("if-none-match", ""));
        if (known.contains(tag(gzip)) || known.contains("*")) {
            return new Page.Content(304, contentType, new byte[0], headers(tag(gzip)));
        }
        if (compressed != null && known.contains(tag(!gzip))) {
            return new Page.Content(304, contentType, new byte[0], headers(tag(!gzip)));
        }
        if (compressed == null || !gzip) {
            return new Page.Content(200, contentType, body, headers(tag(false)));
        }
        Map<String, String> headers = new LinkedHashMap<>(headers(tag(true)));
        headers.put("content-encoding", GZIP);
        return new Page.Content(200, contentType, compressed, headers);
    }

    private Map<String, String> headers(String etag) {
        // Shared caches may not keep what came for a key; the client's own cache asks each time and mostly gets a
        // 304.
        return compressed == null
                ? Map.of("etag", etag, "cache-control", "no-cache")
                : Map.of("etag", etag, "cache-control", "no-cache", "vary", "accept-encoding");
    }

    private String tag(boolean gzip) {
        return gzip ? "\"" + tag + "-" + GZIP + "\"" : "\"" + tag + "\"";
    }

    private static List<String> tags(String header) {
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .map(one -> one.startsWith("W/") ? one.substring("W/".length()) : one)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    /// Whether `gzip` (or `*`) is named with any weight above zero.
    private static boolean takesGzip(String header) {
        boolean any = false;
        for (String part : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] pieces = part.split(";", -1);
            String coding = pieces[0].strip();
            boolean refused = Arrays.stream(pieces)
                    .skip(1)
                    .map(String::strip)
                    .anyMatch(weight -> weight.matches("q\\s*=\\s*0(\\.0*)?"));
            if (coding.equals(GZIP) || coding.equals("x-gzip")) {
                return !refused;
            }
            any |= coding.equals("*") && !refused;
        }
        return any;
    }

    private static byte[] compress(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
