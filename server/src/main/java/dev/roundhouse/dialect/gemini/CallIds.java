package dev.roundhouse.dialect.gemini;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Joins calls of tools and their results, which here often have names only: a result belongs to the first call
/// of its
/// name that has none yet. Made for one conversation.
final class CallIds {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private record Open(String id, String name) {}

    private final List<Open> open = new ArrayList<>();

    /// The id of a call: its own, else one made of where it stands and what it says.
    String call(@Nullable String id, String name, String where) {
        String known = id == null || id.isEmpty() ? made(where, name) : id;
        open.add(new Open(known, name));
        return known;
    }

    /// The id of the call that a result answers.
    String result(@Nullable String id, String name, String where) {
        for (int i = 0; i < open.size(); i++) {
            Open one = open.get(i);
            boolean same = (id == null || id.isEmpty()) ? one.name.equals(name) : one.id.equals(id);
            if (same) {
                return open.remove(i).id;
            }
        }
        return id == null || id.isEmpty() ? made(where, name) : id;
    }

    /// An id for a call that has none: the same for the same call.
    static String made(String where, String what) {
        long hash = FNV_OFFSET;
        for (byte b : (where + '\n' + what).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return "call_" + HexFormat.of().toHexDigits(hash);
    }
}
