package dev.roundhouse.admin;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes the objects of listings. Each has every member that OpenRouter documents; one whose fact is lacking is
/// null,
/// or, where OpenRouter's own clients refuse null, what `docs/api/models.md` says.
final class ListingJson {
    private static final int STATUS_USABLE = 0;
    private static final int STATUS_LEFT_OUT = -10;
    private static final int BYTES_GUESS = 2_048;
    private static final List<String> EFFORTS = List.of("max", "xhigh", "high", "medium", "low", "minimal", "none");

    private final JsonFactory factory = new JsonFactory();

    /// One JSON value as bytes.
    byte[] bytes(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES_GUESS);
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
            content.accept(json);
        }
        return out.toByteArray();
    }

    /// OpenRouter's model object.
    void model(JsonGenerator json, ModelRow row) {
        Model model = row.model();
        Model.Facts facts = model.facts();
        json.writeStartObject();
        json.writeStringProperty("id", row.id());
        json.writeStringProperty("canonical_slug", model.slug());
        json.writeStringProperty("name", row.name());
        json.writeNumberProperty("created", row.createdSeconds());
        json.writeStringProperty("description", "");
        count(json, "context_length", model.context());
        architecture(json, model);
        PriceJson.write(json, model, row.offer().prices());
        json.writeObjectPropertyStart("top_provider");
        count(json, "context_length", row.offer().context(model));
        count(json, "max_completion_tokens", row.offer().maxOutput(model));
        json.writeBooleanProperty("is_moderated", Boolean.TRUE.equals(facts.moderated()));
        json.writeEndObject();
        json.writeNullProperty("per_request_limits");
        strings(json, "supported_parameters", row.parameters());
        json.writeNullProperty("default_parameters");
        json.writeNullProperty("supported_voices");
        reasoning(json, row);
        text(json, "hugging_face_id", facts.huggingFace());
        text(json, "knowledge_cutoff", facts.knowledge());
        text(json, "expiration_date", facts.expires());
        if (row.alias()) {
            json.writeObjectPropertyStart("alias_target");
            json.writeStringProperty("name", model.name());
            json.writeStringProperty("slug", model.id());
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("links");
        json.writeStringProperty("details", "/api/v1/models/" + row.inAddress() + "/endpoints");
        json.writeEndObject();
        benchmarks(json, row);
        ours(json, row);
        json.writeEndObject();
    }

    /// OpenAI's model object.
    void openAiModel(JsonGenerator json, ModelRow row) {
        json.writeStartObject();
        json.writeStringProperty("id", row.id());
        json.writeStringProperty("object", "model");
        json.writeNumberProperty("created", row.createdSeconds());
        json.writeStringProperty("owned_by", row.model().author());
        json.writeEndObject();
    }

    /// OpenRouter's object of a model with its endpoints.
    void modelWithEndpoints(JsonGenerator json, ModelRow row, List<ListedEndpoint> endpoints) {
        Model model = row.model();
        json.writeStartObject();
        json.writeObjectPropertyStart("data");
        json.writeStringProperty("id", row.alias() ? model.id() : row.id());
        json.writeStringProperty("name", row.alias() ? model.name() : row.name());
        json.writeNumberProperty("created", row.createdSeconds());
        json.writeStringProperty("description", "");
        architecture(json, model);
        json.writeArrayPropertyStart("endpoints");
        endpoints.forEach(endpoint -> endpoint(json, row, endpoint));
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    /// OpenRouter's endpoint object.
    ///
    /// @param row an entry of the endpoint's model
    void endpoint(JsonGenerator json, ModelRow row, ListedEndpoint listed) {
        Endpoint endpoint = listed.endpoint();
        Model model = row.model();
        String id = Variants.isListedApart(endpoint) ? model.id() + ":" + endpoint.variant() : model.id();
        json.writeStartObject();
        json.writeStringProperty("name", endpoint.provider().name() + " | " + id);
        json.writeStringProperty("model_id", id);
        json.writeStringProperty("model_name", model.name());
        json.writeStringProperty("provider_name", endpoint.provider().name());
        json.writeStringProperty("tag", endpoint.tag());
        json.writeNumberProperty("context_length", endpoint.context() == 0 ? model.context() : endpoint.context());
        count(json, "max_completion_tokens", endpoint.maxOutput());
        json.writeNullProperty("max_prompt_tokens");
        PriceJson.write(json, model, endpoint.prices());
        text(json, "quantization", endpoint.quantization());
        strings(
                json,
                "supported_parameters",
                endpoint.parameters().isEmpty() ? row.parameters() : endpoint.parameters());
        json.writeBooleanProperty("supports_implicit_caching", cachesUnasked(endpoint));
        json.writeBooleanProperty("supports_voice_cloning", false);
        toolChoice(json, row, endpoint);
        json.writeNumberProperty("status", listed.usable() ? STATUS_USABLE : STATUS_LEFT_OUT);
        for (String unmeasured : List.of(
                "uptime_last_5m", "uptime_last_30m", "uptime_last_1d", "latency_last_30m", "throughput_last_30m")) {
            json.writeNullProperty(unmeasured);
        }
        json.writeObjectPropertyStart("perf_last_30m_by_workload");
        json.writeEndObject();
        json.writeObjectPropertyStart("roundhouse");
        json.writeBooleanProperty("usable", listed.usable());
        text(json, "reason", listed.leftOut());
        json.writeBooleanProperty("stale", endpoint.stale());
        json.writeStringProperty("dialect", endpoint.dialect().wireName());
        json.writeBooleanProperty("zdr", listed.zeroRetention());
        text(json, "prices_as_of", endpoint.prices().asOf());
        json.writeEndObject();
        json.writeEndObject();
    }

    /// OpenRouter's provider object.
    void provider(JsonGenerator json, Provider provider) {
        Provider.Facts facts = provider.facts();
        json.writeStartObject();
        json.writeStringProperty("name", provider.name());
        json.writeStringProperty("slug", provider.slug());
        text(json, "privacy_policy_url", facts.privacyPolicy());
        text(json, "terms_of_service_url", facts.termsOfService());
        text(json, "status_page_url", facts.statusPage());
        text(json, "headquarters", facts.headquarters());
        json.writeNullProperty("datacenters");
        json.writeObjectPropertyStart("roundhouse");
        json.writeStringProperty("kind", provider.kind());
        json.writeStringProperty("dialect", provider.dialect().wireName());
        json.writeBooleanProperty("stale", !facts.live());
        switch (provider.access()) {
            case Provider.Open _ -> {
                json.writeBooleanProperty("usable", true);
                json.writeNullProperty("reason");
            }
            case Provider.Closed closed -> {
                json.writeBooleanProperty("usable", false);
                json.writeStringProperty("reason", closed.reason());
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void architecture(JsonGenerator json, Model model) {
        json.writeObjectPropertyStart("architecture");
        strings(json, "input_modalities", model.input());
        strings(json, "output_modalities", model.output());
        boolean known = !model.input().isEmpty() && !model.output().isEmpty();
        text(
                json,
                "modality",
                known ? String.join("+", model.input()) + "->" + String.join("+", model.output()) : null);
        String tokenizer = model.facts().tokenizer();
        json.writeStringProperty("tokenizer", tokenizer == null ? "Other" : tokenizer);
        json.writeNullProperty("instruct_type");
        json.writeEndObject();
    }

    /// A model that does not reason, or of which that is unknown, has no such member: it would say the contrary.
    private static void reasoning(JsonGenerator json, ModelRow row) {
        Model.Facts facts = row.model().facts();
        boolean reasons = facts.reasoning() == null ? row.parameters().contains("reasoning") : facts.reasoning();
        if (!reasons) {
            return;
        }
        json.writeObjectPropertyStart("reasoning");
        if (facts.efforts().isEmpty()) {
            json.writeNullProperty("supported_efforts");
        } else {
            strings(
                    json,
                    "supported_efforts",
                    EFFORTS.stream().filter(facts.efforts()::contains).toList());
        }
        json.writeNullProperty("default_effort");
        json.writeBooleanProperty("mandatory", false);
        json.writeEndObject();
    }

    private static void benchmarks(JsonGenerator json, ModelRow row) {
        json.writeObjectPropertyStart("benchmarks");
        json.writeObjectPropertyStart("artificial_analysis");
        score(json, "intelligence_index", row, ModelFilter.INTELLIGENCE);
        score(json, "coding_index", row, ModelFilter.CODING);
        score(json, "agentic_index", row, ModelFilter.AGENTIC);
        json.writeEndObject();
        json.writeArrayPropertyStart("design_arena");
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void ours(JsonGenerator json, ModelRow row) {
        Model.Facts facts = row.model().facts();
        ListedEndpoint from = row.offer().from();
        json.writeObjectPropertyStart("roundhouse");
        json.writeStringProperty("type", row.model().type());
        json.writeBooleanProperty("usable", row.usable());
        json.writeBooleanProperty("stale", facts.stale());
        text(json, "status", facts.status());
        json.writeNumberProperty("endpoints", row.endpoints().size());
        json.writeNumberProperty(
                "usable_endpoints",
                row.endpoints().stream().filter(ListedEndpoint::usable).count());
        text(json, "priced_by", from == null ? null : from.endpoint().tag());
        json.writeObjectPropertyStart("scores");
        facts.scores().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(score -> json.writeNumberProperty(score.getKey(), score.getValue()));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void toolChoice(JsonGenerator json, ModelRow row, Endpoint endpoint) {
        boolean takes = endpoint.capabilities().contains("tools")
                && (endpoint.parameters().isEmpty() ? row.parameters() : endpoint.parameters()).contains("tool_choice");
        json.writeObjectPropertyStart("supports_tool_choice");
        for (String choice : List.of("auto", "none", "required", "function")) {
            json.writeBooleanProperty(choice, takes);
        }
        json.writeEndObject();
    }

    /// A price for reading a cache, and none for writing it, is how caching that nobody asks for is sold.
    private static boolean cachesUnasked(Endpoint endpoint) {
        var prices = endpoint.prices().base();
        return prices.containsKey(PriceKind.CACHE_READ) && !prices.containsKey(PriceKind.CACHE_WRITE);
    }

    private static void score(JsonGenerator json, String name, ModelRow row, String benchmark) {
        var score = row.score(benchmark);
        if (score.isPresent()) {
            json.writeNumberProperty(name, score.getAsDouble());
        } else {
            json.writeNullProperty(name);
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    private static void count(JsonGenerator json, String name, long value) {
        if (value == 0) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static void strings(JsonGenerator json, String name, Iterable<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
