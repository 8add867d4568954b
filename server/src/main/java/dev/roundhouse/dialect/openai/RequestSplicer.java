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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the body for an endpoint out of the client's own bytes: a few places are changed, the rest is not even
/// copied.
final class RequestSplicer {
    private static final byte[] COMMA = ascii(",");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] SYSTEM = ascii("\"system\"");
    private static final byte[] USAGE_ASKED = ascii("{\"include_usage\":true}");
    private static final byte[] INCLUDE_USAGE = ascii("\"include_usage\":true");
    private static final byte[] STREAM_OPTIONS = ascii(",\"stream_options\":{\"include_usage\":true}");

    private final GenerationRequest request;
    private final Set<Quirk> quirks;
    private final Edits edits = new Edits();
    private final List<Span> removed = new ArrayList<>(4);

    private RequestSplicer(GenerationRequest request, Set<Quirk> quirks) {
        this.request = request;
        this.quirks = quirks;
    }

    static OutboundBody splice(GenerationRequest request, Endpoint endpoint) {
        RequestSplicer splicer = new RequestSplicer(request, endpoint.provider().quirks());
        return splicer.body(quoted(Objects.requireNonNull(endpoint.upstreamId(), "upstreamId")));
    }

    private OutboundBody body(byte[] model) {
        model(model);
        if (request.stream()) {
            usage();
        }
        if (quirks.contains(Quirk.STRICT_FIELDS)) {
            for (String name : RequestShapes.ROUTER_MEMBERS) {
                // Where there was no model, the list of models has become one.
                if (!name.equals("models") || span("model") != null) {
                    remove(span(name));
                }
            }
        }
        if (quirks.contains(Quirk.MAX_COMPLETION_TOKENS_ONLY)) {
            rename("max_tokens", "max_completion_tokens");
        }
        if (quirks.contains(Quirk.MAX_TOKENS_ONLY)) {
            rename("max_completion_tokens", "max_tokens");
        }
        if (quirks.contains(Quirk.NO_DEVELOPER_ROLE)) {
            developers();
        }
        return edits.remove(request.body(), removed).outbound(request.body());
    }

    private void model(byte[] name) {
        Span model = span("model");
        if (model != null) {
            edits.replace(model.valueFrom(), model.valueTo(), name);
            return;
        }
        // A request without either was refused.
        Span models = Objects.requireNonNull(span("models"), "models");
        if (quirks.contains(Quirk.STRICT_FIELDS)) {
            edits.replace(models.memberFrom(), models.valueTo(), member("model", name));
        } else {
            edits.insert(models.memberFrom(), concat(member("model", name), COMMA));
        }
    }

    // Usage comes only when asked for, and without it we could not settle.
    private void usage() {
        Span options = span("stream_options");
        if (quirks.contains(Quirk.NO_STREAM_OPTIONS)) {
            remove(options);
            return;
        }
        if (options == null) {
            Span stream = Objects.requireNonNull(span("stream"), "stream");
            edits.insert(stream.valueTo(), STREAM_OPTIONS);
            return;
        }
        if (request.usageAsked()) {
            return;
        }
        Span include = span("stream_options.include_usage");
        if (include != null) {
            edits.replace(include.valueFrom(), include.valueTo(), TRUE);
            return;
        }
        byte[] body = request.body();
        if (body[options.valueFrom()] != '{') {
            edits.replace(options.valueFrom(), options.valueTo(), USAGE_ASKED);
            return;
        }
        int inside = options.valueFrom() + 1;
        boolean empty = isBlank(body, inside, options.valueTo() - 1);
        edits.insert(inside, empty ? INCLUDE_USAGE : concat(INCLUDE_USAGE, COMMA));
    }

    private void rename(String from, String to) {
        Span old = span(from);
        if (old == null) {
            return;
        }
        if (span(to) == null) {
            edits.replace(old.memberFrom(), old.valueFrom(), concat(quoted(to), ascii(":")));
        } else {
            removed.add(old);
        }
    }

    private void developers() {
        request.spans().forEach((path, span) -> {
            if (path.startsWith("messages[")) {
                edits.replace(span.valueFrom(), span.valueTo(), SYSTEM);
            }
        });
    }

    private void remove(@Nullable Span span) {
        if (span != null) {
            removed.add(span);
        }
    }

    @Nullable
    private Span span(String name) {
        return request.spans().get(name);
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
