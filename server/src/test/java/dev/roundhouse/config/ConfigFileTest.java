package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.catalog.Secret;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.money.Price;
import dev.roundhouse.selection.auto.AutoRules;
import dev.roundhouse.wire.ListenerLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final Map<String, String> ENV = Map.of(
            "ROUNDHOUSE_MANAGEMENT_KEY", "management-key-0001",
            "ROUNDHOUSE_KEY", "inference-key-00001",
            "ACME_KEY", "acme: # 'secret' \"{[",
            "PORT", "9090");

    private static ConfigFile good(String yaml) {
        ConfigFile.Reading reading = ConfigFile.parse("r.yaml", yaml.getBytes(StandardCharsets.UTF_8), ENV);
        if (reading instanceof ConfigFile.Bad bad) {
            assertThat(bad.problems()).isEmpty();
        }
        return ((ConfigFile.Good) reading).file();
    }

    private static List<String> problems(String yaml) {
        ConfigFile.Reading reading = ConfigFile.parse("r.yaml", yaml.getBytes(StandardCharsets.UTF_8), ENV);
        assertThat(reading).isInstanceOf(ConfigFile.Bad.class);
        return ((ConfigFile.Bad) reading)
                .problems().stream().map(Problem::toString).toList();
    }

    private static ProviderDraft provider(ConfigFile file) {
        return java.util.Objects.requireNonNull(file.providers().get("acme"));
    }

    @Test
    void theExampleOfTheDesignIsRead() {
        ConfigFile file = good("""
                listen: 127.0.0.1:8081
                data: ./elsewhere
                database: sqlite                      # or a postgresql:// URL
                bootstrap: { management_key: ${ROUNDHOUSE_MANAGEMENT_KEY}, inference_key: ${ROUNDHOUSE_KEY}, credit: "25.00" }
                providers:
                  acme:                               # adds a provider
                    dialect: openai-chat
                    base_url: http://127.0.0.1:9001/v1
                    api_key: ${ACME_KEY}
                    allow_private_network: true
                endpoints:
                  - { model: acme/swift-1, provider: acme, id: swift-1, context: 128000, price: { input: "1.00", output: "2.00" } }
                tls: self-signed
                """);

        Settings settings = file.settings();
        assertThat(settings.listen()).isEqualTo(new Settings.Listen("127.0.0.1", 8081));
        assertThat(settings.data()).isEqualTo(Path.of("./elsewhere"));
        assertThat(settings.database()).isEqualTo(new Settings.Sqlite());
        assertThat(settings.bootstrap())
                .isEqualTo(new Settings.Bootstrap(
                        new Secret("management-key-0001"), new Secret("inference-key-00001"), Nanos.ofUsd("25")));
        assertThat(settings.tls()).isEqualTo(new Settings.SelfSigned());
        ProviderDraft acme = provider(file);
        assertThat(acme.dialect).isEqualTo(Dialect.OPENAI_CHAT);
        assertThat(acme.baseUrl).isEqualTo("http://127.0.0.1:9001/v1");
        assertThat(acme.apiKey).isEqualTo("acme: # 'secret' \"{[");
        assertThat(acme.allowPrivateNetwork).isTrue();
        EndpointFacts endpoint = file.endpoints().getFirst();
        assertThat(endpoint.key()).isEqualTo("acme/swift-1@acme");
        assertThat(endpoint.context()).isEqualTo(128_000);
        assertThat(endpoint.prices().base())
                .isEqualTo(Map.of(PriceKind.INPUT, Price.perMillion("1"), PriceKind.OUTPUT, Price.perMillion("2")));
    }

    @Test
    void everyProviderKeyIsRead() {
        ProviderDraft draft = provider(good("""
                providers:
                  acme:
                    name: Acme Inc.
                    base_url: https://api.acme.example/v1
                    auth: { scheme: header, header: x-acme-key, prefix: "Key " }
                    headers: { x-team: blue, x-number: 7 }
                    query: { version: "2026-01-01" }
                    quirks: [no_done, strict_fields]
                    timeouts: { connect: 300ms, first_byte: 2m, idle: 45s, total: 1h }
                    limits: { concurrent: 12, connections: 3 }
                    policy: { retains_prompts: false, retention_days: 0, may_train: false }
                """));

        assertThat(draft.name).isEqualTo("Acme Inc.");
        assertThat(draft.auth).isEqualTo(new dev.roundhouse.catalog.Auth("header", "x-acme-key", "Key "));
        assertThat(draft.headers).isEqualTo(Map.of("x-team", "blue", "x-number", "7"));
        assertThat(draft.query).isEqualTo(Map.of("version", "2026-01-01"));
        assertThat(draft.quirks).containsExactlyInAnyOrder(Quirk.NO_DONE, Quirk.STRICT_FIELDS);
        assertThat(draft.timeouts)
                .isEqualTo(new dev.roundhouse.catalog.Timeouts(
                        Duration.ofMillis(300), Duration.ofMinutes(2), Duration.ofSeconds(45), Duration.ofHours(1)));
        assertThat(draft.limits).isEqualTo(new dev.roundhouse.catalog.Limits(12, 3));
        assertThat(draft.policy).isEqualTo(new dev.roundhouse.catalog.DataPolicy(false, 0, false));
    }

    @Test
    void everyEndpointKeyIsRead() {
        EndpointFacts endpoint = good("""
                endpoints:
                  - model: acme/swift-1
                    provider: acme
                    id: 4711
                    dialect: anthropic-messages
                    variant: flex
                    context: 200000
                    max_output: 8000
                    quant: fp8
                    caps: [tools, image]
                    price: { input: 1.25, output: 10, request: 0.01 }
                    tiers: [ { above: 128000, input: "2.50" } ]
                """).endpoints().getFirst();

        assertThat(endpoint.id()).isEqualTo("4711");
        assertThat(endpoint.dialect()).isEqualTo(Dialect.ANTHROPIC_MESSAGES);
        assertThat(endpoint.key()).isEqualTo("acme/swift-1@acme/flex");
        assertThat(endpoint.maxOutput()).isEqualTo(8_000);
        assertThat(endpoint.quant()).isEqualTo("fp8");
        assertThat(endpoint.caps()).isEqualTo(Capabilities.bit("tools") | Capabilities.bit("image"));
        assertThat(endpoint.prices().priceOf(PriceKind.INPUT, 128_001)).contains(Price.perMillion("2.5"));
        assertThat(endpoint.prices().priceOf(PriceKind.OUTPUT, 128_001)).contains(Price.perMillion("10"));
        assertThat(endpoint.prices().priceOf(PriceKind.REQUEST, 0)).contains(Price.perUnit("0.01"));
    }

    @Test
    void everyLimitIsRead() {
        Settings settings = good("""
                limits:
                  max_body_bytes: 1048576
                  max_header_bytes: 8192
                  max_headers: 40
                  max_url_bytes: 4096
                  max_connections: 100
                  header_timeout: 1s
                  body_timeout: 2s
                  idle_timeout: 3s
                  stall_timeout: 4s
                  drain_timeout: 5s
                log: { generations: false }
                discover: false
                tls: { cert: cert.pem, key: key.pem }
                database: postgresql://u:p@db.example/roundhouse
                listen: "[::1]:${PORT}"
                """).settings();

        assertThat(settings.limits())
                .isEqualTo(new ListenerLimits(
                        1_048_576,
                        8_192,
                        40,
                        4_096,
                        100,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5)));
        assertThat(settings.log()).isEqualTo(new Settings.Log(false));
        assertThat(settings.discover()).isFalse();
        assertThat(settings.tls()).isEqualTo(new Settings.Certificate(Path.of("cert.pem"), Path.of("key.pem")));
        assertThat(settings.database())
                .isEqualTo(new Settings.Postgres(new Secret("postgresql://u:p@db.example/roundhouse")));
        assertThat(settings.listen()).isEqualTo(new Settings.Listen("::1", 9090));
        assertThat(settings.listen()).hasToString("[::1]:9090");
    }

    @Test
    void anEmptyFileIsFine() {
        assertThat(good("").settings()).isEqualTo(Settings.DEFAULT);
        assertThat(good("# nothing yet\n").settings()).isEqualTo(Settings.DEFAULT);
        assertThat(good("providers:\nendpoints:\nlisten:\n").settings()).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void aVariableMayHaveADefaultAndADoubledDollarIsADollar() {
        ConfigFile file = good("""
                data: ${NOWHERE:-./fallback}
                providers:
                  acme: { base_url: "https://acme.example/v1", api_key: "$${NOT_A_VARIABLE}" }
                """);

        assertThat(file.settings().data()).isEqualTo(Path.of("./fallback"));
        ProviderDraft acme = provider(file);
        assertThat(acme.apiKey).isEqualTo("${NOT_A_VARIABLE}");
    }

    @Test
    void aMissingVariableIsNamedWithItsPlace() {
        assertThat(problems("providers:\n  acme:\n    base_url: https://a.example\n    api_key: ${ACME_KEI}\n"))
                .containsExactly("r.yaml:4: providers.acme.api_key: environment variable ACME_KEI is not set");
        assertThat(problems("# ${IN_A_COMMENT} is none\ndata: ${MISSING}\n"))
                .containsExactly("r.yaml:2: data: environment variable MISSING is not set");
        assertThat(problems("data: '${not a name}'\n"))
                .singleElement()
                .asString()
                .contains("malformed variable");
    }

    @Test
    void aSecretIsNeverShown() {
        assertThat(problems("limits: { max_headers: '${ACME_KEY}' }\n"))
                .singleElement()
                .asString()
                .contains("${ACME_KEY}")
                .doesNotContain("secret");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestName() {
        assertThat(problems("lisen: 127.0.0.1:1\n"))
                .singleElement()
                .asString()
                .startsWith("r.yaml:1: lisen: unknown key (did you mean 'listen'?)");
        assertThat(problems("providers:\n  acme:\n    url: https://a.example/v1\n"))
                .singleElement()
                .asString()
                .startsWith("r.yaml:3: providers.acme.url: unknown key (did you mean 'base_url'?)");
        assertThat(problems("endpoints:\n  - { model: a/b, provider: c, price: { inptu: 1 } }\n"))
                .singleElement()
                .asString()
                .startsWith("r.yaml:2: endpoints[0].price.inptu: unknown key (did you mean 'input'?)");
        assertThat(problems("providers: { acme: { timeouts: { first: 1s } } }\n"))
                .singleElement()
                .asString()
                .contains("did you mean 'first_byte'?");
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems("""
                listen: nowhere
                database: oracle
                discover: perhaps
                tls: { cert: a.pem }
                providers:
                  ACME: { dialect: openai-chats, quirks: [no_dome], auth: { scheme: basic } }
                """))
                .hasSize(8)
                .anySatisfy(p -> assertThat(p).contains("r.yaml:1: listen: 'nowhere' (expected: HOST:PORT)"))
                .anySatisfy(p -> assertThat(p).contains("database: neither of the two"))
                .anySatisfy(p -> assertThat(p).contains("discover: 'perhaps' (expected: true or false)"))
                .anySatisfy(p -> assertThat(p).contains("r.yaml:4: tls.key: missing"))
                .anySatisfy(p -> assertThat(p).contains("providers.ACME: 'ACME' (expected: a name of lower-case"))
                .anySatisfy(p -> assertThat(p).contains("'openai-chats' (did you mean 'openai-chat'?)"))
                .anySatisfy(p -> assertThat(p).contains("quirks[0]: 'no_dome' (did you mean 'no_done'?)"))
                .anySatisfy(p -> assertThat(p).contains("auth.scheme: 'basic'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "listen: 8080 | listen: '8080' (expected: HOST:PORT)",
                "listen: ::1:80 | (expected: HOST:PORT)",
                "listen: 'a:70000' | port 70000 (expected: 0 to 65535)",
                "data: [a] | data: a list (expected: text)",
                "bootstrap: { inference_key: short } | bootstrap.inference_key: not a key (expected: 16 to 256",
                "bootstrap: { inference_key: 'with a blank in the middle' } | not a key",
                "bootstrap: { credit: much } | bootstrap.credit: 'much' (expected: USD",
                "bootstrap: { credit: '-1' } | bootstrap.credit: '-1' (expected: USD, 0 or more)",
                "bootstrap: { credit: '0.0000000001' } | at most nine decimals",
                "bootstrap: { management_key: aaaaaaaaaaaaaaaa, inference_key: aaaaaaaaaaaaaaaa } | both keys are the same",
                "tls: yes-please | tls: 'yes-please' (expected: self-signed, or",
                "limits: { max_body_bytes: 10 } | limits.max_body_bytes: '10' (expected: a whole number from 1024 to",
                "limits: { max_body_bytes: 99999999999999999999 } | expected: a whole number",
                "limits: { max_headers: 12.5 } | limits.max_headers: '12.5' (expected: a whole number",
                "limits: { idle_timeout: 5 } | limits.idle_timeout: '5' (expected: a duration such as",
                "limits: { idle_timeout: 0s } | limits.idle_timeout: 0 (expected: more than zero)",
                "limits: nine | limits: 'nine' (expected: an object)",
                "log: { prompts: true } | log.prompts: unknown key",
                "selection: { flor: 0.9 } | selection.flor: unknown key (did you mean 'floor'?)",
                "selection: { floor: 98 } | selection.floor: 98.0 (expected: a number from 0 to 1",
                "selection: { tradeoff: 11 } | selection.tradeoff: '11' (expected: a whole number from 0 to 10)",
                "selection: { floor: 1, tradeoff: 1 } | selection: both floor and tradeoff",
                "selection: { rules: { cod: [a/b] } } | selection.rules.cod: unknown key (did you mean 'code'?)",
                "providers: [] | providers: a list (expected: an object)",
                "providers: { a: { base_url: 5 } } | providers.a.base_url: '5' (expected: text)",
                "providers: { a: { auth: { scheme: header } } } | providers.a.auth.header: missing",
                "providers: { a: { auth: { header: 'x y' } } } | providers.a.auth.header: 'x y' (expected: a header's name)",
                "providers: { a: { headers: { 'x:y': z } } } | (expected: a header's name with printable text)",
                "providers: { a: { headers: { x: \"a\\nb\" } } } | (expected: a header's name with printable text)",
                "providers: { a: { headers: { Host: b } } } | 'Host' is set by the gateway itself",
                "providers: { a: { limits: { concurrent: 0 } } } | providers.a.limits.concurrent: '0'",
                "providers: { a: { timeouts: { total: 0s } } } | providers.a.timeouts.total: 0",
                "providers: { a: { policy: { may_train: maybe } } } | providers.a.policy.may_train: 'maybe'",
                "providers: { a: { slug: b } } | providers.a.slug: unknown key",
                "endpoints: {} | endpoints: an object (expected: a list)",
                "endpoints: [ 5 ] | endpoints[0]: '5' (expected: an object)",
                "endpoints: [ { provider: a } ] | endpoints[0].model: missing (expected: author/name)",
                "endpoints: [ { model: ab, provider: a } ] | endpoints[0].model: 'ab' (expected: author/name)",
                "endpoints: [ { model: a/b } ] | endpoints[0].provider: missing",
                "endpoints: [ { model: a/b, provider: c, context: 0 } ] | endpoints[0].context: '0'",
                "endpoints: [ { model: a/b, provider: c, caps: [vision] } ] | endpoints[0].caps[0]: 'vision'",
                "endpoints: [ { model: a/b, provider: c, price: { input: free } } ] | 'free' (expected: a decimal number",
                "endpoints: [ { model: a/b, provider: c, price: { input: -1 } } ] | '-1' (expected: a decimal number",
                "endpoints: [ { model: a/b, provider: c, tiers: [ { above: 5, input: 1 } ] } ] | endpoints[0].tiers: without a",
                "endpoints: [ { model: a/b, provider: c, price: { input: 1 }, tiers: [ { input: 1 } ] } ] | .above: missing",
                "endpoints: [ { model: a/b, provider: c, seen: '2026-01-01' } ] | endpoints[0].seen: unknown key",
                "endpoints: [ { model: a/b, provider: c }, { model: a/b, provider: c } ] | 'a/b@c' stands in line 1 already",
                "a: { b: 1 | not YAML",
                "{ data: a, data: b } | not YAML",
                "[ 1 ] | a list (expected: an object)",
            })
    void isRefused(String yaml, String expected) {
        assertThat(problems(yaml + "\n"))
                .anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(problems("--- {}\n--- {}\n")).singleElement().asString().contains("more than one document");
    }

    @Test
    void whatTheOperatorWantsOfChoicesIsRead() {
        AutoRules rules = good("""
                selection:
                  floor: 0.95
                  allowed: ["openai/*", "anthropic/*"]
                  excluded: ["*/*-preview"]
                  rules: { code: [anthropic/claude-sonnet-4.5], short-code: [openai/gpt-5-mini] }
                """).settings().selection();

        assertThat(rules)
                .isEqualTo(new AutoRules(
                        0.95,
                        null,
                        List.of("openai/*", "anthropic/*"),
                        List.of("*/*-preview"),
                        Map.of(
                                "code",
                                List.of("anthropic/claude-sonnet-4.5"),
                                "short-code",
                                List.of("openai/gpt-5-mini"))));
    }

    @Test
    void howLongAnswersAreKeptIsSaidInDays() {
        assertThat(good("responses: { retention: 7d }\n").settings().responses().retention())
                .isEqualTo(java.time.Duration.ofDays(7));
        assertThat(good("responses: { retention: 0s }\n").settings().responses().retention())
                .isZero();
        assertThat(good("listen: 127.0.0.1:1\n").settings().responses().retention())
                .isEqualTo(java.time.Duration.ofDays(30));
        assertThat(problems("responses: { retain: 7d }\n")).isNotEmpty();
    }

    @Test
    void anAnchorIsNoShortCut() {
        assertThat(problems("listen: &a a:1\ndata: *a\n"))
                .containsExactly("r.yaml:2: data: *a: YAML aliases are not read (expected: the value itself)");
        assertThat(problems("a: &a [ *a, *a ]\n")).isNotEmpty();
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThat(ConfigFile.parse("r.yaml", new byte[] {'a', ':', (byte) 0xff}, ENV))
                .isEqualTo(new ConfigFile.Bad(List.of(new Problem("r.yaml", 0, "", "not UTF-8"))));
    }

    @Test
    void deepNestingIsRefusedAndDoesNotOverflow() {
        assertThat(problems("a: " + "[".repeat(100_000))).isNotEmpty();
        assertThat(problems("a: " + "{a: ".repeat(100_000))).isNotEmpty();
    }

    @Test
    void aFileThatIsNotThereIsToldAsSuch(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("none.yaml");
        Path directory = Files.createDirectory(folder.resolve("folder"));

        assertThat(ConfigFile.read(missing, ENV))
                .isEqualTo(new ConfigFile.Bad(List.of(new Problem(missing.toString(), 0, "", "no such file"))));
        assertThat(ConfigFile.read(directory, ENV)).isInstanceOf(ConfigFile.Bad.class);
    }

    @Test
    void theFilesBytesAreKeptForTheSnapshotsId(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("r.yaml"), "listen: 127.0.0.1:1\n");

        ConfigFile.Reading reading = ConfigFile.read(path, ENV);

        assertThat(reading).isInstanceOf(ConfigFile.Good.class);
        assertThat(((ConfigFile.Good) reading).file().source()).asString().isEqualTo("listen: 127.0.0.1:1\n");
    }
}
