package dev.roundhouse.catalog;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kinds of usage that have a price of their own, by the names of the catalogue's `price` object.
public enum PriceKind {
    INPUT("input", Unit.MILLION, null),
    OUTPUT("output", Unit.MILLION, null),
    CACHE_READ("cache_read", Unit.MILLION, INPUT),
    CACHE_WRITE("cache_write", Unit.MILLION, INPUT),
    CACHE_WRITE_1H("cache_write_1h", Unit.MILLION, CACHE_WRITE),
    REASONING("reasoning", Unit.MILLION, OUTPUT),
    IMAGE_INPUT("image_input", Unit.MILLION, INPUT),
    IMAGE_OUTPUT("image_output", Unit.MILLION, OUTPUT),
    /// Audio has no parent: text prices are wrong for it by an order of magnitude.
    AUDIO_INPUT("audio_input", Unit.MILLION, null),
    AUDIO_OUTPUT("audio_output", Unit.MILLION, null),
    REQUEST("request", Unit.ONE, null),
    PER_IMAGE("per_image", Unit.ONE, null),
    PER_SECOND("per_second", Unit.ONE, null),
    AUDIO_HOUR("audio_hour", Unit.ONE, null),
    PAGE("page", Unit.ONE, null),
    WEB_SEARCH("web_search", Unit.ONE, null),
    PER_CHARACTER("per_character", Unit.MILLION, null);

    /// What the catalogue's number is per.
    public enum Unit {
        ONE,
        MILLION
    }

    private final String wireName;
    private final Unit unit;

    @Nullable
    private final PriceKind parent;

    PriceKind(String wireName, Unit unit, @Nullable PriceKind parent) {
        this.wireName = wireName;
        this.unit = unit;
        this.parent = parent;
    }

    /// The name in the catalogue and in configuration.
    public String wireName() {
        return wireName;
    }

    /// What the number in the catalogue is per.
    public Unit unit() {
        return unit;
    }

    /// The kind whose price counts when this one has none.
    public Optional<PriceKind> parent() {
        return Optional.ofNullable(parent);
    }

    /// The kind of that name.
    public static Optional<PriceKind> named(String name) {
        return Arrays.stream(values()).filter(k -> k.wireName.equals(name)).findFirst();
    }
}
