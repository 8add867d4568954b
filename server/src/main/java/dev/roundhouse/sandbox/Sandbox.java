package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawListener;
import dev.roundhouse.wire.RawLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// A provider simulator on a port of its own: answers that are made up, recorded, slow or broken, as each request
/// asks. The wishes that it knows are in `docs/operating/sandbox.md`.
public final class Sandbox implements AutoCloseable {
    private static final int BODY_BYTES_MAX = 64 << 20;
    private static final int KEPT_REQUESTS_MAX = 4_096;
    private static final long KEPT_BYTES_MAX = 64L << 20;

    private final RawListener listener;

    private Sandbox(RawListener listener) {
        this.listener = listener;
    }

    /// Reads the lists of recordings and begins to listen.
    ///
    /// @param settings where, and with what
    /// @param loops move the bytes; not closed by the sandbox
    /// @param clock dates the answers
    /// @param random makes their ids; need not be safe for several threads
    /// @throws IOException when a list of recordings cannot be read or the address cannot be bound; the message
    /// says which, and why
    public static Sandbox start(SandboxSettings settings, RawLoops loops, InstantSource clock, RandomGenerator random)
            throws IOException {
        Ids ids = new Ids(random);
        List<SandboxDialect> dialects = List.of(
                new OpenAiChat(clock, ids),
                new OpenAiCompletions(clock, ids),
                new OpenAiResponses(clock, ids),
                new Ollama(clock),
                new Cohere(ids),
                new Gemini(ids),
                new OpenAiEmbeddings(ids),
                new OpenAiModels(ids),
                new AnthropicMessages(ids));
        Recordings recordings = Recordings.in(settings.recordings());
        RequestLog log = new RequestLog(KEPT_REQUESTS_MAX, KEPT_BYTES_MAX);
        Door door = new Door(dialects, recordings, settings.delivery(), log);
        return new Sandbox(RawListener.open(loops, settings.listen(), BODY_BYTES_MAX, door));
    }

    /// Where it listens, with the port that was really taken.
    public InetSocketAddress address() {
        return listener.address();
    }

    /// Stops listening and ends every connection, answered or not.
    @Override
    public void close() {
        listener.close();
    }
}
