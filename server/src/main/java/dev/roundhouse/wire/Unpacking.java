package dev.roundhouse.wire;

import dev.roundhouse.exchange.ErrorType;
import dev.roundhouse.exchange.Failure.CallerFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/// Unpacks a request body that came compressed, up to the limit of a plain one.
final class Unpacking {
    private Unpacking() {}

    sealed interface Result {}

    record Unpacked(byte[] body) implements Result {}

    record Refused(CallerFault fault) implements Result {}

    static Result unpack(byte[] body, String encoding, int most) {
        try {
            return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
                case "identity", "" -> new Unpacked(body);
                case "gzip", "x-gzip" -> bounded(new GZIPInputStream(new ByteArrayInputStream(body)), most);
                case "deflate" -> bounded(new InflaterInputStream(new ByteArrayInputStream(body)), most);
                default ->
                    refused(
                            ErrorType.UNSUPPORTED_MEDIA_TYPE,
                            "content-encoding: unknown (expected: gzip, deflate or identity)",
                            "content-encoding");
            };
        } catch (IOException e) {
            return refused(ErrorType.INVALID_REQUEST, "body: it is not what content-encoding says", "body");
        }
    }

    private static Result bounded(InputStream packed, int most) throws IOException {
        try (packed) {
            byte[] plain = packed.readNBytes(most);
            if (packed.read() >= 0) {
                String message = "body: too large unpacked (expected: at most " + most + " bytes)";
                return refused(ErrorType.PAYLOAD_TOO_LARGE, message, "body");
            }
            return new Unpacked(plain);
        }
    }

    private static Refused refused(ErrorType type, String message, String field) {
        return new Refused(new CallerFault(type, message, field));
    }
}
