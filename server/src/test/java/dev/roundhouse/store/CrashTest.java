package dev.roundhouse.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills real processes, with SIGKILL, wherever they are.
class CrashTest {
    private static final int KILLS = Integer.getInteger("roundhouse.kills", 10);
    private static final long NUMBERS_PER_LIFE = 100_000_000;

    @TempDir
    Path data;

    @TempDir
    Path logs;

    @Test
    void everythingAcknowledgedIsThereOnceAfterManyKills() throws Exception {
        long seed = Long.getLong("roundhouse.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> acknowledged = new HashSet<>();

        for (int life = 1; life <= KILLS; life++) {
            acknowledged.addAll(killedAfter(life * NUMBERS_PER_LIFE, random.nextInt(1, 500)));
        }

        try (Store store = AppendingProcess.open(data)) {
            store.awaitOpen();
        }
        assertBooks(acknowledged, "seed " + seed);
    }

    /// Lets a process run until it has acknowledged something and then for `millis`, and kills it.
    private List<Long> killedAfter(long firstNumber, int millis) throws IOException, InterruptedException {
        Path out = logs.resolve("out-" + firstNumber);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        data.toString(),
                        Long.toString(firstNumber))
                .redirectOutput(out.toFile())
                .redirectError(logs.resolve("err-" + firstNumber).toFile())
                .start();
        try {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Files.size(out) == 0) {
                assertThat(process.isAlive())
                        .as(() -> read(logs.resolve("err-" + firstNumber)))
                        .isTrue();
                assertThat(System.nanoTime()).as("the process never began").isLessThan(end);
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
        return numbers(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<Long> numbers(Path out) throws IOException {
        String text = Files.readString(out, StandardCharsets.US_ASCII);
        List<Long> numbers = new ArrayList<>();
        // What is behind the last line's end was cut by the kill.
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (!line.isEmpty()) {
                numbers.add(Long.valueOf(line));
            }
        }
        return numbers;
    }

    private void assertBooks(Set<Long> acknowledged, String seed) throws SQLException {
        Set<Long> kept = new HashSet<>();
        long rows = 0;
        long sum = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("roundhouse.db"));
                Statement statement = connection.createStatement()) {
            ResultSet all = statement.executeQuery("SELECT charge_nanos FROM generation");
            while (all.next()) {
                kept.add(all.getLong(1));
                sum += all.getLong(1);
                rows++;
            }
            assertThat(rows).as("%s: none is there twice", seed).isEqualTo(kept.size());
            assertThat(kept).as("%s: none is lost", seed).containsAll(acknowledged);
            // What was appended and not acknowledged may be there: at most one a thread and life.
            assertThat(kept.size() - acknowledged.size()).as(seed).isBetween(0, KILLS * 4);
            for (String query : List.of(
                    "SELECT charge_nanos FROM account_total WHERE account = 1",
                    "SELECT sum(charge_nanos) FROM activity",
                    "SELECT sum(charge_nanos) FROM api_key_day")) {
                ResultSet total = statement.executeQuery(query);
                assertThat(total.next()).isTrue();
                assertThat(total.getLong(1)).as("%s: %s", seed, query).isEqualTo(sum);
            }
            ResultSet requests = statement.executeQuery("SELECT requests FROM account_total");
            assertThat(requests.next()).isTrue();
            assertThat(requests.getLong(1)).as(seed).isEqualTo(rows);
        }
        assertThat(acknowledged).as("%s: something was done", seed).hasSizeGreaterThan(1_000);
    }
}
