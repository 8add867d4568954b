package dev.roundhouse.exchange;

/// Takes the events of one answer in order.
public interface EventSink {
    /// The next event.
    void accept(Event event);
}
