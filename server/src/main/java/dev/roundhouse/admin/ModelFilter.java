package dev.roundhouse.admin;

import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.money.Price;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The filters of the listing. Each that is asked for must hold; one that asks for a fact that an entry lacks
/// does
/// not.
///
/// @see "OpenRouter API: GET /models, query parameters"
final class ModelFilter {
    static final String OUTPUT_MODALITIES = "output_modalities";

    /// All modalities at once.
    static final String ALL = "all";

    /// What is listed when nothing is asked for.
    static final String TEXT = "text";

    static final String INTELLIGENCE = "artificial_analysis.intelligence";
    static final String CODING = "artificial_analysis.coding";
    static final String AGENTIC = "artificial_analysis.agentic";

    private static final Set<String> OUTPUTS = Set.of(
            ALL, TEXT, "image", "audio", "embeddings", "video", "rerank", "speech", "transcription", "decisions");
    private static final Set<String> INPUTS = Set.of(TEXT, "image", "audio", "video", "file");
    private static final Set<String> CATEGORIES = Set.of(
            "programming",
            "roleplay",
            "marketing",
            "marketing/seo",
            "technology",
            "science",
            "translation",
            "legal",
            "finance",
            "health",
            "trivia",
            "academia");
    private static final Set<String> REGIONS = Set.of("eu", "us");
    private static final Set<String> TRUTHS = Set.of("true", "false");
    private static final long TOKENS_MAX = 1_000_000_000_000L;
    private static final long DAYS_MAX = 1_000_000;
    private static final double INDEX_MAX = 1_000_000;
    private static final double RATE_MAX = 1;

    /// The filters that have a name of their own; those of [#modalities] and of paging are not among them.
    static final Set<String> NAMES = Set.of(
            "q",
            "category",
            "supported_parameters",
            "input_modalities",
            "context",
            "min_price",
            "max_price",
            "min_output_price",
            "max_output_price",
            "arch",
            "model_authors",
            "providers",
            "distillable",
            "zdr",
            "region",
            "min_age_days",
            "max_age_days",
            "min_intelligence_index",
            "max_intelligence_index",
            "min_coding_index",
            "max_coding_index",
            "min_agentic_index",
            "max_agentic_index",
            "min_tool_success_rate",
            "max_tool_success_rate");

    private final Asked asked;
    private final List<Predicate<ModelRow>> all = new ArrayList<>();

    private ModelFilter(Asked asked) {
        this.asked = asked;
    }

    /// What all filters together let through. What is wrong with them, `asked` knows afterwards.
    ///
    /// @param today the day from which ages count
    static Predicate<ModelRow> of(Asked asked, LocalDate today) {
        ModelFilter filter = new ModelFilter(asked);
        filter.all.add(modalities(asked));
        filter.names();
        filter.abilities();
        filter.places();
        filter.price("min_price", "max_price", PriceKind.INPUT);
        filter.price("min_output_price", "max_output_price", PriceKind.OUTPUT);
        filter.age(today);
        filter.score("intelligence_index", INDEX_MAX, row -> row.score(INTELLIGENCE));
        filter.score("coding_index", INDEX_MAX, row -> row.score(CODING));
        filter.score("agentic_index", INDEX_MAX, row -> row.score(AGENTIC));
        filter.score("tool_success_rate", RATE_MAX, _ -> OptionalDouble.empty());
        return row -> filter.all.stream().allMatch(one -> one.test(row));
    }

    /// The filter by what a model gives: any of those asked for; text when nothing is asked for.
    static Predicate<ModelRow> modalities(Asked asked) {
        List<String> outputs = asked.listOf(OUTPUT_MODALITIES, OUTPUTS);
        if (outputs.contains(ALL)) {
            return _ -> true;
        }
        List<String> wanted = outputs.isEmpty() ? List.of(TEXT) : outputs;
        return row -> wanted.stream().anyMatch(row.model().output()::contains);
    }

    private void names() {
        asked.text("q")
                .map(q -> Arrays.asList(q.toLowerCase(Locale.ROOT).split("\\s+", -1)))
                .ifPresent(words -> all.add(row -> words.stream().allMatch(row::mentions)));
        List<String> authors = asked.list("model_authors");
        if (!authors.isEmpty()) {
            all.add(row -> authors.contains(row.model().author().toLowerCase(Locale.ROOT)));
        }
        List<String> groups = asked.list("arch");
        if (!groups.isEmpty()) {
            all.add(row -> groups.stream().anyMatch(group -> isOfGroup(row, group)));
        }
        // Nothing here knows what models are used for, so no category has a member.
        asked.oneOf("category", CATEGORIES).ifPresent(_ -> all.add(_ -> false));
    }

    private void abilities() {
        List<String> parameters = asked.list("supported_parameters");
        if (!parameters.isEmpty()) {
            all.add(row -> row.parameters().containsAll(parameters));
        }
        List<String> inputs = asked.listOf("input_modalities", INPUTS);
        if (!inputs.isEmpty()) {
            all.add(row -> row.model().input().containsAll(inputs));
        }
        asked.whole("context", 0, TOKENS_MAX)
                .ifPresent(least ->
                        all.add(row -> row.model().context() > 0 && row.model().context() >= least));
        // No source says whose licence allows distillation: neither answer is known of any model.
        asked.oneOf("distillable", TRUTHS).ifPresent(_ -> all.add(_ -> false));
    }

    private void places() {
        List<String> providers = asked.list("providers");
        if (!providers.isEmpty()) {
            all.add(row -> row.endpoints().stream()
                    .map(e -> e.endpoint().provider())
                    .anyMatch(p -> providers.contains(p.slug().toLowerCase(Locale.ROOT))
                            || providers.contains(p.name().toLowerCase(Locale.ROOT))));
        }
        asked.oneOf("zdr", Set.of("true"))
                .ifPresent(_ -> all.add(row -> row.endpoints().stream().anyMatch(ListedEndpoint::zeroRetention)));
        asked.oneOf("region", REGIONS)
                .ifPresent(region -> all.add(row -> row.endpoints().stream().anyMatch(e -> e.isIn(region))));
    }

    private void price(String least, String most, PriceKind kind) {
        Optional<Long> from = asked.decimal(least).map(v -> Price.perMillion(v).picos());
        Optional<Long> to = asked.decimal(most).map(v -> Price.perMillion(v).picos());
        if (from.isEmpty() && to.isEmpty()) {
            return;
        }
        all.add(row -> {
            OptionalLong price = row.offer().picos(kind);
            return price.isPresent()
                    && price.getAsLong() >= from.orElse(0L)
                    && price.getAsLong() <= to.orElse(Long.MAX_VALUE);
        });
    }

    private void age(LocalDate today) {
        OptionalLong from = asked.whole("min_age_days", 0, DAYS_MAX);
        OptionalLong to = asked.whole("max_age_days", 0, DAYS_MAX);
        if (from.isEmpty() && to.isEmpty()) {
            return;
        }
        all.add(row -> row.created()
                .map(day -> ChronoUnit.DAYS.between(day, today))
                .filter(age -> age >= from.orElse(Long.MIN_VALUE) && age <= to.orElse(Long.MAX_VALUE))
                .isPresent());
    }

    private void score(String name, double bound, Function<ModelRow, OptionalDouble> fact) {
        OptionalDouble from = asked.number("min_" + name, bound);
        OptionalDouble to = asked.number("max_" + name, bound);
        if (from.isEmpty() && to.isEmpty()) {
            return;
        }
        all.add(row -> {
            OptionalDouble score = fact.apply(row);
            return score.isPresent()
                    && score.getAsDouble() >= from.orElse(0)
                    && score.getAsDouble() <= to.orElse(Double.MAX_VALUE);
        });
    }

    /// `llama` means `Llama3` as well as `Llama4`, and a family such as `llama-3`.
    private static boolean isOfGroup(ModelRow row, String group) {
        String tokenizer = row.model().facts().tokenizer();
        String family = row.model().facts().family();
        return Stream.of(Optional.ofNullable(tokenizer), Optional.ofNullable(family))
                .flatMap(Optional::stream)
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).startsWith(group));
    }
}
