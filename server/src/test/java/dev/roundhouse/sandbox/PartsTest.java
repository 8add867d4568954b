package dev.roundhouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.sandbox.RequestLog.Entry;
import dev.roundhouse.wire.RawRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class PartsTest {
    private static final String MIXED = "Grüß Gott, 世界! 🌍 12345 tschüss\n\nThe end of a longer sentence. ";

    @Test
    void tokensJoinedGiveTheTextAgain() {
        Random random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(MIXED.charAt(random.nextInt(MIXED.length())));
            }

            List<String> tokens = Tokens.split(text.toString());

            assertThat(String.join("", tokens)).isEqualTo(text.toString());
            assertThat(tokens).doesNotContain("").hasSize(Tokens.count(text.toString()));
        }
        assertThat(Tokens.split("Hi, wonderful 世界 12345"))
                .containsExactly("Hi", ",", " wonderfu", "l", " ", "世", "界", " 123", "45");
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void piecesJoinedGiveTheBodyAgain(Delivery delivery) {
        byte[] body = MIXED.repeat(20).getBytes(StandardCharsets.UTF_8);

        List<byte[]> pieces = delivery.cut(body, 42);

        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        pieces.forEach(joined::writeBytes);
        assertThat(joined.toByteArray()).isEqualTo(body);
        assertThat(pieces).allMatch(piece -> piece.length > 0);
    }

    @Test
    void splitPiecesAreSmallTheSameEachTimeAndCutEveryLongCharacter() {
        byte[] body = MIXED.repeat(20).getBytes(StandardCharsets.UTF_8);

        List<byte[]> pieces = Delivery.SPLIT.cut(body, 42);

        assertThat(pieces).allMatch(piece -> piece.length <= 40);
        assertThat(pieces).usingRecursiveComparison().isEqualTo(Delivery.SPLIT.cut(body, 42));
        assertThat(pieces.size()).isNotEqualTo(Delivery.SPLIT.cut(body, 43).size());
        // 6 of each round's characters are long, and whoever decodes pieces one by one fails on each of them
        // twice.
        assertThat(pieces.stream().filter(piece -> !isUtf8(piece)).count()).isGreaterThanOrEqualTo(6 * 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"string\",\"minLength\":9,\"maxLength\":9} | \"sandboxxx\"",
                "{\"type\":\"string\",\"maxLength\":3} | \"san\"",
                "{\"type\":\"string\",\"pattern\":\"^[A-Z]{3}-\\\\d+$\"} | \"ABC-123\"",
                "{\"type\":\"string\",\"format\":\"date\"} | \"2025-01-31\"",
                "{\"type\":\"integer\",\"exclusiveMinimum\":10,\"multipleOf\":4} | 12",
                "{\"type\":\"integer\",\"maximum\":-3} | -3",
                "{\"type\":\"number\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":1} | 0.5",
                "{\"type\":\"number\",\"minimum\":0.05,\"maximum\":0.3,\"multipleOf\":0.1} | 0.1",
                "{\"type\":\"integer\",\"minimum\":7,\"exclusiveMaximum\":8} | 7",
                "{\"type\":\"integer\",\"minimum\":1e999999999} | 1",
                "{\"type\":[\"null\",\"boolean\"]} | true",
                "{\"const\":{\"a\":[1]}} | {\"a\":[1]}",
                "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"integer\"}]} | 1",
                "{\"allOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"],\"properties\":{\"b\":{\"type\":\"null\"}}}]}"
                        + " | {\"a\":\"sandbox\",\"b\":null}",
                "{\"type\":\"array\",\"items\":{\"enum\":[1,2,3]},\"minItems\":2,\"uniqueItems\":true} | [1,2]",
                "{\"type\":\"array\",\"maxItems\":0} | []",
                "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"boolean\"},{\"const\":7}]} | [true,7]",
                "{\"type\":\"object\",\"properties\":{\"all\":{\"type\":\"integer\"}}} | {\"all\":1}",
                "{\"type\":\"object\"} | {}",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"const\":5}}} | 5",
                "{\"$ref\":\"#\"} | null"
            })
    void aSampleIsWhatItsSchemaAccepts(String schema, String value) {
        assertThat(SchemaSample.of(Json.read(schema))).hasToString(value);
    }

    @Test
    void schemasThatReferToThemselvesComeToAnEnd() {
        JsonNode tree = Json.read("""
                {"type":"object","required":["left","right"],"properties":{
                  "left":{"anyOf":[{"$ref":"#"},{"type":"null"}]},"right":{"$ref":"#"}}}""");
        JsonNode knot = Json.read("""
                {"$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""");

        assertThat(SchemaSample.of(tree).isObject()).isTrue();
        assertThat(SchemaSample.of(knot)).isNotNull();
    }

    @Test
    void theLogForgetsTheOldestButNeverTheNewest() {
        RequestLog few = new RequestLog(3, 1_000);
        RequestLog small = new RequestLog(100, 10);

        for (int i = 0; i < 5; i++) {
            few.keep(request(1), List.of("id-" + i));
        }
        small.keep(request(4), List.of("old"));
        Entry large = small.keep(request(50), List.of("new"));

        assertThat(few.ids()).containsExactly("id-3", "last", "id-4");
        assertThat(small.ids()).containsExactly("last", "new");
        assertThat(small.find("last")).containsSame(large);
    }

    @ParameterizedTest
    @CsvSource({"ttft=1.5s, 1500", "ttft=300ms, 300", "ttft=20, 20", "' ttft = 20 ; ', 20", "rate=3, 0"})
    void durationsAreReadInTheUnitsThatPeopleWrite(String text, long millis) {
        assertThat(Wishes.parse(text))
                .isInstanceOfSatisfying(
                        Wishes.Understood.class,
                        understood -> assertThat(
                                        understood.wishes().pace().firstToken().toMillis())
                                .isEqualTo(millis));
    }

    @ParameterizedTest
    @CsvSource({"ttft=", "ttft=-1", "ttft=2h", "rate=0", "rate=-5", "rate=NaN", "tokens=0", "speed=9", "ttft=NaN"})
    void wishesThatMakeNoSenseAreNotUnderstood(String text) {
        assertThat(Wishes.parse(text)).isInstanceOf(Wishes.Misunderstood.class);
    }

    @Test
    void recordedEventsAreCutAtBlankLinesOfAnyKind() {
        for (String end : List.of("\n\n", "\r\n\r\n", "\r\r")) {
            String body =
                    "data: 1" + end + ": ping" + end + "data: {\"type\":\"message_stop\"}" + end + "data: unfinished";

            List<Frame> frames = RecordedFrames.events(body.getBytes(StandardCharsets.UTF_8));

            assertThat(frames.stream().map(frame -> new String(frame.bytes(), StandardCharsets.UTF_8)))
                    .containsExactly(
                            "data: 1" + end,
                            ": ping" + end,
                            "data: {\"type\":\"message_stop\"}" + end,
                            "data: unfinished");
            assertThat(frames.stream().map(Frame::kind))
                    .containsExactly(Frame.Kind.TOKEN, Frame.Kind.ASIDE, Frame.Kind.TERMINAL, Frame.Kind.ASIDE);
        }
    }

    @Test
    void recordedFramesJoinedGiveTheRecordingAgain() {
        byte[] likely = "data: {}\n\r\0\1".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(11);
        for (int round = 0; round < 1_000; round++) {
            byte[] body = new byte[random.nextInt(60)];
            for (int i = 0; i < body.length; i++) {
                body[i] = likely[random.nextInt(likely.length)];
            }

            assertThat(joined(RecordedFrames.events(body))).isEqualTo(body);
            assertThat(joined(RecordedFrames.lines(body))).isEqualTo(body);
            assertThat(joined(RecordedFrames.messages(body))).isEqualTo(body);
        }
    }

    private static byte[] joined(List<Frame> frames) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        frames.forEach(frame -> joined.writeBytes(frame.bytes()));
        return joined.toByteArray();
    }

    private static RawRequest request(int bytes) {
        return new RawRequest("POST", "/", List.of(), RawRequest.Connection.KEPT, new byte[bytes]);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
