package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Reads what the walk must know of a client's request: the address, and one pass over the body.
final class RequestReader {
    /// A stream that is to come as a list.
    static final String LIST = "gemini-list";
    /// One vector is asked for, not a list of one.
    static final String SINGLE = "gemini-single";

    private static final Set<String> KINDS = Set.of("mimeType", "mime_type");
    private static final int CHOICES_MAX = 128;

    private RequestReader() {}

    static Reading read(Inbound inbound) {
        try {
            Address address = Address.of(inbound.path(), inbound.query());
            return new Understood(request(inbound, address, Skim.of(inbound.body(), KINDS)));
        } catch (Unacceptable e) {
            String field = e.field();
            boolean whole = field.equals("body") || field.equals("path");
            return new Refused(
                    new CallerFault(ErrorType.INVALID_REQUEST, field + ": " + e.reason(), whole ? null : field));
        }
    }

    private static GenerationRequest request(Inbound inbound, Address address, Skim skim) {
        Operation operation = operation(address.verb());
        JsonNode config = either(skim, "generationConfig", "generation_config");
        check(operation, skim, config);
        boolean stream = address.verb().equals("streamGenerateContent");
        Map<String, String> switches = new HashMap<>();
        if (stream && !address.events()) {
            switches.put(LIST, "true");
        }
        if (address.verb().equals("embedContent")) {
            switches.put(SINGLE, "true");
        }
        Long limit = Members.whole(config, "generationConfig", "maxOutputTokens");
        Long choices = Members.whole(config, "generationConfig", "candidateCount");
        String tier = text(skim, "serviceTier", "service_tier");
        return new GenerationRequest(
                Dialect.GEMINI,
                operation,
                inbound.surface(),
                skim.models(address.model()),
                stream,
                true,
                RequestParser.tier(tier),
                limit == null ? 0 : Math.max(0, limit),
                choices == null ? 1 : Math.clamp(choices, 1, CHOICES_MAX),
                needs(skim),
                skim.preferences(),
                skim.labels(inbound.headers(), null),
                switches,
                inbound.body(),
                skim.spans());
    }

    private static Operation operation(String verb) {
        return switch (verb) {
            case "generateContent", "streamGenerateContent" -> Operation.CHAT;
            case "countTokens" -> Operation.COUNT;
            case "embedContent", "batchEmbedContents" -> Operation.EMBED;
            default ->
                throw new Unacceptable(
                        "path",
                        "an unknown verb (expected: generateContent, streamGenerateContent, countTokens,"
                                + " embedContent or batchEmbedContents)");
        };
    }

    private static void check(Operation operation, Skim skim, JsonNode config) {
        if (!config.isMissingNode() && !config.isObject()) {
            throw new Unacceptable("generationConfig", Members.kind(config) + " (expected: an object)");
        }
        switch (operation) {
            case CHAT -> needed(skim, "contents", "a list of at least one content", "contents");
            case COUNT ->
                needed(
                        skim,
                        "contents",
                        "a list of at least one content",
                        "contents",
                        "generateContentRequest",
                        "generate_content_request");
            case EMBED, RERANK -> needed(skim, "content", "a content, or requests", "content", "requests");
        }
    }

    private static void needed(Skim skim, String field, String expected, String... names) {
        for (String name : names) {
            JsonNode value = skim.spans().containsKey(name) ? skim.member(name) : MissingNode.getInstance();
            if (value.isString() || (value.isContainer() && !value.isEmpty())) {
                return;
            }
        }
        throw new Unacceptable(field, "missing (expected: " + expected + ")");
    }

    private static Set<String> needs(Skim skim) {
        Set<String> needs = new HashSet<>();
        if (skim.names("functionDeclarations") || skim.names("function_declarations")) {
            needs.add("tools");
        }
        boolean schema = skim.names("responseSchema")
                || skim.names("response_schema")
                || skim.names("responseJsonSchema")
                || skim.names("response_json_schema");
        if (schema) {
            needs.add("json_schema");
        }
        for (String kind : skim.kinds()) {
            needs.add(
                    switch (MediaParts.kind(kind)) {
                        case IMAGE -> "image";
                        case AUDIO -> "audio";
                        case VIDEO -> "video";
                        case DOCUMENT -> "file";
                    });
        }
        return needs;
    }

    private static JsonNode either(Skim skim, String camel, String snake) {
        JsonNode value = skim.member(camel);
        JsonNode found = value.isMissingNode() ? skim.member(snake) : value;
        return found.isNull() ? MissingNode.getInstance() : found;
    }

    private static @Nullable String text(Skim skim, String camel, String snake) {
        String text = skim.text(camel);
        return text == null ? skim.text(snake) : text;
    }
}
