package dev.roundhouse.wire;

import dev.roundhouse.exchange.Handoff;
import io.netty.channel.EventLoop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one seam that knows how the story of a request is scheduled: on a virtual thread whose carrier is the
/// request's
/// own event loop, so that waiting and waking never crosses threads; else on the JDK's own scheduler, with the
/// same
/// meaning and some twelve microseconds a request more.
///
/// The JDK has no public way to name a virtual thread's scheduler. [#probe] therefore tries the way it has inside
/// (`--add-opens java.base/java.lang=ALL-UNNAMED`), and nothing else in the program depends on it.
public final class Stories {
    /// How stories are scheduled.
    public enum Mode {
        /// On the event loop itself.
        LOOP,
        /// On the JDK's scheduler.
        DEFAULT
    }

    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

    private final Mode mode;

    @Nullable
    private final Method newVirtualThread;

    private final Executor rescue;

    private Stories(Mode mode, @Nullable Method newVirtualThread, Executor rescue) {
        this.mode = mode;
        this.newVirtualThread = newVirtualThread;
        this.rescue = rescue;
    }

    /// Finds out on a real loop whether stories can run there: starts one, parks it, parks it for a time, wakes
    /// it,
    /// and looks at its carrier each time.
    ///
    /// @param wanted `loop`, `default`, or null to find out
    /// @param rescue runs what a closed loop refuses
    /// @throws IllegalStateException when `loop` is forced and does not work, or the word is another
    public static Stories probe(@Nullable String wanted, EventLoop loop, Executor rescue) {
        if (wanted != null && !wanted.equals("loop") && !wanted.equals("default")) {
            throw new IllegalStateException("roundhouse.stories: " + wanted + " (expected: loop or default)");
        }
        Stories fallback = new Stories(Mode.DEFAULT, null, rescue);
        if ("default".equals(wanted)) {
            return fallback;
        }
        try {
            Method method = Class.forName("java.lang.ThreadBuilders")
                    .getDeclaredMethod("newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
            method.setAccessible(true);
            Stories onLoop = new Stories(Mode.LOOP, method, rescue);
            if (onLoop.staysOn(loop)) {
                return onLoop;
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            if ("loop".equals(wanted)) {
                throw new IllegalStateException("roundhouse.stories: loop does not work on this JDK", e);
            }
        }
        return fallback;
    }

    /// How stories are scheduled.
    public Mode mode() {
        return mode;
    }

    /// Starts a story that belongs to a loop.
    public void start(EventLoop loop, Runnable story) {
        if (mode == Mode.DEFAULT) {
            Thread.ofVirtual().start(story);
            return;
        }
        onLoop(loop, story).start();
    }

    private Thread onLoop(EventLoop loop, Runnable story) {
        Executor scheduler = continuation -> {
            try {
                loop.execute(continuation);
            } catch (RejectedExecutionException e) {
                // The loop has closed under the story. It must still end, or what it holds would leak.
                rescue.execute(continuation);
            }
        };
        try {
            // Zero characteristics: a plain thread, inheriting nothing it does not ask for.
            return (Thread) java.util.Objects.requireNonNull(newVirtualThread).invoke(null, scheduler, null, 0, story);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the probe found this method accessible", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("a virtual thread could not be made", e.getCause());
        }
    }

    private boolean staysOn(EventLoop loop) {
        Handoff<Boolean> verdict = new Handoff<>();
        Handoff<Thread> loopThread = new Handoff<>();
        loop.execute(() -> loopThread.put(Thread.currentThread()));
        Thread story = onLoop(loop, () -> {
            boolean same = carriedBy(loopThread.take());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            same &= carriedBy(loopThread.take());
            LockSupport.park();
            verdict.put(same && carriedBy(loopThread.take()));
        });
        story.start();
        long until = System.nanoTime() + PROBE_PATIENCE.toNanos();
        while (!verdict.isDone() && System.nanoTime() < until) {
            LockSupport.unpark(story);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
        }
        return verdict.isDone() && verdict.take();
    }

    /// A virtual thread's text ends in `@` and its carrier's name while it is mounted.
    private static boolean carriedBy(Thread loopThread) {
        return Thread.currentThread().toString().endsWith("@" + loopThread.getName());
    }
}
