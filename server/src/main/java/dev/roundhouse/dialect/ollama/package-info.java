/// Ollama's own API: chat, generate and embed, with the older embeddings. In come request bodies of clients,
/// prompts
/// and lines of servers; out go prompts, request bodies, events and a client's lines. It refuses members that are
/// not
/// what the schema says, naming them, and what the schema cannot say is noted as lost.
@NullMarked
package dev.roundhouse.dialect.ollama;

import org.jspecify.annotations.NullMarked;
