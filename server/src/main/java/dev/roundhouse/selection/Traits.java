package dev.roundhouse.selection;

import java.util.Arrays;
import java.util.List;

/// What may be said of a prompt beside its kind.
///
/// @param tools whether functions are on offer
/// @param structured whether the answer must keep to a schema
/// @param language `en` and other codes by script and common words; `und` when it cannot be told
/// @param length `short` below 200 input tokens, `medium` below 2,000, `long` below 20,000, else `very-long`
/// @param modality `text`, or what comes with it: `image`, `audio`, `video`, `file`
public record Traits(boolean tools, boolean structured, String language, String length, String modality) {
    private static final int LOOKED_AT = 400;

    static Traits of(Prompt prompt) {
        String modality = List.of("image", "audio", "video", "file").stream()
                .filter(prompt.needs()::contains)
                .findFirst()
                .orElse("text");
        return new Traits(
                !prompt.functions().isEmpty() || prompt.needs().contains("tools"),
                prompt.needs().contains("json_schema"),
                language(prompt.text()),
                length(prompt.inputTokensOrEstimate()),
                modality);
    }

    private static String length(long tokens) {
        if (tokens < 200) {
            return "short";
        }
        if (tokens < 2_000) {
            return "medium";
        }
        return tokens < 20_000 ? "long" : "very-long";
    }

    private static String language(String text) {
        int[] scripts = new int[SCRIPTS.length];
        int latin = 0;
        int end = Math.min(text.length(), LOOKED_AT);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c < 0x250 && Character.isLetter(c)) {
                latin++;
            } else if (c >= 0x370) {
                for (int s = 0; s < SCRIPTS.length; s++) {
                    scripts[s] += c >= SCRIPTS[s].from && c <= SCRIPTS[s].to ? 1 : 0;
                }
            }
        }
        for (int s = 0; s < SCRIPTS.length; s++) {
            if (scripts[s] * 4 > latin) {
                return SCRIPTS[s].language;
            }
        }
        return latin == 0 ? "und" : latinLanguage(text.substring(0, end));
    }

    private record Script(char from, char to, String language) {}

    // Kana before Chinese signs, which Japanese uses too.
    private static final Script[] SCRIPTS = {
        new Script('\u3040', '\u30ff', "ja"), new Script('\uac00', '\ud7af', "ko"),
        new Script('\u4e00', '\u9fff', "zh"), new Script('\u0400', '\u04ff', "ru"),
        new Script('\u0600', '\u06ff', "ar"), new Script('\u0900', '\u097f', "hi"),
        new Script('\u0370', '\u03ff', "el"), new Script('\u0590', '\u05ff', "he"),
        new Script('\u0e00', '\u0e7f', "th"),
    };

    private record Common(String language, int[] words) {
        Common(String language, String words) {
            this(
                    language,
                    Arrays.stream(words.split(" "))
                            .mapToInt(Words::hashOf)
                            .sorted()
                            .toArray());
        }
    }

    private static final List<Common> COMMON = List.of(
            new Common("en", "the of and to is in that for what with"),
            new Common("de", "der die und das ist nicht ein mit für auf"),
            new Common("fr", "le la les des est et une pour dans que"),
            new Common("es", "el los las una por que con para del y"),
            new Common("it", "il di che per una con sono del della non"),
            new Common("pt", "o os uma para com não que do da em"),
            new Common("nl", "het een van en niet dat voor met zijn op"));

    private static String latinLanguage(String text) {
        Words words = Words.of(text);
        int[] found = new int[COMMON.size()];
        for (int i = 0; i < words.count(); i++) {
            for (int c = 0; c < found.length && words.isWord(i); c++) {
                found[c] += Arrays.binarySearch(COMMON.get(c).words, words.hash(i)) >= 0 ? 1 : 0;
            }
        }
        String best = "und";
        int most = 0;
        for (int c = 0; c < found.length; c++) {
            if (found[c] > most) {
                most = found[c];
                best = COMMON.get(c).language;
            }
        }
        return best;
    }
}
