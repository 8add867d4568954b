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
    /// Members that OpenAI added late are known: `max_completion_tokens`, custom and allowed tools, `verbosity`,
    /// `service_tier`, `user`.
    OPENAI_FIELDS("openai_fields"),
    /// Past reasoning goes back as `reasoning_details`, seals included, though unknown members may be refused.
    REASONING_DETAILS("reasoning_details"),
    /// Past reasoning goes back as `reasoning_content`, and without seals.
    REASONING_CONTENT("reasoning_content"),
    /// Past reasoning goes back in chunks of the content, and without seals.
    THINKING_CHUNKS("thinking_chunks"),
    /// Reasoning is switched by `thinking: {"type": "enabled"}`.
    THINKING_SWITCH("thinking_switch"),
    /// Documents are `document_url` parts.
    DOCUMENT_URL("document_url"),
    /// A last turn of the assistant, to be continued, must be marked with `prefix`.
    PREFIX("prefix"),
    /// `seed` is called `random_seed`.
    RANDOM_SEED("random_seed"),
    /// Ids of tool calls are nine letters and digits.
    SHORT_TOOL_IDS("short_tool_ids"),
    /// Searches of the web are asked for by a tool `openrouter:web_search`.
    SEARCH_TOOL("search_tool"),
    /// `input_type` of embeddings is `query` or `document`.
    QUERY_OR_DOCUMENT("query_or_document"),
    /// Vectors come packed in base64, a signed byte a number, whatever was asked for.
    PACKED_BYTES("packed_bytes"),
    /// Anthropic's bodies go to `/models/{id}:rawPredict` without the model's name in them, as on Vertex AI.
    VERTEX_RAW("vertex_raw"),
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
