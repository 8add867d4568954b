/// Files and environment become one snapshot. In come the catalogue, one YAML file, environment variables and
/// what was
/// found on local ports; out goes an immutable snapshot with an id, and the settings of the process. It refuses
/// what
/// it does not know, naming file, line, path and what was expected, and then the snapshot in force stays.
@NullMarked
package dev.roundhouse.config;

import org.jspecify.annotations.NullMarked;
