package dev.roundhouse.dialect.sagemaker;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.AnswerParser;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.EventStreamFrames;
import dev.roundhouse.dialect.FrameReader;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.dialect.WholeFrame;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// SageMaker's InvokeEndpoint and InvokeEndpointWithResponseStream. The body is the container's: OpenAI's chat
/// for
/// vLLM,
/// LMI and TGI's messages, or with the quirk `text_generation` TGI's `generate`, which JumpStart has too.
///
/// @see "Amazon SageMaker runtime API reference: InvokeEndpoint, InvokeEndpointWithResponseStream"
public final class SageMaker implements HubUpstream {
    private static final int MODEL_ERROR = 424;

    private final @Nullable HubUpstream chat;

    /// @param chat OpenAI's chat; null when it is not in the hub, and then only the other bodies are served
    public SageMaker(@Nullable HubUpstream chat) {
        this.chat = chat;
    }

    @Override
    public Dialect name() {
        return Dialect.SAGEMAKER;
    }

    @Override
    public boolean takes(Operation operation) {
        return operation == Operation.CHAT;
    }

    @Override
    public String path(Endpoint endpoint, Operation operation, boolean stream) {
        String name = Objects.requireNonNull(endpoint.upstreamId(), "upstreamId");
        return "/endpoints/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")
                + (stream ? "/invocations-response-stream" : "/invocations");
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("accept", "*/*");
    }

    @Override
    public UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds) {
        if (status == MODEL_ERROR) {
            // The container's own error stands inside of SageMaker's.
            try {
                JsonNode told = JsonTree.read(body);
                JsonNode original = told.path("OriginalStatusCode");
                String message = JsonTree.string(told, "OriginalMessage");
                if (original.isInt() && original.intValue() >= 400 && message != null) {
                    byte[] inner = message.getBytes(StandardCharsets.UTF_8);
                    return UpstreamErrors.refusal(endpoint.provider(), original.intValue(), inner, retryAfterSeconds);
                }
            } catch (JacksonException _) {
                // Told as it came.
            }
        }
        return UpstreamErrors.refusal(endpoint.provider(), status, lowered(body), retryAfterSeconds);
    }

    // SageMaker says `Message`, others `message`.
    private static byte[] lowered(byte[] body) {
        try {
            String message = JsonTree.string(JsonTree.read(body), "Message");
            return message == null ? body : JsonTree.bytes(JsonTree.object().put("message", message));
        } catch (JacksonException _) {
            return body;
        }
    }

    @Override
    public JsonNode body(Prompt prompt, Outbound outbound) {
        if (!(prompt instanceof Prompt.Chat said)) {
            throw new Unacceptable("body", "no conversation (expected: messages)");
        }
        if (generates(outbound.endpoint())) {
            return TextGeneration.write(said, outbound);
        }
        if (chat == null) {
            throw new Unacceptable("model", "takes bodies of OpenAI's chat, which is not served to it here");
        }
        return chat.body(prompt, outbound);
    }

    @Override
    public FrameReader frames(boolean stream, FrameReader.Sink sink) {
        return stream ? new PayloadParts(sink) : new WholeFrame(sink);
    }

    @Override
    public AnswerParser parser(Endpoint endpoint, Operation operation, boolean stream, EventSink sink) {
        AnswerParser inner = generates(endpoint) || chat == null
                ? new TextGeneration.Events(stream, sink)
                : chat.parser(endpoint, operation, stream, sink);
        return new Outer(endpoint, inner, sink);
    }

    @Override
    public boolean takesSeal(Endpoint endpoint, String format) {
        return !generates(endpoint) && chat != null && chat.takesSeal(endpoint, format);
    }

    private static boolean generates(Endpoint endpoint) {
        return endpoint.provider().quirks().contains(Quirk.TEXT_GENERATION);
    }

    /// Reads the envelope's exceptions, and leaves the rest to the container's dialect.
    private static final class Outer implements AnswerParser {
        private final Endpoint endpoint;
        private final AnswerParser inner;
        private final EventSink sink;

        Outer(Endpoint endpoint, AnswerParser inner, EventSink sink) {
            this.endpoint = endpoint;
            this.inner = inner;
            this.sink = sink;
        }

        @Override
        public void frame(String event, JsonNode payload) {
            if (!event.startsWith(EventStreamFrames.EXCEPTION)) {
                inner.frame(event, payload);
                return;
            }
            String type = event.substring(EventStreamFrames.EXCEPTION.length());
            String code = JsonTree.string(payload, "ErrorCode");
            String message = JsonTree.string(payload, "Message");
            boolean slow = "ModelInvocationTimeExceeded".equals(code);
            var told = JsonTree.object().put("message", message == null ? type : message);
            told.put("type", code == null ? type : code);
            sink.accept(new Event.Broke(
                    UpstreamErrors.refusal(endpoint.provider(), slow ? 504 : 502, JsonTree.bytes(told), -1)));
        }

        @Override
        public void done() {
            inner.done();
        }

        @Override
        public void end() {
            inner.end();
        }
    }
}
