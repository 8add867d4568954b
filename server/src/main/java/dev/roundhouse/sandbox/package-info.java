/// The provider simulator. In come requests in a provider's own dialect, out go answers that are made up but
/// sound,
/// recorded, slow or
/// broken on purpose, just as the request asks; it refuses what a provider would refuse, and any wish that it
/// does not
/// know.
@NullMarked
package dev.roundhouse.sandbox;

import org.jspecify.annotations.NullMarked;
