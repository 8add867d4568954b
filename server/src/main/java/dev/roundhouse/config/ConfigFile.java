package dev.roundhouse.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLReadFeature;

/// The operator's YAML file, checked for itself; [SnapshotBuilder] lays it over the catalogue.
public final class ConfigFile {
    /// No file: defaults alone.
    public static final ConfigFile NONE = new ConfigFile("", new byte[0], Settings.DEFAULT, Map.of(), List.of());

    static final List<String> KEYS = List.of(
            "listen",
            "data",
            "database",
            "bootstrap",
            "providers",
            "endpoints",
            "tls",
            "limits",
            "log",
            "responses",
            "discover",
            "selection");

    private static final int BYTES_MAX = 16 * 1024 * 1024;

    private final String name;
    private final byte[] source;
    private final Settings settings;
    private final Map<String, ProviderDraft> providers;
    private final List<EndpointFacts> endpoints;

    private ConfigFile(
            String name,
            byte[] source,
            Settings settings,
            Map<String, ProviderDraft> providers,
            List<EndpointFacts> endpoints) {
        this.name = name;
        this.source = source;
        this.settings = settings;
        this.providers = providers;
        this.endpoints = endpoints;
    }

    /// What reading came to.
    public sealed interface Reading {}

    /// The file is well-formed.
    public record Good(ConfigFile file) implements Reading {}

    /// It is not, and all the reasons.
    public record Bad(List<Problem> problems) implements Reading {
        public Bad {
            problems = List.copyOf(problems);
        }
    }

    /// Reads a file that must be there.
    ///
    /// @param env the environment, for `${NAME}`
    public static Reading read(Path file, Map<String, String> env) {
        byte[] bytes;
        try {
            if (Files.size(file) > BYTES_MAX) {
                return bad(file, "larger than " + BYTES_MAX + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return bad(file, "no such file");
        } catch (IOException e) {
            return bad(file, "cannot be read: " + e.getMessage());
        }
        return parse(file.toString(), bytes, env);
    }

    /// Reads a file's bytes.
    static Reading parse(String name, byte[] bytes, Map<String, String> env) {
        String raw;
        try {
            raw = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Bad(List.of(new Problem(name, 0, "", "not UTF-8")));
        }
        List<Problem> problems = new ArrayList<>();
        EnvironmentText text = new EnvironmentText(raw, env);
        Reader reader = new Reader();
        try (JsonParser parser = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(YAMLReadFeature.EMPTY_STRING_AS_NULL)
                .build()
                .createParser(ObjectReadContext.empty(), text.yaml())) {
            text.readBy((YAMLParser) parser);
            JsonToken first = parser.nextToken();
            if (first != null) {
                reader.read(new Cursor(parser, name, text, problems::add));
                if (parser.nextToken() != null) {
                    problems.add(new Problem(name, 0, "", "more than one document (expected: one)"));
                }
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            problems.add(new Problem(name, line, "", "not YAML: " + firstLine(e.getOriginalMessage())));
        }
        if (!problems.isEmpty()) {
            return new Bad(problems);
        }
        return new Good(new ConfigFile(
                name, bytes, reader.settings.settings(), reader.providers, List.copyOf(reader.endpoints)));
    }

    /// What the process needs to start.
    public Settings settings() {
        return settings;
    }

    /// The file's name; empty when there is none.
    String name() {
        return name;
    }

    /// The file's bytes, for the snapshot's id.
    byte[] source() {
        return source;
    }

    /// Providers by slug, in the file's order.
    Map<String, ProviderDraft> providers() {
        return providers;
    }

    /// Endpoints in the file's order.
    List<EndpointFacts> endpoints() {
        return endpoints;
    }

    private static Bad bad(Path file, String message) {
        return new Bad(List.of(new Problem(file.toString(), 0, "", message)));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /// The file while it is read.
    private static final class Reader {
        private final SettingsReader settings = new SettingsReader();
        private final Map<String, ProviderDraft> providers = new LinkedHashMap<>();
        private final List<EndpointFacts> endpoints = new ArrayList<>();

        void read(Cursor cursor) {
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                switch (key) {
                    case "providers" -> providers(cursor);
                    case "endpoints" -> endpoints(cursor);
                    default -> {
                        if (!settings.read(key, cursor)) {
                            cursor.unknown(key, KEYS);
                        }
                    }
                }
            }
        }

        private void providers(Cursor cursor) {
            for (String slug = cursor.enter(); slug != null; slug = cursor.next()) {
                if (!Slugs.isSlug(slug)) {
                    cursor.problem("'" + slug + "' (expected: a name of lower-case letters, digits, - and .)");
                }
                ProviderDraft draft = new ProviderDraft(slug);
                draft.read(cursor, ProviderDraft.OPERATOR_KEYS);
                providers.put(slug, draft);
            }
        }

        private void endpoints(Cursor cursor) {
            Map<String, EndpointFacts> byKey = new LinkedHashMap<>();
            EndpointReader reader = new EndpointReader();
            if (!cursor.enterList()) {
                return;
            }
            Consumer<EndpointFacts> add = endpoint -> {
                EndpointFacts first = byKey.putIfAbsent(endpoint.key(), endpoint);
                if (first != null) {
                    cursor.problem(
                            endpoint.line(),
                            "endpoints",
                            "'" + endpoint.key() + "' stands in line " + first.line()
                                    + " already (expected: one, or another variant)");
                }
                endpoints.add(endpoint);
            };
            while (cursor.nextElement()) {
                EndpointFacts endpoint = reader.read(cursor, null);
                if (endpoint != null) {
                    add.accept(endpoint);
                }
            }
        }
    }
}
