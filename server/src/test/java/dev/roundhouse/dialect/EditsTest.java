package dev.roundhouse.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Seeds;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.GenerationRequest.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EditsTest {
    private static final String[] VALUES = {
        "1", "-2.5e3", "true", "null", "\"x\"", "\",}\\\"\"", "{}", "[1, 2]", "{ \"a\" : 1 }"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":2,\"c\":3} | a   | {\"b\":2,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3} | b   | {\"a\":1,\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3} | c   | {\"a\":1,\"b\":2}",
                "{\"a\":1,\"b\":2,\"c\":3} | ab  | {\"c\":3}",
                "{\"a\":1,\"b\":2,\"c\":3} | bc  | {\"a\":1}",
                "{\"a\":1,\"b\":2,\"c\":3} | ac  | {\"b\":2}",
                "{\"a\":1,\"b\":2,\"c\":3} | abc | {}",
                "{\"a\":1}                 | a   | {}",
                "{ \"a\" : 1 , \"b\" : 2 } | a   | { \"b\" : 2 }",
                "{ \"a\" : 1 , \"b\" : 2 } | b   | { \"a\" : 1  }",
                "{ \"a\" : 1 }             | a   | { }",
            })
    void aMemberGoesWithOneComma(String object, String names, String left) {
        byte[] source = object.getBytes(UTF_8);
        Map<String, Span> spans = spans(source);
        List<Span> removed = new ArrayList<>();
        names.chars().forEach(name -> removed.add(spans.get(Character.toString(name))));

        assertThat(new String(
                        new Edits().remove(source, removed).outbound(source).toByteArray(), UTF_8))
                .isEqualTo(left);
    }

    @Test
    void anySubsetOfMembersCanGoAndTheRestKeepsItsValues() {
        Seeds.times(10_000, random -> {
            byte[] source = object(random);
            Map<String, Span> spans = spans(source);
            ObjectNode expected = (ObjectNode) JsonMapper.shared().readTree(source);
            Edits edits = new Edits();
            List<Span> removed = new ArrayList<>();
            spans.forEach((name, span) -> {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        removed.add(span);
                        expected.remove(name);
                    }
                    case 1 -> {
                        edits.replace(span.valueFrom(), span.valueTo(), "\"new\"".getBytes(UTF_8));
                        expected.put(name, "new");
                    }
                    default -> {}
                }
            });
            edits.remove(source, removed);

            byte[] outbound = edits.outbound(source).toByteArray();
            ByteSink applied = new ByteSink(8);
            edits.apply(source, 0, source.length, applied);

            assertThat(JsonMapper.shared().readTree(outbound)).isEqualTo(expected);
            assertThat(applied.toByteArray()).isEqualTo(outbound);
            assertThat(edits.outbound(source).length()).isEqualTo(outbound.length);
        });
    }

    @Test
    void editsMayComeInAnyOrder() {
        byte[] source = "0123456789".getBytes(UTF_8);

        byte[] changed = new Edits()
                .replace(7, 9, "seven".getBytes(UTF_8))
                .insert(3, "<".getBytes(UTF_8))
                .replace(0, 1, new byte[0])
                .insert(3, ">".getBytes(UTF_8))
                .outbound(source)
                .toByteArray();

        assertThat(new String(changed, UTF_8)).isEqualTo("12<>3456seven9");
    }

    @Test
    void aRangeTakesTheEditsThatLieInIt() {
        byte[] source = "abcdef".getBytes(UTF_8);
        Edits edits = new Edits().replace(1, 2, "B".getBytes(UTF_8)).replace(4, 5, "E".getBytes(UTF_8));
        ByteSink out = new ByteSink(8);

        edits.apply(source, 0, 3, out);
        out.append((byte) '|');
        edits.apply(source, 3, 6, out);

        assertThat(new String(out.toByteArray(), UTF_8)).isEqualTo("aBc|dEf");
    }

    private static byte[] object(Random random) {
        Map<String, String> members = new LinkedHashMap<>();
        int count = random.nextInt(1, 7);
        for (int i = 0; i < count; i++) {
            members.put("m" + random.nextInt(20), VALUES[random.nextInt(VALUES.length)]);
        }
        StringBuilder text = new StringBuilder("{");
        members.forEach((name, value) -> text.append(text.length() == 1 ? "" : ",")
                .append(blank(random))
                .append('"')
                .append(name)
                .append('"')
                .append(blank(random))
                .append(':')
                .append(blank(random))
                .append(value)
                .append(blank(random)));
        return text.append('}').toString().getBytes(UTF_8);
    }

    private static String blank(Random random) {
        return random.nextInt(4) == 0 ? " \n\t\r".substring(random.nextInt(4)) : "";
    }

    private static Map<String, Span> spans(byte[] source) {
        Map<String, Span> spans = new LinkedHashMap<>();
        JsonSpans json = JsonSpans.strict(source, 0, source.length);
        json.nextToken();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            int memberFrom = json.nameFrom();
            json.nextToken();
            int valueFrom = json.valueFrom();
            json.skipChildren();
            spans.put(name, new Span(memberFrom, valueFrom, json.valueTo()));
        }
        return spans;
    }
}
