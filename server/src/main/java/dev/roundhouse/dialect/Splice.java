package dev.roundhouse.dialect;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.GenerationRequest.Span;
import dev.roundhouse.exchange.OutboundBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// From a dialect to itself: the client's own bytes go up and the upstream's own frames come down, with a few
/// members
/// changed.
final class Splice implements Translation {
    private final HubDialect dialect;

    Splice(HubDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public OutboundBody request(GenerationRequest request, Endpoint endpoint) {
        Edits edits = new Edits();
        List<Span> removed = new ArrayList<>(2);
        for (String name : Skim.ROUTER_MEMBERS) {
            Span span = request.spans().get(name);
            if (span != null) {
                removed.add(span);
            }
        }
        Span model = request.spans().get("model");
        if (model != null) {
            byte[] name = JsonText.quoted(Objects.requireNonNull(endpoint.upstreamId(), "upstreamId"));
            edits.replace(model.valueFrom(), model.valueTo(), name);
        }
        dialect.edit(request, endpoint, edits, removed);
        return edits.remove(request.body(), removed).outbound(request.body());
    }

    @Override
    public AnswerReader answer(GenerationRequest request, Endpoint endpoint, AnswerTerms terms) {
        boolean stream = request.stream();
        FramedAnswer.Reading reading = new FramedAnswer.Reading() {
            @Override
            public FrameReader frames(FrameReader.Sink sink) {
                return dialect.frames(stream, sink);
            }

            @Override
            public AnswerParser parser(EventSink sink) {
                return dialect.parser(endpoint, request.operation(), stream, sink);
            }
        };
        FramedAnswer.Copy copy = FramedAnswer.spliced(
                dialect.frameWriter(request),
                stream,
                dialect.amendments(request, endpoint, terms));
        return new FramedAnswer(endpoint.provider(), stream, reading, copy);
    }

    @Override
    public Losses losses(GenerationRequest request, Endpoint endpoint) {
        return new Losses();
    }

    @Override
    public boolean splices() {
        return true;
    }

    @Override
    public boolean isBrief(GenerationRequest request) {
        return dialect.editsBriefly(request);
    }
}
