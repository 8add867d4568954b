package dev.roundhouse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.exchange.JsonOut;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

class LogLinesTest {
    private static final byte[] THREAD = JsonOut.quoted("thread");
    private static final byte[] NUMBER = JsonOut.quoted("number");

    @Test
    void linesOfManyThreadsAreWholeAndInTheirOrder() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogLines log = new LogLines(out);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "t" + t;
            threads.add(Thread.ofVirtual()
                    .start(() -> IntStream.range(0, 500)
                            .forEach(i -> log.add(line ->
                                    line.name(THREAD).text(name).name(NUMBER).number(i)))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        ObjectMapper mapper = new ObjectMapper();
        assertThat(lines).hasSize(2_000);
        for (int t = 0; t < 4; t++) {
            String name = "t" + t;
            assertThat(lines.stream()
                            .map(mapper::readTree)
                            .filter(line -> line.path("thread").asString("").equals(name))
                            .map(line -> line.path("number").asInt(-1)))
                    .isEqualTo(IntStream.range(0, 500).boxed().toList());
        }
        assertThat(log.dropped()).isZero();
    }

    @Test
    void aLineThatBreaksIsDroppedAndCounted() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogLines log = new LogLines(out);
        log.add(line -> {
            line.name(NUMBER);
            throw new IllegalStateException("no number");
        });
        log.add(line -> line.name(NUMBER).number(1));
        log.close();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"number\":1}\n");
        assertThat(log.dropped()).isEqualTo(1);
    }

    @Test
    void whatNobodyReadsIsDroppedBeyondABound() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        LogLines log = new LogLines(new OutputStream() {
            @Override
            public void write(int b) {
                stuck.countDown();
                awaitQuietly(freed);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                write(0);
            }
        });
        log.add(line -> line.name(THREAD).text("first"));
        stuck.await();

        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 20; i++) {
            log.add(line -> line.name(THREAD).text(megabyte));
        }

        assertThat(log.dropped()).isBetween(4L, 6L);
        freed.countDown();
        log.close();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
