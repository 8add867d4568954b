/// The story of a request, top to bottom. In comes an inbound request with the way back to its client, out goes
/// an
/// outcome that has been recorded. It refuses nothing itself: each room it asks does.
@NullMarked
package dev.roundhouse.flow;

import org.jspecify.annotations.NullMarked;
