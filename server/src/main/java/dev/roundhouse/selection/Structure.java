package dev.roundhouse.selection;

import java.util.Arrays;
import java.util.List;

/// What a prompt looks like, in numbers that have nothing to do with its subject: lengths, marks, layout, forms
/// of
/// question, and how the offered functions relate to what is asked.
final class Structure {
    /// Words whose presence is a feature: forms of question, kinds of task, and what mathematics and code speak
    /// of.
    private static final List<String> TELLING = List.of(
            ("what which who when where why how calculate find compute determine prove explain describe write create list"
                            + " give implement function return python java sql translate summarize classify extract"
                            + " following true false not except best most least would should could if each every total"
                            + " many much sum minimum maximum number probability equation integer array string tree graph"
                            + " modulo time per percent")
                    .split(" "));

    private static final List<String> MARKS = List.of(
            "```",
            "[asy]",
            "\\boxed",
            "Answer:",
            "class Solution",
            "def ",
            "Traceback",
            "Input",
            "Example",
            "Starter code",
            "http");
    private static final String COUNTED = "$\\?.,(={`_\"':<+^/-%";
    private static final int[] TELLING_SLOTS = slots(TELLING);
    private static final int NUMBERS_READ = 200;

    /// How many numbers describe a prompt.
    static final int SIZE =
            6 + 4 + COUNTED.length() + MARKS.size() + 3 + 6 + 2 + 5 + TELLING.size() + FunctionFit.SIZE + 4;

    private final float[] values = new float[SIZE];
    private int at;

    private Structure() {}

    static float[] of(Prompt prompt, Words words) {
        Structure structure = new Structure();
        String text = prompt.text();
        Letters letters = Letters.of(text);
        structure.lengths(prompt, letters);
        structure.marks(text, letters);
        structure.layout(text, words, letters);
        structure.numbers(text);
        structure.telling(words);
        structure.functions(prompt, words);
        return structure.values;
    }

    private void put(double value) {
        values[at++] = (float) value;
    }

    private static double log(int count) {
        return StrictMath.log1p(count);
    }

    private void lengths(Prompt prompt, Letters letters) {
        String text = prompt.text();
        put(log(text.length() + prompt.functions().length()));
        put(log(text.length()));
        put(log(prompt.functions().length()));
        put(log(letters.words));
        put(log(letters.lines));
        put(log(letters.paragraphs));
        double length = Math.max(1, text.length());
        put(log(letters.digits));
        put(letters.digits / length);
        put(letters.capitals / length);
        put(letters.foreign / length);
    }

    private void marks(String text, Letters letters) {
        for (int i = 0; i < COUNTED.length(); i++) {
            put(log(letters.counts[COUNTED.charAt(i)]));
        }
        for (String mark : MARKS) {
            put(text.contains(mark) ? 1 : 0);
        }
        put(letters.firstOption ? 1 : 0);
        put(letters.optionLines);
        put(letters.optionsAtEnd);
    }

    private void layout(String text, Words words, Letters letters) {
        int count = Math.max(1, letters.words);
        put((double) letters.wordLetters / count);
        put((double) distinct(words) / count);
        put(letters.counts['?'] > 0 ? 1 : 0);
        put(letters.last == '?' ? 1 : 0);
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        put(Character.isLowerCase(first) ? 1 : 0);
        put(Character.isUpperCase(first) ? 1 : 0);
        int sentences = Math.max(1, letters.sentences);
        put((double) letters.words / sentences);
        put(log(sentences));
    }

    private static int distinct(Words words) {
        int[] seen = new int[words.count()];
        int size = 0;
        for (int i = 0; i < words.count(); i++) {
            if (words.isWord(i)) {
                seen[size++] = words.hash(i);
            }
        }
        Arrays.sort(seen, 0, size);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || seen[i] != seen[i - 1]) {
                distinct++;
            }
        }
        return distinct;
    }

    private void numbers(String text) {
        double[] found = new double[NUMBERS_READ];
        int size = 0;
        double power = 0;
        int powers = 0;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                i++;
                continue;
            }
            int to = i;
            double value = 0;
            while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
                value = value * 10 + (text.charAt(to) - '0');
                to++;
            }
            if (isPowerOfTen(text, i)) {
                power = Math.max(power, Math.min(value, 100));
                powers++;
            }
            if (size < NUMBERS_READ && to - i < 16) {
                found[size++] = value;
            }
            i = to;
        }
        Arrays.sort(found, 0, size);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            distinct += i == 0 || found[i] != found[i - 1] ? 1 : 0;
        }
        put(log(size));
        put(size == 0 ? 0 : StrictMath.log1p(found[size - 1]));
        put(distinct);
        put(power);
        put(powers);
    }

    private static boolean isPowerOfTen(String text, int at) {
        int before = at - 1;
        if (before >= 0 && text.charAt(before) == '{') {
            before--;
        }
        return before >= 2
                && text.charAt(before) == '^'
                && text.charAt(before - 1) == '0'
                && text.charAt(before - 2) == '1';
    }

    private void telling(Words words) {
        int from = at;
        for (int i = 0; i < words.count(); i++) {
            if (words.isWord(i)) {
                int slot = slot(words.hash(i));
                if (slot >= 0) {
                    values[from + slot] = 1;
                }
            }
        }
        at = from + TELLING.size();
    }

    private void functions(Prompt prompt, Words words) {
        for (float value : FunctionFit.of(prompt)) {
            put(value);
        }
        put(count(words, AND));
        put(count(words, ALSO));
        String text = prompt.text();
        put(quoted(text));
        put(prompt.functions().isEmpty() ? 0 : 1);
    }

    private static final int AND = Words.hashOf("and");
    private static final int ALSO = Words.hashOf("also");

    private static int count(Words words, int hash) {
        int count = 0;
        for (int i = 0; i < words.count(); i++) {
            count += words.hash(i) == hash ? 1 : 0;
        }
        return count;
    }

    private static int quoted(String text) {
        int pairs = 0;
        int open = -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\'') {
                if (open >= 0 && i > open + 1) {
                    pairs++;
                    open = -1;
                } else {
                    open = i;
                }
            }
        }
        return pairs;
    }

    private static int slot(int hash) {
        int mask = TELLING_SLOTS.length / 2 - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            int word = TELLING_SLOTS[2 * i + 1];
            if (word == 0) {
                return -1;
            }
            if (TELLING_SLOTS[2 * i] == hash) {
                return word - 1;
            }
        }
    }

    // An open table of 256 places: hash and position + 1 of each telling word.
    private static int[] slots(List<String> words) {
        int[] table = new int[512];
        for (int w = 0; w < words.size(); w++) {
            int hash = Words.hashOf(words.get(w));
            int i = hash & 255;
            while (table[2 * i + 1] != 0) {
                i = (i + 1) & 255;
            }
            table[2 * i] = hash;
            table[2 * i + 1] = w + 1;
        }
        return table;
    }
}
