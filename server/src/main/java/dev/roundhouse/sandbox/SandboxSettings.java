package dev.roundhouse.sandbox;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// How a sandbox runs.
///
/// @param listen where it listens; port 0 takes a free one
/// @param recordings folders of recorded interactions, each with a `list.jsonl`; where an id is in several, the
///   first
/// counts
/// @param delivery in which pieces bodies are written, unless a request says otherwise
public record SandboxSettings(InetSocketAddress listen, List<Path> recordings, Delivery delivery) {
    public SandboxSettings {
        recordings = List.copyOf(recordings);
    }

    /// On a free port of the loopback address, without recordings.
    public static SandboxSettings ephemeral() {
        return new SandboxSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), Delivery.WHOLE);
    }
}
