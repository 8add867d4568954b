package dev.roundhouse.bench;

/// Something on a port of 127.0.0.1 that the load is sent to.
///
/// @param pid the process whose CPU time and memory count
record Contender(String name, int port, long pid, Surface surface) {}
