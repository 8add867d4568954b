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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// From a dialect to itself: the client's own bytes go up and the upstream's own frames come down, with a few
/// members
/// changed.
final class Splice implements Translation {
    private static final String MODEL = "model";
    private static final byte[] COMMA = JsonText.ascii(",");

    private final HubDialect dialect;

    Splice(HubDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public OutboundBody request(GenerationRequest request, Endpoint endpoint) {
        if (dialect.isForeign(request)) {
            return rewritten(request, endpoint);
        }
        HubDialect.Patch patch = dialect.patch(request, endpoint);
        Map<String, byte[]> put = new TreeMap<>();
        patch.put().forEach((name, value) -> put.put(name, JsonTree.bytes(value)));
        if (request.spans().containsKey(MODEL)) {
            put.put(MODEL, JsonText.quoted(Objects.requireNonNull(endpoint.upstreamId(), "upstreamId")));
        }
        return edited(request, patch.removed(), put);
    }

    private static OutboundBody edited(GenerationRequest request, Set<String> unwanted, Map<String, byte[]> put) {
        Edits edits = new Edits();
        List<Span> removed = new ArrayList<>(2);
        Stream.concat(Skim.ROUTER_MEMBERS.stream(), unwanted.stream()).forEach(name -> {
            Span span = request.spans().get(name);
            if (span != null) {
                removed.add(span);
            }
        });
        byte[] added = {};
        for (Map.Entry<String, byte[]> member : put.entrySet()) {
            Span span = request.spans().get(member.getKey());
            if (unwanted.contains(member.getKey())) {
                continue;
            }
            if (span != null) {
                edits.replace(span.valueFrom(), span.valueTo(), member.getValue());
            } else {
                added = JsonText.concat(added, JsonText.member(member.getKey(), member.getValue()), COMMA);
            }
        }
        if (added.length > 0) {
            edits.insert(firstMember(request), added);
        }
        return edits.remove(request.body(), removed).outbound(request.body());
    }

    // Behind the brace; a body has members at least of what is asked, so that a comma may follow.
    private static int firstMember(GenerationRequest request) {
        int at = 0;
        while (request.body()[at] != '{') {
            at++;
        }
        return at + 1;
    }

    private OutboundBody rewritten(GenerationRequest request, Endpoint endpoint) {
        Outbound outbound = new Outbound(endpoint, request.stream(), new Losses());
        byte[] body = JsonTree.bytes(dialect.body(dialect.prompt(request), outbound));
        return new OutboundBody().add(body, 0, body.length);
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
                dialect.frameWriter(request), stream, dialect.amendments(request, endpoint, terms));
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
