package dev.roundhouse.exchange;

import dev.roundhouse.catalog.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one pass over a request's bytes found: what the walk needs to know, and where to splice.
///
/// @param dialect what it is written in
/// @param operation what is asked
/// @param surface by which door it came
/// @param models requested models in order of preference, the first the one of `model`
/// @param stream whether the answer is to be streamed
/// @param usageAsked whether the client asked for usage in the stream
/// @param serviceTier as asked, such as `flex`; null when not
/// @param maxOutput the most output tokens asked for; 0 when not said
/// @param choices how many answers (`n`)
/// @param needs capabilities without which an endpoint cannot serve it: `tools`, `json_schema`, `image`, `audio`,
/// `file`, `video`
/// @param preferences which providers the caller wants
/// @param labels what only the record keeps: `user`, `session_id`, `http_referer`, `x_title` …
/// @param headers switches of the client's dialect that go on to upstreams of the same, such as `anthropic-beta`
/// @param body the request's bytes
/// @param spans where the members stand that a splice may touch
public record GenerationRequest(
        Dialect dialect,
        Operation operation,
        Surface surface,
        List<String> models,
        boolean stream,
        boolean usageAsked,
        @Nullable String serviceTier,
        long maxOutput,
        int choices,
        Set<String> needs,
        Preferences preferences,
        Map<String, String> labels,
        Map<String, String> headers,
        byte[] body,
        Map<String, Span> spans) {
    public GenerationRequest {
        models = List.copyOf(models);
        needs = Set.copyOf(needs);
        labels = Map.copyOf(labels);
        headers = Map.copyOf(headers);
        spans = Map.copyOf(spans);
    }

    /// The same, asked of other models.
    public GenerationRequest withModels(List<String> others) {
        return new GenerationRequest(
                dialect,
                operation,
                surface,
                others,
                stream,
                usageAsked,
                serviceTier,
                maxOutput,
                choices,
                needs,
                preferences,
                labels,
                headers,
                body,
                spans);
    }

    /// Where a top-level member stands in the body.
    ///
    /// @param memberFrom offset of the name's opening quote
    /// @param valueFrom offset of the value's first byte
    /// @param valueTo offset behind the value's last byte
    public record Span(int memberFrom, int valueFrom, int valueTo) {}
}
