package dev.roundhouse.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.HubClient;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.exchange.Inbound;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Surface;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Recorded requests of other dialects are said to Bedrock by the rules that it holds to.
class ForeignRequestsTest {
    @Test
    void whateverOthersAskIsSaidByBedrocksRules() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> losses = new TreeMap<>();
        int said = 0;
        for (HubClient client : List.of(new AnthropicMessages(), new OpenAiChat())) {
            for (Interaction one : Corpus.of(client.name().wireName())) {
                if (one.request() == null || one.status() != 200) {
                    continue;
                }
                Inbound inbound = new Inbound(
                        "gen-1",
                        Instant.EPOCH,
                        Surface.VENDOR,
                        client.name(),
                        "/v1",
                        "",
                        null,
                        Map.of(),
                        one.request());
                if (!(client.read(inbound) instanceof Understood(var request))
                        || request.operation() != Operation.CHAT) {
                    continue;
                }
                Losses lost = new Losses();
                try {
                    Prompt prompt = client.prompt(request);
                    for (Dialect dialect : List.of(Dialect.BEDROCK_CONVERSE, Dialect.BEDROCK_INVOKE)) {
                        var upstream = dialect == Dialect.BEDROCK_INVOKE ? Samples.INVOKE : Samples.CONVERSE;
                        JsonNode body = upstream.body(
                                prompt, new Outbound(Samples.endpoint(dialect, Samples.CLAUDE), false, lost));
                        if (dialect == Dialect.BEDROCK_CONVERSE) {
                            check(wrong, one, body);
                        }
                    }
                    said++;
                } catch (Unacceptable e) {
                    wrong.add(one.id() + ": " + e.getMessage());
                }
                lost.all().stream()
                        .map(loss -> loss.feature() + (loss.adapted() ? " (adapted)" : ""))
                        .distinct()
                        .forEach(feature -> losses.merge(feature, 1, Integer::sum));
            }
        }
        System.out.println("foreign requests said: " + said + ", losses " + losses);
        assertThat(wrong).isEmpty();
    }

    private static void check(List<String> wrong, Interaction one, JsonNode body) {
        String before = "assistant";
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asString("");
            if (role.equals(before)) {
                wrong.add(one.id() + ": turns do not alternate");
            }
            before = role;
            if (message.path("content").isEmpty()) {
                wrong.add(one.id() + ": an empty turn");
            }
            for (JsonNode block : message.path("content")) {
                if (block.has("text") && block.get("text").asString("").isBlank()) {
                    wrong.add(one.id() + ": a blank text");
                }
            }
        }
        boolean calls = body.path("messages").findValue("toolUse") != null;
        if (calls && body.path("toolConfig").path("tools").isEmpty()) {
            wrong.add(one.id() + ": calls without tools");
        }
    }
}
