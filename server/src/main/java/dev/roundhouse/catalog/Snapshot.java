package dev.roundhouse.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that is on offer at one moment, immutable. A request takes one at the door and keeps it to the end.
public final class Snapshot {
    private final String id;
    private final Map<String, Model> models;
    private final Map<String, Provider> providers;
    private final Map<String, String> aliases;
    private final List<Endpoint> endpoints;
    private final Map<String, List<Endpoint>> byModel;
    private final Map<String, String> vendorNames;

    /// @param id hash of the sources
    /// @param models by id, in listing order
    /// @param providers by slug
    /// @param aliases alias to model id; both `~author/family-latest` and slugs of models
    /// @param endpoints all of them
    public Snapshot(
            String id,
            Map<String, Model> models,
            Map<String, Provider> providers,
            Map<String, String> aliases,
            List<Endpoint> endpoints) {
        this.id = id;
        this.models = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(models));
        this.providers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        this.aliases = Map.copyOf(aliases);
        this.endpoints = List.copyOf(endpoints);
        Map<String, List<Endpoint>> grouped = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            grouped.computeIfAbsent(endpoint.model(), _ -> new ArrayList<>()).add(endpoint);
        }
        grouped.replaceAll((_, list) -> List.copyOf(list));
        this.byModel = grouped;
        this.vendorNames = vendorNames(this.models, this.endpoints);
    }

    // Programs written for one vendor name models as it does: `gpt-5-mini`, `claude-sonnet-4-5`. A name that
    // could mean two models means neither.
    private static Map<String, String> vendorNames(Map<String, Model> models, List<Endpoint> endpoints) {
        Map<String, String> names = new HashMap<>();
        Set<String> doubtful = new HashSet<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.upstreamId() != null && models.containsKey(endpoint.model())) {
                note(endpoint.upstreamId(), endpoint.model(), names, doubtful);
            }
        }
        names.keySet().removeAll(doubtful);
        Map<String, String> bare = new HashMap<>();
        doubtful.clear();
        for (String id : models.keySet()) {
            note(id.substring(id.indexOf('/') + 1), id, bare, doubtful);
        }
        bare.keySet().removeAll(doubtful);
        names.putAll(bare);
        return Map.copyOf(names);
    }

    private static void note(String name, String model, Map<String, String> names, Set<String> doubtful) {
        String before = names.putIfAbsent(name, model);
        if (before != null && !before.equals(model)) {
            doubtful.add(name);
        }
    }

    /// Hash of the sources; stands in each record.
    public String id() {
        return id;
    }

    /// All models, in listing order.
    public Map<String, Model> models() {
        return models;
    }

    /// All providers by slug.
    public Map<String, Provider> providers() {
        return providers;
    }

    /// Alias to model id.
    public Map<String, String> aliases() {
        return aliases;
    }

    /// All endpoints.
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// The model of that id or alias, or of the name that its vendor or one of its providers has for it, where
    /// that
    /// can mean no other.
    public Optional<Model> model(String name) {
        Model model = models.get(name);
        if (model != null) {
            return Optional.of(model);
        }
        String id = aliases.getOrDefault(name, vendorNames.get(name));
        return Optional.ofNullable(id).map(models::get);
    }

    /// Endpoints of a model id; empty when there are none.
    public List<Endpoint> endpointsOf(String modelId) {
        return byModel.getOrDefault(modelId, List.of());
    }
}
