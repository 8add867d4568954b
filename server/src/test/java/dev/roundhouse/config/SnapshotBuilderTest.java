package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Auth;
import dev.roundhouse.catalog.Cloud;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Provider;
import dev.roundhouse.catalog.Provider.Closed;
import dev.roundhouse.catalog.Provider.Open;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.catalog.Secret;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.config.LocalServers.Found;
import dev.roundhouse.config.LocalServers.Kind;
import dev.roundhouse.money.Price;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
    private static final Catalogue CATALOGUE = CommittedCatalogueTest.catalogue();

    private static ConfigFile file(String yaml, Map<String, String> env) {
        ConfigFile.Reading reading = ConfigFile.parse("r.yaml", yaml.getBytes(StandardCharsets.UTF_8), env);
        if (reading instanceof ConfigFile.Bad bad) {
            assertThat(bad.problems()).isEmpty();
        }
        return ((ConfigFile.Good) reading).file();
    }

    private static Snapshot built(SnapshotBuilder builder, ConfigFile file) {
        SnapshotBuilder.Outcome outcome = builder.build(file);
        if (outcome instanceof SnapshotBuilder.Refused refused) {
            assertThat(refused.problems()).isEmpty();
        }
        return ((SnapshotBuilder.Built) outcome).snapshot();
    }

    private static Snapshot built(Map<String, String> env, String yaml) {
        return built(new SnapshotBuilder(CATALOGUE, env), file(yaml, env));
    }

    private static List<String> problems(String yaml) {
        SnapshotBuilder.Outcome outcome = new SnapshotBuilder(CATALOGUE, Map.of()).build(file(yaml, Map.of()));
        assertThat(outcome).isInstanceOf(SnapshotBuilder.Refused.class);
        return ((SnapshotBuilder.Refused) outcome)
                .problems().stream().map(Problem::toString).toList();
    }

    private static Provider provider(Snapshot snapshot, String slug) {
        return Objects.requireNonNull(snapshot.providers().get(slug));
    }

    private static String reason(Snapshot snapshot, String slug) {
        return provider(snapshot, slug).access() instanceof Closed(String reason) ? reason : "open";
    }

    private static Open open(Snapshot snapshot, String slug) {
        assertThat(provider(snapshot, slug).access()).isInstanceOf(Open.class);
        return (Open) provider(snapshot, slug).access();
    }

    private static Endpoint endpoint(Snapshot snapshot, String key) {
        Optional<Endpoint> endpoint =
                snapshot.endpoints().stream().filter(e -> e.key().equals(key)).findFirst();
        return endpoint.orElseThrow();
    }

    @Test
    void cloudsAreSignedForByTheirUsualVariables() {
        Map<String, String> aws = Map.of(
                "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "s", "AWS_REGION", "eu-west-1", "HOME", "/root");
        Open bedrock = open(built(aws, ""), "amazon-bedrock");
        Open sagemaker = open(built(aws, ""), "amazon-sagemaker");
        Open vertex = open(
                built(
                        Map.of(
                                "GOOGLE_APPLICATION_CREDENTIALS", "/key.json",
                                "GOOGLE_VERTEX_LOCATION", "global",
                                "GOOGLE_VERTEX_PROJECT", "mine"),
                        ""),
                "google-vertex");
        Open azure = open(
                built(
                        Map.of(
                                "AZURE_TENANT_ID", "t",
                                "AZURE_CLIENT_ID", "c",
                                "AZURE_CLIENT_SECRET", "s",
                                "AZURE_RESOURCE_NAME", "mine"),
                        ""),
                "azure");

        assertThat(bedrock.key()).isNull();
        assertThat(bedrock.cloud())
                .isEqualTo(new Cloud(
                        "sigv4",
                        Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "s", "AWS_REGION", "eu-west-1")));
        assertThat(sagemaker.base()).isEqualTo(URI.create("https://runtime.sagemaker.eu-west-1.amazonaws.com"));
        assertThat(vertex.cloud()).hasFieldOrPropertyWithValue("scheme", "google");
        assertThat(vertex.base().getHost()).isEqualTo("aiplatform.googleapis.com");
        assertThat(azure.cloud()).hasFieldOrPropertyWithValue("scheme", "azure");
        assertThat(String.valueOf(azure.cloud())).doesNotContain("AZURE_CLIENT_SECRET=");
    }

    @Test
    void nothingIsSignedForAHostOfOnesOwnUnlessItIsSaid() {
        Map<String, String> aws = Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "s");
        String elsewhere = "base_url: \"https://proxy.example\"";

        assertThat(reason(built(aws, "providers: { amazon-sagemaker: { " + elsewhere + " } }"), "amazon-sagemaker"))
                .contains("auth is not set");
        assertThat(reason(built(aws, "providers: { amazon-bedrock: { " + elsewhere + " } }"), "amazon-bedrock"))
                .contains("api_key is not set");
        assertThat(open(
                                built(
                                        aws,
                                        "providers: { amazon-sagemaker: { auth: { scheme: sigv4 }, " + elsewhere
                                                + " } }"),
                                "amazon-sagemaker")
                        .cloud())
                .isNotNull();
    }

    @Test
    void withoutAnyKeyEveryProviderIsClosedWithAReason() {
        Snapshot snapshot = built(Map.of(), "");

        assertThat(snapshot.providers().values())
                .allSatisfy(provider -> assertThat(provider.access()).isInstanceOf(Closed.class));
        assertThat(reason(snapshot, "openai")).isEqualTo("OPENAI_API_KEY is not set");
        assertThat(reason(snapshot, "azure")).isEqualTo("AZURE_OPENAI_API_KEY or AZURE_API_KEY is not set");
        assertThat(reason(snapshot, "phala")).contains("no source names its base URL");
        assertThat(reason(snapshot, "google-vertex")).isEqualTo("GOOGLE_APPLICATION_CREDENTIALS is not set");
        assertThat(reason(snapshot, "amazon-sagemaker"))
                .isEqualTo("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
    }

    @Test
    void aUsualVariableOpensItsProvider() {
        Snapshot snapshot = built(Map.of("OPENAI_API_KEY", " sk-1 "), "");

        assertThat(open(snapshot, "openai"))
                .isEqualTo(new Open(URI.create("https://api.openai.com/v1"), new Secret("sk-1"), false));
        assertThat(endpoint(snapshot, "openai/gpt-4o@openai").provider()).isSameAs(provider(snapshot, "openai"));
        assertThat(provider(snapshot, "openai").env()).contains("OPENAI_API_KEY");
    }

    @Test
    void aBlankVariableIsNone() {
        assertThat(reason(built(Map.of("OPENAI_API_KEY", "  "), ""), "openai")).contains("is not set");
    }

    @Test
    void aKeyThatNoHeaderCanCarryClosesItsProvider() {
        assertThat(reason(built(Map.of("OPENAI_API_KEY", "a\nb"), ""), "openai"))
                .contains("what no header can carry");
    }

    @Test
    void aProviderWithSettingsNeedsThemAll() {
        assertThat(reason(built(Map.of("AZURE_API_KEY", "k"), ""), "azure"))
                .isEqualTo("AZURE_RESOURCE_NAME is not set");
        assertThat(open(built(Map.of("AZURE_API_KEY", "k", "AZURE_RESOURCE_NAME", "mine"), ""), "azure")
                        .base())
                .isEqualTo(URI.create("https://mine.openai.azure.com/openai/v1"));
        assertThat(reason(built(Map.of("AZURE_API_KEY", "k", "AZURE_RESOURCE_NAME", "evil.example/x"), ""), "azure"))
                .isNotEqualTo("open");
        assertThat(open(
                                built(Map.of("AWS_BEARER_TOKEN_BEDROCK", "k", "AWS_DEFAULT_REGION", "eu-west-1"), ""),
                                "amazon-bedrock")
                        .base())
                .isEqualTo(URI.create("https://bedrock-runtime.eu-west-1.amazonaws.com"));
    }

    @Test
    void anEndpointOfAnotherDialectIsCalledAtThatDialectsHost() {
        Snapshot snapshot = built(Map.of("AZURE_API_KEY", "k", "AZURE_RESOURCE_NAME", "mine"), "");

        Endpoint claude = endpoint(snapshot, "anthropic/claude-opus-5@azure");

        assertThat(claude.dialect()).isEqualTo(Dialect.ANTHROPIC_MESSAGES);
        assertThat(claude.provider().access())
                .isEqualTo(new Open(
                        URI.create("https://mine.services.ai.azure.com/anthropic/v1"), new Secret("k"), false));
    }

    @Test
    void aVariableOfSeveralHostsOpensTheInternationalOne() {
        Snapshot snapshot = built(Map.of("DASHSCOPE_API_KEY", "k", "MOONSHOT_API_KEY", "k", "ZHIPU_API_KEY", "k"), "");

        assertThat(open(snapshot, "alibaba").base().getHost()).isEqualTo("dashscope-intl.aliyuncs.com");
        assertThat(open(snapshot, "moonshotai").base().getHost()).isEqualTo("api.moonshot.ai");
        assertThat(open(snapshot, "z-ai").base().getHost()).isEqualTo("api.z.ai");
        assertThat(reason(snapshot, "alibaba-cn"))
                .isEqualTo(
                        "DASHSCOPE_API_KEY enables another host by default; set providers.alibaba-cn.api_key to use it"
                                + " here");
        assertThat(reason(snapshot, "moonshotai-cn")).contains("providers.moonshotai-cn.api_key");
        assertThat(reason(snapshot, "zhipuai")).contains("providers.zhipuai.api_key");
    }

    @Test
    void itsOwnerMayChooseTheOtherHost() {
        Snapshot snapshot = built(
                Map.of("DASHSCOPE_API_KEY", "k"), "providers: { alibaba-cn: { api_key: \"${DASHSCOPE_API_KEY}\" } }");

        assertThat(open(snapshot, "alibaba-cn"))
                .isEqualTo(new Open(
                        URI.create("https://dashscope.aliyuncs.com/compatible-mode/v1"), new Secret("k"), false));
    }

    @Test
    void aKeyFromTheEnvironmentDoesNotGoToAHostOfTheFile() {
        Map<String, String> env = Map.of("OPENAI_API_KEY", "sk-1");

        Snapshot without = built(env, "providers: { openai: { base_url: \"https://proxy.example/v1\" } }");
        Snapshot with = built(
                env,
                "providers: { openai: { base_url: \"https://proxy.example/v1\", api_key: \"${OPENAI_API_KEY}\" } }");

        assertThat(reason(without, "openai"))
                .isEqualTo("providers.openai.api_key is not set; OPENAI_API_KEY is not sent to a host of yours");
        assertThat(open(with, "openai"))
                .isEqualTo(new Open(URI.create("https://proxy.example/v1"), new Secret("sk-1"), false));
    }

    @Test
    void anotherBaseUrlTakesTheHostsOfSingleDialectsAway() {
        Snapshot snapshot = built(
                Map.of("AZURE_RESOURCE_NAME", "mine"),
                "providers: { azure: { base_url: \"https://proxy.example/v1\", api_key: mine } }");

        assertThat(endpoint(snapshot, "anthropic/claude-opus-5@azure")
                        .provider()
                        .access())
                .isEqualTo(new Open(URI.create("https://proxy.example/v1"), new Secret("mine"), false));
    }

    @Test
    void aVariableThatNamesAnotherHostForTheKeyClosesTheProvider() {
        Map<String, String> elsewhere = Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "http://127.0.0.1:8080/v1");
        Map<String, String> same = Map.of("OPENAI_API_KEY", "k", "OPENAI_BASE_URL", "https://api.openai.com");

        assertThat(reason(built(elsewhere, ""), "openai"))
                .isEqualTo("OPENAI_BASE_URL names another host for OPENAI_API_KEY; set providers.openai.base_url and"
                        + " api_key");
        assertThat(reason(built(same, ""), "openai")).isEqualTo("open");
    }

    @Test
    void anOverriddenProviderKeepsTheCataloguesOtherFacts() {
        Snapshot snapshot = built(Map.of(), "providers: { mistral: { api_key: k, timeouts: { connect: 1s } } }");

        Provider mistral = provider(snapshot, "mistral");
        Provider known = provider(built(Map.of(), ""), "mistral");

        assertThat(mistral.quirks()).isEqualTo(known.quirks()).contains(Quirk.NO_STREAM_OPTIONS);
        assertThat(mistral.policy()).isEqualTo(known.policy());
        assertThat(mistral.timeouts().connect()).hasSeconds(1);
        assertThat(mistral.name()).isEqualTo("Mistral");
        assertThat(open(snapshot, "mistral").base()).isEqualTo(URI.create("https://api.mistral.ai/v1"));
        assertThat(snapshot.endpoints().stream().filter(e -> e.provider().equals(mistral)))
                .hasSizeGreaterThan(20);
    }

    @Test
    void aProviderOfTheFileIsAdded() {
        Snapshot snapshot = built(Map.of("ACME_KEY", "secret"), """
                providers:
                  acme:
                    dialect: openai-chat
                    base_url: http://127.0.0.1:9001/v1/
                    api_key: ${ACME_KEY}
                    allow_private_network: true
                  keyless: { base_url: "http://box.local/v1", allow_private_network: true }
                endpoints:
                  - { model: acme/swift-1, provider: acme, id: swift-1, context: 128000, caps: [image], price: { input: "1.00", output: "2.00" } }
                  - { model: acme/vector-1, provider: acme, id: vector-1, dialect: openai-embeddings }
                """);

        assertThat(open(snapshot, "acme"))
                .isEqualTo(new Open(URI.create("http://127.0.0.1:9001/v1"), new Secret("secret"), true));
        assertThat(provider(snapshot, "acme").auth()).isEqualTo(Auth.BEARER);
        assertThat(open(snapshot, "keyless").key()).isNull();
        assertThat(provider(snapshot, "keyless").auth()).isEqualTo(Auth.NONE);
        Model swift = snapshot.model("acme/swift-1").orElseThrow();
        assertThat(swift.type()).isEqualTo("chat");
        assertThat(swift.context()).isEqualTo(128_000);
        assertThat(swift.input()).containsExactly("text", "image");
        assertThat(snapshot.model("acme/vector-1").orElseThrow().type()).isEqualTo("embedding");
        Endpoint endpoint = endpoint(snapshot, "acme/swift-1@acme");
        assertThat(endpoint.prices().asOf()).isNull();
        assertThat(endpoint.capabilities()).containsExactly("image");
        assertThat(endpoint(snapshot, "acme/vector-1@acme").capabilities()).isEmpty();
        assertThat(endpoint(snapshot, "acme/vector-1@acme").prices().isKnown()).isFalse();
    }

    @Test
    void anEndpointOfTheFileReplacesTheCataloguesAndKeepsWhatItDoesNotSay() {
        Endpoint known = endpoint(built(Map.of(), ""), "openai/gpt-4o@openai");

        Snapshot snapshot = built(
                Map.of(), "endpoints: [ { model: openai/gpt-4o, provider: openai, price: { input: 1, output: 2 } } ]");

        Endpoint own = endpoint(snapshot, "openai/gpt-4o@openai");
        assertThat(own.prices().base())
                .isEqualTo(Map.of(PriceKind.INPUT, Price.perMillion("1"), PriceKind.OUTPUT, Price.perMillion("2")));
        assertThat(own.upstreamId()).isEqualTo(known.upstreamId());
        assertThat(own.context()).isEqualTo(known.context());
        assertThat(own.stale()).isFalse();
        assertThat(snapshot.endpoints()).hasSize(CATALOGUE.endpoints().size());
    }

    @Test
    void aPlaceIsAVariantThatTakesPartUnasked() {
        Snapshot snapshot = built(Map.of(), """
                endpoints:
                  - { model: openai/gpt-4o, provider: openai, variant: us-east5 }
                  - { model: openai/gpt-4o, provider: openai, variant: turbo, id: x }
                """.replace("us-east5 }", "us-east5, id: x }"));

        assertThat(endpoint(snapshot, "openai/gpt-4o@openai/us-east5").variantIsRegion())
                .isTrue();
        assertThat(endpoint(snapshot, "openai/gpt-4o@openai/turbo").variantIsRegion())
                .isFalse();
        assertThat(List.of("us", "europe", "swedencentral", "eu-west-1", "us-central1", "eastus2", "ap-southeast-2"))
                .allMatch(Regions::isRegion);
        assertThat(List.of(
                        "batch",
                        "flex",
                        "priority",
                        "fast",
                        "free",
                        "zdr",
                        "regional",
                        "highspeed",
                        "base",
                        "thinking"))
                .noneMatch(Regions::isRegion);
    }

    @Test
    void whatCannotBeIsRefusedWithItsPlace() {
        assertThat(problems("providers:\n  opnai: { api_key: k }\n"))
                .containsExactly("r.yaml:2: providers.opnai: not in the catalogue (did you mean 'openai'?) (expected:"
                        + " base_url, to add a provider)");
        assertThat(problems("providers: { acme: { base_url: \"http://127.0.0.1/v1\" } }"))
                .singleElement()
                .asString()
                .startsWith("r.yaml:1: providers.acme.base_url: '127.0.0.1' is in a private network");
        assertThat(
                        problems(
                                "providers: { acme: { base_url: \"http://api.acme.example/v1\", allow_private_network: true } }"))
                .singleElement()
                .asString()
                .contains("plain http");
        assertThat(problems("providers: { openai: { api_key: \" \" } }"))
                .singleElement()
                .asString()
                .contains("providers.openai.api_key: empty");
        assertThat(problems("providers: { openai: { api_key: \"a\\nb\" } }"))
                .singleElement()
                .asString()
                .contains("not printable");
        assertThat(problems("providers: { openai: { auth: { scheme: other } } }"))
                .singleElement()
                .asString()
                .contains("providers.openai.auth.scheme: 'other' is not served");
        assertThat(problems("endpoints:\n  - { model: a/b, provider: opnai, id: x }\n"))
                .containsExactly(
                        "r.yaml:2: endpoints[0].provider: 'opnai' is neither in the catalogue nor under providers"
                                + " (did you mean 'openai'?)");
        assertThat(problems("endpoints:\n  - { model: a/b, provider: openai }\n"))
                .singleElement()
                .asString()
                .contains("r.yaml:2: endpoints[0].id: missing (expected: the provider's own id of the model)");
    }

    @Test
    void foundServersBecomeProvidersThatCostNothing() {
        SnapshotBuilder builder = new SnapshotBuilder(CATALOGUE, Map.of())
                .withLocal(List.of(
                        new Found(
                                Kind.OLLAMA,
                                URI.create("http://127.0.0.1:11434/v1"),
                                List.of("llama3.2:3b", "nomic-embed-text")),
                        new Found(Kind.VLLM, URI.create("http://127.0.0.1:8000/v1"), List.of("Qwen/Qwen3-8B"))));

        Snapshot snapshot = built(builder, ConfigFile.NONE);

        assertThat(open(snapshot, "ollama")).isEqualTo(new Open(URI.create("http://127.0.0.1:11434/v1"), null, true));
        assertThat(provider(snapshot, "ollama").kind()).isEqualTo("local");
        Endpoint llama = endpoint(snapshot, "ollama/llama3.2:3b@ollama");
        assertThat(llama.dialect()).isEqualTo(Dialect.OPENAI_CHAT);
        assertThat(llama.prices().priceOf(PriceKind.INPUT, 0)).contains(Price.ZERO);
        assertThat(llama.prices().priceOf(PriceKind.AUDIO_INPUT, 0)).contains(Price.ZERO);
        assertThat(endpoint(snapshot, "ollama/nomic-embed-text@ollama").dialect())
                .isEqualTo(Dialect.OPENAI_EMBEDDINGS);
        assertThat(snapshot.model("vllm/Qwen/Qwen3-8B")).isPresent();
    }

    @Test
    void aProviderOfTheFileIsNotReplacedByAFoundOne() {
        SnapshotBuilder builder = new SnapshotBuilder(CATALOGUE, Map.of())
                .withLocal(List.of(new Found(Kind.OLLAMA, URI.create("http://127.0.0.1:11434/v1"), List.of("a"))));

        Snapshot snapshot = built(
                builder,
                file(
                        "providers: { ollama: { base_url: \"http://box:1/v1\", allow_private_network: true } }",
                        Map.of()));

        assertThat(open(snapshot, "ollama").base()).isEqualTo(URI.create("http://box:1/v1"));
        assertThat(snapshot.model("ollama/a")).isEmpty();
    }

    @Test
    void theSandboxIsAProviderThatCostsNothing() {
        Snapshot snapshot = built(
                new SnapshotBuilder(CATALOGUE, Map.of()).withSandbox(URI.create("http://127.0.0.1:9001/v1")),
                ConfigFile.NONE);

        assertThat(open(snapshot, "sandbox").privateNetworkAllowed()).isTrue();
        Endpoint echo = endpoint(snapshot, "sandbox/echo@sandbox");
        assertThat(echo.upstreamId()).isEqualTo("echo");
        assertThat(echo.prices().isKnown()).isTrue();
    }

    @Test
    void theIdIsThatOfTheSourcesAndOfNothingElse() {
        Snapshot plain = built(Map.of(), "");

        assertThat(plain.id()).matches("[0-9a-f]{16}");
        assertThat(built(Map.of("UNRELATED", "x"), "").id()).isEqualTo(plain.id());
        assertThat(built(Map.of(), "# changed\n").id()).isNotEqualTo(plain.id());
        String withKey = built(Map.of("GROQ_API_KEY", "one"), "").id();
        assertThat(withKey).isNotEqualTo(plain.id());
        assertThat(built(Map.of("GROQ_API_KEY", "two"), "").id()).isEqualTo(withKey);
    }

    @Test
    void aCapabilityThatNoSourceDeniesIsNotHeldAgainstAnEndpoint() {
        Snapshot snapshot = built(Map.of(), "");

        assertThat(endpoint(snapshot, "openai/gpt-4o@openai").capabilities()).contains("tools", "image");
        assertThat(snapshot.endpoints())
                .allSatisfy(e -> assertThat(Capabilities.NAMES).containsAll(e.capabilities()));
    }
}
