/// The HTTP server: sockets, routes, framing of responses, and the seam on which a request's story runs. In come
/// connections, out go
/// requests for `flow` and the bytes of its answers; it refuses what is not well-formed HTTP, and what exceeds its
/// limits.
@NullMarked
package dev.roundhouse.wire;

import org.jspecify.annotations.NullMarked;
