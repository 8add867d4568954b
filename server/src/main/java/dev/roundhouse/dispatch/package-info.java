/// Attempts: calling the endpoints of a plan in order until one answers. In come a plan and a request, out goes
/// the
/// first answer or the list of what went wrong. It refuses addresses an operator did not allow, and answers after
/// the
/// deadline.
@NullMarked
package dev.roundhouse.dispatch;

import org.jspecify.annotations.NullMarked;
