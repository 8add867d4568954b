package dev.roundhouse.dialect.responses;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// One pass over a request: what the walk must know of it.
final class RequestReader {
    private static final String COUNT = "/input_tokens";
    private static final Map<String, String> NEEDS =
            Map.of("input_image", "image", "input_file", "file", "input_audio", "audio", "input_video", "video");

    private RequestReader() {}

    /// Reads a request.
    static Reading read(Inbound in) {
        try {
            return new Understood(understood(in));
        } catch (Unacceptable e) {
            String field = e.field();
            return new Refused(new CallerFault(
                    ErrorType.INVALID_REQUEST, field + ": " + e.reason(), field.equals("body") ? null : field));
        }
    }

    private static GenerationRequest understood(Inbound in) {
        Skim skim = Skim.of(in.body());
        JsonNode input = skim.member("input");
        boolean prompted =
                skim.spans().containsKey("prompt") || RequestParser.says(skim.member("previous_response_id"));
        if (RequestParser.says(input) ? !input.isString() && !input.isArray() : !prompted) {
            throw new Unacceptable("input", "missing (expected: a string, or a list of items)");
        }
        if (skim.truth("background")) {
            throw new Unacceptable("background", "true (expected: false; nothing runs here after its client is gone)");
        }
        if (RequestParser.says(skim.member("conversation"))) {
            throw new Unacceptable(
                    "conversation", "not kept here (expected: previous_response_id, or the items themselves)");
        }
        String user = skim.text("user");
        return new GenerationRequest(
                Dialect.OPENAI_RESPONSES,
                in.path().endsWith(COUNT) ? Operation.COUNT : Operation.CHAT,
                in.surface(),
                skim.models(null),
                skim.truth("stream"),
                true,
                skim.text("service_tier"),
                skim.count("max_output_tokens"),
                1,
                needs(skim),
                skim.preferences(),
                skim.labels(in.headers(), user == null ? label(skim) : user),
                Map.of(),
                in.body(),
                skim.spans());
    }

    /// The same request with another body: its own, with what it goes on from.
    static GenerationRequest again(GenerationRequest request, byte[] body) {
        Skim skim = Skim.of(body);
        return new GenerationRequest(
                request.dialect(),
                request.operation(),
                request.surface(),
                request.models(),
                request.stream(),
                request.usageAsked(),
                request.serviceTier(),
                request.maxOutput(),
                request.choices(),
                needs(skim),
                request.preferences(),
                request.labels(),
                request.headers(),
                body,
                skim.spans());
    }

    private static @org.jspecify.annotations.Nullable String label(Skim skim) {
        JsonNode id = skim.member("safety_identifier");
        return id.isString() ? id.stringValue() : null;
    }

    private static Set<String> needs(Skim skim) {
        Set<String> needs = new HashSet<>();
        for (Map.Entry<String, String> need : NEEDS.entrySet()) {
            if (skim.kinds().contains(need.getKey())) {
                needs.add(need.getValue());
            }
        }
        for (JsonNode tool : skim.member("tools")) {
            String type = JsonTree.string(tool, "type");
            if ("function".equals(type) || "custom".equals(type)) {
                needs.add("tools");
            }
        }
        if ("json_schema".equals(JsonTree.string(skim.member("text").path("format"), "type"))) {
            needs.add("json_schema");
        }
        return needs;
    }
}
