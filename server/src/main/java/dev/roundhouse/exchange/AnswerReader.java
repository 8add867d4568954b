package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;

/// Turns the bytes of one upstream answer into the bytes its client is to receive, and learns on the way what the
/// walk
/// must know. One instance per attempt, confined to one thread. It keeps its own partial state, so cutting the
/// bytes
/// anywhere changes nothing.
///
/// The end is held back: what carries the final usage, and all that follows it, leaves only with [#finish], when
/// the
/// charge is settled and can stand in it.
public interface AnswerReader {
    /// How far an answer has come.
    enum Stage {
        /// Nothing of content yet: another endpoint may still take over unseen.
        WAITING,
        /// Content has been read: the point of no return.
        CONTENT,
        /// The terminal event has been read; what comes after it is held back.
        COMPLETE,
        /// The upstream told a failure in-band, or its bytes are not its dialect; see [AnswerSummary#failure].
        BROKEN
    }

    /// Reads the next bytes of the upstream's body and appends what the client may have at once.
    void read(byte[] bytes, int from, int to, ByteSink out);

    /// The upstream's body ended by itself. An answer that is not complete now is broken, never short.
    void end();

    /// How far the answer has come.
    Stage stage();

    /// Whether content has been read, also where the answer broke right behind it: the point of no return must
    /// not
    /// depend on how the network cut the bytes.
    boolean begun();

    /// What was learnt so far.
    AnswerSummary summary();

    /// Appends what was held back, with usage and charge written in. Called once, at the end of a complete
    /// answer.
    void finish(Usage usage, Charge charge, ByteSink out);

    /// Appends an in-band error that ends the answer honestly. Only after content; never after [#finish].
    void fail(Failure failure, ByteSink out);

    /// The whole answer in the client's dialect, for those who keep it; null where that dialect keeps none. Of a
    /// complete answer, before [#finish] and with what that is given; may take a worker's time.
    default byte @Nullable [] whole(Usage usage, Charge charge) {
        return null;
    }
}
