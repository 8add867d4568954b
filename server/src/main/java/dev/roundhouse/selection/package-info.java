/// Which model for this prompt? In come a prompt, the models that may answer it and what matters to the caller;
/// out go
/// the same models in order, each with predicted quality, cost and latency and the reasons. It refuses models
/// that lack
/// what the prompt needs, knows no sockets, files or clock, and holds no word of the prompts it was trained on.
@NullMarked
package dev.roundhouse.selection;

import org.jspecify.annotations.NullMarked;
