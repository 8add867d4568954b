package dev.roundhouse.admin;

import dev.roundhouse.exchange.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads query parameters into their types and keeps the first one that is wrong. What is not asked for is never
/// read.
final class Asked {
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,12})?");
    private static final int SHOWN_MAX = 40;

    private final Map<String, List<String>> parameters;
    private @Nullable Failure failure;

    /// @param parameters decoded; one without a value counts as not given
    Asked(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /// The first parameter that was wrong; empty while all were right.
    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /// Whether a parameter is there with a value.
    boolean has(String name) {
        return text(name).isPresent();
    }

    /// The parameter's first value.
    Optional<String> text(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .map(String::strip)
                .filter(v -> !v.isEmpty())
                .findFirst();
    }

    /// All values, each cut at its commas, in lower case.
    List<String> list(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .flatMap(v -> Arrays.stream(v.split(",", -1)))
                .map(v -> v.strip().toLowerCase(Locale.ROOT))
                .filter(v -> !v.isEmpty())
                .distinct()
                .toList();
    }

    /// [#list], each value one of a closed set.
    List<String> listOf(String name, Set<String> allowed) {
        List<String> good = new ArrayList<>();
        for (String value : list(name)) {
            if (allowed.contains(value)) {
                good.add(value);
            } else {
                refuse(name, value, "one or more, separated by commas, of " + join(allowed));
            }
        }
        return good;
    }

    /// One value of a closed set, in lower case.
    Optional<String> oneOf(String name, Set<String> allowed) {
        Optional<String> value = text(name).map(v -> v.toLowerCase(Locale.ROOT));
        if (value.isPresent() && !allowed.contains(value.get())) {
            refuse(name, value.get(), allowed.size() == 1 ? join(allowed) : "one of " + join(allowed));
            return Optional.empty();
        }
        return value;
    }

    /// `true` or `1`, `false` or `0`; false when it is not there.
    boolean flag(String name) {
        return oneOf(name, Set.of("true", "1", "false", "0"))
                .filter(v -> v.equals("true") || v.equals("1"))
                .isPresent();
    }

    /// A whole number in a range.
    OptionalLong whole(String name, long least, long most) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (WHOLE.matcher(value.get()).matches()) {
            long number = Long.parseLong(value.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        }
        refuse(name, value.get(), "a whole number from " + least + " to " + most);
        return OptionalLong.empty();
    }

    /// A decimal number as it is written, such as `2.50`: not negative, at most nine digits before the point.
    Optional<String> decimal(String name) {
        Optional<String> value = text(name);
        if (value.isPresent() && !DECIMAL.matcher(value.get()).matches()) {
            refuse(name, value.get(), "a decimal number that is not negative, such as 2.50");
            return Optional.empty();
        }
        return value;
    }

    /// A decimal number up to a bound.
    OptionalDouble number(String name, double most) {
        Optional<String> value = decimal(name);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        double number = Double.parseDouble(value.get());
        if (number > most) {
            refuse(name, value.get(), "a decimal number from 0 to " + (long) most);
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(number);
    }

    private void refuse(String name, String value, String expected) {
        if (failure == null) {
            String shown = value.length() > SHOWN_MAX ? value.substring(0, SHOWN_MAX) + "…" : value;
            failure = Failure.CallerFault.field(name, "'" + shown + "' (expected: " + expected + ")");
        }
    }

    private static String join(Set<String> allowed) {
        return String.join(", ", new TreeSet<>(allowed));
    }
}
