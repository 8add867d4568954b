package dev.roundhouse.admin;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.wire.Page;
import dev.roundhouse.wire.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The public catalogue: models, their endpoints and providers, in OpenRouter's, OpenAI's, Anthropic's and
/// Gemini's shapes.
///
/// @see "OpenRouter API: GET /models and its kin; OpenAI API: GET /models"
public final class CataloguePages {
    private static final int PAGE_DEFAULT = 500;
    private static final int PAGE_MAX = 1_000;
    private static final long OFFSET_MAX = 1_000_000;
    private static final int NEAREST = 3;
    private static final int SHOWN_MAX = 100;
    private static final String SORT = "sort";
    private static final String OFFSET = "offset";
    private static final String LIMIT = "limit";
    private static final String RSS = "use_rss";
    private static final String RSS_CHAT = "use_rss_chat_links";
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.\\-_]{1,253}(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{1,5})?");

    private final Supplier<Snapshot> snapshot;
    private final Function<Endpoint, Optional<String>> leftOut;
    private final InstantSource clock;
    private final ListingJson json = new ListingJson();
    private final AtomicReference<@Nullable ModelListing> current = new AtomicReference<>();

    /// @param snapshot what is on offer now; asked at each request, so it must be quick
    /// @param leftOut why a plan would leave an endpoint out, such as `OPENAI_API_KEY is not set`; empty when it
    ///   can be used. Asked once per endpoint and snapshot: it must not depend on load or health
    /// @param clock for the ages of models
    public CataloguePages(
            Supplier<Snapshot> snapshot, Function<Endpoint, Optional<String>> leftOut, InstantSource clock) {
        this.snapshot = snapshot;
        this.leftOut = leftOut;
        this.clock = clock;
    }

    /// The routes for the table.
    public List<Route> routes() {
        return List.of(
                get("/api/v1/models", Route.Access.ANYONE, this::models),
                get("/api/v1/models/count", Route.Access.ANYONE, this::count),
                get("/api/v1/models/user", Route.Access.INFERENCE, this::usableModels),
                get("/api/v1/models/{author}/{slug}/endpoints", Route.Access.ANYONE, this::endpoints),
                get("/api/v1/model/{author}/{slug}", Route.Access.ANYONE, this::model),
                get("/api/v1/embeddings/models", Route.Access.ANYONE, this::embeddings),
                get(
                        "/api/v1/providers",
                        Route.Access.ANYONE,
                        query -> listing().providers().reply(query)),
                get(
                        "/api/v1/endpoints/zdr",
                        Route.Access.ANYONE,
                        query -> listing().zeroRetention().reply(query)),
                get(
                        "/v1/models",
                        Route.Access.ANYONE,
                        query -> AnthropicModels.asks(query)
                                ? AnthropicModels.list(query, listing())
                                : listing().openAi().reply(query)),
                get("/v1/models/{id}", Route.Access.ANYONE, this::vendorsModel),
                get("/v1/models/{author}/{slug}", Route.Access.ANYONE, this::vendorsModel),
                get(
                        "/v1beta/models",
                        Route.Access.ANYONE,
                        query -> GeminiPages.list(query, json, listing().listed())),
                get("/v1beta/models/{id}", Route.Access.ANYONE, this::geminiModel),
                get("/v1beta/models/{author}/{slug}", Route.Access.ANYONE, this::geminiModel));
    }

    /// Makes the answers that everybody asks for ahead of the first request. For a background thread, at start
    /// and
    /// after each change of the snapshot; without it the first request waits for them.
    public void prepare() {
        ModelListing listing = listing();
        listing.textModels();
        listing.allModels();
        listing.openAi();
    }

    /// What is on offer now.
    ModelListing listing() {
        Snapshot now = snapshot.get();
        ModelListing listing = current.get();
        if (listing != null && listing.isOf(now)) {
            return listing;
        }
        // Two that come at once each make one, of which one stays: cheaper than to make all others wait for a
        // lock.
        ModelListing made = new ModelListing(now, leftOut);
        current.set(made);
        return made;
    }

    private Page.Reply models(Page.Query query) {
        Asked asked = new Asked(query.parameters());
        ModelListing listing = listing();
        boolean plain = Stream.of(ModelFilter.NAMES.stream(), Stream.of(SORT, OFFSET, LIMIT, RSS, RSS_CHAT))
                .flatMap(names -> names)
                .noneMatch(asked::has);
        List<String> outputs = asked.list(ModelFilter.OUTPUT_MODALITIES);
        if (plain && (outputs.isEmpty() || outputs.equals(List.of(ModelFilter.TEXT)))) {
            return listing.textModels().reply(query);
        }
        if (plain && outputs.equals(List.of(ModelFilter.ALL))) {
            return listing.allModels().reply(query);
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Predicate<ModelRow> filter = ModelFilter.of(asked, today);
        Optional<ModelSort> sort = asked.oneOf(SORT, ModelSort.names()).flatMap(ModelSort::named);
        boolean rss = asked.flag(RSS);
        boolean chatLinks = asked.flag(RSS_CHAT);
        Stream<ModelRow> some = listing.listed().stream().filter(filter);
        List<ModelRow> found =
                sort.map(s -> some.sorted(s.order())).orElse(some).toList();
        return rss ? feed(query, asked, found, chatLinks) : page(query, asked, listing, found);
    }

    private Page.Reply count(Page.Query query) {
        Asked asked = new Asked(query.parameters());
        ModelListing listing = listing();
        Predicate<ModelRow> filter = ModelFilter.modalities(asked);
        Optional<Failure> wrong = asked.failure();
        if (wrong.isPresent()) {
            return new Page.Failed(wrong.get());
        }
        long count = listing.listed().stream().filter(filter).count();
        return Prepared.once(listing.count(count)).reply(query);
    }

    /// Which of the listed models a key could use now. Preferences and guardrails of accounts come with their
    /// rooms.
    private Page.Reply usableModels(Page.Query query) {
        Asked asked = new Asked(query.parameters());
        ModelListing listing = listing();
        Predicate<ModelRow> filter = ModelFilter.modalities(asked).and(ModelRow::usable);
        return page(
                query, asked, listing, listing.listed().stream().filter(filter).toList());
    }

    private Page.Reply embeddings(Page.Query query) {
        Asked asked = new Asked(query.parameters());
        ModelListing listing = listing();
        if (!asked.has(OFFSET) && !asked.has(LIMIT)) {
            return listing.embeddings().reply(query);
        }
        List<ModelRow> found =
                listing.listed().stream().filter(ModelListing::embeds).toList();
        return page(query, asked, listing, found);
    }

    private Page.Reply model(Page.Query query) {
        return found(query, (listing, row) -> listing.one(row));
    }

    private Page.Reply endpoints(Page.Query query) {
        return found(query, ModelListing::withEndpoints);
    }

    private Page.Reply vendorsModel(Page.Query query) {
        return AnthropicModels.asks(query)
                ? found(query, (_, row) -> AnthropicModels.one(row))
                : found(query, ModelListing::openAi);
    }

    private Page.Reply geminiModel(Page.Query query) {
        return found(query, (_, row) -> json.bytes(to -> GeminiPages.model(to, row)));
    }

    private Page.Reply found(Page.Query query, Writer writer) {
        String id = query.segments().get("id");
        String name = id != null
                ? id
                : query.segments().getOrDefault("author", "")
                        + "/"
                        + query.segments().getOrDefault("slug", "");
        ModelListing listing = listing();
        Optional<ModelRow> row = listing.find(name);
        if (row.isEmpty()) {
            return new Page.Failed(unknown(name, listing.nearest(name, NEAREST)));
        }
        return Prepared.once(writer.write(listing, row.get())).reply(query);
    }

    /// Cuts out the page that is asked for; all of it when no page is.
    private Page.Reply page(Page.Query query, Asked asked, ModelListing listing, List<ModelRow> found) {
        OptionalLong offset = asked.whole(OFFSET, 0, OFFSET_MAX);
        OptionalLong limit = asked.whole(LIMIT, 1, PAGE_MAX);
        Optional<Failure> wrong = asked.failure();
        if (wrong.isPresent()) {
            return new Page.Failed(wrong.get());
        }
        if (offset.isEmpty() && limit.isEmpty()) {
            return Prepared.once(listing.list(found, found.size(), null)).reply(query);
        }
        int from = (int) Math.min(offset.orElse(0), found.size());
        int size = (int) limit.orElse(PAGE_DEFAULT);
        int to = Math.min(from + size, found.size());
        String next = to < found.size() ? next(query, to, size) : null;
        return Prepared.once(listing.list(found.subList(from, to), found.size(), next))
                .reply(query);
    }

    private Page.Reply feed(Page.Query query, Asked asked, List<ModelRow> found, boolean chatLinks) {
        OptionalLong offset = asked.whole(OFFSET, 0, OFFSET_MAX);
        OptionalLong limit = asked.whole(LIMIT, 1, PAGE_MAX);
        Optional<Failure> wrong = asked.failure();
        if (wrong.isPresent()) {
            return new Page.Failed(wrong.get());
        }
        List<ModelRow> some = found.stream()
                .skip(offset.orElse(0))
                .limit(limit.orElse(Long.MAX_VALUE))
                .toList();
        return Prepared.once(Feed.CONTENT_TYPE, new Feed(base(query), chatLinks).write(some))
                .reply(query);
    }

    /// The same query with another offset, as a path from the root.
    private static String next(Page.Query query, int offset, int limit) {
        List<String> parts = new ArrayList<>();
        query.parameters().forEach((name, values) -> {
            if (!name.equals(OFFSET) && !name.equals(LIMIT)) {
                values.forEach(value -> parts.add(encode(name) + "=" + encode(value)));
            }
        });
        parts.add(OFFSET + "=" + offset);
        parts.add(LIMIT + "=" + limit);
        return query.path() + "?" + String.join("&", parts);
    }

    /// Scheme and host by which the client came. Feeds need whole addresses, and the client's own word is what it
    /// used;
    /// it goes to nobody else, for such an answer is kept in no shared cache.
    private static String base(Page.Query query) {
        String host = query.headers().getOrDefault("host", "");
        String scheme = "https".equals(query.headers().get("x-forwarded-proto")) ? "https" : "http";
        return scheme + "://" + (HOST.matcher(host).matches() ? host : "localhost");
    }

    private static Failure unknown(String name, List<String> nearest) {
        String shown = name.length() > SHOWN_MAX ? name.substring(0, SHOWN_MAX) + "…" : name;
        String hint = nearest.isEmpty() ? "" : " Nearest: " + String.join(", ", nearest) + ".";
        return new Failure.CallerFault(
                ErrorType.NOT_FOUND, "Model '" + shown + "' is not in the catalogue." + hint, null);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Route get(String pattern, Route.Access access, Page page) {
        return new Route("GET", pattern, access, page);
    }

    @FunctionalInterface
    private interface Writer {
        byte[] write(ModelListing listing, ModelRow row);
    }
}
