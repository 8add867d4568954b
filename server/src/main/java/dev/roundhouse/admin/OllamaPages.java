package dev.roundhouse.admin;

import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue as clients of Ollama ask for it: which models there are, what one can do, which version is
/// spoken.
///
/// @see "Ollama: docs/api.md, tags, show, ps, version"
public final class OllamaPages {
    /// The version of Ollama whose API this is. Clients compare it.
    private static final String VERSION = "0.12.6";

    private static final int NEAREST = 3;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final CataloguePages catalogue;

    /// @param catalogue has the models
    public OllamaPages(CataloguePages catalogue) {
        this.catalogue = catalogue;
    }

    /// The routes for the table.
    public List<Route> routes() {
        return List.of(
                new Route("GET", "/api/tags", Route.Access.ANYONE, this::tags),
                new Route("GET", "/api/ps", Route.Access.ANYONE, this::tags),
                new Route("GET", "/api/version", Route.Access.ANYONE, query -> json(200, object("version", VERSION))),
                new Route("POST", "/api/show", Route.Access.ANYONE, this::show));
    }

    // All that can be used now; what is installed and what is loaded are the same here.
    private Page.Reply tags(Page.Query query) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode models = json.putArray("models");
        for (ModelRow row : catalogue.listing().listed()) {
            if (row.usable()) {
                ObjectNode model = models.addObject().put("name", row.id()).put("model", row.id());
                model.put("modified_at", modified(row)).put("size", 0L).put("digest", digest(row.id()));
                model.set("details", details(row));
            }
        }
        return json(200, json);
    }

    private Page.Reply show(Page.Query query) {
        String name = name(query.body());
        if (name == null) {
            return error(ErrorType.INVALID_REQUEST, "model: missing (expected: a model's name)");
        }
        ModelListing listing = catalogue.listing();
        Optional<ModelRow> row = listing.find(name);
        if (row.isEmpty()) {
            List<String> near = listing.nearest(name, NEAREST);
            String hint = near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
            return error(ErrorType.NOT_FOUND, "model '" + name + "' not found" + hint);
        }
        return json(200, shown(row.get()));
    }

    private static ObjectNode shown(ModelRow row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("modelfile", "").put("parameters", "").put("template", "").put("modified_at", modified(row));
        json.set("details", details(row));
        String family = family(row);
        ObjectNode info = json.putObject("model_info").put("general.architecture", family);
        info.put("general.basename", row.name());
        if (row.model().context() > 0) {
            info.put(family + ".context_length", row.model().context());
        }
        ArrayNode abilities = json.putArray("capabilities");
        abilities.add(ModelListing.embeds(row) ? "embedding" : "completion");
        addIf(row.parameters().contains("tools"), "tools", abilities);
        addIf(row.model().input().contains("image"), "vision", abilities);
        addIf(Boolean.TRUE.equals(row.model().facts().reasoning()), "thinking", abilities);
        return json;
    }

    private static void addIf(boolean able, String ability, ArrayNode abilities) {
        if (able) {
            abilities.add(ability);
        }
    }

    private static ObjectNode details(ModelRow row) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        details.put("parent_model", "").put("format", "").put("family", family(row));
        details.putArray("families").add(family(row));
        return details.put("parameter_size", "").put("quantization_level", "");
    }

    private static String family(ModelRow row) {
        return Objects.requireNonNullElse(
                row.model().facts().family(), row.model().author());
    }

    private static String modified(ModelRow row) {
        return Instant.ofEpochSecond(row.createdSeconds()).toString();
    }

    private static String digest(String id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    // Older clients say `name`.
    private static @Nullable String name(byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            String model = json.path("model").asString("");
            String name = model.isEmpty() ? json.path("name").asString("") : model;
            return name.isEmpty() ? null : name;
        } catch (JacksonException _) {
            return null;
        }
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private static Page.Content error(ErrorType type, String message) {
        return json(type.status(), object("error", message));
    }

    private static Page.Content json(int status, JsonNode json) {
        return new Page.Content(status, "application/json", MAPPER.writeValueAsBytes(json), Map.of());
    }
}
