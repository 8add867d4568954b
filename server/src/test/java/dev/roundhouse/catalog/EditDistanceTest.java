package dev.roundhouse.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EditDistanceTest {
    private static final String LETTERS = "abc9-";

    @Test
    void itIsWhatTheTableGives() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 5_000; i++) {
            String one = text(random);
            String other = text(random);

            assertThat(EditDistance.from(one).to(other))
                    .as("from '%s' to '%s'", one, other)
                    .isEqualTo(table(one, other));
        }
    }

    @Test
    void onlyTheHeadOfALongTextCounts() {
        String head = "a".repeat(EditDistance.LENGTH_MAX);

        assertThat(EditDistance.from(head + "b").to(head + "c")).isZero();
        assertThat(EditDistance.from(head).likeness("")).isZero();
        assertThat(EditDistance.from(head).likeness(head)).isOne();
        assertThat(EditDistance.from("").likeness("")).isOne();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(EditDistance.LENGTH_MAX + 1);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static int table(String one, String other) {
        int[][] cells = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cells[i][j] = i + j;
                } else {
                    int changed = cells[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                    cells[i][j] = Math.min(changed, 1 + Math.min(cells[i - 1][j], cells[i][j - 1]));
                }
            }
        }
        return cells[one.length()][other.length()];
    }
}
