package dev.roundhouse.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The family of a model by its name: what is left without versions, dates and sizes, so that `claude-3.5-haiku`
/// and
/// `claude-haiku-4.5` are both `claude-haiku`.
final class Families {
    private static final Pattern VERSION = Pattern.compile("v?\\d+(\\.\\d+)*[oek]?");
    private static final Pattern SIZE = Pattern.compile("(\\d+x)?[ae]?\\d+(\\.\\d+)?[bmt]");
    private static final Pattern LETTER = Pattern.compile("([a-z])\\d+(\\.\\d+)?");
    private static final Pattern NAMED = Pattern.compile("([a-z]{2,})\\d+(\\.\\d+)*");
    private static final Pattern SUFFIXED = Pattern.compile("\\d+(\\.\\d+)*([a-z]+)");
    private static final List<String> FILLERS =
            List.of("preview", "exp", "instruct", "it", "beta", "latest", "hf", "fp8", "maas");

    /// Names whose makers count them to a family that the name does not show: OpenAI's flagships have names of
    /// their
    /// own since 5.6.
    private static final Map<String, String> SPECIAL = Map.of("openai/gpt-sol", "gpt");

    private Families() {}

    /// The family of a model id; never empty.
    static String of(String id) {
        String author = id.substring(0, id.indexOf('/'));
        String name = id.substring(author.length() + 1);
        List<String> words = new ArrayList<>();
        for (String word : name.split("-", -1)) {
            String kept = kept(word, words.isEmpty());
            if (!kept.isEmpty()) {
                words.add(kept);
            }
        }
        String family = words.isEmpty() ? name : String.join("-", words);
        return SPECIAL.getOrDefault(author + "/" + family, family);
    }

    private static String kept(String word, boolean first) {
        if (VERSION.matcher(word).matches() || SIZE.matcher(word).matches() || FILLERS.contains(word)) {
            return "";
        }
        Matcher letter = LETTER.matcher(word);
        if (letter.matches()) {
            // `k3` in `kimi-k3` is a version, `o3` alone is a name.
            return first ? letter.group(1) : "";
        }
        Matcher named = NAMED.matcher(word);
        if (named.matches()) {
            return named.group(1);
        }
        Matcher suffixed = SUFFIXED.matcher(word);
        return suffixed.matches() ? suffixed.group(2) : word;
    }
}
