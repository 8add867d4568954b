package dev.roundhouse.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/// Whatever comes as an event stream reads the same wherever it is cut.
class EventStreamFramesFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void splittingAStreamElsewhereChangesNothing(byte[] stream) {
        // Random bytes have no right checksums, so a message that has them comes first.
        byte[] good = EventStreamFramesTest.written("a", "{}");
        byte[] all = new byte[good.length + stream.length];
        System.arraycopy(good, 0, all, 0, good.length);
        System.arraycopy(stream, 0, all, good.length, stream.length);

        assertThat(read(all, 1)).isEqualTo(read(all, all.length));
        assertThat(read(all, 7)).isEqualTo(read(all, all.length));
    }

    private static List<String> read(byte[] stream, int size) {
        List<String> frames = new ArrayList<>();
        EventStreamFrames reader =
                new EventStreamFrames(frame -> frames.add(frame.event() + (frame.to() - frame.from())));
        try {
            for (int at = 0; at < stream.length; at += size) {
                reader.read(stream, at, Math.min(stream.length, at + size));
            }
            reader.end();
        } catch (FrameReader.Malformed e) {
            frames.add(String.valueOf(e.getMessage()));
        }
        return frames;
    }
}
