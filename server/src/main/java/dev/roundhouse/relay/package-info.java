/// Copying an answer to its client: bytes move on the event loop with back-pressure both ways, and the story
/// sleeps
/// until the end. In come an answered call and a client, out goes what was relayed. It refuses to end a broken
/// answer
/// as if it were whole.
@NullMarked
package dev.roundhouse.relay;

import org.jspecify.annotations.NullMarked;
