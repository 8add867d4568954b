/// The program: commands, and the wiring of all rooms. In come arguments, environment and signals, out go running
/// servers and exit codes;
/// it refuses arguments that it does not know.
@NullMarked
package dev.roundhouse.app;

import org.jspecify.annotations.NullMarked;
