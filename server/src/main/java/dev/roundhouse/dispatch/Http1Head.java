package dev.roundhouse.dispatch;

import dev.roundhouse.dispatch.Http1Reader.Limits;
import dev.roundhouse.dispatch.Http1Reader.Problem;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The head of a message of HTTP/1.1, in an array that its connection keeps: where its headers stand, and what
/// they say
/// of the message's end. Only what somebody asks for becomes text.
public final class Http1Head {
    private static final int BYTES_KEPT = 4 * 1024;
    private static final int BYTES_FIRST = 512;
    private static final int PLACES = 4;
    private static final int LENGTH_DIGITS_MAX = 18;
    private static final int STATUS_BYTES = 12;
    private static final int VERSION_BYTES = 8;
    private static final int STATUS_MIN = 100;
    private static final byte DELETE = 0x7f;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final byte[] HOST = ascii("host");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] HTTP = ascii("HTTP/");
    private static final boolean[] TOKEN = token();
    // Methods and paths are mostly the same few.
    private static final String[] METHODS = {"POST", "GET", "HEAD", "OPTIONS", "DELETE", "PUT", "PATCH"};

    private final boolean strict;
    private final Limits limits;
    private Problem problem = Problem.NONE;

    // The head so far, the line that is being read, and how far its end was looked for.
    private byte[] bytes = {};
    private int length;
    private int lineFrom;
    private int searched;
    private boolean begun;

    // Of each header: name from, name to, value from, value to.
    private int[] places = new int[PLACES * 12];
    private int headers;

    private int methodFrom;
    private int methodTo;
    private int targetFrom;
    private int targetTo;
    private int status;
    private boolean http10;
    private boolean close;
    private boolean keepAlive;
    private boolean chunked;
    private boolean framingLast; // the last header was one that says where the message ends
    private int hosts;
    private long contentLength = -1;

    Http1Head(boolean strict, Limits limits) {
        this.strict = strict;
        this.limits = limits;
    }

    /// The request's method; empty where the first line could not be read.
    public String method() {
        for (String method : METHODS) {
            if (isText(methodFrom, methodTo, method)) {
                return method;
            }
        }
        return text(methodFrom, methodTo);
    }

    /// The request's target as it came; `/` where the first line could not be read.
    public String target() {
        return targetTo == 0 ? "/" : text(targetFrom, targetTo);
    }

    /// The answer's status.
    public int status() {
        return status;
    }

    /// Whether the message is of HTTP/1.0.
    public boolean isHttp10() {
        return http10;
    }

    /// Whether its sender means to use the connection again.
    public boolean keepsAlive() {
        return !close && (!http10 || keepAlive);
    }

    /// How many headers of the name `host` there are.
    public int hosts() {
        return hosts;
    }

    /// How many headers there are.
    public int headerCount() {
        return headers;
    }

    /// The length that the head tells; -1 when it tells none.
    public long contentLength() {
        return contentLength;
    }

    /// The first header of a name; null when there is none.
    ///
    /// @param name in lower case: letters, digits and `-`
    public @Nullable String header(String name) {
        for (int i = 0; i < headers; i++) {
            int at = i * PLACES;
            if (places[at + 1] - places[at] == name.length() && isName(places[at], name)) {
                return text(places[at + 2], places[at + 3]);
            }
        }
        return null;
    }

    /// All headers, names in lower case; of several with one name the first.
    public Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        for (int at = 0; at < headers * PLACES; at += PLACES) {
            all.putIfAbsent(
                    text(places[at], places[at + 1]).toLowerCase(Locale.ROOT), text(places[at + 2], places[at + 3]));
        }
        return all;
    }

    boolean isChunked() {
        return chunked;
    }

    void forgetLength() {
        contentLength = -1;
        close = true;
    }

    Problem problem() {
        return problem;
    }

    /// How many bytes of it there are so far.
    int length() {
        return length;
    }

    /// Takes a copy of the buffer's next `more` bytes, which stay in the buffer, and reads what lines there are
    /// now.
    ///
    /// @return the offset behind the head, counted from its start; 0 when it is not all there, -1 when it is
    ///   broken
    int read(ByteBuf in, int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.max(BYTES_FIRST, 2 * bytes.length)));
        }
        in.getBytes(in.readerIndex(), bytes, length, more);
        length += more;
        int end = lines();
        if (end > 0) {
            length = end;
        } else if (end == 0) {
            boolean tooLarge = length > limits.headBytesMax() || (!begun && length - lineFrom > limits.lineBytesMax());
            return tooLarge && !fails(Problem.TOO_LARGE) ? -1 : 0;
        }
        return end;
    }

    /// Another message begins.
    void restart() {
        if (bytes.length > BYTES_KEPT) {
            bytes = new byte[BYTES_FIRST];
        }
        length = 0;
        lineFrom = 0;
        searched = 0;
        begun = false;
        headers = 0;
        methodFrom = 0;
        methodTo = 0;
        targetTo = 0;
        status = 0;
        http10 = false;
        close = false;
        keepAlive = false;
        chunked = false;
        framingLast = false;
        hosts = 0;
        contentLength = -1;
    }

    // The offset behind the head; 0 when it is not all there, -1 when it is broken.
    private int lines() {
        while (true) {
            int lf = lineFeed(searched);
            if (lf < 0) {
                searched = length;
                return 0;
            }
            int to = lf > lineFrom && bytes[lf - 1] == '\r' ? lf - 1 : lf;
            if (strict && to == lf) {
                fails(Problem.MALFORMED);
                return -1;
            }
            boolean empty = to == lineFrom;
            if (empty && begun) {
                return lf + 1;
            }
            if (!empty && !line(lineFrom, to)) { // empty lines before a head are passed over
                return -1;
            }
            lineFrom = lf + 1;
            searched = lineFrom;
        }
    }

    private boolean line(int from, int to) {
        if (begun) {
            return field(from, to);
        }
        begun = true;
        if (to - from > limits.lineBytesMax()) {
            return fails(Problem.TOO_LARGE);
        }
        return strict ? requestLine(from, to) : statusLine(from, to);
    }

    private boolean requestLine(int from, int to) {
        int nameTo = tokenEnd(from, to);
        int targetEnd = nameTo + 1;
        while (targetEnd < to && (bytes[targetEnd] > ' ' || bytes[targetEnd] < 0) && bytes[targetEnd] != DELETE) {
            targetEnd++;
        }
        boolean whole = nameTo > from
                && nameTo < to
                && bytes[nameTo] == ' '
                && targetEnd > nameTo + 1
                && targetEnd < to
                && bytes[targetEnd] == ' ';
        if (!whole) {
            return fails(Problem.MALFORMED);
        }
        methodFrom = from;
        methodTo = nameTo;
        targetFrom = nameTo + 1;
        targetTo = targetEnd;
        return to - targetEnd - 1 == VERSION_BYTES ? version(targetEnd + 1) : fails(Problem.MALFORMED);
    }

    private boolean statusLine(int from, int to) {
        boolean whole = to - from >= STATUS_BYTES
                && bytes[from + VERSION_BYTES] == ' '
                && (to - from == STATUS_BYTES || bytes[from + STATUS_BYTES] == ' ');
        if (!whole || !version(from)) {
            return fails(Problem.MALFORMED);
        }
        for (int i = from + VERSION_BYTES + 1; i < from + STATUS_BYTES; i++) {
            if (!isDigit(bytes[i])) {
                return fails(Problem.MALFORMED);
            }
            status = status * 10 + bytes[i] - '0';
        }
        return status >= STATUS_MIN || fails(Problem.MALFORMED);
    }

    private boolean version(int from) {
        int major = from + HTTP.length;
        boolean whole = Arrays.equals(bytes, from, major, HTTP, 0, HTTP.length)
                && isDigit(bytes[major])
                && bytes[major + 1] == '.'
                && isDigit(bytes[major + 2]);
        if (!whole) {
            return fails(Problem.MALFORMED);
        }
        http10 = bytes[major + 2] == '0';
        return bytes[major] == '1' || fails(Problem.VERSION);
    }

    private boolean field(int from, int to) {
        if (!strict && isBlank(bytes[from])) {
            // A header that goes on. Nobody asks for one of those, unless it is about the framing.
            return (headers > 0 && !framingLast) || fails(Problem.MALFORMED);
        }
        int nameTo = tokenEnd(from, to);
        int colon = nameTo;
        while (!strict && colon < to && isBlank(bytes[colon])) {
            colon++;
        }
        if (nameTo == from || colon >= to || bytes[colon] != ':') {
            return fails(Problem.MALFORMED);
        }
        int valueFrom = colon + 1;
        int valueTo = to;
        while (valueFrom < valueTo && isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        if (strict && !isPlain(valueFrom, valueTo)) {
            return fails(Problem.MALFORMED);
        }
        if (headers == limits.headersMax()) {
            headers++;
            return fails(Problem.TOO_MANY);
        }
        int at = headers++ * PLACES;
        if (at == places.length) {
            places = Arrays.copyOf(places, 2 * at);
        }
        places[at] = from;
        places[at + 1] = nameTo;
        places[at + 2] = valueFrom;
        places[at + 3] = valueTo;
        return known(at);
    }

    // Headers that say how the message and the connection end.
    private boolean known(int at) {
        int from = places[at];
        int valueFrom = places[at + 2];
        int valueTo = places[at + 3];
        framingLast = false;
        switch (places[at + 1] - from) {
            case 4 -> hosts += isName(from, HOST) ? 1 : 0;
            case 10 -> {
                if (isName(from, CONNECTION)) {
                    String value = text(valueFrom, valueTo).toLowerCase(Locale.ROOT);
                    close |= hasToken(value, "close");
                    keepAlive |= hasToken(value, "keep-alive");
                }
            }
            case 14 -> {
                if (isName(from, CONTENT_LENGTH)) {
                    framingLast = true;
                    return (contentLength < 0 && length(valueFrom, valueTo)) || fails(Problem.MALFORMED);
                }
            }
            case 17 -> {
                if (isName(from, TRANSFER_ENCODING)) {
                    framingLast = true;
                    boolean usual = !chunked && isNamed(valueFrom, valueTo, CHUNKED);
                    chunked = true;
                    return usual || fails(Problem.CODING);
                }
            }
            default -> {}
        }
        return true;
    }

    private boolean length(int from, int to) {
        if (from == to || to - from > LENGTH_DIGITS_MAX) {
            return false;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
            value = value * 10 + bytes[i] - '0';
        }
        contentLength = value;
        return true;
    }

    private boolean fails(Problem what) {
        problem = what;
        return false;
    }

    private int lineFeed(int from) {
        int i = from;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            long other = (long) WORDS.get(bytes, i) ^ LINE_FEEDS;
            long found = (other - ONES) & ~other & HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < length; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    // Without control characters other than tabs.
    private boolean isPlain(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if ((b >= 0 && b < ' ' && b != '\t') || b == DELETE) {
                return false;
            }
        }
        return true;
    }

    private int tokenEnd(int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= 0 && TOKEN[bytes[i]]) {
            i++;
        }
        return i;
    }

    // A name is a token, of which only letters change with this bit where the other is a letter, a digit or `-`.
    private boolean isName(int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            if ((bytes[from + i] | 0x20) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isName(int from, String lower) {
        for (int i = 0; i < lower.length(); i++) {
            if ((bytes[from + i] | 0x20) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isNamed(int from, int to, byte[] lower) {
        return to - from == lower.length && tokenEnd(from, to) == to && isName(from, lower);
    }

    private static boolean hasToken(String list, String token) {
        for (String one : list.split(",", -1)) {
            if (one.strip().equals(token)) {
                return true;
            }
        }
        return false;
    }

    private boolean isText(int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            token[c] = Character.isLetterOrDigit(c);
        }
        for (byte b : ascii("!#$%&'*+-.^_`|~")) {
            token[b] = true;
        }
        return token;
    }
}
