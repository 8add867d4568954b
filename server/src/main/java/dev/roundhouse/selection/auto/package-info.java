/// The choice of a model for a request that names none. In come a request, the snapshot and what the operator
/// wrote,
/// out goes the same request asked of the chosen models, with what led to them. It refuses parameters that are
/// not
/// what they must be, and requests that no model on offer can answer.
@NullMarked
package dev.roundhouse.selection.auto;

import org.jspecify.annotations.NullMarked;
