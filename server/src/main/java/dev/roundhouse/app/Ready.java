package dev.roundhouse.app;

/// Whether the program should be sent requests: all is open and warm, and it is not closing.
final class Ready {
    private volatile boolean ready;

    void set() {
        ready = true;
    }

    void unset() {
        ready = false;
    }

    boolean isSet() {
        return ready;
    }
}
