/// Which endpoints, in which order: pure ranking and filtering, with a reason for each one left out. In come a
/// request
/// and the snapshot, out goes a plan. It refuses endpoints that cannot be called, billed or trusted with the
/// request.
@NullMarked
package dev.roundhouse.routing;

import org.jspecify.annotations.NullMarked;
