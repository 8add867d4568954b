package dev.roundhouse.exchange;

import org.jspecify.annotations.Nullable;

/// How much a model is to think, and what is shown of it; null where nothing was said.
///
/// @param enabled false: not at all
/// @param effort `minimal`, `low`, `medium`, `high`, `xhigh`, `max` (and `none`, which is `enabled` false)
/// @param budget most tokens of reasoning
/// @param adaptive whether the model decides (Anthropic's `adaptive`)
/// @param summary `auto`, `concise`, `detailed`; null unsaid
/// @param exclude whether reasoning is kept from the client
/// @param encrypted whether the client wants it sealed, to give it back (`include: reasoning.encrypted_content`)
public record Reasoning(
        @Nullable Boolean enabled,
        @Nullable String effort,
        @Nullable Long budget,
        boolean adaptive,
        @Nullable String summary,
        boolean exclude,
        boolean encrypted) {
    /// Nothing was said.
    public static final Reasoning UNSAID = new Reasoning(null, null, null, false, null, false, false);
}
