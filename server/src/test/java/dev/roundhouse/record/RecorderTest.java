package dev.roundhouse.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.exchange.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final String ID = "gen-1790000000-0000010123456789abcd";

    private final List<byte[]> entries = Collections.synchronizedList(new ArrayList<>());
    private final Recorder recorder = new Recorder(new Journal() {
        @Override
        public boolean accepting() {
            return true;
        }

        @Override
        public boolean append(byte[] entry, int from, int to) {
            return entries.add(Arrays.copyOfRange(entry, from, to));
        }
    });

    private GenerationRecord readBack(int index) {
        byte[] entry = entries.get(index);
        EntryHead head = new EntryHead.Reader().read(entry, entry.length);
        RecordReader.Beside beside = new RecordReader.Beside(
                head.account(), head.keyHash(), head.receivedMicros(), head.chargeNanos(), head.costNanos());
        return new RecordReader().read(Arrays.copyOfRange(entry, head.recordFrom(), entry.length), beside);
    }

    @Test
    void everythingThatIsKeptIsReadBack() {
        GenerationRecord full = Records.full(ID);
        GenerationRecord plain = Records.plain(ID, 1, 123_456, 1_790_000_000_000_000L);

        assertThat(recorder.keep(full)).isTrue();
        assertThat(recorder.keep(plain)).isTrue();

        assertThat(readBack(0)).isEqualTo(full);
        assertThat(readBack(1)).isEqualTo(plain);
    }

    @Test
    void whatIsBilledApartAndSearchesAreReadBack() {
        GenerationRecord plain = Records.plain(ID, 1, 123_456, 1_790_000_000_000_000L);
        for (Usage usage : List.of(
                new Usage(1509, 112, 0, 0, 0, 0, 21, 0, 0, 0, 0, false).billedAs(98, 0),
                Usage.ofSearches(0, 3),
                Usage.ofSearches(7, 1).billedAs(0, 0))) {
            GenerationRecord record = new GenerationRecord(
                    plain.id(),
                    plain.account(),
                    plain.keyHash(),
                    plain.asked(),
                    plain.served(),
                    usage,
                    plain.charge(),
                    plain.ending(),
                    plain.timings(),
                    plain.attempts(),
                    plain.leftOut(),
                    plain.snapshotId(),
                    plain.priceAsOf());

            recorder.keep(record);

            assertThat(readBack(entries.size() - 1).usage()).isEqualTo(usage);
        }
    }

    @Test
    void whatNobodyServedIsKeptToo() {
        GenerationRecord refused = new GenerationRecord(
                ID,
                1,
                Records.KEY,
                new GenerationRecord.Asked(
                        "completions", "openai-chat", Surface.OPENROUTER, "acme/none", false, null, 10, Labels.NONE),
                null,
                Usage.NONE,
                Charge.NONE,
                new GenerationRecord.Ending(402, ErrorType.PAYMENT_REQUIRED, false),
                new GenerationRecord.Timings(1, -1, -1, 40),
                List.of(),
                List.of(),
                "s",
                null);

        recorder.keep(refused);

        assertThat(readBack(0)).isEqualTo(refused);
        EntryHead head = new EntryHead.Reader().read(entries.getFirst(), entries.getFirst().length);
        assertThat(head.model()).isEqualTo("acme/none");
        assertThat(head.endpoint()).isEmpty();
    }

    @Test
    void howAModelWasChosenIsKeptToo() {
        GenerationRecord plain = Records.plain(ID, 1, 123_456, 1_790_000_000_000_000L);
        GenerationRecord chosen = Records.chosen(plain);

        recorder.keep(chosen);

        assertThat(readBack(0)).isEqualTo(chosen).isNotEqualTo(plain);
    }

    @Test
    void aPlainRecordIsSmall() {
        recorder.keep(Records.plain(ID, 1, 123_456, 1_790_000_000_000_000L));

        assertThat(entries.getFirst().length).isLessThan(800);
    }

    @Test
    void foreignTextIsCutAndMadeWellFormed() {
        Labels labels = Labels.of(Map.of(
                "x_title",
                "a\ud800b",
                "http_referer",
                "x".repeat(255) + "\ud83d\ude00",
                "user",
                "someone@example.com"));
        GenerationRecord plain = Records.plain(ID, 1, 1, 1);
        GenerationRecord record = new GenerationRecord(
                plain.id(),
                1,
                Records.KEY,
                new GenerationRecord.Asked(
                        "completions", "openai-chat", Surface.OPENROUTER, "m".repeat(10_000), true, null, 1, labels),
                null,
                Usage.NONE,
                Charge.NONE,
                plain.ending(),
                plain.timings(),
                List.of(),
                List.of(),
                "s",
                null);

        recorder.keep(record);

        GenerationRecord back = readBack(0);
        assertThat(back).isEqualTo(record);
        assertThat(back.asked().labels().app()).isEqualTo("a\ufffdb");
        assertThat(back.asked().labels().referer()).isEqualTo("x".repeat(255));
        assertThat(back.asked().model()).hasSize(256);
        assertThat(back.asked().labels().userHash()).hasSize(32);
        assertThat(new String(entries.getFirst(), StandardCharsets.UTF_8)).doesNotContain("someone@");
    }

    @Test
    void manyThreadsKeepWholeRecords() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            long account = t;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 200; i++) {
                    recorder.keep(Records.plain(ID, account, i, 1));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(entries).hasSize(1_600);
        for (int i = 0; i < entries.size(); i++) {
            GenerationRecord back = readBack(i);
            assertThat(back)
                    .isEqualTo(Records.plain(
                            ID, back.account(), back.charge().total().value(), 1));
        }
    }

    @Test
    void anEntryOfALaterVersionIsRefused() {
        recorder.keep(Records.plain(ID, 1, 1, 1));
        byte[] entry = entries.getFirst().clone();
        entry[0] = 9;

        assertThatThrownBy(() -> new EntryHead.Reader().read(entry, entry.length))
                .isInstanceOf(IllegalArgumentException.class);
        for (int length = 0; length < 130; length++) {
            int cut = length;
            byte[] whole = entries.getFirst();
            assertThatThrownBy(() -> new EntryHead.Reader().read(Arrays.copyOf(whole, cut), cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
