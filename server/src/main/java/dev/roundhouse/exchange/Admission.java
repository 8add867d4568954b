package dev.roundhouse.exchange;

/// Whether a request may go on.
public sealed interface Admission {
    /// It may, and who asks.
    record Admitted(Caller caller) implements Admission {}

    /// It may not.
    record Refused(Failure failure) implements Admission {}
}
