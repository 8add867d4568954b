package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Seeds;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.exchange.OutboundBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class RequestSplicerTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`model`:`m`,MESSAGES} | {`model`:UP,MESSAGES}",
                "{MESSAGES, `model` : `m` } | {MESSAGES, `model` : UP }",
                "{MESSAGES,`models`:[`a`,`b`]} | {MESSAGES,`model`:UP,`models`:[`a`,`b`]}",
                "{`model`:null,`models`:[`a`],MESSAGES} | {`model`:UP,`models`:[`a`],MESSAGES}",
                "{`model`:`m`,`stream`:true,MESSAGES} | {`model`:UP,`stream`:true,`stream_options`:{`include_usage`:true},MESSAGES}",
                "{`model`:`m`,MESSAGES,`stream`:true} | {`model`:UP,MESSAGES,`stream`:true,`stream_options`:{`include_usage`:true}}",
                "{`model`:`m`,`stream`:false,MESSAGES} | {`model`:UP,`stream`:false,MESSAGES}",
                "{`stream_options`:{},`model`:`m`,`stream`:true,MESSAGES} | {`stream_options`:{`include_usage`:true},`model`:UP,`stream`:true,MESSAGES}",
                "{`stream_options`:{ `x`:1},`model`:`m`,`stream`:true,MESSAGES} | {`stream_options`:{`include_usage`:true, `x`:1},`model`:UP,`stream`:true,MESSAGES}",
                "{`stream_options`:{`include_usage`:false,`x`:1},`model`:`m`,`stream`:true,MESSAGES} | {`stream_options`:{`include_usage`:true,`x`:1},`model`:UP,`stream`:true,MESSAGES}",
                "{`stream_options`:{`include_usage`:null},`model`:`m`,`stream`:true,MESSAGES} | {`stream_options`:{`include_usage`:true},`model`:UP,`stream`:true,MESSAGES}",
                "{`stream_options`:null,`model`:`m`,`stream`:true,MESSAGES} | {`stream_options`:{`include_usage`:true},`model`:UP,`stream`:true,MESSAGES}",
                "{`stream_options`:{`include_usage`:true},`model`:`m`,`stream`:true,MESSAGES} | {`stream_options`:{`include_usage`:true},`model`:UP,`stream`:true,MESSAGES}",
            })
    void theModelIsReplacedAndUsageIsAskedFor(String body, String sent) {
        assertThat(splice(body)).isEqualTo(full(sent));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NO_STREAM_OPTIONS | {`model`:`m`,`stream`:true,`stream_options`:{`include_usage`:true},MESSAGES} | {`model`:UP,`stream`:true,MESSAGES}",
                "NO_STREAM_OPTIONS | {`model`:`m`,`stream`:true,MESSAGES} | {`model`:UP,`stream`:true,MESSAGES}",
                "STRICT_FIELDS | {`models`:[`a`],MESSAGES} | {`model`:UP,MESSAGES}",
                "STRICT_FIELDS | {MESSAGES,`route`:`x`,`models`:[`a`]} | {MESSAGES,`model`:UP}",
                "STRICT_FIELDS | {`provider`:{},`model`:`m`,`models`:[],MESSAGES,`usage`:{},`session_id`:`s`} | {`model`:UP,MESSAGES}",
                "STRICT_FIELDS | {`model`:`m`,`reasoning`:{`effort`:`low`},`user`:`u`,`x`:1,MESSAGES} | {`model`:UP,`reasoning`:{`effort`:`low`},`user`:`u`,`x`:1,MESSAGES}",
                "MAX_COMPLETION_TOKENS_ONLY | {`model`:`m`,`max_tokens` : 5,MESSAGES} | {`model`:UP,`max_completion_tokens`:5,MESSAGES}",
                "MAX_COMPLETION_TOKENS_ONLY | {`max_completion_tokens`:7,`model`:`m`,`max_tokens`:5,MESSAGES} | {`max_completion_tokens`:7,`model`:UP,MESSAGES}",
                "MAX_TOKENS_ONLY | {`model`:`m`,`max_completion_tokens`:5,MESSAGES} | {`model`:UP,`max_tokens`:5,MESSAGES}",
                "NO_DEVELOPER_ROLE | {`model`:`m`,`messages`:[{`role`:`developer`,`content`:`a`},{`content`:`developer`,`role`:`user`},{`content`:`b`,`role` : `developer` }]} | {`model`:UP,`messages`:[{`role`:`system`,`content`:`a`},{`content`:`developer`,`role`:`user`},{`content`:`b`,`role` : `system` }]}",
            })
    void aProvidersQuirksAreRespected(Quirk quirk, String body, String sent) {
        assertThat(splice(body, quirk)).isEqualTo(full(sent));
    }

    @Test
    void whatIsNotChangedIsNotCopied() {
        String body = "{\"model\":\"m\"," + MESSAGES + "}";
        var request = Samples.understood(body);

        OutboundBody sent = Samples.CHAT.request(request, Samples.endpoint());

        assertThat(sent.slices()).hasSize(3);
        assertThat(sent.slices().getFirst().bytes()).isSameAs(request.body());
        assertThat(sent.slices().getLast().bytes()).isSameAs(request.body());
    }

    @Test
    void anyMixOfMembersAndQuirksComesOutAsMeant() {
        Seeds.times(5_000, random -> {
            String body = body(random);
            List<Quirk> quirks = new ArrayList<>();
            for (Quirk quirk : List.of(
                    Quirk.NO_STREAM_OPTIONS,
                    Quirk.STRICT_FIELDS,
                    Quirk.MAX_COMPLETION_TOKENS_ONLY,
                    Quirk.NO_DEVELOPER_ROLE)) {
                if (random.nextBoolean()) {
                    quirks.add(quirk);
                }
            }

            String sent = splice(body, quirks.toArray(Quirk[]::new));

            assertThat(Samples.json(sent)).as(body).isEqualTo(expected(body, quirks));
        });
    }

    // The same changes made to a tree.
    private static ObjectNode expected(String body, List<Quirk> quirks) {
        ObjectNode node = (ObjectNode) Samples.json(body);
        node.put("model", "accounts/acme/swift-1");
        if (node.path("stream").asBoolean(false)) {
            if (quirks.contains(Quirk.NO_STREAM_OPTIONS)) {
                node.remove("stream_options");
            } else if (node.path("stream_options").isObject()) {
                ((ObjectNode) node.get("stream_options")).put("include_usage", true);
            } else {
                node.putObject("stream_options").put("include_usage", true);
            }
        }
        if (quirks.contains(Quirk.STRICT_FIELDS)) {
            node.remove(RequestShapes.ROUTER_MEMBERS);
        }
        if (quirks.contains(Quirk.MAX_COMPLETION_TOKENS_ONLY) && node.has("max_tokens")) {
            if (!node.has("max_completion_tokens")) {
                node.set("max_completion_tokens", node.get("max_tokens"));
            }
            node.remove("max_tokens");
        }
        if (quirks.contains(Quirk.NO_DEVELOPER_ROLE)) {
            node.get("messages").forEach(message -> {
                if (message.path("role").asString().equals("developer")) {
                    ((ObjectNode) message).put("role", "system");
                }
            });
        }
        return node;
    }

    private static String body(Random random) {
        Map<String, String> optional = Map.of(
                "stream", "true",
                "stream_options", random.nextBoolean() ? "{}" : "{\"include_usage\":false,\"x\":[1]}",
                "models", "[\"a\",\"b\"]",
                "provider", "{\"order\":[\"x\"]}",
                "usage", "{\"include\":true}",
                "session_id", "\"s\"",
                "max_tokens", "5",
                "max_completion_tokens", "7",
                "temperature", "0.5",
                "unknown", "{\"model\":\"not this\"}");
        List<String> members = new ArrayList<>();
        optional.forEach((name, value) -> {
            if (random.nextBoolean()) {
                members.add("\"" + name + "\"" + blank(random) + ":" + blank(random) + value);
            }
        });
        boolean hasModels = members.stream().anyMatch(member -> member.startsWith("\"models\""));
        if (!hasModels || random.nextBoolean()) {
            members.add("\"model\":\"m \\\"quoted\\\"\"");
        }
        members.add(
                "\"messages\":[{\"role\":\"developer\",\"content\":\"x\"},{\"content\":[{\"type\":\"text\",\"text\":\"\\u00e9}]\"}],\"role\":\"user\"}]");
        Collections.shuffle(members, random);
        return "{" + blank(random) + String.join(blank(random) + "," + blank(random), members) + blank(random) + "}";
    }

    private static String blank(Random random) {
        return random.nextInt(3) == 0 ? " \n ".substring(random.nextInt(3)) : "";
    }

    private static String splice(String body, Quirk... quirks) {
        var request = Samples.understood(full(body));
        return new String(
                Samples.CHAT.request(request, Samples.endpoint(quirks)).toByteArray(), UTF_8);
    }

    private static String full(String body) {
        return body.replace('`', '"').replace("MESSAGES", MESSAGES).replace("UP", "\"accounts/acme/swift-1\"");
    }
}
