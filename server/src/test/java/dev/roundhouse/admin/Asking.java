package dev.roundhouse.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks the pages of a catalogue as a client would, by address: a router of a few lines, literal segments first.
final class Asking {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final AtomicReference<Snapshot> snapshot = new AtomicReference<>();
    private final CataloguePages pages = new CataloguePages(snapshot::get, Offers::leftOut, () -> NOW);
    private final JsonMapper mapper = new JsonMapper();

    Asking(Snapshot first) {
        snapshot.set(first);
    }

    CataloguePages pages() {
        return pages;
    }

    void change(Snapshot next) {
        snapshot.set(next);
    }

    JsonNode json(String address) {
        Page.Content content = content(address, Map.of());
        assertThat(content.status()).isEqualTo(200);
        assertThat(content.contentType()).isEqualTo("application/json");
        return mapper.readTree(content.body());
    }

    List<String> ids(String address) {
        List<String> ids = new ArrayList<>();
        json(address).get("data").forEach(one -> ids.add(one.get("id").asString()));
        return ids;
    }

    Failure failure(String address) {
        return switch (reply(address, Map.of())) {
            case Page.Failed(Failure failure) -> failure;
            case Page.Content content -> throw new AssertionError("status " + content.status());
        };
    }

    Page.Content content(String address, Map<String, String> headers) {
        return switch (reply(address, headers)) {
            case Page.Content content -> content;
            case Page.Failed(Failure failure) -> throw new AssertionError(failure.message());
        };
    }

    private Page.Reply reply(String address, Map<String, String> headers) {
        int mark = address.indexOf('?');
        String path = mark < 0 ? address : address.substring(0, mark);
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String pair : address.substring(mark + 1).split("&", -1)) {
                String[] parts = pair.split("=", 2);
                parameters
                        .computeIfAbsent(decode(parts[0]), _ -> new ArrayList<>())
                        .add(decode(parts.length > 1 ? parts[1] : ""));
            }
        }
        Route best = null;
        Map<String, String> segments = Map.of();
        for (Route route : pages.routes()) {
            Optional<Map<String, String>> match = match(route.pattern(), path);
            if (match.isPresent() && (best == null || match.get().size() < segments.size())) {
                best = route;
                segments = match.get();
            }
        }
        if (best == null) {
            throw new AssertionError("no route for " + path);
        }
        return best.page().answer(new Page.Query(path, segments, parameters, headers, null, new byte[0]));
    }

    private static Optional<Map<String, String>> match(String pattern, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> segments = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                segments.put(wanted[i].substring(1, wanted[i].length() - 1), decode(given[i]));
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(segments);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
