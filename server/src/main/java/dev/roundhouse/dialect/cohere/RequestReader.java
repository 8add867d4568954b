package dev.roundhouse.dialect.cohere;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One pass over a request's bytes: what the walk must know of it.
final class RequestReader {
    /// Marks a request that came by the door of the first API. Goes nowhere.
    static final String FIRST_API = "cohere-first-api";

    private RequestReader() {}

    static Reading read(Inbound inbound) {
        try {
            return new Understood(request(inbound, Skim.of(inbound.body())));
        } catch (Unacceptable e) {
            String field = e.field().equals("body") ? null : e.field();
            return new Refused(new CallerFault(ErrorType.INVALID_REQUEST, e.field() + ": " + e.reason(), field));
        }
    }

    private static GenerationRequest request(Inbound inbound, Skim skim) {
        Operation operation = operation(inbound.path());
        boolean chat = operation == Operation.CHAT;
        check(operation, skim, inbound.body());
        return new GenerationRequest(
                Dialect.COHERE,
                operation,
                inbound.surface(),
                skim.models(null),
                chat && skim.truth("stream"),
                true,
                null,
                chat ? skim.count("max_tokens") : 0,
                1,
                needs(chat, skim),
                skim.preferences(),
                skim.labels(inbound.headers(), skim.member("user").asString(null)),
                isFirstApi(inbound.path()) ? Map.of(FIRST_API, "1") : Map.of(),
                inbound.body(),
                skim.spans());
    }

    private static Operation operation(String path) {
        if (path.endsWith("/rerank")) {
            return Operation.RERANK;
        }
        return path.endsWith("/embed") ? Operation.EMBED : Operation.CHAT;
    }

    private static boolean isFirstApi(String path) {
        return path.endsWith("/v1/rerank");
    }

    private static void check(Operation operation, Skim skim, byte[] body) {
        switch (operation) {
            case CHAT, COUNT -> list("messages", skim, body, "at least one message");
            case RERANK -> {
                String query = skim.text("query");
                if (query == null) {
                    throw new Unacceptable("query", "missing (expected: a string)");
                }
                list("documents", skim, body, "at least one document");
            }
            case EMBED -> {
                if (List.of("texts", "images", "inputs").stream().noneMatch(skim.spans()::containsKey)) {
                    throw new Unacceptable("texts", "missing (expected: texts, images or inputs)");
                }
            }
        }
    }

    private static void list(String name, Skim skim, byte[] body, String expected) {
        Span span = skim.spans().get(name);
        if (span == null) {
            throw new Unacceptable(name, "missing (expected: a list of " + expected + ")");
        }
        if (body[span.valueFrom()] != '[') {
            throw new Unacceptable(name, "not a list (expected: a list of " + expected + ")");
        }
        if (isEmpty(body, span)) {
            throw new Unacceptable(name, "an empty list (expected: " + expected + ")");
        }
    }

    private static boolean isEmpty(byte[] body, Span list) {
        for (int at = list.valueFrom() + 1; at < list.valueTo() - 1; at++) {
            if (body[at] > ' ' || body[at] < 0) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> needs(boolean chat, Skim skim) {
        Set<String> needs = new HashSet<>();
        if (chat && skim.member("tools").size() > 0) {
            needs.add("tools");
        }
        if (chat
                && (skim.member("response_format").has("json_schema")
                        || skim.member("response_format").has("schema"))) {
            needs.add("json_schema");
        }
        if (skim.kinds().contains("image_url") || skim.spans().containsKey("images")) {
            needs.add("image");
        }
        return needs;
    }
}
