package dev.roundhouse.selection;

/// One pass over a text's characters, and what was counted on the way.
final class Letters {
    private static final int END = 1_500;

    final int[] counts = new int[128];
    int words;
    int wordLetters;
    int lines;
    int paragraphs;
    int digits;
    int capitals;
    int foreign;
    int sentences;
    int optionLines;
    int optionsAtEnd;
    boolean firstOption;
    char last = ' ';

    private Letters() {}

    static Letters of(String text) {
        Letters letters = new Letters();
        int length = text.length();
        char before = ' ';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            letters.see(c, before);
            if (c == '.' || c == ')' || c == '?' || c == '!') {
                letters.end(text, i, c, before);
            }
            before = c;
        }
        return letters;
    }

    private void see(char c, char before) {
        if (c < 128) {
            counts[c]++;
        } else {
            foreign++;
        }
        if (Words.isLetter(c)) {
            wordLetters++;
            words += Words.isLetter(before) ? 0 : 1;
            capitals += Character.isUpperCase(c) ? 1 : 0;
        } else if (c >= '0' && c <= '9') {
            digits++;
        } else if (c == '\n') {
            lines++;
            paragraphs += before == '\n' ? 1 : 0;
        }
        if (c > ' ') {
            last = c;
        }
    }

    // The end of a sentence, or of an option's letter: `A. ` and `B) `.
    private void end(String text, int at, char c, char before) {
        boolean space = at + 1 == text.length() || text.charAt(at + 1) <= ' ';
        if (!space) {
            return;
        }
        if (c != ')') {
            sentences++;
        }
        boolean option = before >= 'A'
                && before <= 'J'
                && (c == '.' || c == ')')
                && (at < 2 || !Words.isLetter(text.charAt(at - 2)));
        if (!option) {
            return;
        }
        if (at > 1 && text.charAt(at - 2) == '\n') {
            optionLines++;
            firstOption |= before == 'A';
        }
        if (at > text.length() - END) {
            optionsAtEnd++;
        }
    }
}
