package dev.roundhouse.sandbox;

import dev.roundhouse.sandbox.Frame.Kind;
import dev.roundhouse.sandbox.RequestLog.State;
import dev.roundhouse.wire.RawExchange;
import dev.roundhouse.wire.RawExchange.HungUp;
import dev.roundhouse.wire.RawRequest.Connection;
import dev.roundhouse.wire.RawRequest.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Sends one answer: frames it as HTTP, and lets pace, faults and delivery have their way with it.
final class Sender {
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final Duration DRIP_PAUSE = Duration.ofMillis(1);

    private final RawExchange exchange;
    private final Connection connection;
    private final Wanted wanted;
    private final boolean gzip;
    private final boolean drip;
    private final Optional<Stop> stop;

    Sender(RawExchange exchange, Connection connection, Wanted wanted) {
        this.exchange = exchange;
        this.connection = connection;
        this.wanted = wanted;
        List<Fault> faults = wanted.wishes().faults();
        this.gzip = faults.stream().anyMatch(Fault.Gzip.class::isInstance);
        this.drip = faults.stream().anyMatch(Fault.Drip.class::isInstance);
        this.stop = faults.stream().flatMap(fault -> Stop.of(fault).stream()).findFirst();
    }

    /// @return what became of the request, as far as it is known here
    /// @throws HungUp when the client leaves before the answer is complete
    State send(Answer answer) throws HungUp, InterruptedException {
        return switch (answer.body()) {
            case Answer.Whole whole -> whole(answer, whole);
            case Answer.Stream(List<Frame> frames) -> stream(answer, faulty(frames));
            case Answer.Recorded(List<Frame> frames) -> stream(answer, asOne() ? oneFrame(frames) : faulty(frames));
        };
    }

    /// Keeps the connection open without a word.
    State silence() throws InterruptedException {
        exchange.awaitHangUp();
        return State.CLIENT_HUNG_UP;
    }

    private State whole(Answer answer, Answer.Whole whole) throws HungUp, InterruptedException {
        byte[] body = malformed().isPresent() ? half(whole.bytes()) : whole.bytes();
        body = gzip ? joined(coded(body)) : body;
        byte[] head = head(answer, "content-length: " + body.length);
        exchange.pauseUntil(wanted.wishes().pace().due(Math.max(whole.tokens() - 1, 0)));
        if (stop.isPresent()) {
            write(List.of(head));
            write(cut(half(body)));
            return stopped();
        }
        write(joinedIfWhole(List.of(head), cut(body)));
        return State.ANSWERED;
    }

    private State stream(Answer answer, List<Frame> frames) throws HungUp, InterruptedException {
        boolean chunked = connection != Connection.ENDS_THE_ANSWER;
        BodyCoding coding = gzip ? new BodyCoding.Gzip() : new BodyCoding.Plain();
        List<byte[]> before = List.of(head(answer, chunked ? "transfer-encoding: chunked" : ""));
        int end = stop.map(where -> where.before(frames)).orElse(frames.size());
        int tokens = 0;
        for (int i = 0; i < end; i++) {
            Frame frame = frames.get(i);
            exchange.pauseUntil(
                    wanted.wishes().pace().due(frame.kind() == Kind.TOKEN ? tokens++ : Math.max(tokens - 1, 0)));
            List<byte[]> pieces = new ArrayList<>(chunks(coding.next(frame.bytes()), chunked));
            if (i + 1 == frames.size()) {
                pieces.addAll(last(coding, chunked));
            }
            write(joinedIfWhole(before, pieces));
            before = List.of();
        }
        if (stop.isPresent()) {
            write(before);
            return stopped();
        }
        if (frames.isEmpty()) {
            write(joinedIfWhole(before, last(coding, chunked)));
        }
        return State.ANSWERED;
    }

    private State stopped() throws InterruptedException {
        return switch (stop.orElseThrow().how()) {
            case CLOSED -> {
                exchange.close();
                yield State.ANSWERED;
            }
            case SILENT -> silence();
        };
    }

    /// Whether a recorded stream goes out as one run of bytes.
    private boolean asOne() {
        boolean changed = wanted.wishes().faults().stream().anyMatch(Fault.Within.class::isInstance);
        return !changed && stop.isEmpty() && wanted.wishes().pace().equals(Pace.AT_ONCE);
    }

    private static List<Frame> oneFrame(List<Frame> frames) {
        byte[] all = joined(frames.stream().map(Frame::bytes).toList());
        return all.length == 0 ? List.of() : List.of(Frame.of(Kind.TOKEN, all));
    }

    private List<Frame> faulty(List<Frame> frames) {
        List<Frame> faulty = new ArrayList<>(frames);
        malformed().filter(broken -> broken.frame() <= faulty.size()).ifPresent(broken -> {
            Frame whole = faulty.get(broken.frame() - 1);
            faulty.set(broken.frame() - 1, new Frame(whole.kind(), () -> brokenFrame(whole.bytes())));
        });
        if (wanted.wishes().faults().stream().anyMatch(Fault.NoTerminal.class::isInstance)) {
            faulty.removeIf(frame -> frame.kind() == Kind.TERMINAL);
        }
        return faulty;
    }

    private Optional<Fault.Malformed> malformed() {
        return wanted.wishes().faults().stream()
                .filter(Fault.Malformed.class::isInstance)
                .map(Fault.Malformed.class::cast)
                .findFirst();
    }

    /// The first half of a frame's text, with the line ends that make it a frame.
    private static byte[] brokenFrame(byte[] frame) {
        int text = frame.length;
        while (text > 0 && (frame[text - 1] == '\n' || frame[text - 1] == '\r')) {
            text--;
        }
        return joined(List.of(Arrays.copyOf(frame, text / 2 + 1), Arrays.copyOfRange(frame, text, frame.length)));
    }

    private static List<byte[]> coded(byte[] body) {
        BodyCoding coding = new BodyCoding.Gzip();
        return List.of(coding.next(body), coding.last());
    }

    private List<byte[]> last(BodyCoding coding, boolean chunked) {
        List<byte[]> pieces = new ArrayList<>(chunks(coding.last(), chunked));
        if (chunked) {
            pieces.add(LAST_CHUNK);
        }
        return pieces;
    }

    private List<byte[]> chunks(byte[] body, boolean chunked) {
        return chunked ? cut(body).stream().map(Sender::chunk).toList() : cut(body);
    }

    private List<byte[]> cut(byte[] body) {
        long seed = (31L * wanted.interaction().hashCode()) + body.length;
        return body.length == 0 ? List.of() : wanted.delivery().cut(body, seed);
    }

    private List<byte[]> joinedIfWhole(List<byte[]> before, List<byte[]> pieces) {
        List<byte[]> all = new ArrayList<>(before);
        all.addAll(pieces);
        return wanted.delivery() == Delivery.WHOLE ? List.of(joined(all)) : all;
    }

    private void write(List<byte[]> pieces) throws HungUp, InterruptedException {
        if (!drip) {
            exchange.sendEach(pieces);
            return;
        }
        for (byte b : joined(pieces)) {
            exchange.send(new byte[] {b});
            exchange.pauseUntil(exchange.sinceReceived().plus(DRIP_PAUSE));
        }
    }

    private byte[] head(Answer answer, String framing) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " " + reason(answer.status()) + "\r\n");
        for (Header header : answer.headers()) {
            head.append(header.name()).append(": ");
            head.append(header.value().replaceAll("[\\r\\n]+", " ")).append("\r\n");
        }
        if (gzip) {
            head.append("content-encoding: gzip\r\n");
        }
        if (!framing.isEmpty()) {
            head.append(framing).append("\r\n");
        }
        if (connection != Connection.KEPT) {
            head.append("connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] chunk(byte[] bytes) {
        return joined(List.of(ascii(Integer.toHexString(bytes.length) + "\r\n"), bytes, ascii("\r\n")));
    }

    private static byte[] half(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    private static byte[] joined(List<byte[]> pieces) {
        if (pieces.size() == 1) {
            return pieces.getFirst();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 402 -> "Payment Required";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 529 -> "Site Overloaded";
            default -> "Status";
        };
    }

    /// Where an answer breaks off, and how.
    private record Stop(int frames, How how) {
        static Optional<Stop> of(Fault fault) {
            return switch (fault) {
                case Fault.Cut(int frames) -> Optional.of(new Stop(frames, How.CLOSED));
                case Fault.Stall(int frames) -> Optional.of(new Stop(frames, How.SILENT));
                case Fault.Instead _, Fault.Within _, Fault.Gzip _, Fault.Drip _ -> Optional.empty();
            };
        }

        /// So many frames, but never the first that would complete the answer.
        int before(List<Frame> all) {
            int end = 0;
            while (end < all.size() && end < frames && all.get(end).kind() != Kind.TERMINAL) {
                end++;
            }
            return end;
        }

        enum How {
            CLOSED,
            SILENT
        }
    }
}
