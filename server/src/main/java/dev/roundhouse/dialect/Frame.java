package dev.roundhouse.dialect;

/// One piece of a stream on the wire, taken out of its framing: an SSE block, a line, a binary message, or the
/// whole
/// body of an answer that is not streamed.
///
/// @param event its name; empty where the framing has none
/// @param bytes holds its payload, valid only during the call
/// @param from where the payload begins
/// @param to where it ends
public record Frame(String event, byte[] bytes, int from, int to) {}
