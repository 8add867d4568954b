package dev.roundhouse.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    /// Pieces that strings are made of, whole ones and broken ones.
    private static final String[] PIECES = {
        "a", "plain text ", "\\n", "\\\"", "\\\\", "\\t", "\\u0041", "\\ud83d\\ude00", "é", "日本", "😀", "\\/",
    };

    private static final byte[][] BROKEN = {
        {(byte) 0xff},
        {(byte) 0xc0, (byte) 0xaf},
        {(byte) 0xe0, (byte) 0x80, (byte) 0x80},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
        {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0xe2, (byte) 0x82},
        {(byte) 0x80},
        {0x01},
        {'\\', 'x'},
        "\\ud800".getBytes(UTF_8),
        "\\udc00".getBytes(UTF_8),
        "\\ud800\\u0041".getBytes(UTF_8),
        "\\ud800\\ud800".getBytes(UTF_8),
        "\\u12g4".getBytes(UTF_8),
    };

    @Test
    void theEndOfAStringIsFoundWhereverItStands() {
        Seeds.times(20_000, random -> {
            byte[] text = text(random);
            byte[] bytes = around(random, text);
            int from = indexOfQuote(bytes) + 1;

            assertThat(Utf8.stringEnd(bytes, from, bytes.length, true)).isEqualTo(from + text.length + 1);
            assertThat(Utf8.stringEnd(bytes, from, bytes.length, false)).isEqualTo(from + text.length + 1);
        });
    }

    @Test
    void theFirstFaultIsNamed() {
        Seeds.times(20_000, random -> {
            byte[] before = text(random);
            byte[] fault = BROKEN[random.nextInt(BROKEN.length)];
            byte[] after = ("." + new String(text(random), ISO_8859_1)).getBytes(ISO_8859_1);
            byte[] bytes = JsonText.concat(new byte[] {'"'}, before, fault, after, new byte[] {'"', ' '});

            assertThat(Utf8.stringEnd(bytes, 1, bytes.length, true)).isEqualTo(~(1 + before.length));
        });
    }

    @Test
    void aStringWithoutItsEndIsAtFaultAtTheEnd() {
        Seeds.times(5_000, random -> {
            byte[] bytes = JsonText.concat(new byte[] {'"'}, text(random));

            assertThat(Utf8.stringEnd(bytes, 1, bytes.length, true)).isEqualTo(~bytes.length);
        });
    }

    @Test
    void itAgreesWithTheDecoderOfTheJdk() {
        Seeds.times(50_000, random -> {
            byte[] text = new byte[random.nextInt(1, 24)];
            for (int i = 0; i < text.length; i++) {
                int b = random.nextBoolean() ? 0x80 | random.nextInt(0x80) : ' ' + random.nextInt(90);
                text[i] = (byte) (b == '"' || b == '\\' ? 'x' : b);
            }
            byte[] bytes = JsonText.concat(new byte[] {'"'}, text, new byte[] {'"'});

            assertThat(Utf8.stringEnd(bytes, 1, bytes.length, true) > 0).isEqualTo(isUtf8(text));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "x\\udfff", "\\\\\\ud800\\n"})
    void halvesOfPairsPassWhereNobodyLooks(String text) {
        byte[] bytes = ("\"" + text + "\"").getBytes(UTF_8);

        assertThat(Utf8.stringEnd(bytes, 1, bytes.length, false)).isEqualTo(bytes.length);
        assertThat(Utf8.stringEnd(bytes, 1, bytes.length, true)).isNegative();
    }

    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] around(Random random, byte[] text) {
        byte[] before = " ".repeat(random.nextInt(9)).getBytes(UTF_8);
        byte[] after = "} \"\\".repeat(random.nextInt(4)).getBytes(UTF_8);
        return JsonText.concat(before, new byte[] {'"'}, text, new byte[] {'"'}, after);
    }

    private static int indexOfQuote(byte[] bytes) {
        int i = 0;
        while (bytes[i] != '"') {
            i++;
        }
        return i;
    }

    private static boolean isUtf8(byte[] text) {
        try {
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
