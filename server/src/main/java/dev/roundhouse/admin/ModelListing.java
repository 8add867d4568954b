package dev.roundhouse.admin;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.ModelNames;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.exchange.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All listings of one snapshot, immutable. Each entry is written once, when the listing is made; any selection
/// of
/// entries is then a copy of their bytes. The selections that everybody asks for are kept whole and compressed.
final class ModelListing {
    private static final byte[] HEAD = "{\"data\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = "],".getBytes(StandardCharsets.US_ASCII);
    /// Far more than any name has: a path full of colons is not taken apart one by one.
    private static final int NAME_MAX = 512;

    private static final String EMBEDDINGS = "embeddings";

    private final String snapshotId;
    private final ListingJson json = new ListingJson();
    private final Map<String, List<ListedEndpoint>> endpoints = new HashMap<>();
    private final Map<String, ModelRow> rows = new LinkedHashMap<>();
    private final List<ModelRow> listed;
    private final Map<String, byte[]> written;
    private final Map<String, String> aliases;
    private final ModelNames names;
    private final Once<Prepared> textModels =
            new Once<>(() -> models(r -> r.model().output().contains(ModelFilter.TEXT)));
    private final Once<Prepared> allModels = new Once<>(() -> models(_ -> true));
    private final Once<Prepared> embeddings = new Once<>(() -> models(ModelListing::embeds));
    private final Once<Prepared> openAi = new Once<>(this::writeOpenAi);
    private final Once<Prepared> zeroRetention = new Once<>(this::writeZeroRetention);
    private final Once<Prepared> providers;

    /// Makes the listing: some tens of milliseconds for a thousand models.
    ///
    /// @param leftOut why a plan would leave an endpoint out; empty when it can be used. Asked once per endpoint,
    ///   so it must depend on nothing but the snapshot
    ModelListing(Snapshot snapshot, Function<Endpoint, Optional<String>> leftOut) {
        this.snapshotId = snapshot.id();
        this.aliases = snapshot.aliases();
        for (Endpoint endpoint : snapshot.endpoints()) {
            endpoints
                    .computeIfAbsent(endpoint.model(), _ -> new ArrayList<>())
                    .add(new ListedEndpoint(endpoint, leftOut.apply(endpoint).orElse(null)));
        }
        this.listed = List.copyOf(rowsOf(snapshot));
        this.written = new HashMap<>();
        rows.values().forEach(row -> written.put(row.id(), json.bytes(to -> json.model(to, row))));
        this.names = new ModelNames(snapshot);
        this.providers = new Once<>(() -> Prepared.often(json.bytes(to -> {
            to.writeStartObject();
            to.writeArrayPropertyStart("data");
            snapshot.providers().values().forEach(provider -> json.provider(to, provider));
            to.writeEndArray();
            to.writeEndObject();
        })));
    }

    /// Whether it is made from that snapshot.
    boolean isOf(Snapshot snapshot) {
        return snapshotId.equals(snapshot.id());
    }

    /// All entries in the catalogue's order: each model, then its variants, then its aliases.
    List<ModelRow> listed() {
        return listed;
    }

    /// The entry of an id, an alias, or either with variants behind it, such as `:free` or `:nitro`.
    ///
    /// @return empty where no such model is, or the model has no such variant
    Optional<ModelRow> find(String name) {
        if (name.length() > NAME_MAX) {
            return Optional.empty();
        }
        Set<String> suffixes = new HashSet<>();
        for (String rest = name; ; rest = rest.substring(0, rest.lastIndexOf(':'))) {
            ModelRow row = exactly(rest);
            if (row != null) {
                return withVariant(row, suffixes);
            }
            int colon = rest.lastIndexOf(':');
            if (colon <= rest.lastIndexOf('/')) {
                return Optional.empty();
            }
            suffixes.add(rest.substring(colon + 1));
        }
    }

    /// The known names most like an unknown one.
    List<String> nearest(String name, int most) {
        return names.nearest(name, most);
    }

    /// Those entries as OpenRouter's list.
    ///
    /// @param total how many entries there are on all pages
    /// @param next where the next page is; null on the last
    byte[] list(List<ModelRow> some, int total, @Nullable String next) {
        ByteSink sink = new ByteSink(some.size() * 2_048);
        sink.append(HEAD);
        for (int i = 0; i < some.size(); i++) {
            if (i > 0) {
                sink.append((byte) ',');
            }
            sink.append(bytesOf(some.get(i)));
        }
        byte[] rest = json.bytes(to -> {
            to.writeStartObject();
            to.writeNumberProperty("total_count", total);
            to.writeObjectPropertyStart("links");
            if (next == null) {
                to.writeNullProperty("next");
            } else {
                to.writeStringProperty("next", next);
            }
            to.writeEndObject();
            to.writeEndObject();
        });
        // The array is spliced in as the first member, so the object's own brace stands before it.
        return sink.append(TAIL).append(rest, 1, rest.length).take();
    }

    /// One entry as `{"data": …}`.
    byte[] one(ModelRow row) {
        return new ByteSink(4_096)
                .append("{\"data\":")
                .append(bytesOf(row))
                .append((byte) '}')
                .take();
    }

    /// One entry in OpenAI's shape.
    byte[] openAi(ModelRow row) {
        return json.bytes(to -> json.openAiModel(to, row));
    }

    /// One entry with its endpoints. A model's own entry has them all, its variants' among them.
    byte[] withEndpoints(ModelRow row) {
        List<ListedEndpoint> shown =
                row.variant() == null ? endpoints.getOrDefault(row.model().id(), List.of()) : row.endpoints();
        return json.bytes(to -> json.modelWithEndpoints(to, row, shown));
    }

    /// A count as OpenRouter writes it.
    byte[] count(long count) {
        return json.bytes(to -> {
            to.writeStartObject();
            to.writeObjectPropertyStart("data");
            to.writeNumberProperty("count", count);
            to.writeEndObject();
            to.writeEndObject();
        });
    }

    /// All that give text.
    Prepared textModels() {
        return textModels.get();
    }

    /// All.
    Prepared allModels() {
        return allModels.get();
    }

    /// All that give embeddings.
    Prepared embeddings() {
        return embeddings.get();
    }

    /// All in OpenAI's shape.
    Prepared openAi() {
        return openAi.get();
    }

    /// All providers.
    Prepared providers() {
        return providers.get();
    }

    /// All endpoints that keep nothing of a request.
    Prepared zeroRetention() {
        return zeroRetention.get();
    }

    /// Whether an entry gives embeddings.
    static boolean embeds(ModelRow row) {
        return row.model().output().contains(EMBEDDINGS);
    }

    private List<ModelRow> rowsOf(Snapshot snapshot) {
        Map<String, Set<String>> latest = new HashMap<>();
        aliases.forEach((alias, id) -> {
            if (alias.startsWith("~")) {
                latest.computeIfAbsent(id, _ -> new TreeSet<>()).add(alias);
            }
        });
        List<ModelRow> all = new ArrayList<>();
        for (Model model : snapshot.models().values()) {
            ModelRow own = ownRow(model);
            all.add(own);
            for (ModelRow variant : variantRows(own)) {
                rows.put(variant.id(), variant);
                if (Variants.LISTED.contains(variant.variant())) {
                    all.add(variant);
                }
            }
            latest.getOrDefault(model.id(), Set.of()).forEach(alias -> all.add(own.aliased(alias)));
        }
        // A model's own id goes before a name made of another one's id and its variant.
        all.forEach(row -> rows.put(row.id(), row));
        return all;
    }

    private ModelRow ownRow(Model model) {
        List<ListedEndpoint> own = endpoints.getOrDefault(model.id(), List.of()).stream()
                .filter(e -> !Variants.isListedApart(e.endpoint()))
                .toList();
        List<ListedEndpoint> standard =
                own.stream().filter(e -> Variants.isStandard(e.endpoint())).toList();
        return new ModelRow(model.id(), model, null, false, own, Offer.of(model, standard), parameters(model, own));
    }

    /// One for each variant that is not a place, whether it is listed or not: each can be asked for by its name.
    private List<ModelRow> variantRows(ModelRow own) {
        Map<String, List<ListedEndpoint>> byVariant = new TreeMap<>(
                Comparator.comparingInt(ModelListing::listingOrder).thenComparing(Comparator.naturalOrder()));
        for (ListedEndpoint one : endpoints.getOrDefault(own.model().id(), List.of())) {
            String variant = one.endpoint().variant();
            if (variant != null && !one.endpoint().variantIsRegion()) {
                byVariant.computeIfAbsent(variant, _ -> new ArrayList<>()).add(one);
            }
        }
        List<ModelRow> variants = new ArrayList<>(byVariant.size());
        byVariant.forEach((variant, some) -> variants.add(new ModelRow(
                own.id() + ":" + variant,
                own.model(),
                variant,
                false,
                some,
                Offer.of(own.model(), some),
                own.parameters())));
        return variants;
    }

    private static int listingOrder(String variant) {
        int at = Variants.LISTED.indexOf(variant);
        return at < 0 ? Variants.LISTED.size() : at;
    }

    /// What a source measured; else what follows from the abilities that are stated of the model, or, of a model
    /// that
    /// only the operator knows, of its endpoints.
    private static Set<String> parameters(Model model, List<ListedEndpoint> own) {
        if (!model.parameters().isEmpty()) {
            return model.parameters();
        }
        Model.Facts facts = model.facts();
        boolean unknown = facts.equals(Model.Facts.NONE);
        Set<String> abilities = new HashSet<>();
        own.forEach(e -> abilities.addAll(e.endpoint().capabilities()));
        Set<String> parameters = new TreeSet<>();
        if (unknown ? abilities.contains("tools") : Boolean.TRUE.equals(facts.tools())) {
            parameters.addAll(List.of("tools", "tool_choice"));
        }
        if (unknown ? abilities.contains("json_schema") : Boolean.TRUE.equals(facts.structured())) {
            parameters.addAll(List.of("response_format", "structured_outputs"));
        }
        if (unknown ? abilities.contains("reasoning") : Boolean.TRUE.equals(facts.reasoning())) {
            parameters.addAll(List.of("reasoning", "include_reasoning"));
        }
        if (abilities.contains("temperature")) {
            parameters.add("temperature");
        }
        if (model.type().equals("chat")) {
            parameters.add("max_tokens");
        }
        return parameters;
    }

    private @Nullable ModelRow exactly(String name) {
        ModelRow row = rows.get(name);
        return row != null ? row : rows.get(aliases.getOrDefault(name, ""));
    }

    private Optional<ModelRow> withVariant(ModelRow row, Set<String> suffixes) {
        List<String> variants =
                suffixes.stream().filter(s -> !Variants.ROUTING.contains(s)).toList();
        if (variants.isEmpty()) {
            return Optional.of(row);
        }
        if (variants.size() > 1 || row.variant() != null) {
            return Optional.empty();
        }
        return Optional.ofNullable(rows.get(row.model().id() + ":" + variants.getFirst()));
    }

    private byte[] bytesOf(ModelRow row) {
        byte[] bytes = written.get(row.id());
        if (bytes == null) {
            throw new IllegalArgumentException("row: " + row.id() + " (expected: one of this listing)");
        }
        return bytes;
    }

    private Prepared models(Predicate<ModelRow> which) {
        List<ModelRow> some = listed.stream().filter(which).toList();
        return Prepared.often(list(some, some.size(), null));
    }

    private Prepared writeOpenAi() {
        return Prepared.often(json.bytes(to -> {
            to.writeStartObject();
            to.writeStringProperty("object", "list");
            to.writeArrayPropertyStart("data");
            listed.forEach(row -> json.openAiModel(to, row));
            to.writeEndArray();
            to.writeEndObject();
        }));
    }

    private Prepared writeZeroRetention() {
        return Prepared.often(json.bytes(to -> {
            to.writeStartObject();
            to.writeArrayPropertyStart("data");
            for (ModelRow row : listed) {
                if (row.variant() == null && !row.alias()) {
                    endpoints.getOrDefault(row.id(), List.of()).stream()
                            .filter(ListedEndpoint::zeroRetention)
                            .forEach(one -> json.endpoint(to, row, one));
                }
            }
            to.writeEndArray();
            to.writeEndObject();
        }));
    }
}
