package dev.roundhouse.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The names that models go by, ready to be compared with a name that nothing has. Immutable; made once per
/// snapshot.
///
/// A comparison looks at three things: shared words in any order (`claude-4.5-sonnet` is `claude-sonnet-4.5`),
/// shared
/// pairs of letters, and the edit distance. The first two are a few machine instructions per name; only the best
/// by
/// them get a distance. A thousand names take some tens of microseconds, however long the name asked for is.
public final class ModelNames {
    /// Nobody calls a model by more; the rest of a longer text is not looked at.
    private static final int CHARACTERS_MAX = 96;

    private static final int SHORTLIST = 24;
    private static final double WEIGHT_WORDS = 0.40;
    private static final double WEIGHT_PAIRS = 0.25;
    private static final double WEIGHT_DISTANCE = 0.35;
    /// The right author decides between equals; the right author with another model is no good answer.
    private static final double AUTHOR_BONUS = 0.05;

    private static final double SCORE_MIN = 0.45;

    private final List<Name> names;

    /// Takes the ids of all models and their aliases.
    public ModelNames(Snapshot snapshot) {
        Map<String, String> targets = new HashMap<>(snapshot.aliases());
        List<Name> all = new ArrayList<>(snapshot.models().size() + targets.size());
        for (String id : snapshot.models().keySet()) {
            targets.remove(id);
            all.add(new Name(id, id, Shape.of(id)));
        }
        targets.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(alias -> snapshot.models().containsKey(alias.getValue()))
                .forEach(alias -> {
                    // A dated slug is good to be found by; what people want to read and write is the id.
                    boolean moving = alias.getKey().startsWith("~");
                    String told = moving ? alias.getKey() : alias.getValue();
                    all.add(new Name(told, alias.getValue(), Shape.of(alias.getKey())));
                });
        this.names = List.copyOf(all);
    }

    /// The names most like the one asked for, best first; no two of them name the same model.
    ///
    /// @param asked any text, of any length
    /// @param most how many at most
    /// @return fewer than `most`, or none, where nothing is like it
    public List<String> nearest(String asked, int most) {
        Shape wanted = Shape.of(withoutVariant(asked));
        if (wanted.tail().isEmpty() || most < 1) {
            return List.of();
        }
        EditDistance distance = EditDistance.from(wanted.tail());
        List<Scored> scored = new ArrayList<>(SHORTLIST);
        for (Scored rough : shortlist(wanted)) {
            double likeness = distance.likeness(rough.name().shape().tail());
            scored.add(new Scored(rough.name(), rough.score() + WEIGHT_DISTANCE * likeness));
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed());
        List<String> nearest = new ArrayList<>(most);
        Set<String> told = new HashSet<>();
        for (Scored one : scored) {
            if (one.score() >= SCORE_MIN
                    && nearest.size() < most
                    && told.add(one.name().model())) {
                nearest.add(one.name().text());
            }
        }
        return List.copyOf(nearest);
    }

    private List<Scored> shortlist(Shape wanted) {
        double[] scores = new double[SHORTLIST];
        int[] places = new int[SHORTLIST];
        int size = 0;
        for (int i = 0; i < names.size(); i++) {
            double score = wanted.roughLikeness(names.get(i).shape());
            if (size == SHORTLIST && score <= scores[size - 1]) {
                continue;
            }
            int at = size == SHORTLIST ? size - 1 : size++;
            for (; at > 0 && scores[at - 1] < score; at--) {
                scores[at] = scores[at - 1];
                places[at] = places[at - 1];
            }
            scores[at] = score;
            places[at] = i;
        }
        List<Scored> best = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            best.add(new Scored(names.get(places[i]), scores[i]));
        }
        return best;
    }

    private static String withoutVariant(String asked) {
        String head = asked.substring(0, Math.min(asked.length(), CHARACTERS_MAX));
        int colon = head.indexOf(':', head.lastIndexOf('/') + 1);
        return colon > 0 ? head.substring(0, colon) : head;
    }

    /// @param text what is told
    /// @param model the id of the model that is meant
    /// @param shape of the id or alias that is compared
    private record Name(String text, String model, Shape shape) {}

    private record Scored(Name name, double score) {}

    /// A name taken apart.
    ///
    /// @param author what stands before the last `/`, folded; empty when nothing does
    /// @param tail what stands behind it, folded: `a-z`, `0-9`, and one `-` for all else
    /// @param words hashes of the tail's words, sorted
    /// @param pairs which pairs of neighbours the tail has, as 256 hashed bits
    /// @param pairCount how many of these bits are set
    private record Shape(String author, String tail, List<Integer> words, Pairs pairs, int pairCount) {
        static Shape of(String name) {
            String head = name.substring(0, Math.min(name.length(), CHARACTERS_MAX));
            int slash = head.lastIndexOf('/');
            String tail = fold(head.substring(slash + 1));
            Pairs pairs = Pairs.of(tail);
            List<Integer> words = Arrays.stream(tail.split("-", -1))
                    .filter(word -> !word.isEmpty())
                    .map(String::hashCode)
                    .sorted()
                    .toList();
            return new Shape(slash < 0 ? "" : fold(head.substring(0, slash)), tail, words, pairs, pairs.count());
        }

        double roughLikeness(Shape other) {
            double shared = 2.0 * sharedWords(words, other.words) / Math.max(1, words.size() + other.words.size());
            double alike = 2.0 * pairs.shared(other.pairs) / Math.max(1, pairCount + other.pairCount);
            double bonus = !author.isEmpty() && author.equals(other.author) ? AUTHOR_BONUS : 0;
            return WEIGHT_WORDS * shared + WEIGHT_PAIRS * alike + bonus;
        }

        private static int sharedWords(List<Integer> some, List<Integer> others) {
            int shared = 0;
            for (int i = 0, j = 0; i < some.size() && j < others.size(); ) {
                int order = Integer.compare(some.get(i), others.get(j));
                shared += order == 0 ? 1 : 0;
                i += order <= 0 ? 1 : 0;
                j += order >= 0 ? 1 : 0;
            }
            return shared;
        }

        private static String fold(String text) {
            StringBuilder folded = new StringBuilder(text.length());
            for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
                boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                if (plain) {
                    folded.append(c);
                } else if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != '-') {
                    folded.append('-');
                }
            }
            int end = folded.length();
            return folded.substring(0, end > 0 && folded.charAt(end - 1) == '-' ? end - 1 : end);
        }
    }

    /// 256 hashed bits.
    private record Pairs(long a, long b, long c, long d) {
        private static final int SPREAD = 0x9E3779B1;
        private static final int TOP_BYTE = 24;

        static Pairs of(String tail) {
            long[] bits = new long[4];
            for (int i = 0; i + 1 < tail.length(); i++) {
                int hash = ((tail.charAt(i) << 8 | tail.charAt(i + 1)) * SPREAD) >>> TOP_BYTE;
                bits[hash / Long.SIZE] |= 1L << (hash % Long.SIZE);
            }
            return new Pairs(bits[0], bits[1], bits[2], bits[3]);
        }

        int count() {
            return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
        }

        int shared(Pairs other) {
            return Long.bitCount(a & other.a)
                    + Long.bitCount(b & other.b)
                    + Long.bitCount(c & other.c)
                    + Long.bitCount(d & other.d);
        }
    }
}
