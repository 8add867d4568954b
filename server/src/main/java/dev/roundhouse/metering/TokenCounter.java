package dev.roundhouse.metering;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.roundhouse.exchange.Usage;
import org.jspecify.annotations.Nullable;

/// Counts text where a provider reported no usage. An estimate for every model but OpenAI's, whose encodings
/// these are. The tables load on first use, some hundred milliseconds: for a worker, never for an event loop.
/// Safe for any number of threads.
public final class TokenCounter {
    /// Characters that are counted; what is longer is counted so far and scaled up.
    static final int CHARS_MAX = 1 << 20;

    private final EncodingRegistry registry = Encodings.newLazyEncodingRegistry();

    /// Loads nothing yet.
    public TokenCounter() {}

    /// Tokens of a text.
    ///
    /// @param encoding tiktoken's name for the model's encoding; `o200k_base` where it is null or not known
    public long count(String text, @Nullable String encoding) {
        if (text.isEmpty()) {
            return 0;
        }
        if (text.length() <= CHARS_MAX) {
            return encoding(encoding).countTokensOrdinary(text);
        }
        long counted = encoding(encoding).countTokensOrdinary(text.substring(0, CHARS_MAX));
        return Math.ceilDiv(counted * text.length(), CHARS_MAX);
    }

    /// The usage of a generation whose provider reported none, marked as estimated.
    ///
    /// @param prompt text of the request that the model read
    /// @param answer text of the answer, reasoning included
    /// @param encoding as [#count]
    public Usage estimate(String prompt, String answer, @Nullable String encoding) {
        return Usage.estimate(count(prompt, encoding), count(answer, encoding));
    }

    private Encoding encoding(@Nullable String name) {
        EncodingType type = "cl100k_base".equals(name) ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE;
        return registry.getEncoding(type);
    }
}
