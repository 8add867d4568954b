package dev.roundhouse.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.dispatch.Http1Reader.Event;
import dev.roundhouse.dispatch.Http1Reader.Limits;
import dev.roundhouse.dispatch.Http1Reader.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1ReaderTest {
    private static final Limits LIMITS = new Limits(1_000, 2_000, 20);
    private static final String GOOD = "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 12\r\n\r\n{\n  \"a\": 1\n}";
    private static final String IN_CHUNKS = "POST /b?c=d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n";
    private static final String CHUNKED =
            IN_CHUNKS + "5;ext=\"1\"\r\nab\r\nc\r\nA\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n";

    @Test
    void goodRequestsFollowEachOtherHoweverTheBytesAreCut() {
        for (int size = 1; size < 60; size++) {
            List<Http1Messages.Read> all = requests("\r\n\r\n" + GOOD + CHUNKED + "\r\n" + GOOD, size);

            assertThat(all).as("cut in %d", size).hasSize(3).allMatch(read -> read.problem() == Problem.NONE);
            assertThat(all.get(0).start()).isEqualTo("POST /a");
            assertThat(all.get(0).body()).isEqualTo("{\n  \"a\": 1\n}");
            assertThat(all.get(1).start()).isEqualTo("POST /b?c=d");
            assertThat(all.get(1).body()).isEqualTo("ab\r\nc0123456789");
            assertThat(all.get(2).start()).isEqualTo("POST /a");
        }
    }

    @Test
    void headersAreFoundInAnyCaseAndTheFirstOfTwoCounts() {
        Http1Reader reader = Http1Reader.ofRequests(LIMITS);
        Event event = Http1Messages.feed(
                reader,
                "GET / HTTP/1.1\r\nHOST:x\r\nX-Api-Key: \t a b \t\r\nx-api-key: second\r\nempty:\r\nCaf\u00e9: 1\r\n"
                                .replace("Caf\u00e9: 1\r\n", "x-latin: caf\u00e9\r\n")
                        + "\r\n");

        assertThat(event).isEqualTo(Event.HEAD);
        assertThat(reader.head().method()).isEqualTo("GET");
        assertThat(reader.head().header("x-api-key")).isEqualTo("a b");
        assertThat(reader.head().header("empty")).isEmpty();
        assertThat(reader.head().header("x-api")).isNull();
        assertThat(reader.head().headers())
                .isEqualTo(Map.of("host", "x", "x-api-key", "a b", "empty", "", "x-latin", "caf\u00e9"));
        assertThat(reader.head().contentLength()).isEqualTo(-1);
        assertThat(reader.head().keepsAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /a HTTP/1.1\r\nhost: x\r\n y\r\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n\tb: 2\r\ncontent-length: 0\r\n\r\n",
                "\r\n\r\nPOST /a HTTP/1.1\r\n host: x\r\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 4\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 4, 4\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: +4\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 0x4\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length:\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\nabcd",
                "POST /a HTTP/1.1\r\nhost : x\r\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /a HTTP/1.1\nhost: x\r\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\ncontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\rcontent-length: 0\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\u0000\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\n: 1\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n",
                "POST /a HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n",
                "POST /a HTTP/1.1\r\n\r\n",
                "POST  /a HTTP/1.1\r\nhost: x\r\n\r\n",
                "POST /a  HTTP/1.1\r\nhost: x\r\n\r\n",
                "POST /a b HTTP/1.1\r\nhost: x\r\n\r\n",
                "POST /a\r\nhost: x\r\n\r\n",
                "POST /a HTTP/1.1 \r\nhost: x\r\n\r\n",
                "POST /a HTTP/2.0\r\nhost: x\r\n\r\n",
                "POST /a http/1.1\r\nhost: x\r\n\r\n",
                "POST /a HTTP/1.10\r\nhost: x\r\n\r\n",
                "P(ST /a HTTP/1.1\r\nhost: x\r\n\r\n",
                " POST /a HTTP/1.1\r\nhost: x\r\n\r\n",
                "hello there\r\n\r\n"
            })
    void whatSmugglersUseIsRefusedHoweverTheBytesAreCut(String bad) {
        for (int size = 1; size < 60; size++) {
            assertThat(requests(bad, size))
                    .as("cut in %d", size)
                    .hasSize(1)
                    .allMatch(read -> read.problem() != Problem.NONE);
            List<Http1Messages.Read> second = requests(GOOD + bad + GOOD, size);
            assertThat(second).as("second, cut in %d", size).hasSize(2);
            assertThat(second.get(0).problem()).isEqualTo(Problem.NONE);
            assertThat(second.get(1).problem()).isNotEqualTo(Problem.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nab\r\n0\r\n\r\n",
                "\r\nab\r\n0\r\n\r\n",
                ";a\r\nab\r\n0\r\n\r\n",
                " 2\r\nab\r\n0\r\n\r\n",
                "2 \r\nab\r\n0\r\n\r\n",
                "-2\r\nab\r\n0\r\n\r\n",
                "0x2\r\nab\r\n0\r\n\r\n",
                "123456789\r\nab\r\n0\r\n\r\n",
                "2\nab\r\n0\r\n\r\n",
                "2\r\nab\n0\r\n\r\n",
                "2\r\nabc\r\n0\r\n\r\n",
                "2\r\nab0\r\n\r\n",
                "2;a\nb\r\nab\r\n0\r\n\r\n",
                "2\r\nab\r\n0\r\nx: 1\n\r\n",
                "2\r\nab\r\n0\r\nx: 1\r\r\n\r\n"
            })
    void brokenChunksAreRefusedHoweverTheBytesAreCut(String chunks) {
        String head = "POST /a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
        for (int size = 1; size < 40; size++) {
            List<Http1Messages.Read> all = requests(head + chunks, size);

            assertThat(all).as("cut in %d", size).hasSize(1);
            assertThat(all.getFirst().problem()).as("cut in %d", size).isEqualTo(Problem.FRAMING);
        }
    }

    @Test
    void headsHaveLimits() {
        String begin = "POST /a HTTP/1.1\r\nhost: x\r\n";
        for (int size : new int[] {1, 7, 600, 10_000}) {
            assertThat(problem("POST /" + "a".repeat(1_000) + " HTTP/1.1\r\nhost: x\r\n\r\n", size))
                    .isEqualTo(Problem.TOO_LARGE);
            assertThat(problem("POST /" + "a".repeat(1_000_000), size)).isEqualTo(Problem.TOO_LARGE);
            assertThat(problem(begin + "x: " + "a".repeat(1_900) + "\r\n\r\n", size))
                    .isEqualTo(Problem.NONE);
            assertThat(problem(begin + "x: " + "a".repeat(4_000) + "\r\n\r\n", size))
                    .isEqualTo(Problem.TOO_LARGE);
            assertThat(problem("\r\n".repeat(4_000) + begin + "\r\n", size)).isEqualTo(Problem.TOO_LARGE);
            assertThat(problem(begin + "x: 1\r\n".repeat(19) + "\r\n", size)).isEqualTo(Problem.NONE);
            assertThat(problem(begin + "x: 1\r\n".repeat(20) + "\r\n", size)).isEqualTo(Problem.TOO_MANY);
            String chunked = begin + "transfer-encoding: chunked\r\n\r\n";
            assertThat(problem(chunked + "1;" + "a".repeat(5_000) + "\r\na\r\n0\r\n\r\n", size))
                    .isEqualTo(Problem.FRAMING);
            assertThat(problem(chunked + "0\r\n" + "x: 1\r\n".repeat(400) + "\r\n", size))
                    .isEqualTo(Problem.FRAMING);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, '', true",
        "1.1, close, false",
        "1.1, 'x-secret, CLOSE', false",
        "1.1, closed, true",
        "1.0, '', false",
        "1.0, Keep-Alive, true",
        "1.0, 'keep-alive, close', false"
    })
    void aConnectionIsKeptAsItsSenderSays(String version, String connection, boolean kept) {
        Http1Reader reader = Http1Reader.ofRequests(LIMITS);
        Http1Messages.feed(reader, "GET / HTTP/" + version + "\r\nhost: x\r\nconnection: " + connection + "\r\n\r\n");

        assertThat(reader.head().keepsAlive()).isEqualTo(kept);
        assertThat(reader.head().isHttp10()).isEqualTo(version.equals("1.0"));
    }

    @Test
    void answersAreReadHoweverTheyEnd() {
        String sized = "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: 3\r\n\r\nabc";
        String head = "HTTP/1.1 429 Too Many Requests\r\nTransfer-Encoding: chunked\r\nRetry-After: 7\r\n\r\n";
        String chunked = head + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        String none = "HTTP/1.1 204 No Content\r\n\r\n";
        String early = "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n";
        String open = "HTTP/1.0 200\r\n\r\nto the end";
        for (int size = 1; size < 60; size++) {
            List<Http1Messages.Read> all = answers(early + sized + chunked + none + open, size);

            assertThat(all)
                    .as("cut in %d", size)
                    .extracting(Http1Messages.Read::start)
                    .containsExactly("103", "200", "429", "204", "200");
            assertThat(all).extracting(Http1Messages.Read::body).containsExactly("", "abc", "abcd", "", "to the end");
            assertThat(all.getLast().open()).isTrue();
        }
    }

    @Test
    void ofAnswersWhatIsHarmlessIsAccepted() {
        String loose = "HTTP/1.1 200 OK\nx-long: a\n b\nContent-Length : 3\n\nabc";
        String chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3 \nabc\n0\n\n";
        for (int size = 1; size < 40; size++) {
            assertThat(answers(loose + chunks, size))
                    .as("cut in %d", size)
                    .hasSize(2)
                    .allMatch(read ->
                            read.problem() == Problem.NONE && read.body().equals("abc"));
        }
    }

    @Test
    void anAnswerWithALengthAndChunksEndsItsConnection() {
        Http1Reader reader = Http1Reader.ofAnswers(LIMITS);
        Http1Messages.feed(reader, "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n");

        assertThat(reader.head().keepsAlive()).isFalse();
        assertThat(reader.head().contentLength()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n 4\r\n\r\nabc",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\n\r\n",
                "HTTP/1.1 2000\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nabc",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n"
            })
    void brokenAnswersAreRefusedHoweverTheBytesAreCut(String bad) {
        for (int size = 1; size < 40; size++) {
            assertThat(answers(bad, size))
                    .as("cut in %d", size)
                    .hasSize(1)
                    .allMatch(read -> read.problem() != Problem.NONE);
        }
    }

    private static Problem problem(String bytes, int size) {
        return requests(bytes, size).getFirst().problem();
    }

    private static List<Http1Messages.Read> requests(String bytes, int size) {
        return Http1Messages.read(Http1Reader.ofRequests(LIMITS), bytes.getBytes(StandardCharsets.ISO_8859_1), size);
    }

    private static List<Http1Messages.Read> answers(String bytes, int size) {
        return Http1Messages.read(Http1Reader.ofAnswers(LIMITS), bytes.getBytes(StandardCharsets.ISO_8859_1), size);
    }
}
