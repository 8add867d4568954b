/// The neutral form between dialects: what a request asks for, what an answer tells, what a failure says. In come
/// values
/// from the dialects, out go the same values to the rooms of the walk. It refuses nothing itself; it has no
/// behaviour.
@NullMarked
package dev.roundhouse.exchange;

import org.jspecify.annotations.NullMarked;
