package dev.roundhouse.config;

import dev.roundhouse.catalog.Model;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

    private static final JsonFactory JSON = JsonFactory.builder()
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

    /// Reads it all.
    public Loaded load() {
        List<CatalogueSource.Content> files;
        try {
            files = source.files();
        } catch (IOException e) {
            return new Bad(List.of(new Problem(source.toString(), 0, "", "cannot be read: " + e.getMessage())));
        }
        // Two halves on two threads: models on this one, providers with their endpoints on another.
        ProvidersPart providers = new ProvidersPart(files);
        Thread helper = Thread.ofPlatform().name("catalogue").start(providers);
        ModelsPart models = new ModelsPart(files);
        models.run();
        String digest = digest(files);
        try {
            helper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Bad(List.of(new Problem("", 0, "", "interrupted while the catalogue was read")));
        }
        return together(models, providers, digest);
    }

    private static Loaded together(ModelsPart models, ProvidersPart providers, String digest) {
        List<Problem> problems = new ArrayList<>(models.problems);
        problems.addAll(providers.problems);
        Map<String, Model> byId = models.reader.models();
        List<EndpointFacts> endpoints = new ArrayList<>(4096);
        Set<String> keys = new HashSet<>(8192);
        Set<String> callable = new HashSet<>(2048);
        providers.endpoints.forEach((file, list) -> {
            for (EndpointFacts endpoint : list) {
                if (!byId.containsKey(endpoint.model())) {
                    problems.add(new Problem(
                            file,
                            endpoint.line(),
                            "endpoints.model",
                            "'" + endpoint.model() + "' is not in " + MODELS
                                    + Names.suggestion(endpoint.model(), byId.keySet())));
                } else if (!keys.add(endpoint.key())) {
                    problems.add(new Problem(
                            file, endpoint.line(), "endpoints", "'" + endpoint.key() + "' stands here twice"));
                }
                endpoints.add(endpoint);
                if (!endpoint.stale()) {
                    callable.add(endpoint.model());
                }
            }
        });
        checkSecrets(providers, problems);
        if (!problems.isEmpty()) {
            return new Bad(problems);
        }
        Map<String, String> aliases = Aliases.of(byId, callable);
        return new Good(new Catalogue(digest, byId, providers.providers, aliases, endpoints));
    }

    // One variable, one owner: else a key set for one company would be sent to another.
    private static void checkSecrets(ProvidersPart part, List<Problem> problems) {
        Map<String, ProviderFacts> firstOf = new HashMap<>();
        for (ProviderFacts provider : part.providers.values()) {
            for (String variable : provider.env()) {
                ProviderFacts first = firstOf.putIfAbsent(variable, provider);
                if (first != null && !first.owner().equals(provider.owner())) {
                    problems.add(new Problem(
                            PROVIDERS + provider.slug() + ".json",
                            0,
                            "provider.env",
                            variable + " enables '" + first.slug() + "' already (expected: a variable of its own, the"
                                    + " same owner, or env_shared)"));
                }
            }
        }
    }

    private static String digest(List<CatalogueSource.Content> files) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (CatalogueSource.Content file : files) {
                sha.update(file.bytes());
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: every Java runtime has it)", e);
        }
    }

    /// Reads one file's object with `reader` and turns what is no JSON at all into a problem.
    private static void read(CatalogueSource.Content file, Consumer<Problem> problems, Consumer<Cursor> reader) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), file.bytes())) {
            parser.nextToken();
            reader.accept(new Cursor(parser, file.name(), Cursor.Variables.NONE, problems));
            if (parser.nextToken() != null) {
                problems.accept(new Problem(file.name(), 0, "", "goes on after its end (expected: one JSON object)"));
            }
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.accept(new Problem(file.name(), line, "", "not JSON: " + e.getOriginalMessage()));
        }
    }

    /// Reads `models.json`.
    private static final class ModelsPart implements Runnable {
        private final List<CatalogueSource.Content> files;
        private final List<Problem> problems = new ArrayList<>();
        private final ModelReader reader = new ModelReader();

        ModelsPart(List<CatalogueSource.Content> files) {
            this.files = files;
        }

        @Override
        public void run() {
            List<CatalogueSource.Content> own =
                    files.stream().filter(f -> f.name().equals(MODELS)).toList();
            if (own.isEmpty()) {
                problems.add(new Problem(MODELS, 0, "", "missing (expected: the models, one a line)"));
            }
            own.forEach(file -> CatalogueLoader.read(file, problems::add, this::models));
        }

        private void models(Cursor cursor) {
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                if (!key.equals("models")) {
                    cursor.unknown(key, List.of("models"));
                } else if (cursor.enterList()) {
                    while (cursor.nextElement()) {
                        reader.read(cursor);
                    }
                }
            }
        }
    }

    /// Reads `providers/*.json`.
    private static final class ProvidersPart implements Runnable {
        private final List<CatalogueSource.Content> files;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, ProviderFacts> providers = new LinkedHashMap<>();
        private final Map<String, List<EndpointFacts>> endpoints = new LinkedHashMap<>();
        private final EndpointReader reader = new EndpointReader();

        ProvidersPart(List<CatalogueSource.Content> files) {
            this.files = files;
        }

        @Override
        public void run() {
            for (CatalogueSource.Content file : files) {
                if (file.name().startsWith(PROVIDERS)) {
                    CatalogueLoader.read(file, problems::add, cursor -> provider(file, cursor));
                }
            }
        }

        private void provider(CatalogueSource.Content file, Cursor cursor) {
            String slug = file.name().substring(PROVIDERS.length(), file.name().length() - ".json".length());
            ProviderDraft draft = null;
            for (String key = cursor.enter(); key != null; key = cursor.next()) {
                switch (key) {
                    case "provider" -> draft = draft(slug, cursor);
                    case "endpoints" -> endpoints.put(file.name(), endpoints(slug, cursor));
                    default -> cursor.unknown(key, List.of("provider", "endpoints"));
                }
            }
            if (draft == null) {
                cursor.problem(0, "provider", "missing (expected: the provider's own facts)");
            }
        }

        private ProviderDraft draft(String slug, Cursor cursor) {
            ProviderDraft draft = new ProviderDraft("");
            draft.read(cursor, ProviderDraft.CATALOGUE_KEYS);
            if (!draft.slug.equals(slug)) {
                cursor.problem(
                        draft.line,
                        "provider.slug",
                        "'" + draft.slug + "' (expected: the file's name, '" + slug + "')");
            }
            ProviderFacts facts = draft.facts(message -> cursor.problem(draft.line, "provider", message));
            String refusal = BaseUrls.refusalOfTemplate(facts);
            if (refusal != null) {
                cursor.problem(draft.line, "provider.base_url", refusal);
            }
            providers.put(slug, facts);
            return draft;
        }

        private List<EndpointFacts> endpoints(String slug, Cursor cursor) {
            List<EndpointFacts> list = new ArrayList<>();
            if (!cursor.enterList()) {
                return list;
            }
            while (cursor.nextElement()) {
                @Nullable EndpointFacts endpoint = reader.read(cursor, slug);
                if (endpoint != null) {
                    list.add(endpoint);
                }
            }
            return list;
        }
    }
}
