package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.OutboundBody;
import dev.roundhouse.exchange.Prompt;

/// From one dialect to another by way of the neutral form.
final class Crossing implements Translation {
    private final HubClient client;
    private final HubUpstream upstream;
    private final Seals seals;

    Crossing(HubClient client, HubUpstream upstream, Seals seals) {
        this.client = client;
        this.upstream = upstream;
        this.seals = seals;
    }

    @Override
    public OutboundBody request(GenerationRequest request, Endpoint endpoint) {
        byte[] body =
                JsonTree.bytes(upstream.body(prompt(request, endpoint), outbound(request, endpoint, new Losses())));
        return new OutboundBody().add(body, 0, body.length);
    }

    @Override
    public Losses losses(GenerationRequest request, Endpoint endpoint) {
        Losses losses = new Losses();
        upstream.body(prompt(request, endpoint), outbound(request, endpoint, losses));
        return losses;
    }

    @Override
    public AnswerReader answer(GenerationRequest request, Endpoint endpoint, AnswerTerms terms) {
        boolean stream = request.stream();
        FramedAnswer.Reading reading = new FramedAnswer.Reading() {
            @Override
            public FrameReader frames(FrameReader.Sink sink) {
                return upstream.frames(stream, sink);
            }

            @Override
            public AnswerParser parser(EventSink sink) {
                SealKeeper keeper = seals.keeper();
                return upstream.parser(endpoint, request.operation(), stream, event -> {
                    keeper.accept(event);
                    sink.accept(event);
                });
            }
        };
        AnswerRenderer renderer = client.renderer(request, terms);
        return new FramedAnswer(endpoint.provider(), stream, reading, FramedAnswer.rendered(renderer));
    }

    @Override
    public boolean splices() {
        return false;
    }

    private static Outbound outbound(GenerationRequest request, Endpoint endpoint, Losses losses) {
        return new Outbound(endpoint, request.operation(), request.stream(), losses);
    }

    private Prompt prompt(GenerationRequest request, Endpoint endpoint) {
        Prompt prompt = client.prompt(request);
        return prompt instanceof Prompt.Chat chat
                ? seals.restore(chat, format -> upstream.takesSeal(endpoint, format))
                : prompt;
    }

    /// Notes what a provider will want back.
    interface SealKeeper {
        /// The next event.
        void accept(Event event);
    }
}
