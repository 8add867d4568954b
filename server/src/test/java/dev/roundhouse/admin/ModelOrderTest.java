package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.PriceKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ModelOrderTest {
    private static final String MODELS = "/api/v1/models?";

    private final Asking asking = new Asking(new Offers()
            .model(model("a/one")
                    .context(10)
                    .created("2026-01-01")
                    .score("artificial_analysis.intelligence", 1)
                    .score("artificial_analysis.coding", 3)
                    .score("artificial_analysis.agentic", 2)
                    .score("design_arena.elo", 1_200))
            .model(model("a/two").created("2026-03"))
            .model(model("a/three")
                    .context(30)
                    .score("artificial_analysis.intelligence", 9)
                    .score("artificial_analysis.coding", 1)
                    .score("artificial_analysis.agentic", 8)
                    .score("design_arena.elo", 1_100))
            .model(model("a/four").context(20).created("2026-02-28"))
            .endpoint(endpoint("a/one", "p").price("1", "9"))
            .endpoint(endpoint("a/two", "p").price("2", "2"))
            .endpoint(endpoint("a/three", "p").price(PriceKind.INPUT, "0.01"))
            .endpoint(endpoint("a/four", "p").price("0", "0"))
            .snapshot("s1"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "newest|two,four,one,three",
                "pricing-low-to-high|four,two,one,three",
                "pricing-high-to-low|one,two,four,three",
                "context-high-to-low|three,four,one,two",
                "intelligence-high-to-low|three,one,two,four",
                "coding-high-to-low|one,three,two,four",
                "agentic-high-to-low|three,one,two,four",
                "design-arena-elo-high-to-low|one,three,two,four",
                "most-popular|one,two,three,four",
                "top-weekly|one,two,three,four",
                "throughput-high-to-low|one,two,three,four",
                "latency-low-to-high|one,two,three,four",
            })
    void aSortPutsTheUnknownLastAndKeepsTheOrderOfEquals(String sort, String names) {
        List<String> expected =
                List.of(names.split(",")).stream().map(name -> "a/" + name).toList();

        assertThat(asking.ids(MODELS + "sort=" + sort)).isEqualTo(expected);
    }

    @Test
    void pagesFollowEachOtherByTheirLinks() {
        List<String> seen = new ArrayList<>();
        String next = "/api/v1/models?q=a/&sort=newest&limit=3";
        int pages = 0;
        while (next != null) {
            JsonNode page = asking.json(next);
            page.get("data").forEach(one -> seen.add(one.get("id").asString()));
            assertThat(page.get("total_count").asInt()).isEqualTo(4);
            JsonNode link = page.get("links").get("next");
            next = link.isNull() ? null : link.asString();
            pages++;
        }

        assertThat(pages).isEqualTo(2);
        assertThat(seen).containsExactly("a/two", "a/four", "a/one", "a/three");
    }

    @Test
    void anOffsetAloneLeavesOutTheHeadAndOneBehindTheEndLeavesNothing() {
        assertThat(asking.ids(MODELS + "offset=1")).containsExactly("a/two", "a/three", "a/four");
        assertThat(asking.ids(MODELS + "offset=3&limit=1000")).containsExactly("a/four");
        assertThat(asking.ids(MODELS + "offset=4")).isEmpty();
        assertThat(asking.json(MODELS + "offset=4").get("total_count").asInt()).isEqualTo(4);
    }

    @Test
    void withoutPagingAllIsOnePage() {
        JsonNode all = asking.json("/api/v1/models");

        assertThat(all.get("data")).hasSize(4);
        assertThat(all.get("total_count").asInt()).isEqualTo(4);
        assertThat(all.get("links").get("next").isNull()).isTrue();
    }
}
