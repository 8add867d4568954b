package dev.roundhouse.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.ModelNames;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.config.CatalogueLoader;
import dev.roundhouse.config.CatalogueSource;
import dev.roundhouse.config.ConfigFile;
import dev.roundhouse.config.SnapshotBuilder;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The pages over the catalogue that is in the product.
class WholeCatalogueTest {
    private static final String ALL = "/api/v1/models?output_modalities=all";

    private static Snapshot snapshot;
    private static Asking asking;

    @BeforeAll
    static void load() {
        CatalogueSource source = new CatalogueSource.ClassPath(WholeCatalogueTest.class.getClassLoader());
        CatalogueLoader.Loaded loaded = new CatalogueLoader(source).load();
        assertThat(loaded).isInstanceOf(CatalogueLoader.Good.class);
        SnapshotBuilder.Outcome outcome = new SnapshotBuilder(((CatalogueLoader.Good) loaded).catalogue(), Map.of())
                .withSandbox(URI.create("http://127.0.0.1:9001/v1"))
                .build(ConfigFile.NONE);
        assertThat(outcome).isInstanceOf(SnapshotBuilder.Built.class);
        snapshot = ((SnapshotBuilder.Built) outcome).snapshot();
        asking = new Asking(snapshot);
    }

    @Test
    void everyModelIsListedOnceWithItsVariantsAndAliases() {
        List<String> ids = asking.ids(ALL);

        assertThat(ids).hasSizeGreaterThanOrEqualTo(700).doesNotHaveDuplicates();
        assertThat(ids).containsAll(snapshot.models().keySet());
        assertThat(ids).anyMatch(id -> id.endsWith(":free")).anyMatch(id -> id.endsWith(":batch"));
        assertThat(ids).contains("~anthropic/claude-opus-latest");
        assertThat(asking.ids("/v1/models")).isEqualTo(ids);
        assertThat(asking.json("/api/v1/models/count?output_modalities=all")
                        .at("/data/count")
                        .asInt())
                .isEqualTo(ids.size());
    }

    @Test
    void pagesTogetherAreTheWholeList() {
        List<String> first = asking.ids(ALL + "&limit=500");
        List<String> second = asking.ids(ALL + "&offset=500&limit=1000");

        assertThat(first).hasSize(500);
        assertThat(asking.ids(ALL)).startsWith(first.toArray(String[]::new)).endsWith(second.toArray(String[]::new));
        assertThat(first.size() + second.size()).isEqualTo(asking.ids(ALL).size());
    }

    @Test
    void aModelIsFoundByTheNameThatItsVendorsProgramsHaveForIt() {
        assertThat(snapshot.model("gpt-5-mini"))
                .hasValueSatisfying(m -> assertThat(m.id()).isEqualTo("openai/gpt-5-mini"));
        assertThat(snapshot.model("gemini-2.5-flash"))
                .hasValueSatisfying(m -> assertThat(m.id()).isEqualTo("google/gemini-2.5-flash"));
        assertThat(snapshot.model("claude-sonnet-4-5"))
                .hasValueSatisfying(m -> assertThat(m.id()).isEqualTo("anthropic/claude-sonnet-4.5"));
        assertThat(snapshot.model("no-such-model")).isEmpty();
    }

    @Test
    void whatIsListedCanBeLookedUp() {
        for (JsonNode listed : asking.json(ALL).get("data")) {
            String id = listed.get("id").asString();
            assertThat(asking.json("/api/v1/model/" + id).get("data")).isEqualTo(listed);
        }
        for (Map.Entry<String, String> alias : snapshot.aliases().entrySet()) {
            JsonNode found = asking.json("/api/v1/model/" + alias.getKey()).get("data");
            assertThat(found.get("id").asString()).isIn(alias.getKey(), alias.getValue());
        }
    }

    @Test
    void everyEndpointIsOnItsModelsPage() {
        long endpoints = 0;
        for (String id : snapshot.models().keySet()) {
            endpoints += asking.json("/api/v1/models/" + id + "/endpoints")
                    .get("data")
                    .get("endpoints")
                    .size();
        }

        assertThat(endpoints).isEqualTo(snapshot.endpoints().size());
        assertThat(asking.json("/api/v1/endpoints/zdr").get("data")).hasSizeGreaterThan(100);
        assertThat(asking.json("/api/v1/providers").get("data"))
                .hasSize(snapshot.providers().size())
                .hasSizeGreaterThanOrEqualTo(130);
    }

    @Test
    void aPriceIsNeverZeroForWantOfKnowledge() {
        for (JsonNode model : asking.json(ALL).get("data")) {
            if (model.at("/pricing/prompt").asString().equals("0")) {
                String id = model.get("id").asString();
                assertThat(id)
                        .satisfiesAnyOf(
                                i -> assertThat(i).endsWith(":free"),
                                i -> assertThat(pricedAtNothing(i)).isTrue());
            }
        }
    }

    @Test
    void whatNeedsNoKeyCanBeUsed() {
        assertThat(asking.ids("/api/v1/models/user")).containsExactly("sandbox/echo");
        assertThat(asking.ids("/api/v1/embeddings/models")).hasSizeGreaterThan(30);
    }

    @Test
    void theFeedOfAllIsWellFormed() throws Exception {
        byte[] feed = asking.content(ALL + "&use_rss=true", Map.of()).body();

        assertThat(DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(feed))
                        .getElementsByTagName("item")
                        .getLength())
                .isEqualTo(asking.ids(ALL).size());
    }

    @Test
    void compressionMakesTheListSmall() {
        byte[] plain = asking.content(ALL, Map.of()).body();
        byte[] packed = asking.content(ALL, Map.of("accept-encoding", "gzip")).body();

        assertThat(packed.length).isLessThan(plain.length / 8);
    }

    @Test
    void aModelIsTheNearestToItself() {
        ModelNames names = new ModelNames(snapshot);
        List<String> ids = List.copyOf(snapshot.models().keySet());

        long found = ids.stream()
                .filter(id -> names.nearest(id.substring(1), 3).contains(id))
                .count();

        // A few names differ in one letter only, or are too short to lose one.
        assertThat(found).isGreaterThan(ids.size() * 97L / 100);
    }

    private static boolean pricedAtNothing(String id) {
        return snapshot.endpointsOf(id).stream()
                .map(Endpoint::prices)
                .anyMatch(prices -> prices.base().values().stream().anyMatch(price -> price.picos() == 0));
    }
}
