package dev.roundhouse.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class JsonOutTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void membersAndElementsAreSeparatedByCommas() {
        ByteSink sink = new ByteSink(0).append("head{");
        JsonOut json = new JsonOut(sink);

        json.object().name(JsonOut.quoted("a")).number(1);
        json.name(JsonOut.quoted("b"))
                .list()
                .element()
                .text("x")
                .element()
                .list()
                .endList();
        json.element().object().endObject().endList();
        json.name(JsonOut.quoted("c"))
                .flag(true)
                .name(JsonOut.quoted("d"))
                .object()
                .endObject();
        json.name(JsonOut.quoted("e")).flag(false).name(JsonOut.quoted("f")).raw("0.5");
        json.endObject();

        assertThat(text(sink))
                .isEqualTo("head{{\"a\":1,\"b\":[\"x\",[],{}],\"c\":true,\"d\":{},\"e\":false,\"f\":0.5}");
    }

    @Test
    void aMemberThatIsKnownIsWrittenAsBefore() {
        JsonOut.Known known = new JsonOut.Known("k");
        ByteSink sink = new ByteSink(0);
        JsonOut json = new JsonOut(sink);

        json.object();
        for (String text : new String[] {"a\"b", "a\"b", "", "", "c", "x".repeat(300), "x".repeat(300), "c"}) {
            json.member(known, text);
        }
        json.endObject();

        String longOne = "x".repeat(300);
        assertThat(text(sink))
                .isEqualTo("{\"k\":\"a\\\"b\",\"k\":\"a\\\"b\",\"k\":\"\",\"k\":\"\",\"k\":\"c\",\"k\":\"" + longOne
                        + "\",\"k\":\"" + longOne + "\",\"k\":\"c\"}");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 1_000_000_007L, Long.MAX_VALUE, -1, -10, -987_654_321L, Long.MIN_VALUE})
    void numbersAreWrittenInDigits(long number) {
        assertThat(text(new ByteSink(0).append("x").append(number))).isEqualTo("x" + number);
    }

    @Test
    void textIsEscapedAndEncoded() {
        for (int c = 0; c < 0x10ffff; c += c < 0x900 ? 1 : 0x3f1) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                assertReadBack("a" + Character.toString(c) + "b");
            }
        }
    }

    @Test
    void halfACharacterIsReplaced() {
        assertThat(read("a\ud83d")).isEqualTo("a\ufffd");
        assertThat(read("\ude00b\ud83d\ud83d\ude00")).isEqualTo("\ufffdb\ufffd\ud83d\ude00");
    }

    @FuzzTest(maxDuration = "10s")
    void whateverIsWrittenIsReadBack(byte[] bytes) {
        assertReadBack(new String(bytes, StandardCharsets.UTF_8));
        assertReadBack(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static void assertReadBack(String text) {
        assertThat(read(text)).isEqualTo(text);
    }

    private static String read(String text) {
        ByteSink sink = new ByteSink(0);
        new JsonOut(sink).list().element().text(text).endList();
        JsonNode list = MAPPER.readTree(sink.toByteArray());
        return list.get(0).asString();
    }

    private static String text(ByteSink sink) {
        return new String(sink.toByteArray(), StandardCharsets.UTF_8);
    }
}
