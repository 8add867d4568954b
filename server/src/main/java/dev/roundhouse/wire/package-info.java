/// The HTTP server: listeners, routes and the framing of answers. In come bytes from sockets, out go requests to
/// the
/// story and answers to clients. It refuses what is not HTTP, too large, too slow, or not in the table of routes.
@NullMarked
package dev.roundhouse.wire;

import org.jspecify.annotations.NullMarked;
