package dev.roundhouse.exchange;

/// What a request asks of a model.
public enum Operation {
    /// An answer to a conversation or a text.
    CHAT,
    /// Vectors of texts or pictures.
    EMBED,
    /// Documents in order of relevance.
    RERANK,
    /// How many tokens a conversation has.
    COUNT
}
