/// Accounts and what they may still spend. In come ceilings before a generation and charges after it, out go
/// holds. It refuses a ceiling above the credit left, and a second settlement.
@NullMarked
package dev.roundhouse.ledger;

import org.jspecify.annotations.NullMarked;
