package dev.roundhouse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictRequestDecoderTest {
    private static final String GOOD = "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 12\r\n\r\n{\n  \"a\": 1\n}";

    @Test
    void goodRequestsFollowEachOtherHoweverTheBytesAreCut() {
        for (int size = 1; size < 40; size++) {
            assertThat(verdicts("\r\n\r\n" + GOOD + "\r\n" + GOOD + GOOD, size))
                    .as("cut in %d", size)
                    .containsExactly(true, true, true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /a HTTP/1.1\r\nhost: x\r\n y\r\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n\tb: 2\r\ncontent-length: 0\r\n\r\n",
                "\r\n\r\nPOST /a HTTP/1.1\r\n host: x\r\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost : x\r\ncontent-length: 0\r\n\r\n"
            })
    void whatSmugglersUseIsRefusedHoweverTheBytesAreCut(String bad) {
        for (int size = 1; size < 40; size++) {
            assertThat(verdicts(bad, size)).as("cut in %d", size).startsWith(false);
            assertThat(verdicts(GOOD + bad, size)).as("second, cut in %d", size).startsWith(true, false);
        }
    }

    private static List<Boolean> verdicts(String bytes, int size) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(new HttpDecoderConfig()));
        byte[] all = bytes.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < all.length; at += size) {
            channel.writeInbound(Unpooled.copiedBuffer(all, at, Math.min(size, all.length - at)));
        }
        List<Boolean> verdicts = new ArrayList<>();
        for (HttpObject object = channel.readInbound(); object != null; object = channel.readInbound()) {
            if (object instanceof HttpRequest request) {
                verdicts.add(request.decoderResult().isSuccess());
            }
            ReferenceCountUtil.release(object);
        }
        channel.finishAndReleaseAll();
        return verdicts;
    }
}
