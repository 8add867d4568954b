package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawExchange;
import dev.roundhouse.wire.RawExchange.HungUp;
import dev.roundhouse.wire.RawListener;
import dev.roundhouse.wire.RawRequest;
import dev.roundhouse.wire.RawRequest.Header;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The way of each request through the sandbox: what it wants, who answers it, what goes wrong.
final class Door implements RawListener.Handler {
    private static final String REQUESTS = "/sandbox/requests";

    private final List<SandboxDialect> dialects;
    private final Recordings recordings;
    private final Delivery delivery;
    private final RequestLog log;

    Door(List<SandboxDialect> dialects, Recordings recordings, Delivery delivery, RequestLog log) {
        this.dialects = List.copyOf(dialects);
        this.recordings = recordings;
        this.delivery = delivery;
        this.log = log;
    }

    @Override
    public void handle(RawRequest raw, RawExchange exchange) throws IOException, InterruptedException {
        Ask ask = Ask.of(raw);
        if (raw.method().equals("GET") && (ask.path() + "/").startsWith(REQUESTS + "/")) {
            new Sender(exchange, raw.connection(), Wanted.nothing()).send(received(ask.path()));
            return;
        }
        Wanted.Reading reading = Wanted.read(ask, recordings, delivery);
        RequestLog.Entry entry = log.keep(raw, ids(raw, reading));
        try {
            entry.now(
                    switch (reading) {
                        case Wanted.Read(Wanted wanted) -> serve(ask, wanted, exchange);
                        case Wanted.Unread(Problem problem) ->
                            new Sender(exchange, raw.connection(), Wanted.nothing()).send(failure(ask, problem));
                    });
        } catch (HungUp e) {
            entry.now(RequestLog.State.CLIENT_HUNG_UP);
            throw e;
        }
    }

    private RequestLog.State serve(Ask ask, Wanted wanted, RawExchange exchange) throws HungUp, InterruptedException {
        Sender sender = new Sender(exchange, ask.raw().connection(), wanted);
        Optional<Fault.Instead> instead = wanted.wishes().faults().stream()
                .filter(Fault.Instead.class::isInstance)
                .map(Fault.Instead.class::cast)
                .findFirst();
        if (instead.isEmpty()) {
            return sender.send(answer(ask, wanted));
        }
        return switch (instead.get()) {
            case Fault.Reset _ -> {
                exchange.pauseUntil(wanted.wishes().pace().firstToken());
                exchange.reset();
                yield RequestLog.State.ANSWERED;
            }
            case Fault.Silence _ -> sender.silence();
            case Fault.Status status -> sender.send(failing(ask, status));
        };
    }

    private Answer answer(Ask ask, Wanted wanted) {
        if (!wanted.secret().isEmpty() && !given(ask.raw()).equals(wanted.secret())) {
            return failure(
                    ask, new Problem(401, "Incorrect API key provided (expected: the one in the model's name).", ""));
        }
        if (!wanted.interaction().isEmpty()) {
            return recorded(ask, wanted.interaction());
        }
        return dialect(ask)
                .map(dialect -> dialect.answer(ask, wanted.wishes()))
                .orElseGet(
                        () -> failure(
                                ask,
                                Problem.notFound(
                                        "Unknown request URL: " + ask.raw().method() + " " + ask.path()
                                                + " (expected: a path that ends in /chat/completions, /completions, /embeddings, /models or /messages).")));
    }

    private Answer recorded(Ask ask, String id) {
        try {
            return recordings.answer(id).orElseGet(() -> failure(ask, unknown(id)));
        } catch (IOException e) {
            return failure(ask, new Problem(500, "The recording cannot be read: " + e.getMessage(), ""));
        }
    }

    private Problem unknown(String id) {
        String hint = recordings.count() == 0
                ? "the sandbox was started without --replay"
                : "there are " + recordings.count() + " others";
        return Problem.notFound("There is no recording with the id \"" + id + "\"; " + hint + ".");
    }

    private Answer failing(Ask ask, Fault.Status status) {
        Answer answer = failure(
                ask,
                new Problem(status.code(), "The sandbox was asked to fail with status " + status.code() + ".", ""));
        if (status.retryAfter().isEmpty()) {
            return answer;
        }
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(new Header("retry-after", status.retryAfter()));
        return new Answer(answer.status(), headers, answer.body());
    }

    private Answer failure(Ask ask, Problem problem) {
        return dialect(ask).map(dialect -> dialect.failure(problem)).orElseGet(() -> OpenAi.failure(problem));
    }

    private Optional<SandboxDialect> dialect(Ask ask) {
        return dialects.stream().filter(dialect -> dialect.serves(ask)).findFirst();
    }

    private Answer received(String path) {
        if (path.length() <= REQUESTS.length() + 1) {
            ObjectNode json = Json.object();
            ArrayNode ids = json.putArray("ids");
            log.ids().forEach(ids::add);
            return Answer.json(200, json, 0);
        }
        String id = path.substring(REQUESTS.length() + 1);
        return log.find(id)
                .map(entry -> Answer.json(200, entry.json(), 0))
                .orElseGet(() -> OpenAi.failure(Problem.notFound("No request \"" + id + "\" is kept.")));
    }

    private static List<String> ids(RawRequest raw, Wanted.Reading reading) {
        String interaction = switch (reading) {
            case Wanted.Read(Wanted wanted) -> wanted.interaction();
            case Wanted.Unread _ -> "";
        };
        return Stream.of(interaction, raw.header("x-sandbox-request-id").orElse(""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /// The key that came, in whichever header its dialect has it.
    private static String given(RawRequest raw) {
        return raw.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length()))
                .map(value -> value.substring("Bearer ".length()).strip())
                .or(() -> raw.header("x-api-key"))
                .or(() -> raw.header("x-goog-api-key"))
                .orElse("");
    }
}
