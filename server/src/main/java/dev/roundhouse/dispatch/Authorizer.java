package dev.roundhouse.dispatch;

import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.exchange.OutboundBody;
import java.net.URI;
import java.util.Map;

/// Signs requests to clouds, or gives them a token.
public interface Authorizer {
    /// Headers that authorise a request, names in lower case. Blocks the story while there is no token; never for
    /// work
    /// on the loop.
    ///
    /// @throws Denied when there is none to be had
    Map<String, String> headers(Cloud cloud, Asked asked);

    /// A request as it will be sent: `POST`, with JSON.
    ///
    /// @param dialect tells which of a cloud's services it is
    /// @param uri whole
    record Asked(Dialect dialect, URI uri, OutboundBody body) {}

    /// No authorization is to be had.
    final class Denied extends RuntimeException {
        /// @param reason safe to show, such as `the token service answered with status 403`
        public Denied(String reason) {
            super(reason, null, false, false);
        }
    }
}
