package dev.roundhouse.selection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Kinds of task that no measurement labels, told by what people write when they want them. A rule names the kind
/// alone:
/// which model is good enough is still a matter of measured abilities.
final class KindRules {
    private static final int LOOKED_AT = 1_200;

    private record Rule(Kind kind, List<String> cues) {}

    // The first that fits counts. All cues are looked for in lower case, at the start of a word.
    private static final List<Rule> RULES = List.of(
            new Rule(
                    Kind.TRANSLATION,
                    List.of("translate ", "translation of", "übersetze", "traduce ", "traduis", "翻译", "翻譯")),
            new Rule(
                    Kind.SUMMARY,
                    List.of("summarize", "summarise", "summary of", "tl;dr", "key takeaways", "fasse zusammen")),
            new Rule(
                    Kind.CLASSIFICATION,
                    List.of("classify", "categorize", "categorise", "sentiment of", "which category", "label the ")),
            new Rule(
                    Kind.EXTRACTION,
                    List.of("extract ", "pull out all", "list all the names", "as json", "fill in the fields")),
            new Rule(Kind.QUERY, List.of("sql ", "sql.", "select * from", "create table", "query that returns")),
            new Rule(Kind.FRONT_END, List.of("html", "css ", "react component", "landing page", "tailwind")),
            new Rule(
                    Kind.SHELL,
                    List.of(
                            "bash ",
                            "shell command",
                            "regex",
                            "regular expression",
                            "dockerfile",
                            "kubectl",
                            "crontab")),
            new Rule(
                    Kind.CODE_REVIEW,
                    List.of(
                            "review this code",
                            "what does this code",
                            "explain this code",
                            "what is wrong with this code",
                            "refactor")),
            new Rule(
                    Kind.ROLE_PLAY,
                    List.of(
                            "act as ",
                            "pretend to be",
                            "pretend you are",
                            "role play",
                            "roleplay",
                            "you are a character")),
            new Rule(
                    Kind.REWRITING,
                    List.of("rewrite", "rephrase", "paraphrase", "proofread", "correct the grammar", "make this more")),
            new Rule(
                    Kind.LETTERS,
                    List.of(
                            "write an email",
                            "write a letter",
                            "cover letter",
                            "write a tweet",
                            "linkedin",
                            "blog post",
                            "email to")),
            new Rule(
                    Kind.WRITING,
                    List.of(
                            "write a story",
                            "write a poem",
                            "short story",
                            "poem about",
                            "write a song",
                            "screenplay",
                            "haiku")),
            new Rule(
                    Kind.PLANNING,
                    List.of(
                            "brainstorm",
                            "ideas for",
                            "give me ideas",
                            "make a plan",
                            "itinerary",
                            "plan for",
                            "schedule for")));

    private KindRules() {}

    /// The kind that the words of a prompt name.
    static Optional<Kind> of(Prompt prompt) {
        if (!prompt.functions().isEmpty()) {
            return Optional.empty();
        }
        String text = prompt.text();
        String looked = text.length() <= 2 * LOOKED_AT
                ? text
                : text.substring(0, LOOKED_AT) + " " + text.substring(text.length() - LOOKED_AT);
        String lower = looked.toLowerCase(Locale.ROOT);
        return RULES.stream()
                .filter(rule -> rule.cues().stream().anyMatch(cue -> atWord(lower, cue)))
                .map(Rule::kind)
                .findFirst();
    }

    private static boolean atWord(String text, String cue) {
        for (int at = text.indexOf(cue); at >= 0; at = text.indexOf(cue, at + 1)) {
            if (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)) || Character.isIdeographic(cue.charAt(0))) {
                return true;
            }
        }
        return false;
    }
}
