/// The generation record: what was asked, what was tried, what it cost and why. In comes the walk so far, out go
/// entries of the journal and, later, answers to questions about the past. It refuses prompts and answers: they
/// are no part of it.
@NullMarked
package dev.roundhouse.record;

import org.jspecify.annotations.NullMarked;
