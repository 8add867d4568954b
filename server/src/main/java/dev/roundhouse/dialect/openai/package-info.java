/// OpenAI's chat completions and legacy completions, with OpenRouter's extensions. In come request bodies of
/// clients and answers of providers, out go requests read and spliced, and answers rewritten in place. It refuses
/// what the schema forbids, naming the member, and answers that end without their end.
@NullMarked
package dev.roundhouse.dialect.openai;

import org.jspecify.annotations.NullMarked;
