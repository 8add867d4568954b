package dev.roundhouse.admin;

import dev.roundhouse.admin.KeyOrder.Bad;
import dev.roundhouse.admin.KeyOrder.Read;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.policy.ApiKey;
import dev.roundhouse.policy.KeyMint;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.Credits;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/// The account's inference keys: listed, made, changed, deleted. A key's text is in one answer only, the one to
/// its making.
final class KeyPages {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int PAGE = 100;
    private static final int CREATED = 201;

    private final Keys keys;
    private final KeyMint mint;
    private final Credits credits;
    private final InstantSource clock;
    private final AccountJson json;

    KeyPages(Keys keys, KeyMint mint, Credits credits, InstantSource clock, AccountJson json) {
        this.keys = keys;
        this.mint = mint;
        this.credits = credits;
        this.clock = clock;
        this.json = json;
    }

    List<Route> routes() {
        String all = "/api/v1/keys";
        String one = "/api/v1/keys/{hash}";
        return List.of(
                new Route("GET", all, Route.Access.MANAGEMENT, this::list),
                new Route("POST", all, Route.Access.MANAGEMENT, this::create),
                new Route("GET", one, Route.Access.MANAGEMENT, this::show),
                new Route("PATCH", one, Route.Access.MANAGEMENT, this::change),
                new Route("DELETE", one, Route.Access.MANAGEMENT, this::delete));
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    private Page.Reply list(Page.Query query) {
        Asked asked = new Asked(query.parameters());
        boolean disabledToo = asked.flag("include_disabled");
        OptionalLong offset = asked.whole("offset", 0, Integer.MAX_VALUE);
        if (asked.failure().isPresent()) {
            return new Page.Failed(asked.failure().get());
        }
        // Workspaces do not exist here: none has a key.
        boolean none = asked.has("workspace_id");
        List<ApiKey> page = keys.all().stream()
                .filter(key -> !none && isOwn(key, query) && (disabledToo || !key.disabled()))
                .skip(offset.orElse(0))
                .limit(PAGE)
                .toList();
        return Page.Content.json(json.list(page, (out, key) -> {
            out.writeStartObject();
            members(out, key);
            out.writeEndObject();
        }));
    }

    private static boolean isOwn(ApiKey key, Page.Query query) {
        return key.account() == AccountPages.caller(query).account() && key.scope() == Caller.Scope.INFERENCE;
    }

    private Page.Reply create(Page.Query query) {
        return switch (KeyOrder.toMake(query.body(), AccountPages.caller(query).account(), clock.instant())) {
            case Bad(String field, String expected) -> AccountPages.refused(field, expected);
            case Read<KeyMint.Order>(KeyMint.Order order) -> {
                KeyMint.Minted minted = mint.mint(order);
                keys.put(minted.kept());
                byte[] body = json.written(out -> {
                    out.writeObjectPropertyStart("data");
                    members(out, minted.kept());
                    out.writeEndObject();
                    out.writeStringProperty("key", minted.key().reveal());
                });
                yield new Page.Content(CREATED, "application/json", body, Map.of("cache-control", "no-store"));
            }
        };
    }

    private Optional<ApiKey> own(Page.Query query) {
        String hash = query.segments().getOrDefault("hash", "");
        return keys.find(hash).filter(key -> isOwn(key, query));
    }

    private static Page.Reply unknown() {
        return AccountPages.notFound("There is no API key of that hash.");
    }

    private Page.Reply show(Page.Query query) {
        return own(query).map(this::shown).orElseGet(KeyPages::unknown);
    }

    private Page.Reply shown(ApiKey key) {
        return Page.Content.json(json.document(out -> members(out, key)));
    }

    private Page.Reply change(Page.Query query) {
        Optional<ApiKey> key = own(query);
        if (key.isEmpty()) {
            return unknown();
        }
        return switch (KeyOrder.toChange(query.body(), key.get(), clock.instant())) {
            case Bad(String field, String expected) -> AccountPages.refused(field, expected);
            case Read<ApiKey>(ApiKey changed) -> {
                if (isConfigured(key.get()) && changed.disabled()) {
                    yield AccountPages.refused("disabled", CONFIGURED);
                }
                keys.put(changed);
                yield shown(changed);
            }
        };
    }

    private static final String CONFIGURED =
            "this key stands in the configuration and is valid as long as it does (expected: remove it there)";

    private static boolean isConfigured(ApiKey key) {
        return key.origin() == ApiKey.Origin.CONFIGURED;
    }

    private Page.Reply delete(Page.Query query) {
        Optional<ApiKey> key = own(query);
        if (key.isEmpty()) {
            return unknown();
        }
        if (isConfigured(key.get())) {
            return AccountPages.refused("hash", CONFIGURED);
        }
        keys.delete(key.get().hash());
        return Page.Content.json(json.written(out -> out.writeBooleanProperty("deleted", true)));
    }

    private void members(JsonGenerator out, ApiKey key) {
        Credits.KeyUsage usage = credits.spentWith(key.hash(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        out.writeStringProperty("hash", key.hash());
        out.writeStringProperty("name", key.name());
        out.writeStringProperty("label", key.label());
        out.writeBooleanProperty("disabled", key.disabled());
        AccountJson.limits(out, key, usage);
        AccountJson.usage(out, usage);
        AccountJson.time(out, "created_at", key.createdAt());
        AccountJson.time(out, "updated_at", key.updatedAt());
        AccountJson.time(out, "expires_at", key.expiresAt());
        out.writeNullProperty("workspace_id");
        out.writeNullProperty("creator_user_id");
    }
}
