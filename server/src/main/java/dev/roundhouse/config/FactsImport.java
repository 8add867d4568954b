package dev.roundhouse.config;

import dev.roundhouse.catalog.Dialect;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes the catalogue's files from collected facts (`models.json`, `providers.json`, `endpoints.json`,
/// `arena.json`),
/// again and again: the same facts give the same bytes.
///
/// What a provider is called by, and how (base URL, auth, variables, quirks and the like), is taken from the
/// facts only
/// once, for a new provider. After that the committed file wins and a difference is reported: newer facts never
/// move a
/// key to another host.
public final class FactsImport {
    /// Not seen for so many days before the facts were made: stale.
    static final int STALE_DAYS = 100;

    /// Members of a provider that an import leaves as they are.
    private static final List<String> OURS = List.of(
            "owner",
            "dialect",
            "base_url",
            "bases",
            "auth",
            "env",
            "env_shared",
            "headers",
            "query",
            "quirks",
            "timeouts",
            "limits");

    private static final Pattern SETTING_NAME =
            Pattern.compile(".*_(HOST|ACCOUNT|ACCOUNT_ID|PROJECT|PROJECT_ID|LOCATION|REGION|RESOURCE_NAME|PRODUCT_ID"
                    + "|ENDPOINT|CREDENTIALS)");
    private static final Map<String, String> CAPS = Map.of("structured", "json_schema");
    private static final Set<String> ASKED_TIERS = Set.of("batch", "flex", "priority");

    private final Path from;
    private final Path into;
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> enabledBy = new HashMap<>();
    private final Map<String, JsonNode> models = new TreeMap<>();

    /// @param from folder of the facts
    /// @param into the catalogue's folder; made when it is not there
    public FactsImport(Path from, Path into) {
        this.from = from;
        this.into = into;
    }

    /// Imports, and says what a person should look at.
    ///
    /// @throws IOException when a file cannot be read or written, or is not of the facts' form
    public List<String> run() throws IOException {
        JsonNode modelFacts = read("models.json");
        JsonNode providerFacts = read("providers.json");
        JsonNode endpointFacts = read("endpoints.json");
        JsonNode scores = read("arena.json");
        LocalDate generated =
                LocalDate.parse(modelFacts.path("meta").path("generated").asString());
        String staleBefore = generated.minusDays(STALE_DAYS).toString();
        modelFacts.path("models").forEach(model -> models.put(text(model, "id"), model));
        Files.createDirectories(into.resolve(CatalogueLoader.PROVIDERS));
        writeModels(scores, staleBefore, generated.toString());
        readVariables();
        Map<String, List<JsonNode>> byProvider = new HashMap<>();
        endpointFacts
                .path("endpoints")
                .forEach(e -> byProvider
                        .computeIfAbsent(text(e, "provider"), _ -> new ArrayList<>())
                        .add(e));
        for (JsonNode provider : providerFacts.path("providers")) {
            writeProvider(provider, byProvider.getOrDefault(text(provider, "slug"), List.of()), staleBefore);
        }
        new CatalogueIndex(into).write();
        return List.copyOf(notes);
    }

    /// Which provider each variable enables already, by the committed files.
    private void readVariables() throws IOException {
        for (Path file : providerFiles()) {
            JsonNode provider = parse(file).path("provider");
            for (String variable : texts(provider.path("env"))) {
                enabledBy.putIfAbsent(variable, text(provider, "slug"));
            }
        }
    }

    private List<Path> providerFiles() throws IOException {
        try (Stream<Path> files = Files.list(into.resolve(CatalogueLoader.PROVIDERS))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private void writeModels(JsonNode scores, String staleBefore, String today) throws IOException {
        Map<String, JsonNode> priors = new HashMap<>();
        scores.path("models").forEach(row -> priors.put(text(row, "model"), row.path("prior")));
        List<String> lines = new ArrayList<>();
        for (JsonNode model : models.values()) {
            lines.add(json.writeValueAsString(modelLine(model, priors, staleBefore, today)));
        }
        write(CatalogueLoader.MODELS, "{\"models\":[\n" + String.join(",\n", lines) + "\n]}\n");
    }

    private static Map<String, Object> modelLine(
            JsonNode model, Map<String, JsonNode> priors, String staleBefore, String today) {
        Map<String, Object> line = new LinkedHashMap<>();
        String id = text(model, "id");
        String type = typeOf(model);
        String expires = model.path("expires").asString("");
        String status = model.path("status").asString("");
        line.put("id", id);
        copy(model, "slug", line, "slug");
        copy(model, "name", line, "name");
        line.put("author", text(model, "author"));
        line.put("type", type);
        copy(model, "in", line, "in");
        line.put("out", outputOf(model, type));
        copy(model, "ctx", line, "context");
        copy(model, "max_out", line, "max_output");
        copy(model, "params", line, "params");
        copy(model, "params_like", line, "params_like");
        copy(model, "hf", line, "hf");
        JsonNode between = model.path("created_between");
        if (between.isArray()) {
            line.put("created", between.get(1).asString());
            line.put("created_after", between.get(0).asString());
        } else {
            copy(model, "created", line, "created");
        }
        copy(model, "expires", line, "expires");
        copy(model, "status", line, "status");
        copy(model, "tokenizer", line, "tokenizer");
        copy(model, "encoding", line, "encoding");
        copy(model, "knowledge", line, "knowledge");
        if (type.equals("chat")) {
            line.put("family", Families.of(id));
        }
        for (String name :
                List.of("open_weights", "reasoning", "tools", "structured", "efforts", "moderated", "seen")) {
            copy(model, name, line, name);
        }
        Map<String, Object> prior = new TreeMap<>();
        priors.getOrDefault(id, tools.jackson.databind.node.MissingNode.getInstance())
                .properties()
                .forEach(task ->
                        prior.put(task.getKey(), task.getValue().path("elo").asInt()));
        if (!prior.isEmpty()) {
            line.put("scores", prior);
        }
        boolean gone = status.equals("expired") || (!expires.isEmpty() && expires.compareTo(today) < 0);
        if (gone || text(model, "seen").compareTo(staleBefore) < 0) {
            line.put("stale", true);
        }
        return line;
    }

    // Some speech models are filed as chat.
    private static String typeOf(JsonNode model) {
        String type = text(model, "type");
        List<String> out = texts(model.path("out"));
        return type.equals("chat") && out.equals(List.of("speech")) ? "tts" : type;
    }

    private static List<String> outputOf(JsonNode model, String type) {
        return switch (type) {
            case "tts" -> List.of("speech");
            case "stt" -> List.of("transcription");
            default -> texts(model.path("out"));
        };
    }

    private void writeProvider(JsonNode facts, List<JsonNode> endpoints, String staleBefore) throws IOException {
        String slug = text(facts, "slug");
        Path file = into.resolve(CatalogueLoader.PROVIDERS + slug + ".json");
        JsonNode kept = Files.exists(file)
                ? parse(file).path("provider")
                : tools.jackson.databind.node.MissingNode.getInstance();
        Map<String, Object> provider = providerLines(facts, kept);
        Dialect spoken = kept.isMissingNode()
                ? DialectRules.ofProvider(text(facts, "dialect"))
                : Dialect.named(text(kept, "dialect")).orElse(Dialect.OTHER);
        List<String> lines = new ArrayList<>();
        provider.forEach(
                (name, value) -> lines.add(json.writeValueAsString(name) + ":" + json.writeValueAsString(value)));
        Map<String, String> endpointLines = new TreeMap<>();
        for (JsonNode endpoint : endpoints) {
            String key =
                    text(endpoint, "model") + " " + endpoint.path("variant").asString("");
            Map<String, Object> line = endpointLine(endpoint, slug, spoken, endpoints, staleBefore);
            if (endpointLines.put(key, json.writeValueAsString(line)) != null) {
                throw new IOException(slug + ": " + key + " stands in the facts twice");
            }
        }
        String body = endpointLines.isEmpty() ? "[]" : "[\n" + String.join(",\n", endpointLines.values()) + "\n]";
        write(
                CatalogueLoader.PROVIDERS + slug + ".json",
                "{\"provider\":{\n" + String.join(",\n", lines) + "\n},\n\"endpoints\":" + body + "}\n");
    }

    private Map<String, Object> providerLines(JsonNode facts, JsonNode kept) {
        String slug = text(facts, "slug");
        Map<String, Object> fresh = freshLines(facts);
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("slug", slug);
        copy(facts, "name", lines, "name");
        copy(facts, "kind", lines, "kind");
        for (String name : OURS) {
            Object value = kept.isMissingNode() ? fresh.get(name) : kept.get(name);
            if (value != null) {
                lines.put(name, value);
            }
        }
        if (!kept.isMissingNode()) {
            compare(slug, kept, facts);
        }
        Map<String, Object> policy = new LinkedHashMap<>();
        for (String name : List.of("retains_prompts", "retention_days", "may_train", "as_of")) {
            copy(facts.path("policy"), name, policy, name);
        }
        if (!policy.isEmpty()) {
            lines.put("policy", policy);
        }
        copy(facts, "hq", lines, "hq");
        copy(facts, "docs", lines, "docs");
        for (String name : List.of("privacy_policy", "terms_of_service", "status_page")) {
            copy(kept, name, lines, name);
        }
        copy(facts, "seen", lines, "seen");
        copy(facts, "live", lines, "live");
        return lines;
    }

    /// Tells where the facts would call a provider differently from how the committed file does.
    private void compare(String slug, JsonNode kept, JsonNode facts) {
        String base = facts.path("base_url").asString("");
        String committed = kept.path("base_url").asString("");
        if (!committed.equals(base) && !base.contains("{")) {
            notes.add(slug + ".base_url: " + (committed.isEmpty() ? "nothing" : committed) + " is kept; the facts say "
                    + (base.isEmpty() ? "nothing" : base));
        }
        String dialect = DialectRules.ofProvider(text(facts, "dialect")).wireName();
        if (!text(kept, "dialect").equals(dialect)) {
            notes.add(slug + ".dialect: " + text(kept, "dialect") + " is kept; the facts say " + dialect);
        }
        Set<String> known = new TreeSet<>(texts(kept.path("env")));
        known.addAll(texts(kept.path("env_shared")));
        known.addAll(BaseUrls.settingsOf(committed));
        for (String variable : texts(facts.path("env"))) {
            if (!known.contains(variable) && !SETTING_NAME.matcher(variable).matches()) {
                notes.add(slug + ".env: the facts name " + variable + ", too");
            }
        }
    }

    private Map<String, Object> freshLines(JsonNode facts) {
        Map<String, Object> lines = new LinkedHashMap<>();
        String slug = text(facts, "slug");
        lines.put("dialect", DialectRules.ofProvider(text(facts, "dialect")).wireName());
        String base = facts.path("base_url").asString("");
        List<String> settings = BaseUrls.settingsOf(base);
        boolean usable = base.startsWith("https://")
                && settings.stream().allMatch(s -> s.equals(s.toUpperCase(java.util.Locale.ROOT)));
        if (usable) {
            lines.put("base_url", base);
        } else if (!base.isEmpty()) {
            notes.add(slug + ".base_url: " + base + " is left out (expected: https, and settings named as variables)");
        }
        lines.put("auth", auth(facts.path("auth")));
        List<String> own = new ArrayList<>();
        List<String> shared = new ArrayList<>();
        for (String variable : texts(facts.path("env"))) {
            if (settings.contains(variable) || SETTING_NAME.matcher(variable).matches()) {
                continue;
            }
            boolean first = enabledBy.putIfAbsent(variable, slug) == null;
            (first ? own : shared).add(variable);
        }
        lines.put("env", own);
        if (!shared.isEmpty()) {
            lines.put("env_shared", shared);
        }
        return lines;
    }

    private static Map<String, Object> auth(JsonNode facts) {
        Map<String, Object> auth = new LinkedHashMap<>();
        String scheme = text(facts, "scheme");
        auth.put(
                "scheme",
                switch (scheme) {
                    case "bearer", "header", "none" -> scheme;
                    case "aws-sigv4" -> "sigv4";
                    case "google-oauth2" -> "google";
                    default -> "other";
                });
        if (scheme.equals("header")) {
            copy(facts, "header", auth, "header");
            copy(facts, "prefix", auth, "prefix");
        }
        return auth;
    }

    private Map<String, Object> endpointLine(
            JsonNode endpoint, String slug, Dialect spoken, List<JsonNode> siblings, String staleBefore) {
        Map<String, Object> line = new LinkedHashMap<>();
        String id = text(endpoint, "model");
        JsonNode model = models.getOrDefault(id, tools.jackson.databind.node.MissingNode.getInstance());
        Dialect dialect = DialectRules.ofEndpoint(slug, spoken, id, typeOf(model), texts(model.path("out")));
        line.put("model", id);
        copy(endpoint, "variant", line, "variant");
        copy(endpoint, "id", line, "id");
        copy(endpoint, "ids", line, "ids");
        if (dialect != spoken) {
            line.put("dialect", dialect.wireName());
        }
        copy(endpoint, "ctx", line, "context");
        copy(endpoint, "max_out", line, "max_output");
        copy(endpoint, "quant", line, "quant");
        if (endpoint.path("caps").isArray()) {
            line.put(
                    "caps",
                    texts(endpoint.path("caps")).stream()
                            .map(cap -> CAPS.getOrDefault(cap, cap))
                            .sorted()
                            .toList());
        }
        copy(endpoint, "regions", line, "regions");
        if (!endpoint.path("price").isEmpty() && !isOutdated(endpoint, siblings)) {
            copy(endpoint, "price", line, "price");
            copy(endpoint, "tiers", line, "tiers");
            copy(endpoint, "as_of", line, "as_of");
            copy(endpoint, "price_src", line, "price_src");
        }
        copy(endpoint, "seen", line, "seen");
        if (text(endpoint, "seen").compareTo(staleBefore) < 0) {
            line.put("stale", true);
        }
        return line;
    }

    /// Whether a tier's price was read before the standard one and does not stand in the usual proportion to it:
    /// then
    /// the standard price has changed since, and the tier's is no longer known.
    private static boolean isOutdated(JsonNode tier, List<JsonNode> siblings) {
        String variant = tier.path("variant").asString("");
        if (!ASKED_TIERS.contains(variant)) {
            return false;
        }
        JsonNode standard = siblings.stream()
                .filter(s ->
                        s.path("variant").isMissingNode() && text(s, "model").equals(text(tier, "model")))
                .findFirst()
                .orElse(null);
        if (standard == null
                || standard.path("price").isEmpty()
                || text(tier, "as_of").compareTo(text(standard, "as_of")) >= 0) {
            return false;
        }
        BigDecimal in = decimal(tier, "input");
        BigDecimal out = decimal(tier, "output");
        BigDecimal standardIn = decimal(standard, "input");
        BigDecimal standardOut = decimal(standard, "output");
        if (in == null || out == null || standardIn == null || standardOut == null) {
            return true;
        }
        if (in.multiply(standardOut).compareTo(out.multiply(standardIn)) != 0) {
            return true;
        }
        return variant.equals("priority")
                ? in.compareTo(standardIn) <= 0
                : in.multiply(BigDecimal.TWO).compareTo(standardIn) != 0;
    }

    private static @Nullable BigDecimal decimal(JsonNode endpoint, String kind) {
        JsonNode value = endpoint.path("price").path(kind);
        return value.isString() ? new BigDecimal(value.asString()) : null;
    }

    private JsonNode read(String name) throws IOException {
        return parse(from.resolve(name));
    }

    private JsonNode parse(Path file) throws IOException {
        try {
            return json.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new IOException(file + ": not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(into.resolve(name), content, StandardCharsets.UTF_8);
    }

    private static void copy(JsonNode from, String name, Map<String, Object> to, String as) {
        JsonNode value = from.path(name);
        if (!value.isMissingNode() && !value.isNull()) {
            to.put(as, value);
        }
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asString()));
        return texts;
    }
}
