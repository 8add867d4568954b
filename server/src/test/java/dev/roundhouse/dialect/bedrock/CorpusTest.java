package dev.roundhouse.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.bedrock.Samples.Answer;
import dev.roundhouse.dialect.bedrock.Samples.Cut;
import dev.roundhouse.dialect.bedrock.Traffic.Recorded;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded requests and answers of Converse keep their meaning through the neutral form.
class CorpusTest {
    /// Requests that are not what they should be, and why.
    private static final Map<String, String> REFUSED = Map.of("bedrock-converse-06daa51846", "its JSON is broken");

    /// Requests that change on the way, and why.
    private static final Map<String, String> CHANGED = Map.of();

    @Test
    void everyRequestKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        int refused = 0;
        for (Recorded one : Traffic.of("bedrock-converse")) {
            if (one.request() == null || one.path() == null || one.operation().equals("countTokens")) {
                continue;
            }
            JsonNode was;
            try {
                was = JsonTree.read(one.request());
            } catch (JacksonException _) {
                refused++;
                check(wrong, one, REFUSED.containsKey(one.id()), "is no JSON");
                continue;
            }
            GenerationRequest request = Samples.understood(Samples.CONVERSE, one.path(), one.request());
            Endpoint endpoint = Samples.converseEndpoint(request.models().getFirst());
            Losses losses = new Losses();
            JsonNode is = Samples.CONVERSE.body(
                    Samples.CONVERSE.prompt(request), new Outbound(endpoint, request.stream(), losses));
            kept++;
            check(wrong, one, losses.all().isEmpty(), "lost " + losses.all());
            JsonNode before = normal(was);
            JsonNode after = normal(is);
            check(
                    wrong,
                    one,
                    before.equals(after) || CHANGED.containsKey(one.id()),
                    "was " + before + "\n is " + after);
            String path = Samples.CONVERSE.path(endpoint, Operation.CHAT, request.stream());
            check(wrong, one, one.path().replace("%3A", ":").endsWith(path.replace("%3A", ":")), path);
        }
        System.out.println("Converse requests kept: " + kept + ", refused as they should: " + refused);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyAnswerKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        int streams = 0;
        int whole = 0;
        for (Recorded one : Traffic.of("bedrock-converse")) {
            if (one.status() != 200) {
                continue;
            }
            Operation operation = one.operation().equals("countTokens") ? Operation.COUNT : Operation.CHAT;
            String path = Objects.requireNonNullElse(one.path(), "/model/" + Samples.CLAUDE + "/converse");
            Endpoint endpoint = Samples.converseEndpoint(Paths.model(path));
            List<Event> events = events(one, endpoint, operation, Cut.WHOLE);
            check(wrong, one, events.getFirst() instanceof Event.Opened, "does not open");
            check(wrong, one, events.getLast() instanceof Event.Ended, "does not end: " + events.getLast());
            check(wrong, one, events.equals(events(one, endpoint, operation, Cut.BYTES)), "differs in single bytes");
            Cut split = Cut.split(one.id().hashCode());
            check(wrong, one, events.equals(events(one, endpoint, operation, split)), "differs in pieces");
            if (operation == Operation.CHAT) {
                again(wrong, one, endpoint, events, true);
                again(wrong, one, endpoint, events, false);
            }
            streams += one.stream() ? 1 : 0;
            whole += one.stream() ? 0 : 1;
        }
        System.out.println("Converse answers kept: " + streams + " streams, " + whole + " whole");
        assertThat(wrong).isEmpty();
    }

    // Said to a client, streamed and not, and read back.
    private static void again(List<String> wrong, Recorded one, Endpoint endpoint, List<Event> events, boolean stream) {
        GenerationRequest request = Samples.converse("{\"messages\":[]}", stream);
        byte[] said = Samples.rendered(Samples.CONVERSE.renderer(request, Samples.terms(stream)), events);
        Answer answer = new Answer(said, stream, Cut.WHOLE);
        List<Event> heard = Samples.events(Samples.CONVERSE, endpoint, Operation.CHAT, answer);
        List<String> before = usageLast(Samples.meaning(events));
        List<String> after = usageLast(Samples.meaning(heard));
        check(wrong, one, before.equals(after), (stream ? "streamed" : "whole") + " was " + before + "\n is " + after);
    }

    // An answer without usage is counted as nothing here; some fixtures say it before the stop reason.
    private static List<String> usageLast(List<String> meaning) {
        List<String> all = new ArrayList<>(meaning);
        all.stream().filter(line -> line.startsWith("used")).findFirst().ifPresent(used -> {
            all.remove(used);
            all.add(all.size() - 1, used);
        });
        if (all.stream().noneMatch(line -> line.startsWith("used"))) {
            all.add(all.size() - 1, "used " + dev.roundhouse.exchange.Usage.NONE);
        }
        return all;
    }

    private static List<Event> events(Recorded one, Endpoint endpoint, Operation operation, Cut cut) {
        return Samples.events(Samples.CONVERSE, endpoint, operation, new Answer(one.answer(), one.stream(), cut));
    }

    private static void check(List<String> wrong, Recorded one, boolean holds, String why) {
        if (!holds) {
            wrong.add(one.id() + ": " + why);
        }
    }

    // What says the same in two ways: an absent choice is `auto`, an absent status `success`, JSON is its text,
    // empty
    // members are absent, and turns of one speaker are one turn.
    private static JsonNode normal(JsonNode body) {
        ObjectNode all = body.deepCopy().asObject();
        all.remove("modelId");
        for (String name : List.of("system", "inferenceConfig", "additionalModelRequestFields", "toolConfig")) {
            if (all.path(name).isEmpty()) {
                all.remove(name);
            }
        }
        if (all.path("toolConfig") instanceof ObjectNode config) {
            if (config.path("toolChoice").has("auto")) {
                config.remove("toolChoice");
            }
        }
        if (all.path("inferenceConfig").path("stopSequences").isArray()
                && all.get("inferenceConfig").get("stopSequences").isEmpty()) {
            all.get("inferenceConfig").asObject().remove("stopSequences");
        }
        if (all.path("outputConfig").path("textFormat").path("structure").path("jsonSchema")
                instanceof ObjectNode said) {
            said.set("schema", JsonTree.read(said.get("schema").stringValue()));
        }
        if (all.path("additionalModelRequestFields") instanceof ObjectNode fields && fields.has("reasoning_config")) {
            fields.set("thinking", fields.remove("reasoning_config"));
        }
        ArrayNode turns = JsonTree.array();
        for (JsonNode message : all.path("messages")) {
            message.path("content").forEach(CorpusTest::normalBlock);
            boolean same =
                    !turns.isEmpty() && turns.get(turns.size() - 1).path("role").equals(message.path("role"));
            if (same) {
                message.get("content")
                        .forEach(turns.get(turns.size() - 1).get("content").asArray()::add);
            } else {
                turns.add(message);
            }
        }
        all.set("messages", turns);
        return JsonTree.read(JsonTree.text(all).replaceAll("(\\d)\\.0([,}])", "$1$2"));
    }

    static void normalBlock(JsonNode block) {
        if (block instanceof ObjectNode object && object.has("guardContent")) {
            JsonNode text = object.remove("guardContent").path("text").path("text");
            object.set("text", text); // a guarded text is said as plain text
        }
        if (block.path("toolResult") instanceof ObjectNode result) {
            if ("success".equals(result.path("status").asString(""))) {
                result.remove("status");
            }
            for (JsonNode one : result.path("content")) {
                ObjectNode object = one.asObject();
                if (object.has("json")) {
                    object.put("text", JsonTree.text(object.remove("json")));
                }
                if (object.has("searchResult")) {
                    found(object);
                }
            }
        }
    }

    // What a search found is said as a document.
    private static void found(ObjectNode object) {
        JsonNode result = object.remove("searchResult");
        ObjectNode document = object.putObject("document").put("format", "txt");
        document.set("name", result.get("title"));
        document.putObject("source")
                .put("text", result.get("content").get(0).get("text").stringValue());
        document.set("context", result.get("source"));
        document.set("citations", result.get("citations"));
    }
}
