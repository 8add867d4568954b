package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Model;
import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.money.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueLoaderTest {
    private static final String MODELS = """
            {"models":[
            {"id":"acme/swift-1","slug":"acme/swift-1-20260101","name":"Swift","author":"acme","type":"chat","in":["text","image"],"out":["text"],"context":1000,"max_output":100,"params":["temperature"],"created":"2026-01-01","family":"swift","tools":true,"scores":{"general":1400}},
            {"id":"acme/swift-2","type":"chat","params_like":"acme/swift-1","created":"2026-02-01","family":"swift","stale":true}
            ]}
            """;
    private static final String PROVIDER = """
            {"provider":{
            "slug":"acme",
            "name":"Acme",
            "kind":"first-party",
            "dialect":"openai-chat",
            "base_url":"https://api.acme.example/v1",
            "env":["ACME_KEY"],
            "quirks":["no_done"],
            "policy":{"retains_prompts":false,"retention_days":0,"may_train":false,"as_of":"2026"},
            "hq":"DE",
            "seen":"2026-11-10"
            },
            "endpoints":[
            {"model":"acme/swift-1","id":"swift-1","ids":["s1"],"caps":["tools"],"price":{"input":"1","output":"2"},"tiers":[{"above":500,"input":"3"}],"as_of":"2026-11-10","price_src":"pi","seen":"2026-11-10"},
            {"model":"acme/swift-1","variant":"batch","id":"swift-1","regions":["eu"],"seen":"2026-11-10"},
            {"model":"acme/swift-2","id":"swift-2","dialect":"openai-completions","stale":true}
            ]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void aSmallCatalogue() throws IOException {
        Files.createDirectories(folder.resolve("providers"));
        write("models.json", MODELS);
        write("providers/acme.json", PROVIDER);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private CatalogueLoader.Loaded load() {
        return new CatalogueLoader(new CatalogueSource.Directory(folder)).load();
    }

    private Catalogue good() {
        CatalogueLoader.Loaded loaded = load();
        if (loaded instanceof CatalogueLoader.Bad bad) {
            assertThat(bad.problems()).isEmpty();
        }
        return ((CatalogueLoader.Good) loaded).catalogue();
    }

    private List<String> problems() {
        CatalogueLoader.Loaded loaded = load();
        assertThat(loaded).isInstanceOf(CatalogueLoader.Bad.class);
        return ((CatalogueLoader.Bad) loaded)
                .problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aSmallCatalogueIsRead() {
        Catalogue catalogue = good();

        Model swift = Objects.requireNonNull(catalogue.models().get("acme/swift-1"));
        assertThat(swift.input()).containsExactly("text", "image");
        assertThat(swift.facts().scores()).isEqualTo(Map.of("general", 1400.0));
        ProviderFacts acme = Objects.requireNonNull(catalogue.providers().get("acme"));
        assertThat(acme.quirks()).containsExactly(Quirk.NO_DONE);
        assertThat(acme.facts().headquarters()).isEqualTo("DE");
        assertThat(acme.policy().zeroRetention()).isTrue();
        EndpointFacts endpoint = Objects.requireNonNull(catalogue.endpoints().get("acme/swift-1@acme"));
        assertThat(endpoint.prices().asOf()).isEqualTo("2026-11-10");
        assertThat(endpoint.prices().priceOf(PriceKind.INPUT, 501)).contains(Price.perMillion("3"));
        EndpointFacts old = Objects.requireNonNull(catalogue.endpoints().get("acme/swift-2@acme"));
        assertThat(old.dialect()).isEqualTo(Dialect.OPENAI_COMPLETIONS);
        assertThat(old.stale()).isTrue();
        assertThat(catalogue.pricedEndpoints()).isEqualTo(1);
    }

    @Test
    void anEmptyPriceIsUnknownAndNotFree() {
        EndpointFacts batch = Objects.requireNonNull(good().endpoints().get("acme/swift-1@acme/batch"));

        assertThat(batch.prices().isKnown()).isFalse();
    }

    @Test
    void aModelWithoutParametersTakesThoseOfItsSibling() {
        assertThat(Objects.requireNonNull(good().models().get("acme/swift-2")).parameters())
                .containsExactly("temperature");
    }

    @Test
    void theSlugAndTheNewestOfAFamilyAreAliases() {
        assertThat(good().aliases())
                .isEqualTo(Map.of("acme/swift-1-20260101", "acme/swift-1", "~acme/swift-latest", "acme/swift-1"));
    }

    @Test
    void theSameFilesHaveTheSameDigestAndOthersAnother() throws IOException {
        String digest = good().digest();

        assertThat(good().digest()).isEqualTo(digest).hasSize(64);
        write("providers/acme.json", PROVIDER.replace("\"2\"", "\"2.5\""));
        assertThat(good().digest()).isNotEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"slug\":\"acme\" | \"slug\":\"acne\" | providers/acme.json:1: provider.slug: 'acne' (expected: the file's name, 'acme')",
                "\"openai-chat\" | \"openai-chit\" | providers/acme.json:5: provider.dialect: 'openai-chit' (did you mean 'openai-chat'?)",
                "\"first-party\" | \"first\" | providers/acme.json:4: provider.kind: 'first'",
                "https://api | http://api | provider.base_url: plain http",
                "https://api.acme.example | https://127.0.0.1 | provider.base_url: '127.0.0.1' is in a private network",
                "https://api. | https://{region}. | provider.base_url: {region} (expected: {VARIABLE}",
                "no_done | nodone | providers/acme.json:8: provider.quirks[0]: 'nodone' (did you mean 'no_done'?)",
                "\"hq\" | \"headquarters\" | provider.headquarters: unknown key",
                "\"seen\":\"2026-11-10\" | \"seen\":5 | provider.seen: '5' (expected: text)",
                "\"provider\":{ | \"provide\":{ | provide: unknown key",
                "{\"model\":\"acme/swift-1\",\"id\":\"swift-1\",\"ids\" | {\"model\":\"acme/swift-9\",\"id\":\"swift-1\",\"ids\" | providers/acme.json:14: endpoints.model: 'acme/swift-9' is not in models.json (did you mean",
                "\"variant\":\"batch\", | `` | providers/acme.json:15: endpoints: 'acme/swift-1@acme' stands here twice",
                "\"input\":\"1\" | \"input\":\"-1\" | endpoints[0].price.input: '-1' (expected: a decimal number of USD per million",
                "\"input\":\"1\" | \"inputs\":\"1\" | endpoints[0].price.inputs: unknown key (did you mean 'input'?)",
                "\"above\":500 | \"over\":500 | endpoints[0].tiers[0].over: unknown key",
                "\"caps\":[\"tools\"] | \"caps\":[\"tool\"] | endpoints[0].caps[0]: 'tool' (did you mean 'tools'?)",
                "\"stale\":true | \"stale\":1 | endpoints[2].stale: '1' (expected: true or false)",
                "\"price_src\" | \"source\" | endpoints[0].source: unknown key",
                "\"endpoints\":[ | \"endpoints\":[ ], \"endpoints\":[ | not JSON",
                "]} | ] | not JSON",
                "]} | ]} {} | goes on after its end",
            })
    void aBadProviderFileIsRefused(String good, String bad, String expected) throws IOException {
        write(
                "providers/acme.json",
                PROVIDER.replaceFirst(
                        java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad)));

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":\"acme/swift-2\" | \"id\":\"swift-2\" | models.json:3: models[1].id: 'swift-2' (expected: author/name)",
                "\"id\":\"acme/swift-2\" | \"id\":\"acme/swift-1\" | models.json:3: models[1].id: 'acme/swift-1' stands here twice",
                "\"type\":\"chat\" | \"type\":\"talk\" | models.json:2: models[0].type: 'talk' (expected: one of chat",
                "\"type\":\"chat\", | `` | models[0].type: missing",
                "\"image\" | \"smell\" | models[0].in: 'smell'",
                "\"context\":1000 | \"context\":\"big\" | models[0].context: 'big' (expected: a whole number from 1 up)",
                "\"tools\":true | \"tools\":\"yes\" | models[0].tools: 'yes' (expected: true or false)",
                "1400 | \"many\" | models[0].scores.general: 'many' (expected: a number)",
                "\"family\" | \"famly\" | models[0].famly: unknown key (did you mean 'family'?)",
                "\"models\" | \"model\" | model: unknown key",
                "]} | ] | not JSON",
            })
    void aBadModelFileIsRefused(String good, String bad, String expected) throws IOException {
        write(
                "models.json",
                MODELS.replaceFirst(
                        java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad)));

        assertThat(problems()).anySatisfy(problem -> assertThat(problem).contains(expected));
    }

    @Test
    void aMissingFolderOrFileIsTold() throws IOException {
        Files.delete(folder.resolve("models.json"));
        assertThat(problems()).anySatisfy(p -> assertThat(p).contains("models.json: missing or empty"));
        CatalogueLoader.Loaded nowhere =
                new CatalogueLoader(new CatalogueSource.Directory(folder.resolve("nowhere"))).load();
        assertThat(nowhere).isInstanceOf(CatalogueLoader.Bad.class);
        assertThat(((CatalogueLoader.Bad) nowhere).problems().getFirst().message())
                .contains("cannot be read");
    }

    @Test
    void anEmptyFileIsNoProvider() throws IOException {
        write("providers/acme.json", "");
        assertThat(problems())
                .contains(
                        "providers/acme.json: provider: missing (expected: the provider's own facts)",
                        "providers/acme.json:1: nothing (expected: an object)");
    }

    @Test
    void oneVariableDoesNotEnableTwoOwners() throws IOException {
        String other = PROVIDER.replace("\"slug\":\"acme\"", "\"slug\":\"bcme\"");

        write("providers/bcme.json", other);
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("providers/bcme.json: provider.env: ACME_KEY enables 'acme' already");

        write("providers/bcme.json", other.replace("\"slug\"", "\"owner\":\"acme\",\"slug\""));
        assertThat(good().providers()).hasSize(2);
        write("providers/bcme.json", other.replace("\"env\"", "\"env_shared\""));
        assertThat(good().providers()).hasSize(2);
    }
}
