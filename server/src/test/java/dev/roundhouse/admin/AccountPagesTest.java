package dev.roundhouse.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.Authentication;
import dev.roundhouse.policy.KeyHasher;
import dev.roundhouse.policy.KeyMint;
import dev.roundhouse.policy.KeyStore;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.Activity;
import dev.roundhouse.record.Credits;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Generations;
import dev.roundhouse.record.Records;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccountPagesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456789Z");
    private static final String ID = "gen-1790000000-0000010123456789abcd";

    private final Shelf shelf = new Shelf();
    private final KeyHasher hasher = new KeyHasher(new byte[32]);
    private final Keys keys = new Keys(hasher, shelf, () -> NOW);
    private final KeyMint mint = new KeyMint(hasher, new SplittableRandom(3), () -> NOW);
    private final Past past = new Past();
    private final AccountPages pages = new AccountPages(keys, mint, past, past, past, () -> NOW);
    private final JsonMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private Caller manager = new Caller(7, "0".repeat(64), "m", Scope.MANAGEMENT);
    private Caller user = new Caller(7, "1".repeat(64), "i", Scope.INFERENCE);

    private static final class Shelf implements KeyStore {
        private final Map<String, ApiKey> kept = new LinkedHashMap<>();

        @Override
        public List<ApiKey> load() {
            return List.copyOf(kept.values());
        }

        @Override
        public void save(ApiKey key) {
            kept.put(key.hash(), key);
        }

        @Override
        public void delete(String hash) {
            kept.remove(hash);
        }
    }

    private static final class Past implements Generations, Credits, Activity {
        private final Map<String, GenerationRecord> records = new HashMap<>();
        private final List<Question> questions = new ArrayList<>();
        private KeyUsage usage = KeyUsage.NONE;
        private @Nullable Credit credit;

        @Override
        public Optional<GenerationRecord> find(String id) {
            return Optional.ofNullable(records.get(id));
        }

        @Override
        public Optional<Credit> credit(long account) {
            return Optional.ofNullable(credit);
        }

        @Override
        public KeyUsage spentWith(String keyHash, LocalDate today) {
            assertThat(today).isEqualTo(LocalDate.of(2026, 11, 24));
            return usage;
        }

        @Override
        public List<Row> rows(Question question) {
            questions.add(question);
            return List.of(new Row(
                    question.to(), "acme/swift-1", "acme/swift-1@acme", "Acme", 2, 300, 200, 20, new Nanos(1_500)));
        }
    }

    @BeforeEach
    void makeKeys() {
        keys.load();
        manager = add(Scope.MANAGEMENT).caller();
        user = add(Scope.INFERENCE).caller();
    }

    private ApiKey add(Scope scope) {
        ApiKey kept = mint.mint(KeyMint.Order.plain(7, scope, "of the test")).kept();
        keys.put(kept);
        return kept;
    }

    private Page.Reply ask(Caller caller, String method, String pattern, Map<String, String> parameters, String body) {
        Route route = pages.routes().stream()
                .filter(r -> r.method().equals(method) && r.pattern().equals(pattern))
                .findFirst()
                .orElseThrow();
        Map<String, List<String>> many = new HashMap<>();
        parameters.forEach((name, value) -> many.put(name, List.of(value)));
        return route.page()
                .answer(new Page.Query(
                        pattern, parameters, many, Map.of(), caller, body.getBytes(StandardCharsets.UTF_8)));
    }

    private JsonNode json(Page.Reply reply, int status) {
        return switch (reply) {
            case Page.Content content -> {
                assertThat(content.status()).isEqualTo(status);
                yield mapper.readTree(content.body());
            }
            case Page.Failed(Failure failure) -> throw new AssertionError(failure.message());
        };
    }

    private JsonNode get(Caller caller, String pattern, Map<String, String> parameters) {
        return json(ask(caller, "GET", pattern, parameters, ""), 200).get("data");
    }

    private static Failure.CallerFault failure(Page.Reply reply) {
        return switch (reply) {
            case Page.Failed(Failure.CallerFault fault) -> fault;
            case Page.Failed(Failure other) -> throw new AssertionError(other);
            case Page.Content content -> throw new AssertionError("status " + content.status());
        };
    }

    private static String usd(JsonNode number) {
        return number.decimalValue().toPlainString();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void aGenerationHasEveryMemberOfOpenRouters() {
        past.records.put(ID, Records.full(ID));

        JsonNode data = get(user, "/api/v1/generation", Map.of("id", ID));

        String members = "id upstream_id request_id session_id model router provider_name api_type created_at streamed "
                + "cancelled finish_reason native_finish_reason tokens_prompt tokens_completion native_tokens_prompt "
                + "native_tokens_completion native_tokens_completion_images native_tokens_reasoning native_tokens_cached "
                + "num_media_prompt num_input_audio_prompt num_media_completion num_search_results num_fetches "
                + "web_search_engine latency generation_time moderation_latency total_cost usage upstream_inference_cost "
                + "cache_discount is_byok service_tier data_region provider_responses response_cache_source_id preset_id "
                + "app_id external_user origin http_referer user_agent workspace_id roundhouse";
        assertThat(names(data)).containsExactlyInAnyOrder(members.split(" "));
        assertThat(data.get("model").asString()).isEqualTo("acme/swift-1");
        assertThat(data.get("provider_name").asString()).isEqualTo("Acme \"AI\"");
        assertThat(data.get("created_at").asString()).isEqualTo("2026-09-21T14:13:20.000001Z");
        assertThat(usd(data.get("total_cost"))).isEqualTo("0.000001");
        assertThat(data.get("tokens_prompt").asLong()).isEqualTo(21);
        assertThat(data.get("native_tokens_completion").asLong()).isEqualTo(34);
        assertThat(data.get("cancelled").asBoolean()).isTrue();
        assertThat(data.get("latency").isNull()).isTrue();
        assertThat(data.get("provider_responses")).hasSize(2);
        assertThat(data.get("roundhouse").get("left_out")).hasSize(5);
        assertThat(data.get("roundhouse").get("left_out").get(1).get("endpoint").asString())
                .isEqualTo("acme/swift-1@b");
        assertThat(data.get("roundhouse")
                        .get("attempts")
                        .get(0)
                        .get("error_type")
                        .asString())
                .isEqualTo("provider_overloaded");
        assertThat(data.get("roundhouse").get("usage_estimated").asBoolean()).isTrue();
    }

    @Test
    void aGenerationThatNobodyServedCanBeLookedUp() {
        GenerationRecord full = Records.full(ID);
        past.records.put(
                ID,
                new GenerationRecord(
                        ID,
                        7,
                        full.keyHash(),
                        full.asked(),
                        null,
                        dev.roundhouse.exchange.Usage.NONE,
                        dev.roundhouse.exchange.Charge.NONE,
                        full.ending(),
                        full.timings(),
                        List.of(),
                        full.leftOut(),
                        "s",
                        null));

        JsonNode data = get(manager, "/api/v1/generation", Map.of("id", ID));

        assertThat(data.get("model").asString()).isEqualTo("acme/swift-1:fast");
        assertThat(data.get("provider_name").isNull()).isTrue();
        assertThat(usd(data.get("total_cost"))).isEqualTo("0");
    }

    @Test
    void aGenerationSaysHowItsModelWasChosen() {
        GenerationRecord full = Records.full(ID);
        past.records.put(ID, Records.chosen(full));

        JsonNode data = get(manager, "/api/v1/generation", Map.of("id", ID));

        JsonNode selection = data.get("roundhouse").get("selection");
        assertThat(data.get("router").asString()).isEqualTo("roundhouse/auto");
        assertThat(selection.get("task").asString()).isEqualTo("short-code");
        assertThat(selection.get("difficulty").decimalValue()).isEqualByComparingTo("0.25");
        assertThat(selection.get("changed").asBoolean()).isTrue();
        assertThat(usd(selection.get("predicted_cost"))).isEqualTo("0.000001234567");
        assertThat(usd(selection.get("actual_cost"))).isEqualTo("0.000001");
        assertThat(selection.get("candidates").get(0).get("why").asString()).isEqualTo("cheap \"enough\"");
        assertThat(selection.get("left_out").get(0).get("reason").asString()).isEqualTo("cannot do image");
    }

    @Test
    void anotherAccountsGenerationDoesNotExist() {
        past.records.put(ID, Records.full(ID));
        Caller other = new Caller(8, "a".repeat(64), "o", Scope.INFERENCE);

        Failure.CallerFault foreign = failure(ask(other, "GET", "/api/v1/generation", Map.of("id", ID), ""));
        past.records.clear();
        Failure.CallerFault absent = failure(ask(other, "GET", "/api/v1/generation", Map.of("id", ID), ""));

        assertThat(foreign).isEqualTo(absent);
        assertThat(foreign.type().status()).isEqualTo(404);
    }

    @Test
    void aGenerationsIdMustBeGiven() {
        Failure.CallerFault fault = failure(ask(user, "GET", "/api/v1/generation", Map.of(), ""));

        assertThat(fault.type().status()).isEqualTo(400);
        assertThat(fault.field()).isEqualTo("id");
    }

    @Test
    void creditIsToldInExactNumbers() {
        past.credit = new Credits.Credit(Optional.of(Nanos.ofUsd("25.00")), new Nanos(12_345_678_901L));

        JsonNode data = get(manager, "/api/v1/credits", Map.of());
        assertThat(names(data)).containsExactly("total_credits", "total_usage");
        assertThat(usd(data.get("total_credits"))).isEqualTo("25");
        assertThat(usd(data.get("total_usage"))).isEqualTo("12.345678901");
        past.credit = new Credits.Credit(Optional.empty(), new Nanos(1));
        Page.Reply small = ask(manager, "GET", "/api/v1/credits", Map.of(), "");
        assertThat(new String(((Page.Content) small).body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"data\":{\"total_credits\":0,\"total_usage\":0.000000001}}");
        past.credit = null;
        assertThat(get(manager, "/api/v1/credits", Map.of()).get("total_usage").asInt())
                .isZero();
    }

    @Test
    void activityIsThatOfTheLastThirtyCompletedDays() {
        JsonNode data = get(manager, "/api/v1/activity", Map.of());

        assertThat(past.questions)
                .containsExactly(
                        new Activity.Question(7, LocalDate.of(2026, 10, 25), LocalDate.of(2026, 11, 23), null));
        assertThat(names(data.get(0)))
                .containsExactlyInAnyOrder(
                        "date",
                        "model",
                        "model_permaslug",
                        "endpoint_id",
                        "provider_name",
                        "usage",
                        "byok_usage_inference",
                        "requests",
                        "prompt_tokens",
                        "completion_tokens",
                        "reasoning_tokens");
        assertThat(data.get(0).get("date").asString()).isEqualTo("2026-11-23");
        assertThat(usd(data.get(0).get("usage"))).isEqualTo("0.0000015");
    }

    @Test
    void activityOfOneDayMayBeTodays() {
        get(manager, "/api/v1/activity", Map.of("date", "2026-11-24", "api_key_hash", "a".repeat(64)));
        LocalDate today = LocalDate.of(2026, 11, 24);
        assertThat(past.questions).containsExactly(new Activity.Question(7, today, today, "a".repeat(64)));

        for (String wrong : List.of("2026-11-25", "2026-10-24", "yesterday", "2026-13-01")) {
            Failure.CallerFault fault = failure(ask(manager, "GET", "/api/v1/activity", Map.of("date", wrong), ""));
            assertThat(fault.type().status()).isEqualTo(400);
            assertThat(fault.field()).isEqualTo("date");
        }
        assertThat(failure(ask(manager, "GET", "/api/v1/activity", Map.of("api_key_hash", "x"), ""))
                        .field())
                .isEqualTo("api_key_hash");
        assertThat(get(manager, "/api/v1/activity", Map.of("user_id", "someone")))
                .isEmpty();
    }

    @Test
    void aKeyTellsOfItself() {
        past.usage = new Credits.KeyUsage(new Nanos(4_000_000_000L), new Nanos(1), new Nanos(2), new Nanos(3));

        JsonNode data = get(user, "/api/v1/key", Map.of());

        String members = "label limit limit_remaining limit_reset include_byok_in_limit usage usage_daily usage_weekly "
                + "usage_monthly byok_usage byok_usage_daily byok_usage_weekly byok_usage_monthly is_free_tier "
                + "is_management_key is_provisioning_key creator_user_id organization_id workspace_id expires_at "
                + "allowed_data_regions free_model_daily_requests rate_limit";
        assertThat(names(data)).containsExactlyInAnyOrder(members.split(" "));
        assertThat(data.get("label").asString()).startsWith("sk-rh-v1-").contains("...");
        assertThat(data.get("limit").isNull()).isTrue();
        assertThat(usd(data.get("usage"))).isEqualTo("4");
        assertThat(data.get("is_management_key").asBoolean()).isFalse();
        assertThat(get(manager, "/api/v1/auth/key", Map.of())
                        .get("is_management_key")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aKeyIsMadeShownOnceChangedAndDeleted() {
        String order = """
                {"name": "build", "limit": 2.5, "limit_reset": "weekly", "expires_at": "2030-01-01T00:00:00Z"}""";
        JsonNode made = json(ask(manager, "POST", "/api/v1/keys", Map.of(), order), 201);
        String text = made.get("key").asString();
        String hash = made.get("data").get("hash").asString();
        past.usage = new Credits.KeyUsage(new Nanos(9), new Nanos(8), Nanos.ofUsd("1.1"), new Nanos(6));

        assertThat(keys.authenticate(new Secret(text)))
                .isInstanceOfSatisfying(
                        Authentication.Known.class,
                        k -> assertThat(k.caller().account()).isEqualTo(7));
        JsonNode shown = get(manager, "/api/v1/keys/{hash}", Map.of("hash", hash));
        assertThat(shown.toString()).doesNotContain(text);
        assertThat(names(shown))
                .contains("hash", "label", "name", "disabled", "created_at", "updated_at", "expires_at");
        assertThat(usd(shown.get("limit"))).isEqualTo("2.5");
        assertThat(usd(shown.get("limit_remaining"))).isEqualTo("1.4");
        assertThat(shown.get("limit_reset").asString()).isEqualTo("weekly");
        assertThat(shown.get("created_at").asString()).isEqualTo("2026-11-24T12:00:00.123456Z");

        String change = """
                {"name": "other", "disabled": true, "limit": null}""";
        JsonNode changed = json(ask(manager, "PATCH", "/api/v1/keys/{hash}", Map.of("hash", hash), change), 200);
        assertThat(changed.get("data").get("name").asString()).isEqualTo("other");
        assertThat(changed.get("data").get("limit").isNull()).isTrue();
        assertThat(keys.authenticate(new Secret(text))).isInstanceOf(Authentication.Disabled.class);
        assertThat(get(manager, "/api/v1/keys", Map.of())).hasSize(1);
        assertThat(get(manager, "/api/v1/keys", Map.of("include_disabled", "true")))
                .hasSize(2);
        assertThat(get(manager, "/api/v1/keys", Map.of("include_disabled", "true", "offset", "1")))
                .hasSize(1);

        JsonNode deleted = json(ask(manager, "DELETE", "/api/v1/keys/{hash}", Map.of("hash", hash), ""), 200);
        assertThat(deleted.toString()).isEqualTo("{\"deleted\":true}");
        assertThat(keys.authenticate(new Secret(text))).isInstanceOf(Authentication.Unknown.class);
        assertThat(failure(ask(manager, "GET", "/api/v1/keys/{hash}", Map.of("hash", hash), ""))
                        .type()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aKeyOrderThatIsWrongIsRefusedByItsField() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("", "body");
        wrong.put("not json", "body");
        wrong.put("[]", "body");
        wrong.put("{}", "name");
        wrong.put("{\"name\": \"\"}", "name");
        wrong.put("{\"name\": 5}", "name");
        wrong.put("{\"name\": \"a\", \"limit\": \"5\"}", "limit");
        wrong.put("{\"name\": \"a\", \"limit\": -1}", "limit");
        wrong.put("{\"name\": \"a\", \"limit\": 0.0000000001}", "limit");
        wrong.put("{\"name\": \"a\", \"limit\": 1e300}", "limit");
        wrong.put("{\"name\": \"a\", \"limit\": 1, \"limit_reset\": \"hourly\"}", "limit_reset");
        wrong.put("{\"name\": \"a\", \"expires_at\": \"2020-01-01T00:00:00Z\"}", "expires_at");
        wrong.put("{\"name\": \"a\", \"expires_at\": \"2030-01-01T00:00:00+01:00\"}", "expires_at");
        wrong.put("{\"name\": \"a\", \"include_byok_in_limit\": 1}", "include_byok_in_limit");
        wrong.put("{\"name\": \"a\", \"name\": \"b\"}", "body");

        wrong.forEach((body, field) -> {
            Failure.CallerFault fault = failure(ask(manager, "POST", "/api/v1/keys", Map.of(), body));
            assertThat(fault.type().status()).as(body).isEqualTo(400);
            assertThat(fault.field()).as(body).isEqualTo(field);
        });
    }

    @Test
    void anotherAccountsKeysDoNotExist() {
        Caller other = new Caller(8, "a".repeat(64), "o", Scope.MANAGEMENT);

        assertThat(get(other, "/api/v1/keys", Map.of())).isEmpty();
        for (String method : List.of("GET", "PATCH", "DELETE")) {
            Page.Reply reply = ask(other, method, "/api/v1/keys/{hash}", Map.of("hash", user.keyHash()), "{}");
            assertThat(failure(reply).type().status()).as(method).isEqualTo(404);
        }
    }

    @Test
    void aConfiguredKeyCanOnlyBeRemovedWhereItStands() {
        Secret text = new Secret("a-key-of-the-configuration");
        keys.configure(List.of(new Keys.Configured("bootstrap.inference_key", text, 7, Scope.INFERENCE)));
        String hash = keys.all().stream()
                .filter(key -> key.origin() == ApiKey.Origin.CONFIGURED)
                .findFirst()
                .orElseThrow()
                .hash();

        Page.Reply off = ask(manager, "PATCH", "/api/v1/keys/{hash}", Map.of("hash", hash), "{\"disabled\": true}");
        Page.Reply deleted = ask(manager, "DELETE", "/api/v1/keys/{hash}", Map.of("hash", hash), "");

        assertThat(failure(off).message()).contains("configuration");
        assertThat(failure(deleted).message()).contains("configuration");
        assertThat(keys.authenticate(text)).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void everyRouteNeedsAKey() {
        assertThat(pages.routes()).hasSize(10).allMatch(route -> route.access() != Route.Access.ANYONE);
        assertThat(pages.routes())
                .filteredOn(route -> route.pattern().startsWith("/api/v1/keys"))
                .allMatch(route -> route.access() == Route.Access.MANAGEMENT);
    }
}
