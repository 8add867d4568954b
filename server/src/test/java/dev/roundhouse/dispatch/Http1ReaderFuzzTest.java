package dev.roundhouse.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.dispatch.Http1Reader.Limits;
import dev.roundhouse.dispatch.Http1Reader.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Http1ReaderFuzzTest {
    private static final Limits LIMITS = new Limits(2_000, 4_000, 20);
    private static final String[] PIECES = {
        "POST /a HTTP/1.1\r\n",
        "GET /b?c HTTP/1.1\r\n",
        "PUT * HTTP/1.0\r\n",
        "POST /a HTTP/1.1",
        "host: x\r\n",
        "Host:y\r\n",
        "content-length: 3\r\n",
        "Content-Length: 0\r\n",
        "content-length: 12\r\n",
        "transfer-encoding: chunked\r\n",
        "transfer-encoding: gzip\r\n",
        "connection: close\r\n",
        "expect: 100-continue\r\n",
        "x: 1\r\n",
        "x : 1\r\n",
        " y\r\n",
        "\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        "abc",
        "3\r\nabc\r\n",
        "0\r\n\r\n",
        "0\r\n",
        "a;b=c\r\n0123456789\r\n",
        " ",
        ":",
        "\u0000",
        "\u00ff",
        "1",
        "\t"
    };

    @FuzzTest(maxDuration = "20s")
    void whateverComesItIsReadTheSameHoweverItIsCut(byte[] bytes) {
        check(bytes);
    }

    /// The same with bytes that look like requests, which chance alone seldom makes.
    @Test
    void whatLooksLikeRequestsIsReadTheSameHoweverItIsCut() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder("POST /a HTTP/1.1\r\nhost: x\r\n");
            text.setLength(random.nextInt(4) == 0 ? 0 : text.length());
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            check(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void check(byte[] bytes) {
        List<Http1Messages.Read> whole = Http1Messages.read(Http1Reader.ofRequests(LIMITS), bytes, 1_000_000);
        assertThat(Http1Messages.read(Http1Reader.ofRequests(LIMITS), bytes, 1)).isEqualTo(whole);
        assertThat(Http1Messages.read(Http1Reader.ofRequests(LIMITS), bytes, 7)).isEqualTo(whole);
        List<Http1Messages.Read> answers = Http1Messages.read(Http1Reader.ofAnswers(LIMITS), bytes, 1_000_000);
        assertThat(Http1Messages.read(Http1Reader.ofAnswers(LIMITS), bytes, 3)).isEqualTo(answers);

        // What we take for a whole request, another reader takes for the same.
        List<Http1Messages.Read> ours = whole.stream()
                .filter(read -> !read.open() && read.problem() == Problem.NONE)
                .toList();
        List<Http1Messages.Read> theirs = netty(bytes);
        assertThat(theirs.size()).isGreaterThanOrEqualTo(ours.size());
        assertThat(theirs.subList(0, ours.size())).isEqualTo(ours);
    }

    private static List<Http1Messages.Read> netty(byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        List<Http1Messages.Read> all = new ArrayList<>();
        String start = "";
        StringBuilder body = new StringBuilder();
        for (HttpObject object = channel.readInbound(); object != null; object = channel.readInbound()) {
            if (object instanceof HttpRequest request) {
                start = request.method() + " " + request.uri();
            }
            if (object instanceof HttpContent content) {
                body.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (object instanceof LastHttpContent && object.decoderResult().isSuccess()) {
                all.add(new Http1Messages.Read(start, body.toString(), Problem.NONE, false));
                body.setLength(0);
            }
            ReferenceCountUtil.release(object);
        }
        channel.finishAndReleaseAll();
        return all;
    }
}
