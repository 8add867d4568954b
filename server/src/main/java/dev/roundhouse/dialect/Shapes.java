package dev.roundhouse.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonToken;

/// The usual shapes, from which a schema is put together as a table.
public final class Shapes {
    private static final int CHOICE_CHARS_MAX = 64;

    private Shapes() {}

    /// Anything at all.
    public static <C extends Cursor> Shape<C> any() {
        return at -> at.json().skipChildren();
    }

    /// `true` or `false`.
    public static <C extends Cursor> Shape<C> bool() {
        return at -> {
            if (at.token() != JsonToken.VALUE_TRUE && at.token() != JsonToken.VALUE_FALSE) {
                throw at.wrong("true or false");
            }
        };
    }

    /// A number in a range, ends included.
    public static <C extends Cursor> Shape<C> number(double least, double most) {
        return at -> {
            boolean isNumber = at.token() == JsonToken.VALUE_NUMBER_INT || at.token() == JsonToken.VALUE_NUMBER_FLOAT;
            if (!isNumber || !(at.json().getDoubleValue() >= least && at.json().getDoubleValue() <= most)) {
                throw at.wrong("a number " + range(plain(least), plain(most), most == Double.MAX_VALUE));
            }
        };
    }

    /// A whole number in a range, ends included. `3.0` is a whole number too.
    public static <C extends Cursor> Shape<C> integer(long least, long most) {
        return at -> whole(at, least, most);
    }

    /// Reads a whole number in a range.
    public static long whole(Cursor at, long least, long most) {
        JsonSpans json = at.json();
        long value = Long.MIN_VALUE;
        boolean isWhole = false;
        if (at.token() == JsonToken.VALUE_NUMBER_INT) {
            isWhole = switch (json.getNumberType()) {
                case INT, LONG -> true;
                default -> false;
            };
        } else if (at.token() == JsonToken.VALUE_NUMBER_FLOAT) {
            double number = json.getDoubleValue();
            isWhole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
        }
        if (isWhole) {
            value = json.getLongValue();
        }
        if (!isWhole || value < least || value > most) {
            throw at.wrong(
                    "a whole number " + range(Long.toString(least), Long.toString(most), most == Long.MAX_VALUE));
        }
        return value;
    }

    /// Any string, unread.
    public static <C extends Cursor> Shape<C> text() {
        return at -> {
            if (at.token() != JsonToken.VALUE_STRING) {
                throw at.wrong("a string");
            }
        };
    }

    /// A string of at most so many characters.
    public static <C extends Cursor> Shape<C> text(int charsMax) {
        return at -> at.text(charsMax, "a string");
    }

    /// One of these strings.
    public static <C extends Cursor> Shape<C> oneOf(String... choices) {
        Set<String> set = Set.of(choices);
        String expected = "one of " + String.join(", ", choices);
        return at -> {
            if (at.token() != JsonToken.VALUE_STRING
                    || !at.json().isShorterThan(CHOICE_CHARS_MAX)
                    || !set.contains(at.json().getString())) {
                throw at.wrong(expected);
            }
        };
    }

    /// A list.
    public static <C extends Cursor> Shape<C> list(Shape<C> item) {
        return list(0, Integer.MAX_VALUE, item);
    }

    /// A list with between so many and so many items.
    public static <C extends Cursor> Shape<C> list(int least, int most, Shape<C> item) {
        return at -> {
            if (at.token() != JsonToken.START_ARRAY) {
                throw at.wrong("a list");
            }
            int count = 0;
            while (at.json().nextToken() != JsonToken.END_ARRAY) {
                if (++count > most) {
                    throw at.unacceptable("too many items (expected: at most " + most + ")");
                }
                item.check(at);
            }
            if (count < least) {
                throw at.unacceptable(
                        count == 0
                                ? "an empty list (expected: at least one item)"
                                : "too few items (expected: at least " + least + ")");
            }
        };
    }

    /// An object: these members where they are there, others unlooked at. Null is absent.
    ///
    /// @param required members that must be there
    public static <C extends Cursor> Shape<C> object(Map<String, Shape<C>> members, String... required) {
        Map<String, Shape<C>> known = Map.copyOf(members);
        Map<String, Integer> bits = bits(required);
        int all = (1 << required.length) - 1;
        return at -> {
            if (at.token() != JsonToken.START_OBJECT) {
                throw at.wrong("an object");
            }
            int seen = 0;
            JsonSpans json = at.json();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_NULL) {
                    continue;
                }
                seen |= all == 0 ? 0 : bits.getOrDefault(name, 0);
                Shape<C> shape = known.get(name);
                if (shape == null) {
                    json.skipChildren();
                } else {
                    shape.check(at);
                }
            }
            if (seen != all) {
                throw at.missing(required[Integer.numberOfTrailingZeros(all & ~seen)], "a value");
            }
        };
    }

    /// An object whose members all have one shape, by names of our callers' choosing.
    public static <C extends Cursor> Shape<C> mapOf(int most, int nameCharsMax, Shape<C> value) {
        return at -> {
            if (at.token() != JsonToken.START_OBJECT) {
                throw at.wrong("an object");
            }
            int count = 0;
            while (at.json().nextToken() != JsonToken.END_OBJECT) {
                if (++count > most) {
                    throw at.unacceptable("too many members (expected: at most " + most + ")");
                }
                if (at.json().currentName().length() > nameCharsMax) {
                    throw at.unacceptable("too long a name (expected: at most " + nameCharsMax + " characters)");
                }
                at.json().nextToken();
                value.check(at);
            }
        };
    }

    /// A different shape for each kind of value.
    ///
    /// @param expected in words, such as `a string or a list of strings`
    public static <C extends Cursor> Kinds<C> kinds(String expected) {
        return new Kinds<>(expected);
    }

    /// Shapes by kind of value. Kinds without a shape are refused.
    public static final class Kinds<C extends Cursor> implements Shape<C> {
        private final String expected;
        private final Map<JsonToken, Shape<C>> byToken = new HashMap<>();

        private Kinds(String expected) {
            this.expected = expected;
        }

        /// For any value that starts with one of these tokens.
        public Kinds<C> when(Shape<C> shape, JsonToken... tokens) {
            for (JsonToken token : tokens) {
                byToken.put(token, shape);
            }
            return this;
        }

        /// For a string.
        public Kinds<C> text(Shape<C> shape) {
            return when(shape, JsonToken.VALUE_STRING);
        }

        /// For a list.
        public Kinds<C> list(Shape<C> shape) {
            return when(shape, JsonToken.START_ARRAY);
        }

        /// For an object.
        public Kinds<C> object(Shape<C> shape) {
            return when(shape, JsonToken.START_OBJECT);
        }

        /// For a number.
        public Kinds<C> number(Shape<C> shape) {
            return when(shape, JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
        }

        @Override
        public void check(C at) {
            Shape<C> shape = byToken.get(at.token());
            if (shape == null) {
                throw at.wrong(expected);
            }
            shape.check(at);
        }
    }

    /// A string or a list of strings.
    public static <C extends Cursor> Shape<C> textOrTexts(int most) {
        return Shapes.<C>kinds("a string or a list of strings").text(text()).list(list(0, most, text()));
    }

    /// A list of strings.
    public static <C extends Cursor> Shape<C> texts() {
        return list(text());
    }

    /// A list of these strings.
    public static <C extends Cursor> Shape<C> listOf(List<String> choices) {
        return list(oneOf(choices.toArray(String[]::new)));
    }

    private static Map<String, Integer> bits(String... names) {
        Map<String, Integer> bits = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            bits.put(names[i], 1 << i);
        }
        return Map.copyOf(bits);
    }

    private static String range(String least, String most, boolean open) {
        return open ? "of at least " + least : "from " + least + " to " + most;
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
