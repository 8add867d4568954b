/// Journal files and SQL behind the ports of `policy`, `ledger` and `record`. In come entries and questions, out
/// go rows that are there exactly once. It refuses new work when it could not keep what the work costs, and a
/// database newer than itself.
@NullMarked
package dev.roundhouse.store;

import org.jspecify.annotations.NullMarked;
