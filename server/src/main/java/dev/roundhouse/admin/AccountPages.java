package dev.roundhouse.admin;

import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.KeyMint;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.Activity;
import dev.roundhouse.record.Credits;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Generations;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What a caller may ask about itself: its generations, credit, activity and keys, in OpenRouter's shapes.
///
/// @see "OpenRouter API: usage, credits, generations; keys"
public final class AccountPages {
    private static final int DAYS = 30;
    private static final String DATE = "date";
    private static final String KEY_HASH = "api_key_hash";

    private final Keys keys;
    private final Generations generations;
    private final Credits credits;
    private final Activity activity;
    private final InstantSource clock;
    private final AccountJson json = new AccountJson();
    private final KeyPages keyPages;

    /// The store stands behind the three ports; pages wait for it.
    public AccountPages(
            Keys keys, KeyMint mint, Generations generations, Credits credits, Activity activity, InstantSource clock) {
        this.keys = keys;
        this.generations = generations;
        this.credits = credits;
        this.activity = activity;
        this.clock = clock;
        this.keyPages = new KeyPages(keys, mint, credits, clock, json);
    }

    /// The rows of the table of routes.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                new Route("GET", "/api/v1/generation", Route.Access.ANY_KEY, this::generation),
                new Route("GET", "/api/v1/credits", Route.Access.MANAGEMENT, this::credit),
                new Route("GET", "/api/v1/activity", Route.Access.MANAGEMENT, this::activity),
                new Route("GET", "/api/v1/key", Route.Access.ANY_KEY, this::key),
                new Route("GET", "/api/v1/auth/key", Route.Access.ANY_KEY, this::key)));
        routes.addAll(keyPages.routes());
        return List.copyOf(routes);
    }

    /// Whoever the table of routes let in.
    static Caller caller(Page.Query query) {
        return Objects.requireNonNull(query.caller(), "the route takes nobody without a key");
    }

    private Page.Reply generation(Page.Query query) {
        Optional<String> id = query.parameter("id");
        if (id.isEmpty()) {
            return refused("id", "is missing (expected: a generation's id, such as gen-…)");
        }
        Optional<GenerationRecord> found = generations.find(id.get());
        // Another account's generation does not exist for this one.
        if (found.isEmpty() || found.get().account() != caller(query).account()) {
            return notFound("Generation " + AccountJson.shown(id.get()) + " was not found.");
        }
        return Page.Content.json(json.document(out -> GenerationJson.write(out, found.get())));
    }

    private Page.Reply credit(Page.Query query) {
        Credits.Credit credit = credits.credit(caller(query).account())
                .orElseGet(() -> new Credits.Credit(Optional.empty(), Nanos.ZERO));
        return Page.Content.json(json.document(out -> {
            AccountJson.money(out, "total_credits", credit.granted().orElse(Nanos.ZERO));
            AccountJson.money(out, "total_usage", credit.used());
        }));
    }

    private Page.Reply activity(Page.Query query) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate from = today.minusDays(DAYS);
        LocalDate to = today.minusDays(1);
        Optional<String> date = query.parameter(DATE);
        if (date.isPresent()) {
            Optional<LocalDate> day = day(date.get());
            if (day.isEmpty() || day.get().isBefore(from) || day.get().isAfter(today)) {
                return refused(
                        DATE,
                        "'" + AccountJson.shown(date.get()) + "' (expected: a UTC day from " + from + " to " + today
                                + ")");
            }
            from = day.get();
            to = from;
        }
        Optional<String> hash = query.parameter(KEY_HASH);
        if (hash.isPresent() && !KeyPages.isHash(hash.get())) {
            return refused(KEY_HASH, "expected 64 lowercase hex digits");
        }
        // Facts that this program does not have: nothing matches them.
        boolean none = query.parameter("user_id").isPresent()
                || query.parameter("workspace_id").isPresent();
        List<Activity.Row> rows = none
                ? List.of()
                : activity.rows(new Activity.Question(caller(query).account(), from, to, hash.orElse(null)));
        return Page.Content.json(json.list(rows, AccountPages::row));
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static void row(JsonGenerator out, Activity.Row row) {
        out.writeStartObject();
        out.writeStringProperty("date", row.date().toString());
        out.writeStringProperty("model", row.model());
        out.writeStringProperty("model_permaslug", row.model());
        out.writeStringProperty("endpoint_id", row.endpoint());
        out.writeStringProperty("provider_name", row.provider());
        AccountJson.money(out, "usage", row.charge());
        out.writeNumberProperty("byok_usage_inference", 0);
        out.writeNumberProperty("requests", row.requests());
        out.writeNumberProperty("prompt_tokens", row.promptTokens());
        out.writeNumberProperty("completion_tokens", row.completionTokens());
        out.writeNumberProperty("reasoning_tokens", row.reasoningTokens());
        out.writeEndObject();
    }

    private Page.Reply key(Page.Query query) {
        Optional<ApiKey> found = keys.find(caller(query).keyHash());
        if (found.isEmpty()) {
            return notFound("This API key was deleted.");
        }
        ApiKey key = found.get();
        Credits.KeyUsage usage = credits.spentWith(key.hash(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        boolean management = key.scope() == Caller.Scope.MANAGEMENT;
        return Page.Content.json(json.document(out -> {
            out.writeStringProperty("label", key.label());
            AccountJson.limits(out, key, usage);
            AccountJson.usage(out, usage);
            out.writeBooleanProperty("is_free_tier", false);
            out.writeBooleanProperty("is_management_key", management);
            out.writeBooleanProperty("is_provisioning_key", management);
            out.writeNullProperty("creator_user_id");
            out.writeNullProperty("organization_id");
            out.writeNullProperty("workspace_id");
            AccountJson.time(out, "expires_at", key.expiresAt());
            out.writeArrayPropertyStart("allowed_data_regions");
            out.writeString("global");
            out.writeEndArray();
            // Free models have no limit of their own here; clients know -1 as none, and cannot read null.
            out.writeObjectPropertyStart("free_model_daily_requests");
            out.writeNumberProperty("limit", -1);
            out.writeNumberProperty("used", 0);
            out.writeNumberProperty("remaining", -1);
            out.writeEndObject();
            out.writeObjectPropertyStart("rate_limit");
            out.writeNumberProperty("requests", -1);
            out.writeStringProperty("interval", "10s");
            out.writeStringProperty("note", "This member says nothing any more; it is kept for old clients.");
            out.writeEndObject();
        }));
    }

    static Page.Reply refused(String field, String expected) {
        return new Page.Failed(Failure.CallerFault.field(field, expected));
    }

    static Page.Reply notFound(String message) {
        return new Page.Failed(new Failure.CallerFault(ErrorType.NOT_FOUND, message, null));
    }
}
