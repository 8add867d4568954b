/// The program: commands and the wiring of the rooms. In come arguments and the environment, out goes a running gateway
/// or a report. It refuses a command that it does not know.
@NullMarked
package dev.roundhouse.app;

import org.jspecify.annotations.NullMarked;
