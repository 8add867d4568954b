package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.Failure.UpstreamFault;
import java.util.Map;

/// A wire schema as a provider speaks it: where to call, and what its errors mean.
public interface UpstreamDialect {
    /// Which one.
    Dialect name();

    /// What is appended to the provider's base URL, with a leading `/`; the id percent-encoded where it stands in the
    /// path.
    String path(Endpoint endpoint, boolean stream);

    /// Headers of this schema beside `content-type` and the key's, names in lower case.
    Map<String, String> headers();

    /// What a status other than 200 means.
    ///
    /// @param retryAfterSeconds of the answer's header; negative when there was none
    UpstreamFault refusal(Endpoint endpoint, int status, byte[] body, long retryAfterSeconds);
}
