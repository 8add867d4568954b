package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsImportTest {
    private static final String MODELS = """
            {"meta":{"generated":"2026-11-22"},"models":[
            {"id":"openai/gpt-9","slug":"openai/gpt-9-20260101","name":"GPT-9","author":"openai","type":"chat","in":["text"],"out":["text"],"ctx":1000,"max_out":10,"created_between":["2026-01-01","2026-02-01"],"seen":"2026-11-10"},
            {"id":"openai/gpt-9-pro","name":"GPT-9 Pro","author":"openai","type":"chat","in":["text"],"out":["text"],"seen":"2026-11-10"},
            {"id":"openai/voice-1","name":"Voice","author":"openai","type":"chat","in":["text"],"out":["speech"],"seen":"2026-01-01"},
            {"id":"openai/vector-1","name":"Vector","author":"openai","type":"embedding","in":["text"],"out":["embeddings"],"created":"2026-01-01","expires":"2026-03-01","status":"expired","seen":"2026-11-10"}
            ]}
            """;
    private static final String PROVIDERS = """
            {"providers":[
            {"slug":"openai","name":"OpenAI","kind":"first-party","dialect":"openai-chat","base_url":"https://api.openai.com/v1","auth":{"scheme":"bearer","header":"Authorization","prefix":"Bearer "},"env":["OPENAI_API_KEY"],"policy":{"retains_prompts":true,"retention_days":30,"may_train":false,"as_of":"2026"},"hq":"US","seen":"2026-11-10","live":true},
            {"slug":"openai-cn","name":"OpenAI CN","kind":"first-party","dialect":"openai-chat","base_url":"https://{OPENAI_HOST}/v1","auth":{"scheme":"bearer"},"env":["OPENAI_API_KEY","OPENAI_HOST"]},
            {"slug":"xray","name":"Xray","kind":"inference-host","dialect":"homemade","base_url":"http://localhost:1/v1","auth":{"scheme":"header","header":"x-key"},"env":[]}
            ]}
            """;
    private static final String ENDPOINTS = """
            {"endpoints":[
            {"model":"openai/gpt-9","provider":"openai","id":"gpt-9","price":{"input":"2","output":"8.10"},"tiers":[{"above":500,"input":"4"}],"ctx":1000,"caps":["tools","structured"],"as_of":"2026-11-10","price_src":"pi","seen":"2026-11-10","agree":[1,1],"src":["pi"]},
            {"model":"openai/gpt-9","provider":"openai","id":"gpt-9","variant":"batch","price":{"input":"1","output":"4.05"},"as_of":"2026-08-01","seen":"2026-08-14"},
            {"model":"openai/gpt-9","provider":"openai","id":"gpt-9","variant":"flex","price":{"input":"1","output":"3"},"as_of":"2026-08-01","seen":"2026-08-13"},
            {"model":"openai/gpt-9","provider":"openai","id":"gpt-9","variant":"priority","price":{"input":"4","output":"16.2"},"as_of":"2026-08-01","seen":"2026-11-10"},
            {"model":"openai/gpt-9-pro","provider":"openai","id":"gpt-9-pro","price":{},"seen":"2026-11-10"},
            {"model":"openai/vector-1","provider":"openai","id":null,"price":{"input":"0.1"},"as_of":"2026-11-10","seen":"2026-11-10"},
            {"model":"openai/gpt-9","provider":"xray","id":"x","price":{},"seen":"2026-11-10"}
            ]}
            """;

    @TempDir
    private Path from;

    @TempDir
    private Path into;

    @BeforeEach
    void facts() throws IOException {
        Files.writeString(from.resolve("models.json"), MODELS);
        Files.writeString(from.resolve("providers.json"), PROVIDERS);
        Files.writeString(from.resolve("endpoints.json"), ENDPOINTS);
        Files.writeString(
                from.resolve("arena.json"),
                "{\"models\":[{\"model\":\"openai/gpt-9\",\"prior\":{\"general\":{\"elo\":1400},\"code\":{\"elo\":1410}}}]}");
    }

    private List<String> run() throws IOException {
        return new FactsImport(from, into).run();
    }

    private String text(String name) throws IOException {
        return Files.readString(into.resolve(name));
    }

    private String line(String name, String start) throws IOException {
        return text(name).lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    }

    private static Map<String, String> everyFile(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // The selector's parameters are trained, not imported.
                if (!file.toString().endsWith(".bin")) {
                    files.put(root.relativize(file).toString(), Files.readString(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    @Test
    void whatIsMadeIsAValidCatalogue() throws IOException {
        run();

        CatalogueLoader.Loaded loaded = new CatalogueLoader(new CatalogueSource.Directory(into)).load();

        assertThat(loaded).isInstanceOf(CatalogueLoader.Good.class);
        Catalogue catalogue = ((CatalogueLoader.Good) loaded).catalogue();
        assertThat(catalogue.models()).hasSize(4);
        assertThat(catalogue.endpoints()).hasSize(7);
        assertThat(text("index.txt").lines())
                .containsExactly(
                        catalogue.digest(),
                        "models.json",
                        "providers/openai-cn.json",
                        "providers/openai.json",
                        "providers/xray.json");
    }

    @Test
    void theSameFactsGiveTheSameBytes() throws IOException {
        run();
        Map<String, String> first = everyFile(into);

        run();

        assertThat(everyFile(into)).isEqualTo(first);
    }

    @Test
    void modelsAreWrittenOneALine() throws IOException {
        run();

        assertThat(line("models.json", "{\"id\":\"openai/gpt-9\""))
                .contains("\"context\":1000,\"max_output\":10")
                .contains("\"created\":\"2026-02-01\",\"created_after\":\"2026-01-01\"")
                .contains("\"family\":\"gpt\"")
                .contains("\"scores\":{\"code\":1410,\"general\":1400}")
                .doesNotContain("stale");
        assertThat(line("models.json", "{\"id\":\"openai/voice-1\""))
                .contains("\"type\":\"tts\"")
                .contains("\"out\":[\"speech\"]")
                .contains("\"stale\":true");
        assertThat(line("models.json", "{\"id\":\"openai/vector-1\"")).contains("\"stale\":true");
    }

    @Test
    void pricesKeepTheirDigits() throws IOException {
        run();

        assertThat(line("providers/openai.json", "{\"model\":\"openai/gpt-9\",\"id\""))
                .contains("\"price\":{\"input\":\"2\",\"output\":\"8.10\"},\"tiers\":[{\"above\":500,\"input\":\"4\"}]")
                .contains("\"caps\":[\"json_schema\",\"tools\"]")
                .doesNotContain("agree");
    }

    @Test
    void anOlderTierIsKeptOnlyInItsUsualProportion() throws IOException {
        run();

        String batch = line("providers/openai.json", "{\"model\":\"openai/gpt-9\",\"variant\":\"batch\"");
        String flex = line("providers/openai.json", "{\"model\":\"openai/gpt-9\",\"variant\":\"flex\"");
        String priority = line("providers/openai.json", "{\"model\":\"openai/gpt-9\",\"variant\":\"priority\"");
        assertThat(batch).contains("\"price\"").doesNotContain("stale");
        assertThat(flex).doesNotContain("\"price\"").contains("\"stale\":true");
        assertThat(priority).contains("\"price\"");
    }

    @Test
    void theDialectIsWrittenWhereItIsNotTheProviders() throws IOException {
        run();

        assertThat(line("providers/openai.json", "{\"model\":\"openai/gpt-9-pro\""))
                .contains("\"openai-responses\"");
        assertThat(line("providers/openai.json", "{\"model\":\"openai/vector-1\""))
                .contains("\"openai-embeddings\"");
        assertThat(line("providers/openai.json", "{\"model\":\"openai/gpt-9\",\"id\""))
                .doesNotContain("dialect");
        assertThat(text("providers/xray.json")).contains("\"dialect\":\"other\"");
    }

    @Test
    void aVariableOfTwoProvidersEnablesTheFirst() throws IOException {
        run();

        assertThat(text("providers/openai.json")).contains("\"env\":[\"OPENAI_API_KEY\"]");
        assertThat(text("providers/openai-cn.json"))
                .contains("\"env\":[]")
                .contains("\"env_shared\":[\"OPENAI_API_KEY\"]");
    }

    @Test
    void aBaseUrlThatCannotBeCalledIsLeftOutAndTold() throws IOException {
        List<String> notes = run();

        assertThat(notes).singleElement().asString().startsWith("xray.base_url: http://localhost:1/v1 is left out");
        assertThat(text("providers/xray.json")).doesNotContain("base_url");
    }

    @Test
    void newerFactsDoNotMoveAProviderToAnotherHost() throws IOException {
        run();
        Path file = into.resolve("providers/openai.json");
        Files.writeString(file, Files.readString(file).replace("\"auth\"", "\"quirks\":[\"no_done\"],\n\"auth\""));
        Files.writeString(
                from.resolve("providers.json"),
                PROVIDERS
                        .replace("https://api.openai.com/v1", "https://elsewhere.example/v1")
                        .replace("\"retention_days\":30", "\"retention_days\":7"));

        List<String> notes = run();

        assertThat(text("providers/openai.json"))
                .contains("\"base_url\":\"https://api.openai.com/v1\"")
                .contains("\"quirks\":[\"no_done\"]")
                .contains("\"retention_days\":7");
        assertThat(notes)
                .contains(
                        "openai.base_url: https://api.openai.com/v1 is kept; the facts say https://elsewhere.example/v1");
    }

    @Test
    void factsThatAreNoneAreRefused() throws IOException {
        Files.writeString(from.resolve("endpoints.json"), "{");
        assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageContaining("not JSON");
        Files.delete(from.resolve("endpoints.json"));
        assertThatThrownBy(this::run).isInstanceOf(IOException.class);
    }

    /// Needs the collected facts, which are no part of the repository.
    @Test
    void theCommittedCatalogueIsWhatTheFactsGive() throws IOException {
        String corpus = System.getenv("ROUNDHOUSE_CORPUS");
        Path facts = (corpus == null ? Path.of("..", "..", "shared") : Path.of(corpus)).resolve("catalog");
        Assumptions.assumeTrue(
                Files.exists(facts.resolve("endpoints.json")), "the facts are not here; set ROUNDHOUSE_CORPUS");
        Files.createDirectories(into.resolve("providers"));
        Map<String, String> committed = everyFile(CommittedCatalogueTest.FOLDER);
        committed.remove("README.md");
        for (Map.Entry<String, String> file : committed.entrySet()) {
            Files.writeString(into.resolve(file.getKey()), file.getValue());
        }

        new FactsImport(facts, into).run();

        assertThat(everyFile(into)).isEqualTo(committed);
    }
}
