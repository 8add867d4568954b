package dev.roundhouse.selection.training;

import dev.roundhouse.selection.Kind;
import java.util.List;
import java.util.Locale;

/// What a person calls the kinds that the data names: by words in the name of the part, else of the task.
final class Kinds {
    private record Name(Kind kind, List<String> words) {}

    // The first that fits counts.
    private static final List<Name> NAMES = List.of(
            new Name(Kind.AGENT, List.of("agentic", "agent-")),
            new Name(Kind.REPAIR, List.of("swebench")),
            new Name(Kind.TOOL_CALLS, List.of("parallel")),
            new Name(Kind.TOOL_CALL, List.of("bfcl", "tool-calling", "tool")),
            new Name(Kind.CONTEST_CODE, List.of("livecodebench")),
            new Name(Kind.SHORT_CODE, List.of("mbpp", "human_eval", "code-generation")),
            new Name(Kind.ARITHMETIC, List.of("gsm", "math-easy", "elementary_mathematics")),
            new Name(Kind.LAW, List.of("law", "jurisprudence")),
            new Name(
                    Kind.MEDICINE,
                    List.of("medic", "health", "clinical", "anatomy", "nutrition", "virology", "aging", "genetics")),
            new Name(
                    Kind.BUSINESS,
                    List.of("econom", "business", "account", "market", "management", "public_relations")),
            new Name(Kind.COMPUTING, List.of("computer", "machine_learning", "security_studies")),
            new Name(Kind.HUMANITIES, List.of("history", "philosophy", "religion", "moral", "logical", "fallacies")),
            new Name(Kind.SOCIETY, List.of("psychology", "sociology", "politic", "foreign", "geography", "sexuality")),
            new Name(
                    Kind.SCIENCE,
                    List.of("physics", "chemistry", "biology", "engineering", "astronomy", "gpqa", "arc_challenge")),
            new Name(Kind.LOGIC, List.of("logicgrid", "reasoning")),
            new Name(Kind.MATHEMATICS, List.of("math", "algebra", "statistics", "knowledge-stem")),
            new Name(Kind.COMMON_SENSE, List.of("commonsense", "winograd", "openbook")),
            new Name(Kind.WRITING, List.of("commongen", "writing")),
            new Name(Kind.FACTS, List.of("qa", "knowledge", "mmlu")),
            new Name(Kind.CHAT, List.of("chat")));

    private Kinds() {}

    static Kind of(String label) {
        String name = label.toLowerCase(Locale.ROOT);
        return NAMES.stream()
                .filter(entry -> entry.words().stream().anyMatch(name::contains))
                .map(Name::kind)
                .findFirst()
                .orElse(Kind.CHAT);
    }
}
