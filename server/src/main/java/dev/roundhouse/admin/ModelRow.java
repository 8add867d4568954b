package dev.roundhouse.admin;

import dev.roundhouse.catalog.Model;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One entry of the listing: a model, a variant of one, or an alias of one.
///
/// @param id the entry's own name
/// @param model the model behind it
/// @param variant such as `free`; null for a model's own entry
/// @param alias whether it is a `~author/family-latest` name
/// @param endpoints those that the entry stands for
/// @param offer whose prices are shown
/// @param parameters names of supported request parameters
record ModelRow(
        String id,
        Model model,
        @Nullable String variant,
        boolean alias,
        List<ListedEndpoint> endpoints,
        Offer offer,
        Set<String> parameters) {
    /// ISO dates of which the day, or the month too, may be missing: the first is meant then.
    private static final DateTimeFormatter DAY = new DateTimeFormatterBuilder()
            .appendPattern("uuuu[-MM[-dd]]")
            .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
            .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    ModelRow {
        endpoints = List.copyOf(endpoints);
    }

    /// The same entry under an alias.
    ModelRow aliased(String name) {
        return new ModelRow(name, model, variant, true, endpoints, offer, parameters);
    }

    /// Whether a request for this very name could be served now.
    boolean usable() {
        return endpoints.stream().filter(this::takesPart).anyMatch(ListedEndpoint::usable);
    }

    /// Whether an endpoint serves this name unasked: tiers such as `priority` wait until they are asked for.
    boolean takesPart(ListedEndpoint listed) {
        return variant != null || Variants.isStandard(listed.endpoint());
    }

    /// The name for people.
    String name() {
        if (alias) {
            return model.name() + " (latest)";
        }
        return variant == null ? model.name() : model.name() + " (" + variant + ")";
    }

    /// Day it was listed or released: the first of the month, or of the year, where no more is known.
    Optional<LocalDate> created() {
        String text = model.facts().created();
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text, DAY));
        } catch (DateTimeParseException e) {
            // The loader takes any text here. A listing that fails for one odd date would be worse than a gap.
            return Optional.empty();
        }
    }

    /// [#created] in seconds since 1970; 0 where nothing is known, for OpenRouter's clients take no null here.
    long createdSeconds() {
        return created()
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
                .orElse(0L);
    }

    /// The id for a path or a query: percent-encoded but for what stands in every id.
    String inAddress() {
        return URLEncoder.encode(id, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%3A", ":")
                .replace("%7E", "~");
    }

    /// A public score of the model, by its name in the catalogue.
    OptionalDouble score(String benchmark) {
        Double score = model.facts().scores().get(benchmark);
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
    }

    /// Whether a word is part of its id, its slug or its name.
    ///
    /// @param word in lower case
    boolean mentions(String word) {
        return (id + ' ' + model.slug() + ' ' + model.name())
                .toLowerCase(Locale.ROOT)
                .contains(word);
    }
}
