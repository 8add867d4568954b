package dev.roundhouse.dialect.bedrock;

import dev.roundhouse.catalog.Provider;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.UpstreamErrors;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Bedrock's exceptions, both ways: in a stream by the name of their frame, before it by the header
/// `x-amzn-ErrorType`.
final class Exceptions {
    private static final int MODEL_ERROR = 424;

    private Exceptions() {}

    /// What an exception in a stream means.
    ///
    /// @param type such as `throttlingException`
    static UpstreamFault read(Provider provider, String type, JsonNode payload) {
        JsonNode original = payload.path("originalStatusCode");
        int status = switch (type.toLowerCase(Locale.ROOT)) {
            case "throttlingexception" -> 429;
            case "validationexception" -> 400;
            case "accessdeniedexception" -> 403;
            case "resourcenotfoundexception" -> 404;
            case "modeltimeoutexception" -> 504;
            case "serviceunavailableexception", "modelnotreadyexception" -> 503;
            case "modelstreamerrorexception", "modelerrorexception" ->
                original.isInt() ? original.intValue() : MODEL_ERROR;
            default -> 500;
        };
        ObjectNode told = payload instanceof ObjectNode object ? object.deepCopy() : JsonTree.object();
        if (!told.has("message") && told.has("Message")) {
            told.set("message", told.get("Message"));
        }
        told.put("type", type);
        return UpstreamErrors.refusal(provider, status, JsonTree.bytes(told), -1);
    }

    /// The exception's name that AWS's clients know for a failure.
    static String name(ErrorType type) {
        return switch (type.status()) {
            case 400, 405, 408, 412, 413, 414, 415, 422, 431 -> "ValidationException";
            case 401, 402, 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 429 -> "ThrottlingException";
            case 502 -> "ModelErrorException";
            case 503, 529 -> "ServiceUnavailableException";
            case 504 -> "ModelTimeoutException";
            default -> "InternalServerException";
        };
    }

    /// The name that an exception has inside of a stream, where there are fewer.
    static String nameInStream(ErrorType type) {
        return switch (name(type)) {
            case "ValidationException", "AccessDeniedException", "ResourceNotFoundException" -> "validationException";
            case "ThrottlingException" -> "throttlingException";
            case "ServiceUnavailableException" -> "serviceUnavailableException";
            case "ModelErrorException", "ModelTimeoutException" -> "modelStreamErrorException";
            default -> "internalServerException";
        };
    }

    /// The body of a failure.
    static byte[] body(Failure failure) {
        return JsonTree.bytes(JsonTree.object().put("message", failure.message()));
    }
}
