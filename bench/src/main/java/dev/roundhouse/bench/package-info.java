/// Measures Roundhouse as whole processes beside nginx and the bare upstream, in one run, and tells the result as
/// ratios.
///
/// In come the built jar, a mock upstream and a load generator (both in C), and nginx. Out go Markdown tables of
/// medians over interleaved rounds. It refuses to call a figure valid when a single answer of its runs was wrong
/// or
/// missing, and it imports no class of the server.
@NullMarked
package dev.roundhouse.bench;

import org.jspecify.annotations.NullMarked;
