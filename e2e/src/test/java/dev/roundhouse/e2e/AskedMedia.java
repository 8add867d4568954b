package dev.roundhouse.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Media of a request, compared by their bytes or their address.
final class AskedMedia {
    private static final int SHOWN = 40;
    private static final int ID_MAX = 100;

    private AskedMedia() {}

    /// One of them.
    ///
    /// @param form `url`, `file`, `text` or `inline`
    /// @param data the address, id or base64
    /// @param words what it is where it can only be said as text, without blanks
    /// @param name its name, without blanks
    record Medium(String role, String kind, String form, String data, String words, String name) {
        String feature() {
            return kind + "_" + form;
        }

        String brief() {
            return role + " " + kind + " " + data.length() + ":" + data.substring(0, Math.min(SHOWN, data.length()));
        }
    }

    static Medium medium(String role, String kind, String where, String name) {
        if (where.contains("://") && !where.startsWith("data:")) {
            return new Medium(role, kind, "url", where, where, name);
        }
        if (where.startsWith("file") && where.length() < ID_MAX) {
            return new Medium(role, kind, "file", where, where, name);
        }
        String data = where.startsWith("data:") ? where.substring(where.indexOf(',') + 1) : where;
        String plain = data.replaceAll("\\s+", "").replace('-', '+').replace('_', '/').replace("=", "");
        return new Medium(role, kind, "inline", plain, "", name);
    }

    static Medium plain(String role, String text, String name) {
        String data = Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return new Medium(role, "document", "text", data, Question.bare(text), name);
    }

    /// Notes those that were not heard; what is said of them in words instead is taken out of the turns.
    static void differences(List<Medium> said, List<Medium> heard, List<String> turns, Map<String, String> found) {
        List<Medium> left = new ArrayList<>(heard);
        List<Medium> missing = new ArrayList<>();
        for (Medium medium : said) {
            if (!take(left, medium, true)) {
                missing.add(medium);
            }
        }
        for (Medium medium : missing) {
            Medium other = other(left, medium);
            if (other != null) {
                left.remove(other);
                boolean moved = other.kind.equals(medium.kind);
                found.put(moved ? "tool_media" : medium.feature(), medium.brief() + " became " + other.brief());
                continue;
            }
            found.put(medium.role.equals("tool") ? "tool_" + medium.feature() : medium.feature(), medium.brief() + " became nothing");
            spoken(turns, medium);
        }
        if (!left.isEmpty()) {
            found.put("media", "nothing became " + left.stream().map(Medium::brief).toList());
        }
    }

    // An address or a text that stands in a turn.
    private static void spoken(List<String> turns, Medium medium) {
        if (medium.words.isEmpty()) {
            return;
        }
        for (String way : List.of(
                "[" + medium.kind + ":" + medium.words + "]", medium.name + medium.words, medium.words)) {
            if (cut(turns, way)) {
                return;
            }
        }
    }

    /// Takes a text out of the first turn that has it.
    static boolean cut(List<String> turns, String words) {
        for (int i = 0; !words.isEmpty() && i < turns.size(); i++) {
            int at = turns.get(i).indexOf(words);
            if (at > 0) {
                String rest = turns.get(i).substring(0, at) + turns.get(i).substring(at + words.length());
                if (rest.equals("user text ")) {
                    turns.remove(i);
                } else {
                    turns.set(i, rest);
                }
                return true;
            }
        }
        return false;
    }

    private static boolean take(List<Medium> left, Medium medium, boolean role) {
        for (Medium one : left) {
            if (one.kind.equals(medium.kind)
                    && one.data.equals(medium.data)
                    && (!role || one.role.equals(medium.role))) {
                return left.remove(one);
            }
        }
        return false;
    }

    private static @org.jspecify.annotations.Nullable Medium other(List<Medium> left, Medium medium) {
        return left.stream()
                .filter(one -> one.data.equals(medium.data))
                .findFirst()
                .orElse(null);
    }
}
