package dev.roundhouse.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the command line asks for.
///
/// @param rounds counted rounds of each comparison; one more is run before them and discarded
/// @param quick shorter windows, fewer steps: for a look, not for quoting
/// @param only the sections to run, in their own order
/// @param profiled what the profile is taken of
record Options(int rounds, boolean quick, List<Section> only, Workload profiled) {

    static final String USAGE = """
            usage: ./roundhouse bench [--quick] [--rounds N] [--only NAME[,NAME...]]
              --quick      at most 90 seconds: one round, short windows
              --rounds N   counted rounds of each comparison (default 3; 1 with --quick)
              --only NAME  sections: %s
                           (default: all but %s)
              --load NAME  what the profile is taken of: %s (default 1kb)""".formatted(
            names(List.of(Section.values())),
            names(Section.ONLY_ON_REQUEST),
            String.join(
                    ", ", Arrays.stream(Workload.values()).map(Workload::option).toList()));

    Options {
        if (rounds < 1 || rounds > 50)
            throw new IllegalArgumentException("--rounds: " + rounds + " (expected: 1 to 50)");
        only = List.copyOf(only);
    }

    /// @throws IllegalArgumentException naming the option and what was expected
    static Options parse(List<String> args) {
        Optional<Integer> rounds = Optional.empty();
        boolean quick = false;
        List<Section> only = Section.byDefault();
        Workload profiled = Workload.KB_1;
        for (int i = 0; i < args.size(); i++) {
            switch (args.get(i)) {
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = Optional.of(number(value(args, ++i)));
                case "--only" -> only = Section.named(value(args, ++i));
                case "--load" -> profiled = Workload.named(value(args, ++i));
                default -> throw new IllegalArgumentException(args.get(i) + ": unknown option");
            }
        }
        return new Options(rounds.orElse(quick ? 1 : 3), quick, only, profiled);
    }

    /// The length of a measuring window, in seconds.
    double seconds(double full) {
        return quick ? full * 0.4 : full;
    }

    private static String value(List<String> args, int at) {
        if (at == args.size()) throw new IllegalArgumentException(args.getLast() + ": a value is missing");
        return args.get(at);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--rounds: " + text + " (expected: a number)", e);
        }
    }

    private static String names(List<Section> sections) {
        return String.join(", ", sections.stream().map(Section::label).toList());
    }
}
