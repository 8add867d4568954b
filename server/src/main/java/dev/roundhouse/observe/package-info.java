/// Counting and telling: metrics, and one line for each generation. In come records, out go numbers and lines. It
/// refuses prompts, answers and keys: what it is given holds none.
@NullMarked
package dev.roundhouse.observe;

import org.jspecify.annotations.NullMarked;
