package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a request wants of the sandbox, gathered from headers, model name and path.
///
/// @param interaction id of the recording asked for, empty for a made-up answer
/// @param secret the key that must be given, empty where any will do
/// @param wishes pace and faults
/// @param delivery in which pieces
record Wanted(String interaction, String secret, Wishes wishes, Delivery delivery) {
    private static final String PATH_DELIVERY = "delivery-";

    /// The outcome of reading.
    sealed interface Reading {}

    /// @param wanted all understood
    record Read(Wanted wanted) implements Reading {}

    /// @param problem which of them is not understood
    record Unread(Problem problem) implements Reading {}

    /// @param recordings tells which words of a path are ids
    /// @param usual the delivery where the request names none
    static Reading read(Ask ask, Recordings recordings, Delivery usual) {
        RawRequest raw = ask.raw();
        // A GET asks about a model, not for an answer by it.
        String model = raw.method().equals("GET") ? "" : ask.model();
        String name = model.startsWith("sandbox/") ? model.substring("sandbox/".length()) : model;
        String wished = String.join(
                ";",
                raw.header("x-sandbox-pace").orElse(""),
                raw.header("x-sandbox-fault").orElse(""),
                after("pace/", name),
                after("fault/", name));
        Optional<String> deliveryName = raw.header("x-sandbox-delivery")
                .or(() -> ask.words().stream()
                        .filter(word -> word.startsWith(PATH_DELIVERY))
                        .map(word -> word.substring(PATH_DELIVERY.length()))
                        .findFirst());
        Optional<Delivery> delivery = deliveryName.map(Delivery::named).orElse(Optional.of(usual));
        if (delivery.isEmpty()) {
            return new Unread(Problem.invalid(
                    "x-sandbox-delivery",
                    "\"" + deliveryName.orElse("") + "\" is no delivery (expected: whole, bytes or split)"));
        }
        String interaction = raw.header("x-sandbox-interaction")
                .or(() -> Optional.of(after("replay/", name)).filter(id -> !id.isEmpty()))
                .or(() -> inPath(ask.words(), recordings))
                .orElse("");
        return switch (Wishes.parse(wished)) {
            case Wishes.Misunderstood(String why) -> new Unread(Problem.invalid("x-sandbox-fault", why));
            case Wishes.Understood(Wishes wishes) ->
                new Read(new Wanted(interaction, after("auth/", name), wishes, delivery.get()));
        };
    }

    /// What a request wants that could not be read.
    static Wanted nothing() {
        return new Wanted("", "", new Wishes(Pace.AT_ONCE, OptionalInt.empty(), List.of()), Delivery.WHOLE);
    }

    private static String after(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    }

    /// Any word that is a known id; else the word after `replay`, known or not.
    private static Optional<String> inPath(List<String> words, Recordings recordings) {
        int replay = words.indexOf("replay");
        return words.stream()
                .filter(recordings::has)
                .findFirst()
                .or(() -> replay >= 0 && replay + 1 < words.size()
                        ? Optional.of(words.get(replay + 1))
                        : Optional.empty());
    }
}
