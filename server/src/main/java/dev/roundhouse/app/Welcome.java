package dev.roundhouse.app;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.routing.Usability;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person is told when the program has started, one line each.
final class Welcome {
    private Welcome() {}

    /// What the lines are made of.
    ///
    /// @param authority certificate to trust; null in clear text or with a certificate that is trusted already
    record Facts(
            InetSocketAddress address,
            boolean tls,
            @Nullable Path authority,
            FirstAccount.Made made,
            String model) {}

    static List<String> lines(Facts facts) {
        String url = url(facts);
        List<String> lines = new ArrayList<>();
        lines.add("console: " + url + "/");
        if (facts.made().inference() != null) {
            lines.add("inference key: " + facts.made().inference().reveal());
        }
        if (facts.made().management() != null) {
            lines.add("management key: " + facts.made().management().reveal());
        }
        if (facts.authority() != null) {
            lines.add("certificate authority: " + facts.authority());
        }
        lines.add(curl(facts, url));
        lines.add("ready: " + url);
        return lines;
    }

    /// The model to try: one that somebody can be called for.
    static String model(Snapshot snapshot, Usability usability) {
        for (Endpoint endpoint : snapshot.endpoints()) {
            boolean standard = endpoint.variant() == null && !endpoint.stale();
            if (standard && usability.reasonAgainst(endpoint).isEmpty()) {
                return endpoint.model();
            }
        }
        return snapshot.endpoints().isEmpty()
                ? "author/model"
                : snapshot.endpoints().getLast().model();
    }

    private static String url(Facts facts) {
        String host = facts.address().getAddress().isAnyLocalAddress()
                ? "localhost"
                : facts.address().getAddress().getHostAddress();
        String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return (facts.tls() ? "https://" : "http://") + bracketed + ":"
                + facts.address().getPort();
    }

    private static String curl(Facts facts, String url) {
        String key = facts.made().inference() == null
                ? "$ROUNDHOUSE_KEY"
                : facts.made().inference().reveal();
        String trust = facts.authority() == null ? "" : "--cacert '" + facts.authority() + "' ";
        // A shell line, not JSON that a program reads: the model's name is the catalogue's and holds no quote.
        return "curl " + trust + url + "/api/v1/chat/completions -H 'content-type: application/json'"
                + " -H \"Authorization: Bearer " + key + "\" -d '{\"model\":\"" + facts.model()
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}'";
    }
}
