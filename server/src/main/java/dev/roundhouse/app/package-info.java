/// The composition root: `main`, the commands, and the wiring of the rooms. In come a command line, a file and
/// the
/// environment, out goes a running program. It refuses to start with settings that do not add up.
@NullMarked
package dev.roundhouse.app;

import org.jspecify.annotations.NullMarked;
