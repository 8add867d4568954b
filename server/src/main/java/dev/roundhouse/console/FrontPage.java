package dev.roundhouse.console;

import dev.roundhouse.wire.Page.Content;
import dev.roundhouse.wire.Route;
import dev.roundhouse.wire.Route.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// What stands at `/`: where the doors are and how to knock.
public final class FrontPage {
    private static final String HTML = "text/html; charset=utf-8";
    private static final Map<String, String> HEADERS = Map.of(
            "content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
            "x-content-type-options", "nosniff",
            "cache-control", "no-cache");

    /// The rows of the table of routes.
    public List<Route> routes() {
        return List.of(new Route("GET", "/", Access.ANYONE, _ -> new Content(200, HTML, page(), HEADERS)));
    }

    private static byte[] page() {
        try (InputStream in = FrontPage.class.getResourceAsStream("/console/front.html")) {
            if (in == null) {
                throw new IllegalStateException("console/front.html is missing from the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
