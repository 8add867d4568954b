/// Makes the parameters of `selection` from measured outcomes. In come prompts with the quality and cost of
/// models that
/// answered them, out go one compact file and rows that say how well it would have done on prompts it did not
/// see. It
/// refuses data without outcomes, and gives the same bytes for the same data and seed.
@NullMarked
package dev.roundhouse.selection.training;

import org.jspecify.annotations.NullMarked;
