package dev.roundhouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedJournalTest {
    private static final long SEGMENT = 64 * 1024;

    @TempDir
    Path folder;

    private MappedJournal open() throws IOException {
        return open(16);
    }

    private MappedJournal open(int backlogMax) throws IOException {
        return MappedJournal.open(
                folder, new MappedJournal.Options(SEGMENT, backlogMax, 1_000_000), new SplittableRandom(3));
    }

    private static boolean append(MappedJournal journal, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return journal.append(bytes, 0, bytes.length);
    }

    private static void appendAll(MappedJournal journal, List<String> texts) {
        for (String text : texts) {
            await(() -> append(journal, text));
        }
    }

    private static List<String> readAll(MappedJournal journal, Position from) {
        List<String> texts = new ArrayList<>();
        Optional<MappedJournal.Entry> entry = journal.read(from);
        while (entry.isPresent()) {
            texts.add(new String(entry.get().bytes(), StandardCharsets.UTF_8));
            entry = journal.read(entry.get().next());
        }
        return texts;
    }

    private static List<String> readAll(MappedJournal journal) {
        return readAll(journal, journal.start());
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "entry " + i + " " + "x".repeat(i % 300))
                .toList();
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private static void overwrite(Path file, long at, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    @Test
    void whatWasAppendedIsReadInOrder() throws IOException {
        try (MappedJournal journal = open()) {
            appendAll(journal, numbered(0, 100));

            assertThat(readAll(journal)).isEqualTo(numbered(0, 100));
            assertThat(journal.read(journal.end())).isEmpty();
        }
    }

    @Test
    void itGoesOnOverManyFilesAndOverRestarts() throws IOException {
        for (int run = 0; run < 5; run++) {
            try (MappedJournal journal = open()) {
                assertThat(readAll(journal)).isEqualTo(numbered(0, run * 700));
                appendAll(journal, numbered(run * 700, run * 700 + 700));
                assertThat(readAll(journal)).isEqualTo(numbered(0, run * 700 + 700));
            }
        }
    }

    @Test
    void appliedFilesAreUsedAgainAndTheirOldEntriesNeverComeBack() throws IOException {
        Position applied;
        try (MappedJournal journal = open()) {
            for (int round = 0; round < 30; round++) {
                appendAll(journal, numbered(round * 200, round * 200 + 200));
                applied = journal.end();
                journal.applied(applied);
            }
            applied = journal.end();
            append(journal, "the last one");
        }

        try (var files = Files.list(folder)) {
            assertThat(files.count()).isLessThan(8);
        }
        try (MappedJournal journal = open()) {
            assertThat(readAll(journal, applied)).containsExactly("the last one");
        }
    }

    @Test
    void whatWasRetiredIsNotReadAgain() throws IOException {
        try (MappedJournal journal = open()) {
            appendAll(journal, numbered(0, 500));
            journal.refuse();
            journal.retire();
        }
        try (MappedJournal journal = open()) {
            assertThat(readAll(journal)).isEmpty();
            append(journal, "new");
            assertThat(readAll(journal)).containsExactly("new");
        }
    }

    @Test
    void aTornLastFrameIsAsIfItHadNeverBeen() throws IOException {
        Position end;
        try (MappedJournal journal = open()) {
            appendAll(journal, numbered(0, 10));
            end = journal.end();
            append(journal, "torn off");
        }
        overwrite(onlyFile(), end.offset() + 10, (byte) '?');

        try (MappedJournal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(numbered(0, 10));
            assertThat(journal.end()).isEqualTo(end);
            assertThat(journal.read(end)).isEmpty();
            append(journal, "after");
            assertThat(readAll(journal)).hasSize(11).endsWith("after");
        }
    }

    @Test
    void aTailOfZerosIsTheEnd() throws IOException {
        Position end;
        try (MappedJournal journal = open()) {
            appendAll(journal, numbered(0, 10));
            end = journal.end();
            appendAll(journal, numbered(10, 20));
        }
        overwrite(onlyFile(), end.offset(), new byte[(int) (SEGMENT - end.offset())]);

        try (MappedJournal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(numbered(0, 10));
        }
    }

    @Test
    void behindADamagedFrameTheOthersAreFound() throws IOException {
        Position fifth;
        try (MappedJournal journal = open()) {
            appendAll(journal, numbered(0, 5));
            fifth = journal.end();
            appendAll(journal, numbered(5, 10));
        }
        overwrite(onlyFile(), fifth.offset(), (byte) 1, (byte) 2, (byte) 3, (byte) 4);

        try (MappedJournal journal = open()) {
            List<String> expected = new ArrayList<>(numbered(0, 10));
            expected.remove(5);
            assertThat(readAll(journal)).isEqualTo(expected);
            assertThat(journal.read(fifth).orElseThrow().gapBefore()).isTrue();
            append(journal, "more");
            assertThat(readAll(journal)).endsWith("entry 9 " + "x".repeat(9), "more");
        }
    }

    @Test
    void anyBytesInPlaceOfAFileAreSurvived() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            try (MappedJournal journal = open()) {
                appendAll(journal, numbered(0, 50));
            }
            byte[] noise = new byte[random.nextInt(1, 400)];
            random.nextBytes(noise);
            overwrite(onlyFile(), random.nextLong(SEGMENT - noise.length), noise);

            try (MappedJournal journal = open()) {
                List<String> left = readAll(journal);
                append(journal, "again");
                assertThat(readAll(journal))
                        .as("seed %s", seed)
                        .hasSize(left.size() + 1)
                        .endsWith("again");
                assertThat(left)
                        .as("seed %s", seed)
                        .allMatch(text -> text.startsWith("entry ") || text.equals("again"));
            }
            Files.delete(onlyFile());
            try (var rest = Files.list(folder)) {
                for (Path file : rest.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void aHalfMadeFileIsNoJournal() throws IOException {
        Files.write(folder.resolve("000.journal"), new byte[0]);
        Files.write(folder.resolve("001.journal"), new byte[4_096]);
        Files.write(folder.resolve("002.journal"), "RHJN".getBytes(StandardCharsets.UTF_8));

        try (MappedJournal journal = open()) {
            append(journal, "first");
            assertThat(readAll(journal)).containsExactly("first");
        }
    }

    @Test
    void filesOfTwoJournalsAreNotMixed(@TempDir Path other) throws IOException {
        try (MappedJournal journal = open()) {
            append(journal, "one");
        }
        try (MappedJournal foreign =
                MappedJournal.open(other, new MappedJournal.Options(SEGMENT, 4, 1_000_000), new SplittableRandom(4))) {
            append(foreign, "two");
        }
        Files.copy(other.resolve("000.journal"), folder.resolve("900.journal"));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("two journals");
    }

    @Test
    void aBacklogThatIsTooLongStopsNewWorkAndKeepsAReserve() throws IOException {
        try (MappedJournal journal = open(2)) {
            List<String> kept = new ArrayList<>();
            int refusedAt = -1;
            for (int i = 0; ; i++) {
                if (journal.accepting()) {
                    assertThat(refusedAt).isNegative();
                    String text = numbered(i, i + 1).getFirst();
                    await(() -> append(journal, text));
                    kept.add(text);
                } else if (refusedAt < 0 && journal.trouble().isPresent()) {
                    refusedAt = i;
                    break;
                }
            }
            int running = 0;
            while (append(journal, "running " + running)) {
                kept.add("running " + running++);
            }

            assertThat(running * 30L).as("room for what runs").isGreaterThan(SEGMENT / 4);
            assertThat(journal.trouble()).hasValueSatisfying(t -> assertThat(t).contains("keep up"));
            assertThat(readAll(journal)).isEqualTo(kept);

            journal.applied(journal.end());
            await(journal::accepting);
            assertThat(append(journal, "goes on")).isTrue();
            await(() -> journal.trouble().isEmpty());
        }
    }

    @Test
    void manyThreadsAppendWholeEntries() throws Exception {
        try (MappedJournal journal = open(1_000)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                int number = t;
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        String text = number + ":" + i;
                        await(() -> append(journal, text));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            List<String> read = new ArrayList<>(readAll(journal));
            assertThat(read).hasSize(12_000).doesNotHaveDuplicates();
            for (int t = 0; t < 6; t++) {
                String own = t + ":";
                List<Integer> numbers = read.stream()
                        .filter(text -> text.startsWith(own))
                        .map(text -> Integer.valueOf(text.substring(2)))
                        .toList();
                assertThat(numbers).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
            }
        }
    }

    @Test
    void anEntryThatNoFileCanHoldIsAFault() throws IOException {
        try (MappedJournal journal = open()) {
            assertThatThrownBy(() -> journal.append(new byte[(int) SEGMENT], 0, (int) SEGMENT))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.append(new byte[1], 0, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aClosedJournalTakesNothing() throws IOException {
        MappedJournal journal = open();
        journal.close();
        journal.close();

        assertThat(append(journal, "late")).isFalse();
        assertThat(journal.accepting()).isFalse();
    }

    @Test
    void aNewJournalIsEmpty() throws IOException {
        try (MappedJournal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(Collections.emptyList());
            assertThat(journal.start()).isEqualTo(journal.end());
        }
    }
}
