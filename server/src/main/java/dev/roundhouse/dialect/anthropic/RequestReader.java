package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Skim;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a request in one pass over its bytes: what the walk must know, and where a splice touches it.
final class RequestReader {
    /// The span of a body that Anthropic would refuse as it stands, since another provider wrote a part of its
    /// history; it stands nowhere, its presence says it.
    static final String FOREIGN = "@foreign";

    private static final String COUNTING = "/count_tokens";
    private static final String MESSAGES = "messages";
    private static final String BETA = "anthropic-beta";
    private static final int BETA_CHARS_MAX = 2_048;
    private static final Pattern BETAS = Pattern.compile("[A-Za-z0-9._,\\- ]+");

    private RequestReader() {}

    static ClientDialect.Reading read(Inbound inbound) {
        try {
            return new ClientDialect.Understood(request(inbound, Skim.of(inbound.body())));
        } catch (Unacceptable e) {
            return new ClientDialect.Refused(
                    e.field().equals("body")
                            ? new CallerFault(ErrorType.INVALID_REQUEST, "body: " + e.reason(), null)
                            : CallerFault.field(e.field(), e.reason()));
        }
    }

    private static GenerationRequest request(Inbound inbound, Skim skim) {
        Span messages = skim.spans().get(MESSAGES);
        if (messages == null || inbound.body()[messages.valueFrom()] != '[') {
            throw new Unacceptable(MESSAGES, (messages == null ? "missing" : "no list") + " (expected: a list)");
        }
        boolean counting = inbound.path().endsWith(COUNTING);
        Map<String, Span> spans = new HashMap<>(skim.spans());
        if (isForeign(inbound.body(), skim)) {
            spans.put(FOREIGN, new Span(0, 0, 0));
        }
        String tier = skim.text("service_tier");
        return new GenerationRequest(
                Dialect.ANTHROPIC_MESSAGES,
                counting ? Operation.COUNT : Operation.CHAT,
                inbound.surface(),
                skim.models(null),
                !counting && skim.truth("stream"),
                true,
                tier,
                skim.count("max_tokens"),
                1,
                needs(skim),
                skim.preferences(),
                skim.labels(inbound.headers(), JsonTree.string(skim.member("metadata"), "user_id")),
                switches(inbound.headers()),
                inbound.body(),
                spans);
    }

    private static Set<String> needs(Skim skim) {
        Set<String> needs = new HashSet<>();
        need(needs, "tools", skim.spans().containsKey("tools"));
        need(needs, "image", skim.kinds().contains("image"));
        need(needs, "file", skim.kinds().contains("document"));
        boolean schema = skim.spans().containsKey("output_format")
                || skim.member("output_config").path("format").isObject();
        need(needs, "json_schema", schema);
        return needs;
    }

    private static void need(Set<String> needs, String name, boolean is) {
        if (is) {
            needs.add(name);
        }
    }

    private static Map<String, String> switches(Map<String, String> headers) {
        String betas = headers.get(BETA);
        boolean plain = betas != null
                && betas.length() <= BETA_CHARS_MAX
                && BETAS.matcher(betas).matches();
        return plain ? Map.of(BETA, betas) : Map.of();
    }

    // A part of the history that another provider wrote: its seals and citations are marked, its thinking is not
    // signed,
    // and its calls have no thinking before them, which Anthropic demands where thinking has a budget.
    private static boolean isForeign(byte[] body, Skim skim) {
        boolean signed = skim.names("signature") || skim.kinds().contains("redacted_thinking");
        if (signed && (holds(body, SealText.MARK) || holdsEmpty(body, "signature"))) {
            return true;
        }
        if (skim.names("encrypted_index") && holdsEmpty(body, "encrypted_index")) {
            return true;
        }
        return skim.kinds().contains("tool_result")
                && "enabled".equals(JsonTree.string(skim.member("thinking"), "type"))
                && isUnthought(skim.member(MESSAGES));
    }

    /// Whether the conversation stands in the middle of calls that no thinking led to.
    static boolean isUnthought(JsonNode messages) {
        boolean called = false;
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode message = messages.get(i);
            Set<String> kinds = kinds(message.path("content"));
            if ("assistant".equals(JsonTree.string(message, "role"))) {
                if (kinds.contains("thinking") || kinds.contains("redacted_thinking")) {
                    return false;
                }
                called |= kinds.contains("tool_use");
            } else if (!kinds.contains("tool_result")) {
                return called;
            }
        }
        return called;
    }

    private static Set<String> kinds(JsonNode content) {
        Set<String> kinds = new HashSet<>();
        for (JsonNode block : content) {
            String type = JsonTree.string(block, "type");
            if (type != null) {
                kinds.add(type);
            }
        }
        return kinds;
    }

    private static boolean holdsEmpty(byte[] body, String name) {
        return holds(body, "\"" + name + "\":\"\"") || holds(body, "\"" + name + "\": \"\"");
    }

    private static boolean holds(byte[] body, String text) {
        byte[] sought = text.getBytes(StandardCharsets.US_ASCII);
        int last = body.length - sought.length;
        for (int i = 0; i <= last; i++) {
            if (body[i] == sought[0] && Arrays.equals(body, i, i + sought.length, sought, 0, sought.length)) {
                return true;
            }
        }
        return false;
    }

    /// The member of a request's body; null where there is none.
    static @Nullable JsonNode member(GenerationRequest request, String name) {
        Span span = request.spans().get(name);
        return span == null ? null : JsonTree.read(request.body(), span.valueFrom(), span.valueTo());
    }
}
