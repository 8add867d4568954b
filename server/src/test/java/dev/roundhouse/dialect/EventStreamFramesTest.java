package dev.roundhouse.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.exchange.ByteSink;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// AWS's event stream framing.
class EventStreamFramesTest {
    @Test
    void aMessageWithoutHeadersIsReadAsTheSpecificationSaysIt() {
        // `{'foo':'bar'}` without headers, as AWS's own test vectors have it.
        byte[] message = HexFormat.of().parseHex("0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");

        assertThat(read(message)).containsExactly(": {'foo':'bar'}");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        byte[] stream = written("messageStart", "{}", "contentBlockDelta", "{\"delta\":\"ü\"}");

        assertThat(read(stream)).containsExactly("messageStart: {}", "contentBlockDelta: {\"delta\":\"ü\"}");
    }

    @Test
    void cuttingTheBytesAnywhereChangesNothing() {
        byte[] stream = written("a", "{}", "b", "[1]", "c", "\"" + "x".repeat(70_000) + "\"");
        for (int at = 0; at < stream.length; at += at < 200 ? 1 : 997) {
            List<String> frames = new ArrayList<>();
            EventStreamFrames reader = new EventStreamFrames(frame -> frames.add(text(frame)));
            reader.read(stream, 0, at);
            reader.read(stream, at, stream.length);
            reader.end();

            assertThat(frames).isEqualTo(read(stream));
        }
    }

    @Test
    void anExceptionIsNamedAsOne() {
        byte[] stream = written(EventStreamFrames.EXCEPTION + "throttlingException", "{\"message\":\"slow\"}");

        assertThat(read(stream)).containsExactly("exception throttlingException: {\"message\":\"slow\"}");
    }

    @Test
    void aFlippedBitIsNoticedWhereverItIs() {
        byte[] stream = written("a", "{\"b\":1}");
        for (int at = 0; at < stream.length; at++) {
            byte[] broken = stream.clone();
            broken[at] ^= 1;

            assertThatThrownBy(() -> read(broken)).isInstanceOf(FrameReader.Malformed.class);
        }
    }

    @Test
    void aStreamThatEndsWithinAMessageIsBroken() {
        byte[] stream = written("a", "{\"b\":1}");

        assertThatThrownBy(() -> {
                    EventStreamFrames reader = new EventStreamFrames(_ -> {});
                    reader.read(stream, 0, stream.length - 1);
                    reader.end();
                })
                .hasMessageContaining("within a message");
    }

    @Test
    void aMessageThatSaysItIsHugeIsRefusedBeforeItComes() {
        byte[] page = "<html>502 Bad Gateway</html>".getBytes(UTF_8);

        assertThatThrownBy(() -> read(page)).isInstanceOf(FrameReader.Malformed.class);
    }

    static byte[] written(String... namesAndPayloads) {
        ByteSink out = new ByteSink(64);
        FrameWriter writer = EventStreamFrames.writer();
        for (int i = 0; i < namesAndPayloads.length; i += 2) {
            writer.frame(namesAndPayloads[i], namesAndPayloads[i + 1].getBytes(UTF_8), out);
        }
        return out.take();
    }

    private static List<String> read(byte[] stream) {
        List<String> frames = new ArrayList<>();
        EventStreamFrames reader = new EventStreamFrames(frame -> frames.add(text(frame)));
        reader.read(stream, 0, stream.length);
        reader.end();
        return frames;
    }

    private static String text(Frame frame) {
        return frame.event() + ": " + new String(frame.bytes(), frame.from(), frame.to() - frame.from(), UTF_8);
    }
}
