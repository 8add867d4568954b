package dev.roundhouse.admin;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.record.Feedback;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Generations;
import dev.roundhouse.record.Promises;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// What callers say of generations, and what became of automatic choices.
///
/// @see "OpenRouter API: generation feedback"
public final class SelectionPages {
    private static final List<String> CATEGORIES =
            List.of("latency", "incoherence", "incorrect_response", "formatting", "billing", "api_error", "other");
    private static final int COMMENT_MAX = 1_000;

    private final Generations generations;
    private final Feedback feedback;
    private final Promises promises;
    private final InstantSource clock;
    private final AccountJson json = new AccountJson();

    /// The store stands behind the first two; pages wait for it.
    public SelectionPages(Generations generations, Feedback feedback, Promises promises, InstantSource clock) {
        this.generations = generations;
        this.feedback = feedback;
        this.promises = promises;
        this.clock = clock;
    }

    /// The rows of the table of routes.
    public List<Route> routes() {
        return List.of(
                new Route("POST", "/api/v1/generation/feedback", Route.Access.ANY_KEY, this::take),
                new Route("GET", "/api/v1/selection/report", Route.Access.MANAGEMENT, this::report));
    }

    private Page.Reply take(Page.Query query) {
        JsonNode body;
        try {
            body = JsonTree.read(query.body());
        } catch (JacksonException e) {
            return AccountPages.refused("body", "not JSON (expected: an object)");
        }
        String id = JsonTree.string(body, "generation_id");
        if (id == null || id.isBlank()) {
            return AccountPages.refused("generation_id", "is missing (expected: a generation's id, such as gen-…)");
        }
        Double score = JsonTree.number(body, "score");
        if (score == null ? isSaid(body, "score") : !(score >= 0 && score <= 1)) {
            return AccountPages.refused("score", "(expected: a number from 0, useless, to 1, perfect)");
        }
        String category = JsonTree.string(body, "category");
        if (category == null && score != null && !isSaid(body, "category")) {
            category = "other"; // a score says enough
        }
        if (category == null || !CATEGORIES.contains(category)) {
            return AccountPages.refused("category", "(expected: one of " + String.join(", ", CATEGORIES) + ")");
        }
        String comment = JsonTree.string(body, "comment");
        if (comment == null ? isSaid(body, "comment") : comment.length() > COMMENT_MAX) {
            return AccountPages.refused("comment", "(expected: a text of at most " + COMMENT_MAX + " characters)");
        }
        return keep(query, new Said(id, category, score, comment));
    }

    private record Said(
            String id,
            String category,
            @Nullable Double score,
            @Nullable String comment) {}

    private Page.Reply keep(Page.Query query, Said said) {
        long account = AccountPages.caller(query).account();
        Optional<GenerationRecord> found = generations.find(said.id).filter(one -> one.account() == account);
        if (found.isEmpty()) {
            return AccountPages.notFound("Generation " + AccountJson.shown(said.id) + " was not found.");
        }
        GenerationRecord record = found.get();
        feedback.keep(new Feedback.Word(
                record.id(),
                account,
                said.category,
                said.score,
                said.comment,
                record.served() == null
                        ? record.asked().model()
                        : record.served().model(),
                record.selected() == null ? null : record.selected().task(),
                clock.instant()));
        return Page.Content.json(json.document(out -> out.writeBooleanProperty("success", true)));
    }

    private static boolean isSaid(JsonNode body, String name) {
        return !body.path(name).isMissingNode() && !body.path(name).isNull();
    }

    private Page.Reply report(Page.Query query) {
        long account = AccountPages.caller(query).account();
        List<Feedback.Count> words = feedback.counts(account);
        return Page.Content.json(json.document(out -> {
            out.writeArrayPropertyStart("choices");
            promises.of(account).forEach(row -> row(out, row));
            out.writeEndArray();
            out.writeArrayPropertyStart("feedback");
            words.forEach(count -> count(out, count));
            out.writeEndArray();
        }));
    }

    private static void row(JsonGenerator out, Promises.Row row) {
        out.writeStartObject();
        out.writeStringProperty("task", row.task());
        out.writeStringProperty("model", row.model());
        out.writeNumberProperty("chosen", row.chosen());
        out.writeNumberProperty("served", row.served());
        out.writeNumberProperty("failed", row.failed());
        AccountJson.money(out, "predicted_cost", new Nanos(row.predictedNanos()));
        AccountJson.money(out, "actual_cost", new Nanos(row.actualNanos()));
        out.writeEndObject();
    }

    private static void count(JsonGenerator out, Feedback.Count count) {
        out.writeStartObject();
        out.writeStringProperty("model", count.model());
        out.writeStringProperty("task", count.task());
        out.writeStringProperty("category", count.category());
        out.writeNumberProperty("words", count.words());
        if (count.scored() == 0) {
            out.writeNullProperty("mean_score");
        } else {
            out.writeNumberProperty("mean_score", count.meanScore());
        }
        out.writeEndObject();
    }
}
