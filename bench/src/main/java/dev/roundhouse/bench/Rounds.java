package dev.roundhouse.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The samples of one comparison: contender by contender within a round, round after round, so that what disturbs
/// the machine disturbs all alike. The first round is discarded.
///
/// @param samples the counted ones, by contender, in order
/// @param errors what went wrong in any round, the discarded one too
record Rounds(Map<String, List<Sample>> samples, List<String> errors) {

    static Rounds run(int counted, List<Contender> contenders, Function<Contender, Sample> measure) {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        List<String> errors = new ArrayList<>();
        for (int round = 0; round <= counted; round++) {
            for (Contender contender : contenders) {
                Sample sample = measure.apply(contender);
                sample.error().map(what -> contender.name() + ": " + what).ifPresent(errors::add);
                if (round > 0)
                    samples.computeIfAbsent(contender.name(), _ -> new ArrayList<>())
                            .add(sample);
            }
        }
        return new Rounds(samples, errors);
    }

    /// Empty when the contender did not take part.
    Optional<Spread> of(String contender, ToDoubleFunction<Sample> figure) {
        return Optional.ofNullable(samples.get(contender)).map(rounds -> Spread.of(rounds, figure));
    }

    /// Compares two contenders round by round, then takes the median: it is steadier than a ratio of medians.
    Optional<Spread> paired(String contender, String base, ToDoubleBiFunction<Sample, Sample> compare) {
        List<Sample> left = samples.get(contender);
        List<Sample> right = samples.get(base);
        if (left == null || right == null) return Optional.empty();
        List<Integer> rounds = IntStream.range(0, left.size()).boxed().toList();
        return Optional.of(Spread.of(rounds, round -> compare.applyAsDouble(left.get(round), right.get(round))));
    }

    Optional<Spread> ratio(String contender, String base, ToDoubleFunction<Sample> figure) {
        return paired(contender, base, (one, other) -> figure.applyAsDouble(one) / figure.applyAsDouble(other));
    }
}
