package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static dev.roundhouse.admin.Offers.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelPagesTest {
    private static final String TARGET = "anthropic/claude-opus-5";

    private final Asking asking = new Asking(new Offers()
            .provider(provider("anthropic").named("Anthropic").kind("first-party"))
            .provider(provider("closed").closed("CLOSED_API_KEY is not set").keepsNothing())
            .provider(provider("asked")
                    .facts(new Provider.Facts(
                            "DE", null, "https://p.example", "https://t.example", null, "2026-11-01", false)))
            .model(model(TARGET)
                    .named("Claude Opus 5")
                    .slug("anthropic/claude-5-opus-20260601")
                    .takes("text", "image", "file")
                    .context(1_000_000)
                    .created("2026-06-01")
                    .tokenizer("Claude")
                    .parameters("tools", "tool_choice", "reasoning")
                    .reasons("low", "high", "max", "medium"))
            .model(model("acme/shy"))
            .model(model("acme/shut").type("chat").callsTools().stale())
            .model(model("acme/vectors").gives("embeddings"))
            .model(model("qwen3:8b"))
            .alias("~anthropic/claude-opus-latest", TARGET)
            .alias("anthropic/claude-5-opus-20260601", TARGET)
            .endpoint(endpoint(TARGET, "anthropic")
                    .price("5", "25")
                    .price(PriceKind.CACHE_READ, "0.5")
                    .price(PriceKind.CACHE_WRITE, "6.25")
                    .context(500_000, 128_000)
                    .capable("tools"))
            .endpoint(endpoint(TARGET, "anthropic").price("2.5", "12.5").variant("batch"))
            .endpoint(endpoint(TARGET, "anthropic").price("10", "50").variant("priority"))
            .endpoint(endpoint(TARGET, "closed").price("1", "2").price(PriceKind.CACHE_READ, "0.1"))
            .endpoint(endpoint(TARGET, "asked").dialect(Dialect.OTHER).price("1", "1"))
            .endpoint(endpoint("acme/shut", "closed").price("1", "2").stale())
            .endpoint(endpoint("acme/vectors", "anthropic").price(PriceKind.INPUT, "0.02"))
            .endpoint(endpoint("qwen3:8b", "anthropic").price("0", "0"))
            .snapshot("s1"));

    @Test
    void aModelHasAllThatOpenRouterDocuments() {
        JsonNode model = one("/api/v1/model/" + TARGET);

        assertThat(model.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "canonical_slug",
                        "name",
                        "created",
                        "description",
                        "context_length",
                        "architecture",
                        "pricing",
                        "top_provider",
                        "per_request_limits",
                        "supported_parameters",
                        "default_parameters",
                        "supported_voices",
                        "reasoning",
                        "hugging_face_id",
                        "knowledge_cutoff",
                        "expiration_date",
                        "links",
                        "benchmarks",
                        "roundhouse");
        assertThat(model.get("id").asString()).isEqualTo(TARGET);
        assertThat(model.get("canonical_slug").asString()).isEqualTo("anthropic/claude-5-opus-20260601");
        assertThat(model.get("created").asLong()).isEqualTo(1_780_272_000L);
        assertThat(model.get("context_length").asLong()).isEqualTo(1_000_000);
        assertThat(model.at("/architecture/modality").asString()).isEqualTo("text+image+file->text");
        assertThat(model.at("/architecture/tokenizer").asString()).isEqualTo("Claude");
        assertThat(model.at("/top_provider/context_length").asLong()).isEqualTo(500_000);
        assertThat(model.at("/top_provider/max_completion_tokens").asLong()).isEqualTo(128_000);
        assertThat(model.at("/top_provider/is_moderated").asBoolean()).isFalse();
        assertThat(model.at("/reasoning/supported_efforts").toString())
                .isEqualTo("[\"max\",\"high\",\"medium\",\"low\"]");
        assertThat(model.at("/links/details").asString()).isEqualTo("/api/v1/models/anthropic/claude-opus-5/endpoints");
        assertThat(model.at("/benchmarks/design_arena")).isEmpty();
        assertThat(model.get("hugging_face_id").isNull()).isTrue();
    }

    @Test
    void aModelOfWhichNothingIsKnownIsListedAllTheSame() {
        JsonNode model = one("/api/v1/model/acme/shy");

        assertThat(model.get("context_length").isNull()).isTrue();
        assertThat(model.at("/top_provider/context_length").isNull()).isTrue();
        assertThat(model.get("created").asLong()).isZero();
        assertThat(model.at("/architecture/tokenizer").asString()).isEqualTo("Other");
        assertThat(model.at("/pricing/prompt").asString()).isEqualTo("-1");
        assertThat(model.at("/pricing/completion").asString()).isEqualTo("-1");
        assertThat(model.at("/roundhouse/usable").asBoolean()).isFalse();
        assertThat(model.has("reasoning")).isFalse();
        assertThat(model.has("alias_target")).isFalse();
    }

    @Test
    void theListGoesByModelThenItsVariantsThenItsAliases() {
        assertThat(asking.ids("/api/v1/models"))
                .containsExactly(
                        TARGET,
                        TARGET + ":batch",
                        "~anthropic/claude-opus-latest",
                        "acme/shy",
                        "acme/shut",
                        "qwen3:8b");
    }

    @Test
    void clientsOfAnthropicReadTheListInTheirShape() {
        Map<String, String> version = Map.of("anthropic-version", "2023-06-01");
        JsonNode first = read(asking.content("/v1/models?limit=2", version));
        JsonNode next = read(asking.content("/v1/models?limit=2&after_id=" + TARGET + ":batch", version));
        JsonNode before = read(asking.content("/v1/models?limit=2&before_id=acme/shy", version));
        JsonNode last = read(asking.content("/v1/models?after_id=acme/shut", version));

        assertThat(first.at("/data/0/type").asString()).isEqualTo("model");
        assertThat(first.at("/data/0/id").asString()).isEqualTo(TARGET);
        assertThat(first.at("/data/0/created_at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(first.get("has_more").asBoolean()).isTrue();
        assertThat(first.get("last_id").asString()).isEqualTo(TARGET + ":batch");
        assertThat(next.get("first_id").asString()).isEqualTo("~anthropic/claude-opus-latest");
        assertThat(before.get("last_id").asString()).isEqualTo("~anthropic/claude-opus-latest");
        assertThat(last.get("has_more").asBoolean()).isFalse();
        assertThat(last.get("data")).hasSize(2);
        assertThat(read(asking.content("/v1/models/" + TARGET, version))
                        .get("id")
                        .asString())
                .isEqualTo(TARGET);
    }

    private static JsonNode read(Page.Content content) {
        return JsonMapper.shared().readTree(content.body());
    }

    @Test
    void anAliasMirrorsItsTarget() {
        JsonNode alias = one("/api/v1/model/~anthropic/claude-opus-latest");

        assertThat(alias.get("id").asString()).isEqualTo("~anthropic/claude-opus-latest");
        assertThat(alias.at("/alias_target/slug").asString()).isEqualTo(TARGET);
        assertThat(alias.at("/alias_target/name").asString()).isEqualTo("Claude Opus 5");
        assertThat(alias.get("pricing"))
                .isEqualTo(one("/api/v1/model/" + TARGET).get("pricing"));
        assertThat(alias.get("canonical_slug").asString()).isEqualTo("anthropic/claude-5-opus-20260601");
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic/claude-opus-5, anthropic/claude-opus-5, 0.000005",
        "anthropic/claude-5-opus-20260601, anthropic/claude-opus-5, 0.000005",
        "anthropic/claude-opus-5:batch, anthropic/claude-opus-5:batch, 0.0000025",
        "anthropic/claude-opus-5:priority, anthropic/claude-opus-5:priority, 0.00001",
        "anthropic/claude-opus-5:nitro, anthropic/claude-opus-5, 0.000005",
        "anthropic/claude-opus-5:online:floor, anthropic/claude-opus-5, 0.000005",
        "anthropic/claude-opus-5:nitro:batch, anthropic/claude-opus-5:batch, 0.0000025",
        "anthropic/claude-opus-5:batch:exacto, anthropic/claude-opus-5:batch, 0.0000025",
        "~anthropic/claude-opus-latest:batch, anthropic/claude-opus-5:batch, 0.0000025",
        "anthropic/claude-5-opus-20260601:batch, anthropic/claude-opus-5:batch, 0.0000025",
    })
    void aNameMayHaveVariantsBehindIt(String asked, String id, String prompt) {
        JsonNode model = one("/api/v1/model/" + asked);

        assertThat(model.get("id").asString()).isEqualTo(id);
        assertThat(model.at("/pricing/prompt").asString()).isEqualTo(prompt);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/model/anthropic/claude-opus-5:free",
                "/api/v1/model/anthropic/claude-opus-5:batch:free",
                "/api/v1/model/anthropic/claude-opus-5:batch:batch",
                "/api/v1/model/anthropic/claude-opus-5:",
                "/api/v1/model/anthropic/claude-opus-5:us-east5",
                "/api/v1/model/acme/none",
                "/api/v1/models/acme/none/endpoints",
                "/v1/models/none",
                "/v1/models/acme/none"
            })
    void whatIsNotThereIsNotFound(String address) {
        assertThat(asking.failure(address).type()).isEqualTo(ErrorType.NOT_FOUND);
    }

    @Test
    void whoAsksForAnUnknownModelIsToldTheNearest() {
        Failure failure = asking.failure("/api/v1/model/anthropic/claude-5-opus");

        assertThat(failure.message())
                .isEqualTo("Model 'anthropic/claude-5-opus' is not in the catalogue. Nearest: " + TARGET + ".");
        assertThat(asking.failure("/v1/models/" + ":".repeat(30_000)).message()).hasSizeLessThan(200);
    }

    @Test
    void allEndpointsAreListedWithTheReasonForWhichOneIsLeftOut() {
        JsonNode data = one("/api/v1/models/" + TARGET + "/endpoints");

        assertThat(data.get("id").asString()).isEqualTo(TARGET);
        assertThat(data.get("endpoints"))
                .extracting(e -> e.get("tag").asString())
                .containsExactly("anthropic", "anthropic/batch", "anthropic/priority", "closed", "asked");
        assertThat(data.get("endpoints"))
                .extracting(e -> e.at("/roundhouse/reason").asStringOpt().orElse("-"))
                .containsExactly("-", "-", "-", "CLOSED_API_KEY is not set", "dialect other is not served");
        assertThat(data.get("endpoints"))
                .extracting(e -> e.get("status").asInt())
                .containsExactly(0, 0, 0, -10, -10);
        assertThat(data.get("endpoints"))
                .extracting(e -> e.get("model_id").asString())
                .containsExactly(TARGET, TARGET + ":batch", TARGET, TARGET, TARGET);
        assertThat(one("/api/v1/models/" + TARGET + ":batch/endpoints").get("endpoints"))
                .extracting(e -> e.get("tag").asString())
                .containsExactly("anthropic/batch");
        assertThat(one("/api/v1/models/~anthropic/claude-opus-latest/endpoints")
                        .get("id")
                        .asString())
                .isEqualTo(TARGET);
    }

    @Test
    void anEndpointHasAllThatOpenRouterDocuments() {
        JsonNode endpoint =
                one("/api/v1/models/" + TARGET + "/endpoints").get("endpoints").get(0);

        assertThat(endpoint.propertyNames())
                .containsExactlyInAnyOrder(
                        "name",
                        "model_id",
                        "model_name",
                        "provider_name",
                        "tag",
                        "context_length",
                        "max_completion_tokens",
                        "max_prompt_tokens",
                        "pricing",
                        "quantization",
                        "supported_parameters",
                        "supports_implicit_caching",
                        "supports_voice_cloning",
                        "supports_tool_choice",
                        "status",
                        "uptime_last_5m",
                        "uptime_last_30m",
                        "uptime_last_1d",
                        "latency_last_30m",
                        "throughput_last_30m",
                        "perf_last_30m_by_workload",
                        "roundhouse");
        assertThat(endpoint.get("provider_name").asString()).isEqualTo("Anthropic");
        assertThat(endpoint.get("supports_tool_choice").toString())
                .isEqualTo("{\"auto\":true,\"none\":true,\"required\":true,\"function\":true}");
        assertThat(endpoint.get("supports_implicit_caching").asBoolean()).isFalse();
        assertThat(endpoint.get("uptime_last_1d").isNull()).isTrue();
    }

    @Test
    void onlyEndpointsThatKeepNothingAreInTheListOfThose() {
        JsonNode data = one("/api/v1/endpoints/zdr");

        assertThat(data).hasSize(2);
        assertThat(data).extracting(e -> e.get("model_id").asString()).containsExactly(TARGET, "acme/shut");
        assertThat(data.get(0).get("supports_implicit_caching").asBoolean()).isTrue();
        assertThat(data.get(1).at("/roundhouse/stale").asBoolean()).isTrue();
    }

    @Test
    void theListForAKeyHasWhatCouldBeServedNow() {
        assertThat(asking.ids("/api/v1/models/user"))
                .containsExactly(TARGET, TARGET + ":batch", "~anthropic/claude-opus-latest", "qwen3:8b");
        assertThat(asking.ids("/api/v1/models/user?output_modalities=all&offset=3&limit=1"))
                .containsExactly("acme/vectors");
        assertThat(asking.failure("/api/v1/models/user?limit=0").message()).startsWith("limit: ");
        assertThat(asking.pages().routes().stream()
                        .filter(route -> route.pattern().equals("/api/v1/models/user"))
                        .map(Route::access))
                .containsExactly(Route.Access.INFERENCE);
    }

    @Test
    void embeddingModelsHaveAListOfTheirOwn() {
        assertThat(asking.ids("/api/v1/embeddings/models")).containsExactly("acme/vectors");
        assertThat(asking.ids("/api/v1/embeddings/models?offset=1")).isEmpty();
        assertThat(one("/api/v1/model/acme/vectors").at("/pricing/completion").asString())
                .isEqualTo("0");
    }

    @Test
    void openAisListHasOpenAisShape() {
        JsonNode list = asking.json("/v1/models");

        assertThat(list.get("object").asString()).isEqualTo("list");
        assertThat(list.get("data")).hasSize(7);
        assertThat(list.get("data").get(0).toString())
                .isEqualTo("{\"id\":\"anthropic/claude-opus-5\",\"object\":\"model\",\"created\":1780272000,"
                        + "\"owned_by\":\"anthropic\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/anthropic/claude-opus-5, anthropic/claude-opus-5",
        "/v1/models/anthropic%2Fclaude-opus-5, anthropic/claude-opus-5",
        "/v1/models/~anthropic%2Fclaude-opus-latest, ~anthropic/claude-opus-latest",
        "/v1/models/qwen3:8b, qwen3:8b",
        "/v1/models/qwen3%3A8b, qwen3:8b",
        "/v1/models/qwen3:8b:nitro, qwen3:8b",
    })
    void openAisClientsWriteIdsInTheirOwnWays(String address, String id) {
        assertThat(asking.json(address).get("id").asString()).isEqualTo(id);
    }

    @Test
    void providersAreListedWithWhatIsKnownOfThem() {
        JsonNode data = one("/api/v1/providers");

        assertThat(data).extracting(p -> p.get("slug").asString()).containsExactly("anthropic", "closed", "asked");
        assertThat(data.get(2).get("headquarters").asString()).isEqualTo("DE");
        assertThat(data.get(2).get("privacy_policy_url").asString()).isEqualTo("https://p.example");
        assertThat(data.get(2).get("status_page_url").isNull()).isTrue();
        assertThat(data.get(2).get("datacenters").isNull()).isTrue();
        assertThat(data.get(2).at("/roundhouse/stale").asBoolean()).isTrue();
        assertThat(data.get(1).at("/roundhouse/reason").asString()).isEqualTo("CLOSED_API_KEY is not set");
        assertThat(data.get(0).at("/roundhouse/usable").asBoolean()).isTrue();
    }

    @Test
    void parametersThatNobodyMeasuredFollowFromAbilities() {
        JsonNode model = one("/api/v1/model/acme/shut");

        assertThat(model.get("supported_parameters").toString())
                .isEqualTo("[\"max_tokens\",\"tool_choice\",\"tools\"]");
        assertThat(model.at("/roundhouse/stale").asBoolean()).isTrue();
        assertThat(asking.ids("/api/v1/models?supported_parameters=tools")).contains("acme/shut");
    }

    @Test
    void anOperatorsOwnModelTakesWhatItsEndpointCan() {
        Asking own = new Asking(new Offers()
                .model(model("acme/swift-1"))
                .endpoint(endpoint("acme/swift-1", "acme").capable("tools", "json_schema", "temperature"))
                .snapshot("s1"));

        assertThat(own.json("/api/v1/model/acme/swift-1")
                        .at("/data/supported_parameters")
                        .toString())
                .isEqualTo("[\"max_tokens\",\"response_format\",\"structured_outputs\",\"temperature\","
                        + "\"tool_choice\",\"tools\"]");
    }

    @Test
    void noPageNeedsAKeyButTheOneForAKey() {
        Map<Boolean, List<Route>> byKey = asking.pages().routes().stream()
                .collect(Collectors.partitioningBy(r -> r.access() == Route.Access.ANYONE));

        assertThat(byKey.get(true)).hasSize(13);
        assertThat(byKey.get(false)).hasSize(1);
        assertThat(asking.pages().routes()).allMatch(route -> route.method().equals("GET"));
    }

    private JsonNode one(String address) {
        return asking.json(address).get("data");
    }
}
