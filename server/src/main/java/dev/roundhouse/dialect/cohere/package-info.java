/// Cohere's second API: chat, embed and rerank, and rerank as its first API and OpenRouter have it. In come
/// request
/// bodies of clients, prompts and frames of providers; out go prompts, request bodies, events and a client's
/// bytes.
/// It refuses members that are not what the schema says, naming them, and what the schema cannot say is noted as
/// lost.
@NullMarked
package dev.roundhouse.dialect.cohere;

import org.jspecify.annotations.NullMarked;
