package dev.roundhouse.dialect.openai;

import static dev.roundhouse.dialect.JsonText.ascii;
import static dev.roundhouse.dialect.JsonText.concat;
import static dev.roundhouse.dialect.JsonText.member;
import static dev.roundhouse.dialect.JsonText.quoted;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.Edits;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.OutboundBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the body for an endpoint out of the client's own bytes: a few places are changed, the rest is not even
/// copied.
final class RequestSplicer {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] SYSTEM = ascii("\"system\"");
    private static final byte[] USAGE_ASKED = ascii("{\"include_usage\":true}");
    private static final byte[] INCLUDE_USAGE = ascii("\"include_usage\":true");
    private static final byte[] STREAM_OPTIONS = ascii(",\"stream_options\":{\"include_usage\":true}");
    private static final byte[] MAX_TOKENS = ascii("\"max_tokens\":");
    private static final byte[] MAX_COMPLETION_TOKENS = ascii("\"max_completion_tokens\":");

    private RequestSplicer() {}

    static OutboundBody splice(GenerationRequest request, Endpoint endpoint) {
        Set<Quirk> quirks = endpoint.provider().quirks();
        Map<String, Span> spans = request.spans();
        Edits edits = new Edits();
        List<Span> removed = new ArrayList<>(4);
        boolean strict = quirks.contains(Quirk.STRICT_FIELDS);
        model(request, endpoint, strict, edits);
        if (request.stream()) {
            usage(request, quirks.contains(Quirk.NO_STREAM_OPTIONS), edits, removed);
        }
        if (strict) {
            for (String name : RequestShapes.ROUTER_MEMBERS) {
                // Without a model its list gave its place to the name.
                addIfThere(removed, name.equals("models") && !spans.containsKey("model") ? null : spans.get(name));
            }
        }
        if (quirks.contains(Quirk.MAX_COMPLETION_TOKENS_ONLY)) {
            rename(spans.get("max_tokens"), spans.get("max_completion_tokens"), MAX_COMPLETION_TOKENS, edits, removed);
        }
        if (quirks.contains(Quirk.MAX_TOKENS_ONLY)) {
            rename(spans.get("max_completion_tokens"), spans.get("max_tokens"), MAX_TOKENS, edits, removed);
        }
        if (quirks.contains(Quirk.NO_DEVELOPER_ROLE)) {
            developers(spans, edits);
        }
        return edits.remove(request.body(), removed).outbound(request.body());
    }

    private static void model(GenerationRequest request, Endpoint endpoint, boolean strict, Edits edits) {
        byte[] name = quoted(Objects.requireNonNull(endpoint.upstreamId(), "upstreamId"));
        Span model = request.spans().get("model");
        if (model != null) {
            edits.replace(model.valueFrom(), model.valueTo(), name);
            return;
        }
        Span models = Objects.requireNonNull(request.spans().get("models"), "models");
        if (strict) {
            edits.replace(models.memberFrom(), models.valueTo(), member("model", name));
        } else {
            edits.insert(models.memberFrom(), concat(member("model", name), ascii(",")));
        }
    }

    // Usage comes only when asked for, and without it we could not settle.
    private static void usage(GenerationRequest request, boolean refused, Edits edits, List<Span> removed) {
        Span options = request.spans().get("stream_options");
        if (refused) {
            addIfThere(removed, options);
            return;
        }
        if (options == null) {
            Span stream = Objects.requireNonNull(request.spans().get("stream"), "stream");
            edits.insert(stream.valueTo(), STREAM_OPTIONS);
            return;
        }
        if (request.usageAsked()) {
            return;
        }
        Span include = request.spans().get("stream_options.include_usage");
        if (include != null) {
            edits.replace(include.valueFrom(), include.valueTo(), TRUE);
            return;
        }
        byte[] body = request.body();
        if (body[options.valueFrom()] != '{') {
            edits.replace(options.valueFrom(), options.valueTo(), USAGE_ASKED);
            return;
        }
        int inside = afterBrace(body, options.valueFrom());
        boolean empty = isBlank(body, inside, options.valueTo() - 1);
        edits.insert(inside, empty ? INCLUDE_USAGE : concat(INCLUDE_USAGE, ascii(",")));
    }

    private static void rename(@Nullable Span from, @Nullable Span to, byte[] name, Edits edits, List<Span> removed) {
        if (from == null) {
            return;
        }
        if (to != null) {
            removed.add(from);
        } else {
            edits.replace(from.memberFrom(), from.valueFrom(), name);
        }
    }

    private static void developers(Map<String, Span> spans, Edits edits) {
        spans.forEach((path, span) -> {
            if (path.startsWith("messages[")) {
                edits.replace(span.valueFrom(), span.valueTo(), SYSTEM);
            }
        });
    }

    private static void addIfThere(List<Span> removed, @Nullable Span span) {
        if (span != null) {
            removed.add(span);
        }
    }

    private static int afterBrace(byte[] body, int from) {
        int i = from;
        while (body[i] != '{') {
            i++;
        }
        return i + 1;
    }

    private static boolean isBlank(byte[] body, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] > ' ') {
                return false;
            }
        }
        return true;
    }
}
