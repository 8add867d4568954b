package dev.roundhouse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.exchange.Handoff;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StoriesTest {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final ExecutorService rescue = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        rescue.shutdown();
    }

    @Test
    void onThisJdkStoriesRunOnTheLoop() {
        assertThat(Stories.probe(null, loop, rescue).mode()).isEqualTo(Stories.Mode.LOOP);
    }

    @Test
    void aStoryGoesOnOnItsLoopAfterEachWait() {
        Stories stories = Stories.probe("loop", loop, rescue);
        Handoff<String> word = new Handoff<>();
        Handoff<String> carriers = new Handoff<>();

        stories.start(loop, () -> {
            String before = carrier();
            String heard = word.take();
            carriers.put(before + " " + heard + " " + carrier());
        });
        loop.execute(() -> word.put("and"));

        Handoff<String> loopName = new Handoff<>();
        loop.execute(() -> loopName.put(Thread.currentThread().getName()));
        assertThat(carriers.take()).isEqualTo(loopName.take() + " and " + loopName.take());
    }

    @Test
    void aStoryThatWaitsDoesNotHoldItsLoopUp() throws InterruptedException {
        Stories stories = Stories.probe("loop", loop, rescue);
        Handoff<String> never = new Handoff<>();
        CountDownLatch others = new CountDownLatch(100);

        stories.start(loop, never::take);
        for (int i = 0; i < 100; i++) {
            stories.start(loop, others::countDown);
        }

        assertThat(others.await(5, TimeUnit.SECONDS)).isTrue();
        never.put("done");
    }

    @Test
    void theDefaultSchedulerTellsTheSameStory() {
        Stories stories = Stories.probe("default", loop, rescue);
        Handoff<String> word = new Handoff<>();
        Handoff<String> heard = new Handoff<>();

        stories.start(loop, () -> heard.put(word.take()));
        loop.execute(() -> word.put("same"));

        assertThat(stories.mode()).isEqualTo(Stories.Mode.DEFAULT);
        assertThat(heard.take()).isEqualTo("same");
    }

    @Test
    void aStoryWhoseLoopHasClosedStillEnds() {
        CountDownLatch rescued = new CountDownLatch(1);
        Executor counting = task -> rescue.execute(() -> {
            rescued.countDown();
            task.run();
        });
        Stories stories = Stories.probe("loop", loop, counting);
        Handoff<String> word = new Handoff<>();
        Handoff<String> heard = new Handoff<>();
        CountDownLatch waiting = new CountDownLatch(1);
        stories.start(loop, () -> {
            waiting.countDown();
            heard.put(word.take());
        });
        awaitUninterruptibly(waiting);

        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        word.put("late");

        assertThat(heard.take()).isEqualTo("late");
        assertThat(rescued.getCount()).isZero();
    }

    @Test
    void aModeThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> Stories.probe("fast", loop, rescue)).hasMessageContaining("expected: loop or default");
    }

    private static String carrier() {
        String text = Thread.currentThread().toString();
        return text.substring(text.indexOf('@') + 1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertThat(latch.await(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
