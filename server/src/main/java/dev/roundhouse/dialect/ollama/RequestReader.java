package dev.roundhouse.dialect.ollama;

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
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// One pass over a request's bytes: what the walk must know of it.
final class RequestReader {
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
        Route route = Route.at(inbound.path());
        boolean chat = route.operation() == Operation.CHAT;
        check(route, skim, inbound.body());
        JsonNode options = skim.member("options");
        if (!options.isMissingNode() && !options.isNull() && !options.isObject()) {
            throw new Unacceptable("options", "not an object (expected: an object)");
        }
        return new GenerationRequest(
                Dialect.OLLAMA,
                route.operation(),
                inbound.surface(),
                skim.models(null),
                chat && streams(skim),
                true,
                null,
                chat ? JsonTree.count(options, "num_predict") : 0,
                1,
                needs(chat, skim),
                skim.preferences(),
                skim.labels(inbound.headers(), null),
                Map.of(Route.HEADER, route.name()),
                inbound.body(),
                skim.spans());
    }

    // Ollama streams unless it is told not to.
    private static boolean streams(Skim skim) {
        JsonNode stream = skim.member("stream");
        return stream.isMissingNode() || stream.isNull() || skim.truth("stream");
    }

    private static void check(Route route, Skim skim, byte[] body) {
        String name = switch (route) {
            case CHAT -> "messages";
            case GENERATE, EMBEDDINGS -> "prompt";
            case EMBED -> "input";
        };
        Span span = skim.spans().get(name);
        if (span == null) {
            // Asking for nothing loads a model; nothing can be loaded here.
            throw new Unacceptable(name, "missing (expected: something to answer; models are not loaded here)");
        }
        if (route == Route.CHAT && body[span.valueFrom()] != '[') {
            throw new Unacceptable(name, "not a list (expected: a list of messages)");
        }
    }

    private static Set<String> needs(boolean chat, Skim skim) {
        Set<String> needs = new HashSet<>();
        if (chat && skim.member("tools").size() > 0) {
            needs.add("tools");
        }
        if (chat && skim.member("format").isObject()) {
            needs.add("json_schema");
        }
        if (skim.names("images") || skim.member("images").size() > 0) {
            needs.add("image");
        }
        return needs;
    }
}
