/// stub. a. b.
@NullMarked
package dev.roundhouse.metering;

import org.jspecify.annotations.NullMarked;
