package dev.roundhouse.wire;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Secret;
import dev.roundhouse.dialect.ClientDialect;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.exchange.Admission;
import dev.roundhouse.exchange.Caller;
import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.Failure.CallerFault;
import dev.roundhouse.exchange.Failure.GatewayFault;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Surface;
import dev.roundhouse.flow.GenerationFlow;
import dev.roundhouse.flow.Workers;
import dev.roundhouse.observe.Faults;
import dev.roundhouse.policy.Gate;
import dev.roundhouse.wire.Page.Content;
import dev.roundhouse.wire.Page.Failed;
import dev.roundhouse.wire.Page.Query;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Serves requests: finds the route, and starts the story of a generation, or has the page answered by a worker.
public final class HttpServer {
    private static final String JSON = "application/json";

    private final Routes routes;
    private final Gate gate;
    private final GenerationFlow flow;
    private final Dialects dialects;
    private final Stories stories;
    private final Workers workers;
    private final Faults faults;
    private final Supplier<String> ids;
    private final InstantSource clock;
    private final ListenerLimits limits;

    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean draining;

    /// @param ids makes the ids of generations
    public HttpServer(
            Routes routes,
            Gate gate,
            GenerationFlow flow,
            Dialects dialects,
            Stories stories,
            Workers workers,
            Faults faults,
            Supplier<String> ids,
            InstantSource clock,
            ListenerLimits limits) {
        this.routes = routes;
        this.gate = gate;
        this.flow = flow;
        this.dialects = dialects;
        this.stories = stories;
        this.workers = workers;
        this.faults = faults;
        this.ids = ids;
        this.clock = clock;
        this.limits = limits;
    }

    ListenerLimits limits() {
        return limits;
    }

    /// Connections that are open.
    public int connections() {
        return connections.size();
    }

    /// Requests that are being answered.
    public int underWay() {
        return underWay.get();
    }

    /// Whether the server is closing.
    public boolean draining() {
        return draining;
    }

    /// Takes a place for a connection; false when all are taken.
    boolean admit(Channel connection) {
        if (connections.size() >= limits.connectionsMax()) {
            return false;
        }
        connections.add(connection);
        connection.closeFuture().addListener(_ -> connections.remove(connection));
        return true;
    }

    /// What a connection is told for which there is no place.
    FullHttpResponse full() {
        byte[] body = dialects.client(Dialect.OPENAI_CHAT).error(GatewayFault.busy(), Surface.OPENROUTER, null);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SERVICE_UNAVAILABLE, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.RETRY_AFTER, "1")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    /// From now on a connection ends with the answers that are under way on it; one without any ends at once.
    public void drain() {
        draining = true;
        for (Channel connection : connections) {
            connection.eventLoop().execute(() -> {
                FrontHandler front = connection.pipeline().get(FrontHandler.class);
                if (front != null) {
                    front.drain();
                } else {
                    connection.close(); // of HTTP/2: says so to the client, and waits for its streams
                }
            });
        }
    }

    /// Serves a whole request. On the loop.
    void serve(RequestHead request, byte[] body, HttpAnswer answer) {
        String path = Heads.path(request.target());
        switch (routes.find(request.method(), path)) {
            case Routes.Generation(Routes.Door door) -> generate(request, door, body, answer);
            case Routes.Plain(Route route, var segments) -> page(request, route, segments, body, answer);
            case Routes.WrongMethod(var allowed) -> {
                String expected = String.join(", ", allowed);
                String message = "method: " + request.method() + " (expected: " + expected + ")";
                Failure failure = new CallerFault(ErrorType.METHOD_NOT_ALLOWED, message, "method");
                tell(failure, voiceAt(path), Map.of("allow", expected), answer);
            }
            case Routes.Malformed() -> {
                String message = "path: it is not percent-encoded UTF-8";
                tell(new CallerFault(ErrorType.INVALID_REQUEST, message, "path"), voiceAt(path), Map.of(), answer);
            }
            case Routes.Nowhere() -> {
                String message = "path: there is no " + shortened(path) + " here";
                tell(new CallerFault(ErrorType.NOT_FOUND, message, "path"), voiceAt(path), Map.of(), answer);
            }
        }
    }

    /// Answers a request that is refused before it is whole. On the loop.
    void refuse(RequestHead request, Failure failure, HttpAnswer answer) {
        tell(failure, voiceAt(Heads.path(request.target())), Map.of(), answer);
    }

    /// In which schema's envelope, and as at which door, a failure is told that no dialect has read the request
    /// of.
    private record Voice(Dialect dialect, Surface surface) {
        static Voice of(Inbound inbound) {
            return new Voice(inbound.dialect(), inbound.surface());
        }
    }

    private Voice voiceAt(String target) {
        Routes.Door near = routes.near(Heads.path(target));
        return new Voice(near.dialect(), near.surface());
    }

    private void generate(RequestHead request, Routes.Door door, byte[] body, HttpAnswer answer) {
        String encoding = request.header("content-encoding");
        Inbound inbound = new Inbound(
                ids.get(),
                clock.instant(),
                door.surface(),
                door.dialect(),
                Heads.path(request.target()),
                Heads.query(request.target()),
                Heads.credential(request),
                Heads.taken(request),
                body);
        underWay.incrementAndGet();
        stories.start(answer.lane().loop(), () -> {
            try {
                tellStory(inbound, encoding, answer);
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    private void tellStory(Inbound inbound, @Nullable String encoding, HttpAnswer answer) {
        try {
            if (encoding == null) {
                flow.run(inbound, answer);
                return;
            }
            switch (workers.call(() -> Unpacking.unpack(inbound.body(), encoding, limits.bodyBytesMax()))) {
                case Unpacking.Unpacked(byte[] plain) -> flow.run(inbound.withBody(plain), answer);
                case Unpacking.Refused(CallerFault fault) -> tell(fault, Voice.of(inbound), Map.of(), answer);
            }
        } catch (RejectedExecutionException e) {
            tell(GatewayFault.busy(), Voice.of(inbound), Map.of(), answer);
        } catch (RuntimeException e) {
            tellFault(e, Voice.of(inbound), answer);
        }
    }

    private void page(RequestHead request, Route route, Map<String, String> segments, byte[] body, HttpAnswer answer) {
        underWay.incrementAndGet();
        Secret credential = Heads.credential(request);
        Map<String, String> headers = request.headers();
        String uri = request.target();
        try {
            workers.execute(() -> {
                try {
                    answerPage(route, new Asked(uri, segments, headers, body, credential), answer);
                } catch (RuntimeException e) {
                    tellFault(e, voiceAt(uri), answer);
                } finally {
                    underWay.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            underWay.decrementAndGet();
            tell(GatewayFault.busy(), voiceAt(uri), Map.of(), answer);
        }
    }

    private record Asked(
            String uri,
            Map<String, String> segments,
            Map<String, String> headers,
            byte[] body,
            @Nullable Secret credential) {}

    private void answerPage(Route route, Asked asked, HttpAnswer answer) {
        Voice voice = voiceAt(asked.uri());
        Caller caller = null;
        switch (admit(route.access(), asked.credential())) {
            case Admission.Admitted(Caller known) -> caller = known;
            case Admission.Refused(Failure why)
            when route.access() != Route.Access.ANYONE -> {
                tell(why, voice, Map.of(), answer);
                return;
            }
            case Admission.Refused _ -> {} // anyone may, and this one is nobody in particular
        }
        Map<String, List<String>> parameters;
        try {
            parameters = new QueryStringDecoder(asked.uri()).parameters();
        } catch (IllegalArgumentException e) {
            String message = "query: it is not percent-encoded UTF-8";
            tell(new CallerFault(ErrorType.INVALID_REQUEST, message, "query"), voice, Map.of(), answer);
            return;
        }
        Query query =
                new Query(Heads.path(asked.uri()), asked.segments(), parameters, asked.headers(), caller, asked.body());
        switch (route.page().answer(query)) {
            case Content(int status, String type, byte[] bytes, var headers) ->
                answer.respond(status, type, bytes, headers);
            case Failed(Failure failure) -> tell(failure, voice, Map.of(), answer);
        }
    }

    private Admission admit(Route.Access access, @Nullable Secret credential) {
        return switch (access) {
            case ANYONE, ANY_KEY -> gate.identify(credential);
            case INFERENCE -> gate.admit(credential, Scope.INFERENCE);
            case MANAGEMENT -> gate.admit(credential, Scope.MANAGEMENT);
        };
    }

    private void tell(Failure failure, Voice voice, Map<String, String> headers, HttpAnswer answer) {
        ClientDialect dialect = dialects.client(voice.dialect());
        Map<String, String> all = new HashMap<>(dialect.errorHeaders(failure));
        all.putAll(headers);
        answer.respond(failure.type().status(), JSON, dialect.error(failure, voice.surface(), null), all);
    }

    private void tellFault(RuntimeException fault, Voice voice, HttpAnswer answer) {
        String incident = faults.report(fault);
        String message = "Something went wrong here that is not your fault. Incident " + incident + ".";
        if (answer.committed()) {
            answer.lane().execute(answer::breakOff);
            return;
        }
        tell(new GatewayFault(ErrorType.SERVER, message, List.of(), null), voice, Map.of(), answer);
    }

    private static String shortened(String path) {
        int most = 200;
        return path.length() <= most ? path : path.substring(0, most) + "…";
    }
}
