package dev.roundhouse.app;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.HubUpstream;
import dev.roundhouse.dialect.Seals;
import dev.roundhouse.dialect.UpstreamDialect;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.bedrock.BedrockInvoke;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.dialect.openai.OpenAiCompletions;
import dev.roundhouse.dialect.openai.OpenAiEmbeddings;
import dev.roundhouse.dialect.openai.OpenAiModerations;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.dialect.sagemaker.SageMaker;
import dev.roundhouse.dispatch.Dispatcher;
import dev.roundhouse.dispatch.auth.CloudAuthorizer;
import dev.roundhouse.flow.Billing;
import dev.roundhouse.flow.GenerationFlow;
import dev.roundhouse.flow.KeptAnswers;
import dev.roundhouse.flow.Memory;
import dev.roundhouse.flow.Replies;
import dev.roundhouse.flow.Workers;
import dev.roundhouse.ledger.Ledger;
import dev.roundhouse.metering.TokenCounter;
import dev.roundhouse.observe.Faults;
import dev.roundhouse.policy.Gate;
import dev.roundhouse.policy.Keys;
import dev.roundhouse.record.Chronicle;
import dev.roundhouse.record.GenerationIds;
import dev.roundhouse.record.GenerationRecord;
import dev.roundhouse.record.Journal;
import dev.roundhouse.record.Recorder;
import dev.roundhouse.relay.Relay;
import dev.roundhouse.routing.Health;
import dev.roundhouse.routing.Router;
import dev.roundhouse.routing.Usability;
import dev.roundhouse.selection.Selector;
import dev.roundhouse.selection.auto.AutoRules;
import dev.roundhouse.selection.auto.AutoSelection;
import dev.roundhouse.wire.HttpServer;
import dev.roundhouse.wire.ListenerLimits;
import dev.roundhouse.wire.Route;
import dev.roundhouse.wire.Routes;
import dev.roundhouse.wire.Routes.Door;
import dev.roundhouse.wire.Stories;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The rooms of the walk, joined. The program has one for its callers, and at the start another to warm up in.
final class Core {
    private final Common common;
    private final Dialects dialects;
    private final Usability usability;

    /// What all cores of a process share.
    ///
    /// @param answersKept how long answers are kept for those who ask for it; zero: not at all
    record Common(
            Stories stories,
            Workers workers,
            Faults faults,
            GenerationIds ids,
            InstantSource clock,
            Duration answersKept,
            ListenerLimits limits,
            Selecting selecting) {}

    /// What models are chosen by.
    record Selecting(Supplier<Selector> selector, AutoRules rules) {}

    /// What is one core's own: who may ask, who pays, and where it is written down.
    record Books(Keys keys, Ledger ledger, Journal journal, KeptAnswers answers, Consumer<GenerationRecord> observer) {}

    Core(Common common) {
        this.common = common;
        OpenAiChat chat = new OpenAiChat();
        dialects = new Dialects(
                List.of(
                        Dialects.Entry.of(chat),
                        Dialects.Entry.of(new OpenAiCompletions()),
                        Dialects.Entry.hub(new OpenAiEmbeddings()),
                        Dialects.Entry.hub(new OpenAiModerations()),
                        Dialects.Entry.hub(new OpenAiResponses(
                                common.clock(), common.answersKept().isPositive())),
                        Dialects.Entry.hub(new AnthropicMessages()),
                        Dialects.Entry.hub(new Gemini()),
                        Dialects.Entry.hub(new BedrockConverse(common.clock())),
                        Dialects.Entry.hub(new BedrockInvoke(common.clock(), new ClaudeBodies(), inHub(chat))),
                        Dialects.Entry.upstream(new SageMaker(inHub(chat))),
                        Dialects.Entry.hub(new Cohere()),
                        Dialects.Entry.hub(new Ollama(System::nanoTime))),
                new Seals(common.clock()));
        usability = new Usability(dialects);
    }

    private static @Nullable HubUpstream inHub(UpstreamDialect dialect) {
        return dialect instanceof HubUpstream hub ? hub : null;
    }

    /// Why endpoints cannot be used.
    Usability usability() {
        return usability;
    }

    /// A server with the doors of all dialects and these pages.
    HttpServer server(Supplier<Snapshot> snapshots, Books books, List<Route> pages) {
        Gate gate = new Gate(books.keys());
        Health health = new Health();
        Router router = new Router(usability, health);
        GenerationFlow flow = new GenerationFlow(
                snapshots,
                gate,
                dialects,
                new AutoSelection(
                        common.selecting().selector(),
                        router,
                        dialects,
                        common.selecting().rules(),
                        common.clock()),
                router,
                health,
                new Billing(dialects, new TokenCounter(), common.workers()),
                books.ledger(),
                new Dispatcher(dialects, common.workers()::call, authorizer()),
                new Relay(),
                new Chronicle(new Recorder(books.journal()), books.observer()),
                new Replies(dialects),
                new Memory(dialects, books.answers(), common.answersKept(), common.workers()),
                common.workers());
        return new HttpServer(
                new Routes(doors(), pages),
                gate,
                flow,
                dialects,
                common.stories(),
                common.workers(),
                common.faults(),
                common.ids()::next,
                common.clock(),
                common.limits());
    }

    private CloudAuthorizer authorizer() {
        return new CloudAuthorizer(common.clock(), common.workers()::execute, common.workers()::call);
    }

    private List<Door> doors() {
        List<Door> doors = new ArrayList<>();
        for (ClientDialect dialect : dialects.clients()) {
            dialect.doors().forEach((path, surface) -> doors.add(new Door(path, dialect.name(), surface)));
        }
        return doors;
    }
}
