/// Amounts and prices as integers. In come counts and decimal strings, out go nano-dollars and pico-dollars;
/// it refuses floating point, overflow and a second rounding.
@NullMarked
package dev.roundhouse.money;

import org.jspecify.annotations.NullMarked;
