/// Pages for people. In come plain requests, out go pages that need nothing from elsewhere. It refuses scripts
/// and
/// styles of other hosts.
@NullMarked
package dev.roundhouse.console;

import org.jspecify.annotations.NullMarked;
