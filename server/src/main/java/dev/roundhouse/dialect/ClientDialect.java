package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Surface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A wire schema as a client speaks it.
public interface ClientDialect {
    /// Which one.
    Dialect name();

    /// The paths at which its clients ask, each exact or with one `*` that stands for a model's id, slashes
    /// included;
    /// and by which door each comes in.
    Map<String, Surface> doors();

    /// Reads and validates a request in one pass over its bytes.
    Reading read(Inbound inbound);

    /// The text of a request that its model reads, for counting where the provider reported no usage. Walks over
    /// the whole body: for a worker.
    ///
    /// @param request as [#read] made it
    /// @param charsMax collect no more than this
    String promptText(GenerationRequest request, int charsMax);

    /// A failure's body in this schema's own envelope, JSON.
    ///
    /// @param surface the door: the same envelope differs a little between them
    /// @param generationId for the client's support request; null before there was one
    byte[] error(Failure failure, Surface surface, @Nullable String generationId);

    /// Headers that a failure's answer has in this schema, names in lower case.
    default Map<String, String> errorHeaders(Failure failure) {
        return Map.of();
    }

    /// Headers that each answer has in this schema, names in lower case.
    ///
    /// @param generationId for the client's support request
    default Map<String, String> answerHeaders(String generationId) {
        return Map.of();
    }

    /// A failure as the only frame of a stream that was begun to keep its client alive, in this schema's own
    /// framing.
    byte[] errorFrame(Failure failure, Inbound inbound, GenerationRequest request);

    /// The content type of a request's answer.
    default String contentType(GenerationRequest request) {
        return request.stream() ? "text/event-stream; charset=utf-8" : "application/json";
    }

    /// A line that keeps a waiting client alive and means nothing: a comment in a stream, a blank before JSON;
    /// empty where the framing has no such thing.
    byte[] keepAlive(boolean stream);

    /// The same for one request, where it also depends on how its stream is framed.
    default byte[] keepAlive(GenerationRequest request) {
        return keepAlive(request.stream());
    }

    /// What a reading came to.
    sealed interface Reading {}

    /// The request is well-formed.
    record Understood(GenerationRequest request) implements Reading {}

    /// It is not.
    record Refused(Failure failure) implements Reading {}
}
