/// One wire schema each, both directions: requests of clients are read, bodies for upstreams are made, answers
/// are
/// rewritten. In come bytes, out go `exchange` values and bytes. It refuses what its schema does not allow,
/// naming
/// the
/// field.
@NullMarked
package dev.roundhouse.dialect;

import org.jspecify.annotations.NullMarked;
