/// Google's Gemini API, as AI Studio and Vertex AI serve it. In come generate, count and embed requests of
/// clients and
/// answers of Google, out go prompts and events of the neutral form, and the same said back. It refuses contents
/// that
/// the schema forbids, naming the member, keys in an address, and answers that end without their end.
@NullMarked
package dev.roundhouse.dialect.gemini;

import org.jspecify.annotations.NullMarked;
