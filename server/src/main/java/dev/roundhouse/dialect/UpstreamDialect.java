package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A wire schema as a provider speaks it: where to call, and what its errors mean.
public interface UpstreamDialect {
    /// Which one.
    Dialect name();

    /// What is appended to the provider's base URL, with a leading `/`; the id percent-encoded where it stands in
    /// the
    /// path.
    String path(Endpoint endpoint, Operation operation, boolean stream);

    /// The path of a request of this very schema that is spliced, where the schema has several for one operation;
    /// null
    /// for the usual one.
    default @Nullable String ownPath(GenerationRequest request) {
        return null;
    }

    /// Headers of this schema beside `content-type` and the key's, names in lower case.
    Map<String, String> headers();

    /// Headers that this request has beside these, such as a client's own switches of the same schema; names in
    /// lower
    /// case.
    default Map<String, String> headers(GenerationRequest request) {
        return Map.of();
    }

    /// What a status other than 200 means.
    ///
    /// @param retryAfterSeconds of the answer's header; negative when there was none
    UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds);
}
