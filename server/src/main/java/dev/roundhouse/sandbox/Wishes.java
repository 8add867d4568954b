package dev.roundhouse.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// What a request asks of the sandbox itself: pace, length and faults.
///
/// The text form is a list separated by `;`, the same in both headers and in model names:
/// `ttft=300ms;rate=50;cut=3`.
/// A number alone is a status. Numbers that are left out have defaults.
///
/// @param pace how fast
/// @param tokens how long the answer's text should be, where that was said
/// @param faults what goes wrong
record Wishes(Pace pace, OptionalInt tokens, List<Fault> faults) {
    static final String KNOWN =
            "ttft=DURATION, rate=TOKENS_PER_SECOND, tokens=N, status=CODE, retry-after=VALUE, reset, silence,"
                    + " stall=N, cut=N, malformed=N, no-terminal, gzip, drip";

    static final int TOKENS_MAX = 100_000;
    private static final int FRAMES_DEFAULT = 3;
    private static final int FRAMES_MAX = 1_000_000;
    private static final int STATUS_DEFAULT = 500;

    Wishes {
        faults = List.copyOf(faults);
    }

    /// What a text says.
    sealed interface Parsed {}

    /// @param wishes what it asks for
    record Understood(Wishes wishes) implements Parsed {}

    /// @param why names the item, and what is known
    record Misunderstood(String why) implements Parsed {}

    static Parsed parse(String text) {
        Reader reader = new Reader();
        for (String item : text.split(";", -1)) {
            if (!item.isBlank() && !reader.item(item.strip())) {
                return new Misunderstood(
                        "\"" + item.strip() + "\" is not a wish that the sandbox knows (expected: " + KNOWN + ")");
            }
        }
        return new Understood(reader.wishes());
    }

    private static final class Reader {
        private Duration firstToken = Duration.ZERO;
        private Duration perToken = Duration.ZERO;
        private OptionalInt tokens = OptionalInt.empty();
        private OptionalInt status = OptionalInt.empty();
        private String retryAfter = "";
        private final List<Fault> faults = new ArrayList<>();

        boolean item(String item) {
            int equals = item.indexOf('=');
            String name =
                    (equals < 0 ? item : item.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : item.substring(equals + 1).strip();
            try {
                return name.chars().allMatch(Character::isDigit) ? status(name) : named(name, value);
            } catch (IllegalArgumentException | ArithmeticException e) {
                return false; // a number that is none, or out of bounds
            }
        }

        Wishes wishes() {
            if (status.isPresent() || !retryAfter.isEmpty()) {
                faults.addFirst(new Fault.Status(status.orElse(503), retryAfter));
            }
            return new Wishes(new Pace(firstToken, perToken), tokens, faults);
        }

        private boolean named(String name, String value) {
            return switch (name) {
                case "ttft" -> firstToken(duration(value));
                case "rate" -> perToken(Double.parseDouble(value));
                case "tokens" -> tokens(number(value, 1, TOKENS_MAX));
                case "status" -> status(value.isEmpty() ? "" + STATUS_DEFAULT : value);
                case "retry-after" -> retryAfter(value.isEmpty() ? "1" : value);
                case "stall" -> faults.add(new Fault.Stall(frames(value)));
                case "cut" -> faults.add(new Fault.Cut(frames(value)));
                case "malformed" ->
                    faults.add(new Fault.Malformed(value.isEmpty() ? FRAMES_DEFAULT : number(value, 1, FRAMES_MAX)));
                default -> value.isEmpty() && plain(name);
            };
        }

        private boolean plain(String name) {
            return switch (name) {
                case "reset" -> faults.add(new Fault.Reset());
                case "silence" -> faults.add(new Fault.Silence());
                case "no-terminal" -> faults.add(new Fault.NoTerminal());
                case "gzip" -> faults.add(new Fault.Gzip());
                case "drip" -> faults.add(new Fault.Drip());
                default -> false;
            };
        }

        private boolean firstToken(Duration duration) {
            firstToken = duration;
            return true;
        }

        private boolean perToken(double perSecond) {
            perToken = Duration.ofNanos(Math.round(1e9 / perSecond));
            return perSecond > 0 && perToken.compareTo(Duration.ofHours(1)) <= 0;
        }

        private boolean tokens(int count) {
            tokens = OptionalInt.of(count);
            return true;
        }

        private boolean status(String code) {
            status = OptionalInt.of(number(code, 400, 599));
            return true;
        }

        private boolean retryAfter(String value) {
            retryAfter = value;
            return true;
        }

        private static int frames(String value) {
            return value.isEmpty() ? FRAMES_DEFAULT : number(value, 0, FRAMES_MAX);
        }

        private static int number(String value, int min, int max) {
            int number = Integer.parseInt(value);
            if (number < min || number > max) {
                throw new IllegalArgumentException(value + " (expected: " + min + " to " + max + ")");
            }
            return number;
        }

        /// `300ms`, `1.5s`, or a number of milliseconds; at most an hour.
        private static Duration duration(String value) {
            boolean millis = value.endsWith("ms");
            boolean seconds = !millis && value.endsWith("s");
            String number = value.substring(0, value.length() - (millis ? 2 : seconds ? 1 : 0));
            double amount = Double.parseDouble(number) * (seconds ? 1_000 : 1);
            if (!(amount >= 0 && amount <= 3_600_000)) {
                throw new IllegalArgumentException(value + " (expected: 0 to 1 hour)");
            }
            return Duration.ofNanos(Math.round(amount * 1e6));
        }
    }
}
