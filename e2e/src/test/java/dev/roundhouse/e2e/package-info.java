/// Black-box tests: in come the built jar, recorded provider traffic and official client libraries, out go
/// verdicts on what a caller sees on the wire. Nothing here imports a class of the server. A test that lacks its
/// corpus, its tool or its library says so by name and is skipped; a missing jar is a failure.
@NullMarked
package dev.roundhouse.e2e;

import org.jspecify.annotations.NullMarked;
