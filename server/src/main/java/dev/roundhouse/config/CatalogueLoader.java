package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads and checks the whole catalogue. All or nothing: one problem, and there is no catalogue.
public final class CatalogueLoader {
    static final String MODELS = "models.json";
    static final String PROVIDERS = "providers/";

    private static final String SUFFIX = ".json";

    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final JsonFactory STRICT_JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final CatalogueSource source;

    /// @param source where its files are
    public CatalogueLoader(CatalogueSource source) {
        this.source = source;
    }

    /// What loading came to.
    public sealed interface Loaded {}

    /// The catalogue is valid.
    public record Good(Catalogue catalogue) implements Loaded {}

    /// It is not, and all the reasons.
    public record Bad(List<Problem> problems) implements Loaded {
        public Bad {
            problems = List.copyOf(problems);
        }
    }

    /// Reads it all, on this thread and on one more.
    public Loaded load() {
        CatalogueSource.Files files;
        try {
            files = source.files();
        } catch (IOException e) {
            return new Bad(List.of(new Problem(source.toString(), 0, "", "cannot be read: " + e.getMessage())));
        }
        Part[] parts = new Part[files.contents().size()];
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            EndpointReader reader = new EndpointReader();
            JsonFactory json = files.built() ? JSON : STRICT_JSON;
            for (int i = next.getAndIncrement(); i < parts.length; i = next.getAndIncrement()) {
                parts[i] = new Part(files.contents().get(i), reader).read(json);
            }
        };
        Thread helper = Thread.ofPlatform().name("catalogue").start(worker);
        worker.run();
        try {
            helper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Bad(List.of(new Problem("", 0, "", "interrupted while the catalogue was read")));
        }
        return new Whole(List.of(parts)).check(files.digest());
    }

    /// What one file holds.
    private static final class Part {
        private final CatalogueSource.Content file;
        private final EndpointReader endpointReader;
        private final List<Problem> problems = new ArrayList<>();
        private final ModelReader models = new ModelReader();
        private final List<EndpointFacts> endpoints = new ArrayList<>();
        private @Nullable ProviderFacts provider;

        Part(CatalogueSource.Content file, EndpointReader endpointReader) {
            this.file = file;
            this.endpointReader = endpointReader;
        }

        Part read(JsonFactory json) {
            try (JsonParser parser = json.createParser(ObjectReadContext.empty(), file.bytes())) {
                parser.nextToken();
                Cursor cursor = new Cursor(parser, file.name(), Cursor.Variables.NONE, problems::add);
                if (file.name().equals(MODELS)) {
                    models(cursor);
                } else {
                    provider(cursor);
                }
                if (parser.nextToken() != null) {
                    problem(0, "", "goes on after its end (expected: one JSON object)");
                }
            } catch (JacksonException e) {
                int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
                problem(line, "", "not JSON: " + e.getOriginalMessage());
            }
            return this;
        }

        private void models(Cursor cursor) {
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                if (!key.equals("models")) {
                    cursor.unknown(key, List.of("models"));
                } else if (cursor.enterList()) {
                    while (cursor.nextElement()) {
                        models.read(cursor);
                    }
                }
            }
        }

        private void provider(Cursor cursor) {
            String slug = file.name().substring(PROVIDERS.length(), file.name().length() - SUFFIX.length());
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                switch (key) {
                    case "provider" -> provider = facts(slug, cursor);
                    case "endpoints" -> endpoints(slug, cursor);
                    default -> cursor.unknown(key, List.of("provider", "endpoints"));
                }
            }
            if (provider == null) {
                problem(0, "provider", "missing (expected: the provider's own facts)");
            }
        }

        private ProviderFacts facts(String slug, Cursor cursor) {
            ProviderDraft draft = new ProviderDraft("");
            draft.read(cursor, ProviderDraft.CATALOGUE_KEYS);
            if (!draft.slug.equals(slug)) {
                problem(
                        draft.line,
                        "provider.slug",
                        "'" + draft.slug + "' (expected: the file's name, '" + slug + "')");
            }
            ProviderFacts facts = draft.facts();
            String refusal = BaseUrls.refusalOfTemplate(facts);
            if (refusal != null) {
                problem(draft.line, "provider.base_url", refusal);
            }
            return facts;
        }

        private void endpoints(String slug, Cursor cursor) {
            if (!cursor.enterList()) {
                return;
            }
            while (cursor.nextElement()) {
                EndpointFacts endpoint = endpointReader.read(cursor, slug);
                if (endpoint != null) {
                    endpoints.add(endpoint);
                }
            }
        }

        private void problem(int line, String path, String message) {
            problems.add(new Problem(file.name(), line, path, message));
        }
    }

    /// All files together.
    private static final class Whole {
        private final List<Part> parts;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, Model> models = new LinkedHashMap<>(2048);
        private final Map<String, ProviderFacts> providers = new LinkedHashMap<>(512);
        private final Map<String, EndpointFacts> endpoints = new LinkedHashMap<>(8192);
        private final Set<String> served = new HashSet<>(2048);

        Whole(List<Part> parts) {
            this.parts = parts;
        }

        Loaded check(String digest) {
            for (Part part : parts) {
                models.putAll(part.models.models());
                if (part.provider != null) {
                    providers.put(part.provider.slug(), part.provider);
                }
            }
            if (models.isEmpty()) {
                problems.add(new Problem(MODELS, 0, "", "missing or empty (expected: the models, one a line)"));
            }
            parts.forEach(this::checkEndpoints);
            parts.forEach(part -> problems.addAll(part.problems));
            checkSecrets();
            if (!problems.isEmpty()) {
                return new Bad(problems);
            }
            return new Good(new Catalogue(digest, models, providers, Aliases.of(models, served), endpoints));
        }

        private void checkEndpoints(Part part) {
            for (EndpointFacts endpoint : part.endpoints) {
                if (!models.containsKey(endpoint.model())) {
                    part.problem(
                            endpoint.line(),
                            "endpoints.model",
                            "'" + endpoint.model() + "' is not in " + MODELS
                                    + Names.suggestion(endpoint.model(), models.keySet()));
                } else if (endpoints.putIfAbsent(endpoint.key(), endpoint) != null) {
                    part.problem(endpoint.line(), "endpoints", "'" + endpoint.key() + "' stands here twice");
                } else if (!endpoint.stale()) {
                    served.add(endpoint.model());
                }
            }
        }

        // One variable, one owner: else a key set for one company would be sent to another.
        private void checkSecrets() {
            Map<String, ProviderFacts> firstOf = new HashMap<>();
            for (ProviderFacts provider : providers.values()) {
                for (String variable : provider.env()) {
                    ProviderFacts first = firstOf.putIfAbsent(variable, provider);
                    if (first != null && !first.owner().equals(provider.owner())) {
                        problems.add(
                                new Problem(
                                        PROVIDERS + provider.slug() + SUFFIX,
                                        0,
                                        "provider.env",
                                        variable + " enables '" + first.slug()
                                                + "' already (expected: a variable of its own, the same owner, or env_shared)"));
                    }
                }
            }
        }
    }
}
