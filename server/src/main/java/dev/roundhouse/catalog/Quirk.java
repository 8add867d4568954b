package dev.roundhouse.catalog;

import java.util.Arrays;
import java.util.Optional;

/// Where a provider departs from its dialect. Data, so that a provider needs no code.
public enum Quirk {
    /// The stream may end without `data: [DONE]`; a finish reason is then the terminal event.
    NO_DONE("no_done"),
    /// `stream_options` is refused; usage comes unasked or not at all.
    NO_STREAM_OPTIONS("no_stream_options"),
    /// Unknown members of the request are refused with 400: the router's own fields are taken out before sending.
    STRICT_FIELDS("strict_fields"),
    /// Reasoning tokens are reported beside `completion_tokens`, not inside.
    REASONING_OUTSIDE("reasoning_outside"),
    /// `max_tokens` is refused; `max_completion_tokens` is sent instead.
    MAX_COMPLETION_TOKENS_ONLY("max_completion_tokens_only"),
    /// `max_completion_tokens` is refused; `max_tokens` is sent instead.
    MAX_TOKENS_ONLY("max_tokens_only"),
    /// The role `developer` is refused; `system` is sent instead.
    NO_DEVELOPER_ROLE("no_developer_role"),
    /// Dropping the connection does not stop the provider's generation: it bills in full.
    BILLS_AFTER_CANCEL("bills_after_cancel"),
    /// A SageMaker container takes TGI's `generate`, not OpenAI's chat.
    TEXT_GENERATION("text_generation");

    private final String wireName;

    Quirk(String wireName) {
        this.wireName = wireName;
    }

    /// The name in configuration.
    public String wireName() {
        return wireName;
    }

    /// The quirk of that name.
    public static Optional<Quirk> named(String name) {
        return Arrays.stream(values()).filter(q -> q.wireName.equals(name)).findFirst();
    }
}
