package dev.roundhouse.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.anthropic.AnthropicBodies;
import dev.roundhouse.dialect.bedrock.Samples.Answer;
import dev.roundhouse.dialect.bedrock.Samples.Cut;
import dev.roundhouse.dialect.bedrock.Traffic.Recorded;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded requests and answers of InvokeModel keep their meaning through the neutral form.
class InvokeCorpusTest {
    @Test
    void everyRequestKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        Map<Schema, Integer> kept = new TreeMap<>();
        for (Recorded one : Traffic.of("bedrock-invoke")) {
            if (one.request() == null || one.path() == null || one.status() != 200) {
                continue;
            }
            GenerationRequest request;
            try {
                JsonTree.read(one.request());
                request = Samples.understood(Samples.INVOKE, one.path(), one.request());
            } catch (JacksonException _) {
                wrong.add(one.id() + ": no JSON");
                continue;
            }
            Schema schema = Schema.of(request.spans().keySet(), request.models().getFirst());
            kept.merge(schema, 1, Integer::sum);
            if (schema == Schema.CHAT || schema == Schema.CLAUDE_TEXT) {
                continue; // only spliced; said in newer words
            }
            Endpoint endpoint =
                    Samples.endpoint(Dialect.BEDROCK_INVOKE, request.models().getFirst());
            JsonNode is = Samples.INVOKE.body(
                    Samples.INVOKE.prompt(request), new Outbound(endpoint, request.stream(), new Losses()));
            if (schema == Schema.CLAUDE) {
                // Anthropic has many spellings: what is read again says whether the meaning is kept.
                if (!AnthropicBodies.read(is).equals(Samples.INVOKE.prompt(request))) {
                    wrong.add(one.id() + ": is " + is);
                }
                continue;
            }
            String before = normal(JsonTree.read(one.request())).toString();
            String after = normal(is).toString();
            boolean same = JsonTree.read(before).equals(JsonTree.read(after));
            if (!same) {
                wrong.add(one.id() + ": was " + before + "\n is " + after);
            }
        }
        System.out.println("Invoke requests by schema: " + kept);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyAnswerKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> kept = new TreeMap<>();
        for (Recorded one : Traffic.of("bedrock-invoke")) {
            if (one.status() != 200 || one.path() == null || one.request() == null) {
                continue;
            }
            GenerationRequest request = Samples.understood(Samples.INVOKE, one.path(), one.request());
            Schema schema = Schema.of(request.spans().keySet(), request.models().getFirst());
            Endpoint endpoint = Samples.endpoint(Dialect.BEDROCK_INVOKE, "replay/unknown");
            Operation operation = request.operation();
            if (schema == Schema.CHAT) {
                continue; // read by OpenAI's chat, given from outside
            }
            List<Event> events = events(one, endpoint, operation, Cut.WHOLE);
            kept.merge(schema + (one.stream() ? " stream" : ""), 1, Integer::sum);
            check(wrong, one, !events.isEmpty() && events.getLast() instanceof Event.Ended, "does not end: " + events);
            check(wrong, one, events.equals(events(one, endpoint, operation, Cut.BYTES)), "differs in single bytes");
            Cut split = Cut.split(one.id().hashCode());
            check(wrong, one, events.equals(events(one, endpoint, operation, split)), "differs in pieces");
            byte[] said = Samples.rendered(Samples.INVOKE.renderer(request, Samples.terms(request.stream())), events);
            List<Event> heard =
                    Samples.events(Samples.INVOKE, endpoint, operation, new Answer(said, request.stream(), Cut.WHOLE));
            List<String> before = bare(Samples.meaning(events));
            List<String> after = bare(Samples.meaning(heard));
            check(wrong, one, before.equals(after), "was " + before + "\n is " + after);
        }
        System.out.println("Invoke answers: " + kept);
        assertThat(wrong).isEmpty();
    }

    // Usage that was not reported is estimated, which these answers say too; several answers become one.
    private static List<String> bare(List<String> meaning) {
        return meaning.stream()
                .filter(line -> !line.startsWith("used") && !line.startsWith("finished"))
                .toList();
    }

    private static List<Event> events(Recorded one, Endpoint endpoint, Operation operation, Cut cut) {
        return Samples.events(Samples.INVOKE, endpoint, operation, new Answer(one.answer(), one.stream(), cut));
    }

    private static void check(List<String> wrong, Recorded one, boolean holds, String why) {
        if (!holds) {
            wrong.add(one.id() + ": " + why);
        }
    }

    // Empty lists are absent; Nova has two names for a limit; Claude's turns are said with a blank after their
    // marks.
    private static JsonNode normal(JsonNode body) {
        ObjectNode all = body.deepCopy().asObject();
        all.remove(List.of("stream", "schemaVersion", "api_version", "truncate"));
        for (JsonNode config : List.of(all, all.path("textGenerationConfig"), all.path("inferenceConfig"))) {
            if (config instanceof ObjectNode object) {
                for (String stop : List.of("stopSequences", "stop_sequences")) {
                    if (object.path(stop).isArray() && object.get(stop).isEmpty()) {
                        object.remove(stop);
                    }
                }
                if (object.has("max_new_tokens")) {
                    object.set("maxTokens", object.remove("max_new_tokens"));
                }
                if (object.path("num_generations").asInt(0) == 1) {
                    object.remove("num_generations");
                }
            }
        }
        if (all.path("toolConfig").path("toolChoice").has("auto")) {
            all.get("toolConfig").asObject().remove("toolChoice");
        }
        for (JsonNode message : all.path("messages")) {
            message.path("content").forEach(CorpusTest::normalBlock);
        }
        if (all.has("singleEmbeddingParams")) {
            all.get("singleEmbeddingParams").get("text").asObject().remove("truncationMode");
        }
        String prompt = JsonTree.string(all, "prompt");
        if (prompt != null) {
            all.put("prompt", prompt.replaceAll("\\s+", ""));
        }
        all.remove("input_type");
        return JsonTree.read(JsonTree.text(all).replaceAll("(\\d)\\.0([,}])", "$1$2"));
    }
}
