/// What usage costs. In come usage and price books, out go charges rounded once, ceilings for holds, and counts
/// of text where a provider reported none. It refuses a charge for a kind of usage that has no price.
@NullMarked
package dev.roundhouse.metering;

import org.jspecify.annotations.NullMarked;
