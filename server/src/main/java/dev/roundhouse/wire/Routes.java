package dev.roundhouse.wire;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.exchange.Surface;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The one table of routes, default-deny: what stands in it is served, nothing else.
public final class Routes {
    private final Map<String, Door> doors = new HashMap<>();
    private final List<Door> openDoors = new ArrayList<>();
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();

    /// A route on which a generation begins; always POST, always for inference keys.
    ///
    /// @param path exact, or with one `*` that stands for a model's id, slashes included
    /// @param dialect what is spoken there
    /// @param surface which door it is
    public record Door(String path, Dialect dialect, Surface surface) {
        private boolean isOpen() {
            return path.indexOf('*') >= 0;
        }

        /// What every path through this door begins with.
        private String prefix() {
            return isOpen() ? path.substring(0, path.indexOf('*')) : path;
        }

        private boolean takes(String asked) {
            String suffix = path.substring(path.indexOf('*') + 1);
            return asked.length() > path.length() - 1 && asked.startsWith(prefix()) && asked.endsWith(suffix);
        }
    }

    /// What a path leads to.
    public sealed interface Found {}

    /// A generation.
    public record Generation(Door door) implements Found {}

    /// A plain page.
    ///
    /// @param segments values of the pattern's `{name}` parts
    public record Plain(Route route, Map<String, String> segments) implements Found {}

    /// The path exists, not with this method.
    ///
    /// @param allowed those it has
    public record WrongMethod(Set<String> allowed) implements Found {}

    /// There is no such path.
    public record Nowhere() implements Found {}

    /// The path is not percent-encoded as it should be.
    public record Malformed() implements Found {}

    private record Pattern(String[] parts, Route route) {}

    /// @param doors routes of generations
    /// @param pages plain routes
    public Routes(List<Door> doors, List<Route> pages) {
        for (Door door : doors) {
            if (door.isOpen()) {
                openDoors.add(door);
            } else {
                this.doors.put(door.path(), door);
            }
        }
        for (Route route : pages) {
            if (route.pattern().indexOf('{') < 0) {
                exact.computeIfAbsent(route.pattern(), _ -> new ArrayList<>()).add(route);
            } else {
                patterns.add(new Pattern(route.pattern().split("/", -1), route));
            }
        }
    }

    /// Finds where a path leads. `HEAD` is served as `GET` is.
    public Found find(String method, String path) {
        Door door = door(path);
        if (door != null) {
            return method.equals("POST") ? new Generation(door) : new WrongMethod(Set.of("POST"));
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        Set<String> allowed = new TreeSet<>();
        for (Route route : exact.getOrDefault(path, List.of())) {
            if (route.method().equals(asked)) {
                return new Plain(route, Map.of());
            }
            allowed.add(route.method());
        }
        if (path.indexOf('%') >= 0 && decode(path) == null) {
            return new Malformed();
        }
        String[] parts = path.split("/", -1);
        for (Pattern pattern : patterns) {
            Map<String, String> segments = match(pattern.parts, parts);
            if (segments == null) {
                continue;
            }
            if (pattern.route.method().equals(asked)) {
                return new Plain(pattern.route, segments);
            }
            allowed.add(pattern.route.method());
        }
        return allowed.isEmpty() ? new Nowhere() : new WrongMethod(allowed);
    }

    /// The door that a path seems to mean, though it may lead nowhere: whose errors its client can read.
    Door near(String path) {
        Door best = new Door("", Dialect.OPENAI_CHAT, path.startsWith("/v1/") ? Surface.VENDOR : Surface.OPENROUTER);
        for (Door door : openDoors) {
            best = nearer(door, best, path);
        }
        for (Door door : doors.values()) {
            best = nearer(door, best, path);
        }
        return best;
    }

    private static Door nearer(Door door, Door best, String path) {
        return path.startsWith(door.prefix())
                        && door.prefix().length() > best.prefix().length()
                ? door
                : best;
    }

    private @org.jspecify.annotations.Nullable Door door(String path) {
        Door door = doors.get(path);
        for (int i = 0; door == null && i < openDoors.size(); i++) {
            door = openDoors.get(i).takes(path) ? openDoors.get(i) : null;
        }
        return door;
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> match(String[] pattern, String[] parts) {
        if (pattern.length != parts.length) {
            return null;
        }
        Map<String, String> segments = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (pattern[i].startsWith("{")) {
                String value = decode(parts[i]);
                if (value == null || value.isEmpty()) {
                    return null;
                }
                segments.put(pattern[i].substring(1, pattern[i].length() - 1), value);
            } else if (!pattern[i].equals(parts[i])) {
                return null;
            }
        }
        return segments;
    }

    private static @org.jspecify.annotations.Nullable String decode(String text) {
        try {
            // A plus sign in a path is a plus sign.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
