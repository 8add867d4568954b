package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static dev.roundhouse.admin.Offers.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFilterTest {
    private static final String MODELS = "/api/v1/models?";

    private final Asking asking = new Asking(new Offers()
            .provider(provider("alpha").named("Alpha Cloud").keepsNothing())
            .provider(provider("beta"))
            .model(model("openai/gpt-x")
                    .named("GPT X")
                    .slug("openai/gpt-x-20260101")
                    .takes("text", "image", "file")
                    .context(400_000)
                    .parameters("tools", "tool_choice", "seed")
                    .created("2026-11-02")
                    .tokenizer("GPT")
                    .score("artificial_analysis.intelligence", 70)
                    .score("artificial_analysis.coding", 60)
                    .score("artificial_analysis.agentic", 50))
            .model(model("meta-llama/llama-9")
                    .context(128_000)
                    .parameters("seed")
                    .created("2025-11")
                    .tokenizer("Llama4")
                    .score("artificial_analysis.intelligence", 40))
            .model(model("acme/unknown").family("swift-lite"))
            .model(model("acme/painter").gives("image").created("2024"))
            .model(model("acme/both").gives("text", "image"))
            .model(model("acme/vectors").gives("embeddings"))
            .endpoint(endpoint("openai/gpt-x", "alpha").price("2.50", "10"))
            .endpoint(endpoint("openai/gpt-x", "beta").price("3", "12").region("europe-west4"))
            .endpoint(endpoint("openai/gpt-x", "beta").price("0", "0").variant("free"))
            .endpoint(endpoint("meta-llama/llama-9", "beta").price("0.50", "0.75"))
            .endpoint(
                    endpoint("meta-llama/llama-9", "beta").price("0.50", "0.75").region("us-east5"))
            .snapshot("s1"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Text is what is listed unasked; several modalities widen the list.
                "''|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9,acme/unknown,acme/both",
                "output_modalities=image|acme/painter,acme/both",
                "output_modalities=image,embeddings|acme/painter,acme/both,acme/vectors",
                "output_modalities=image&output_modalities=embeddings|acme/painter,acme/both,acme/vectors",
                "output_modalities=speech|",
                "q=gpt|openai/gpt-x,openai/gpt-x:free",
                "q=X%20openai|openai/gpt-x,openai/gpt-x:free",
                "q=20260101|openai/gpt-x,openai/gpt-x:free",
                "q=nothing|",
                "input_modalities=image|openai/gpt-x,openai/gpt-x:free",
                "input_modalities=image,file|openai/gpt-x,openai/gpt-x:free",
                "input_modalities=image,audio|",
                "supported_parameters=seed|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9",
                "supported_parameters=seed,tools|openai/gpt-x,openai/gpt-x:free",
                "supported_parameters=no_such_thing|",
                "context=128000|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9",
                "context=128001|openai/gpt-x,openai/gpt-x:free",
                "context=0|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9",
                "min_price=0.5|openai/gpt-x,meta-llama/llama-9",
                "max_price=0.50|openai/gpt-x:free,meta-llama/llama-9",
                "max_price=0|openai/gpt-x:free",
                "min_price=0.500001&max_price=2.5|openai/gpt-x",
                "min_output_price=0.75|openai/gpt-x,meta-llama/llama-9",
                "max_output_price=0.7499|openai/gpt-x:free",
                "arch=gpt|openai/gpt-x,openai/gpt-x:free",
                "arch=Llama|meta-llama/llama-9",
                "arch=swift|acme/unknown",
                "model_authors=acme|acme/unknown,acme/both",
                "model_authors=Acme,meta-llama|meta-llama/llama-9,acme/unknown,acme/both",
                "providers=alpha|openai/gpt-x",
                "providers=alpha%20cloud|openai/gpt-x",
                "providers=alpha,beta|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9",
                "zdr=true|openai/gpt-x",
                "region=eu|openai/gpt-x",
                "region=us|meta-llama/llama-9",
                "min_age_days=20|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9",
                "min_age_days=21|meta-llama/llama-9",
                "max_age_days=20|openai/gpt-x,openai/gpt-x:free",
                "max_age_days=19|",
                "min_age_days=386&max_age_days=386|meta-llama/llama-9",
                "min_intelligence_index=40|openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9",
                "max_intelligence_index=69.5|meta-llama/llama-9",
                "min_coding_index=60|openai/gpt-x,openai/gpt-x:free",
                "max_coding_index=59|",
                "min_agentic_index=1|openai/gpt-x,openai/gpt-x:free",
                "max_agentic_index=50|openai/gpt-x,openai/gpt-x:free",
                // All must hold; what has no value, or no meaning here, is as if it were not there.
                "q=gpt&max_price=0|openai/gpt-x:free",
                "q=&context=&utm_source=mail|"
                        + "openai/gpt-x,openai/gpt-x:free,meta-llama/llama-9,acme/unknown,acme/both",
                // Facts that nothing here knows match nothing.
                "category=programming|",
                "category=marketing/seo|",
                "distillable=true|",
                "distillable=false|",
                "min_tool_success_rate=0|",
                "max_tool_success_rate=1|",
            })
    void aFilterLetsThroughWhatItNames(String filter, String ids) {
        List<String> expected = ids == null ? List.of() : List.of(ids.split(","));

        assertThat(asking.ids(MODELS + filter)).isEqualTo(expected);
        assertThat(asking.json(MODELS + filter).get("total_count").asInt()).isEqualTo(expected.size());
    }

    @Test
    void allModalitiesTogetherAreTheWholeCatalogue() {
        assertThat(asking.ids(MODELS + "output_modalities=all"))
                .containsExactly(
                        "openai/gpt-x",
                        "openai/gpt-x:free",
                        "meta-llama/llama-9",
                        "acme/unknown",
                        "acme/painter",
                        "acme/both",
                        "acme/vectors");
        assertThat(asking.ids(MODELS + "output_modalities=all&min_age_days=600"))
                .containsExactly("acme/painter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "offset=-1",
                "offset=x",
                "limit=0",
                "limit=1001",
                "limit=99999999999999999999",
                "limit=1e2",
                "category=cooking",
                "input_modalities=smell",
                "output_modalities=text,smell",
                "context=many",
                "context=1.5",
                "min_price=-1",
                "max_price=cheap",
                "min_output_price=1e9",
                "max_output_price=0x10",
                "distillable=maybe",
                "zdr=false",
                "region=mars",
                "min_age_days=1.5",
                "max_age_days=old",
                "min_intelligence_index=high",
                "max_coding_index=NaN",
                "max_agentic_index=Infinity",
                "min_tool_success_rate=1.01",
                "max_tool_success_rate=90%25",
                "sort=best",
                "use_rss=perhaps",
                "use_rss=1&limit=0",
                "use_rss_chat_links=perhaps",
            })
    void aValueThatCannotBeReadIsRefusedByName(String parameter) {
        Failure failure = asking.failure(MODELS + parameter);

        String last = parameter.substring(parameter.lastIndexOf('&') + 1);
        String name = last.substring(0, last.indexOf('='));
        assertThat(failure).isInstanceOf(Failure.CallerFault.class);
        assertThat(((Failure.CallerFault) failure).field()).isEqualTo(name);
        assertThat(failure.type()).isEqualTo(ErrorType.INVALID_REQUEST);
        assertThat(failure.message()).startsWith(name + ": '").contains("(expected: ");
    }

    @Test
    void aRefusalShowsOnlyTheHeadOfALongValue() {
        assertThat(asking.failure(MODELS + "sort=" + "x".repeat(5_000)).message())
                .hasSizeLessThan(600)
                .contains("newest");
    }

    @Test
    void theFirstOfSeveralWrongParametersIsTold() {
        assertThat(asking.failure(MODELS + "output_modalities=smell&limit=0").message())
                .startsWith("output_modalities: 'smell'");
    }

    @Test
    void countsFollowTheModalities() {
        assertThat(asking.json("/api/v1/models/count").get("data").get("count").asInt())
                .isEqualTo(5);
        assertThat(asking.json("/api/v1/models/count?output_modalities=all")
                        .get("data")
                        .get("count")
                        .asInt())
                .isEqualTo(7);
        assertThat(asking.failure("/api/v1/models/count?output_modalities=smell")
                        .message())
                .startsWith("output_modalities: ");
    }
}
