package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.ProviderMember;
import dev.roundhouse.dialect.Shape;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Preferences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// One pass over a request's bytes: every documented member checked, what the walk needs noted, contents skipped
/// unread.
final class RequestReader {
    private static final int LABEL_CHARS_MAX = 512;

    private final Dialect dialect;
    private final Map<String, Shape<RequestCursor>> shapes;

    RequestReader(Dialect dialect, Map<String, Shape<RequestCursor>> shapes) {
        this.dialect = dialect;
        this.shapes = shapes;
    }

    Reading read(Inbound inbound) {
        byte[] body = inbound.body();
        String fault = encodingFault(body);
        if (fault != null) {
            return refused("body", fault);
        }
        JsonSpans json = JsonSpans.strict(body, 0, body.length);
        RequestCursor at = new RequestCursor(json);
        boolean whole = false;
        try {
            members(at);
            whole = true;
            return new Understood(request(inbound, at));
        } catch (Unacceptable e) {
            return refused(e.field(), e.reason());
        } catch (JsonSpans.Malformed e) {
            Unacceptable told = at.unreadable(e);
            return refused(told.field(), told.reason());
        } catch (JacksonException e) {
            Unacceptable told = at.unreadable(e);
            return refused(told.field(), told.reason());
        } finally {
            if (whole) {
                json.recycle();
            } else {
                json.close();
            }
        }
    }

    @Nullable
    private static String encodingFault(byte[] body) {
        if (body.length == 0) {
            return "empty (expected: a JSON object)";
        }
        if (body.length >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf) {
            return "begins with a byte order mark (expected: UTF-8 without one)";
        }
        return null;
    }

    private void members(RequestCursor at) {
        JsonSpans json = at.json();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw json.currentToken() == null
                    ? new Unacceptable("body", "blank (expected: a JSON object)")
                    : new Unacceptable("body", at.wrong("a JSON object").reason());
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            boolean spanned = RequestShapes.SPANNED.contains(name);
            int memberFrom = json.nameFrom();
            JsonToken value = json.nextToken();
            int valueFrom = json.valueFrom();
            Shape<RequestCursor> shape = value == JsonToken.VALUE_NULL ? null : shapes.get(name);
            if (shape == null) {
                json.skipChildren();
            } else {
                shape.check(at);
            }
            if (spanned) {
                at.spans.put(name, new GenerationRequest.Span(memberFrom, valueFrom, json.valueTo()));
            }
        }
        if (!json.isAtEnd() && json.nextToken() != null) {
            throw new Unacceptable("body", "more than one JSON value (expected: one object)");
        }
    }

    private GenerationRequest request(Inbound inbound, RequestCursor at) {
        if (!at.hasInput && dialect == Dialect.OPENAI_CHAT) {
            throw new Unacceptable("messages", "missing (expected: a list of at least one message)");
        }
        if (at.effort != null && at.shortEffort != null && !at.effort.equals(at.shortEffort)) {
            throw new Unacceptable(
                    "reasoning_effort", "contradicts reasoning.effort (expected: one of the two, or the same)");
        }
        return new GenerationRequest(
                dialect,
                Operation.CHAT,
                inbound.surface(),
                models(at),
                at.stream,
                at.usageAsked,
                at.serviceTier,
                at.maxCompletionTokens > 0 ? at.maxCompletionTokens : at.maxTokens,
                at.choices,
                at.needs(),
                preferences(inbound.body(), at.spans.get("provider")),
                labels(inbound.headers(), at),
                Map.of(),
                inbound.body(),
                at.spans);
    }

    private static Preferences preferences(byte[] body, GenerationRequest.@Nullable Span provider) {
        return provider == null
                ? Preferences.NONE
                : ProviderMember.read(JsonTree.read(body, provider.valueFrom(), provider.valueTo()));
    }

    private static List<String> models(RequestCursor at) {
        if (at.model == null && at.models.isEmpty()) {
            throw new Unacceptable("model", "missing (expected: a model's name, such as openai/gpt-5-mini)");
        }
        if (at.model == null) {
            return new ArrayList<>(at.models);
        }
        if (at.models.isEmpty()) {
            return List.of(at.model);
        }
        Set<String> all = new LinkedHashSet<>();
        all.add(at.model);
        all.addAll(at.models);
        return new ArrayList<>(all);
    }

    private static Map<String, String> labels(Map<String, String> headers, RequestCursor at) {
        Map<String, String> labels = new HashMap<>();
        String session = at.sessionId != null ? at.sessionId : headers.get("x-session-id");
        put(labels, "user", at.user);
        put(labels, "session_id", session != null ? session : at.promptCacheKey);
        put(labels, "http_referer", headers.get("http-referer"));
        put(labels, "x_title", headers.getOrDefault("x-openrouter-title", headers.get("x-title")));
        put(labels, "user_agent", headers.get("user-agent"));
        return labels.isEmpty() ? Map.of() : labels;
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            labels.put(name, value.length() <= LABEL_CHARS_MAX ? value : value.substring(0, LABEL_CHARS_MAX));
        }
    }

    private static Refused refused(String field, String reason) {
        return new Refused(
                new CallerFault(ErrorType.INVALID_REQUEST, field + ": " + reason, field.equals("body") ? null : field));
    }
}
