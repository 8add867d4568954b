package dev.roundhouse.selection;

import java.util.Arrays;
import java.util.List;

/// How the functions on offer relate to what is asked: how many there are, what they take, and how many words of
/// the
/// request their names and descriptions share. A request that no function fits is the hardest kind of all.
final class FunctionFit {
    /// How many numbers.
    static final int SIZE = 16;

    private static final int STEM = 5;
    private static final int[] COMMON = stems(List.of(
            ("the a an of to in and is for on with that by at from be as it this are or your my i you can could would"
                            + " please what how which need want get me using use have has should description")
                    .split(" ")));

    private FunctionFit() {}

    static float[] of(Prompt prompt) {
        float[] out = new float[SIZE];
        String functions = prompt.functions();
        if (functions.isBlank()) {
            return out;
        }
        int[] asked = stems(prompt.text(), 0, prompt.text().length());
        counts(functions, out);
        overlaps(functions, asked, out);
        int[] offered = stems(functions, 0, functions.length());
        out[12] = (float) shared(offered, asked) / Math.max(1, asked.length);
        out[13] = functions.contains("\"String\"") || functions.contains("HashMap") || functions.contains("ArrayList")
                ? 1
                : 0;
        int name = functions.indexOf("\"name\"");
        int to = name < 0 ? -1 : functions.indexOf(',', name);
        out[14] = to > 0 && functions.substring(name, to).contains(".") ? 1 : 0;
        return out;
    }

    private static void counts(String functions, float[] out) {
        out[0] = 1;
        out[1] = count(functions, "\"parameters\"");
        out[2] = (float) StrictMath.log1p(count(functions, "\"type\""));
        out[3] = count(functions, "\"required\"");
        out[4] = required(functions);
        out[5] = count(functions, "enum");
        out[6] = count(functions, "array");
        out[7] = count(functions, "ptional") + count(functions, "efault");
    }

    private static int required(String functions) {
        int names = 0;
        for (int at = functions.indexOf("\"required\""); at >= 0; at = functions.indexOf("\"required\"", at + 10)) {
            int from = functions.indexOf('[', at);
            int to = functions.indexOf(']', at);
            if (from < 0 || to < from) {
                break;
            }
            int quotes = 0;
            for (int i = from; i < to; i++) {
                quotes += functions.charAt(i) == '"' ? 1 : 0;
            }
            names += quotes / 2;
        }
        return names;
    }

    // For each function: the share of its own words that were asked for, and of the asked words that it knows.
    private static void overlaps(String functions, int[] asked, float[] out) {
        float most = 0;
        float least = 1;
        float sum = 0;
        float known = 0;
        int parts = 0;
        for (int at = functions.indexOf("\"name\""); at >= 0; ) {
            int next = functions.indexOf("\"name\"", at + 6);
            int parameters = functions.indexOf("\"parameters\"", at);
            int to = next < 0 ? functions.length() : next;
            to = parameters >= 0 && parameters < to ? parameters : Math.min(to, at + 200);
            int[] own = stems(functions, at + 6, to);
            int shared = shared(own, asked);
            float fit = (float) shared / Math.max(1, own.length);
            most = Math.max(most, fit);
            least = Math.min(least, fit);
            known = Math.max(known, (float) shared / Math.max(1, asked.length));
            sum += fit;
            parts++;
            at = next;
        }
        out[8] = most;
        out[9] = parts == 0 ? 0 : sum / parts;
        out[10] = known;
        out[11] = parts == 0 ? 0 : least;
        out[15] = parts;
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static int shared(int[] a, int[] b) {
        int shared = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length; ) {
            if (a[i] == b[j]) {
                shared++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return shared;
    }

    /// The first letters of each word, hashed, ascending, each once, without the commonest. `camelCase` and
    /// `snake_case` are taken apart.
    private static int[] stems(String text, int from, int to) {
        int[] all = new int[16 + (to - from) / 4];
        int size = 0;
        int hash = 0;
        int length = 0;
        char before = ' ';
        for (int i = from; i <= to; i++) {
            char c = i < to ? text.charAt(i) : ' ';
            boolean letter = Words.isLetter(c);
            boolean start = !letter || (Character.isUpperCase(c) && Character.isLowerCase(before));
            if (start && length > 0) {
                if (Arrays.binarySearch(COMMON, hash) < 0) {
                    all = size == all.length ? Arrays.copyOf(all, size * 2) : all;
                    all[size++] = hash;
                }
                length = 0;
            }
            if (letter) {
                hash = length == 0 ? 0x811c9dc5 : hash;
                hash = length < STEM ? Words.step(hash, Words.fold(c)) : hash;
                length++;
            }
            before = c;
        }
        return distinct(all, size);
    }

    private static int[] stems(List<String> words) {
        int[] all = new int[words.size()];
        for (int w = 0; w < all.length; w++) {
            int hash = 0x811c9dc5;
            for (int i = 0; i < Math.min(STEM, words.get(w).length()); i++) {
                hash = Words.step(hash, words.get(w).charAt(i));
            }
            all[w] = hash;
        }
        return distinct(all, all.length);
    }

    private static int[] distinct(int[] all, int size) {
        Arrays.sort(all, 0, size);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || all[i] != all[i - 1]) {
                all[distinct++] = all[i];
            }
        }
        return Arrays.copyOf(all, distinct);
    }
}
