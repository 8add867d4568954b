package dev.roundhouse.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.Dialects;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.Seals;
import dev.roundhouse.exchange.AnswerReader;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Usage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Recorded requests and answers keep their meaning through the neutral form and back, wherever their bytes are
/// cut.
class GeminiCorpusTest {
    /// Requests that are refused, and why.
    private static final Map<String, String> REFUSED =
            Map.of("vertex-generateContent-13c900123c", "a role that Google refused too");

    @Test
    void everyRequestComesBackWithItsMeaning() {
        Map<String, String> wrong = new TreeMap<>();
        int kept = 0;
        for (Interaction one : Corpus.of("gemini")) {
            if (one.request() == null) {
                continue;
            }
            try {
                JsonNode said = JsonTree.read(one.request());
                JsonNode back = sent(one, prompt(one));
                String difference = operation(one) == Operation.EMBED
                        ? embedded(said, back)
                        : difference(SameRequest.form(said), SameRequest.form(back), "");
                if (difference.isEmpty()) {
                    kept++;
                } else {
                    wrong.put(one.id(), difference);
                }
            } catch (Unacceptable e) {
                wrong.put(one.id(), "refused: " + e.getMessage());
            }
        }

        System.out.println("gemini requests kept: " + kept + ", refused as listed: " + REFUSED.size());
        assertThat(wrong.keySet()).as("%s", wrong).isEqualTo(REFUSED.keySet());
    }

    @Test
    void everyAnswerMeansTheSameAfterItWasSaidAnew() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        for (Interaction one : Corpus.of("gemini", "vertex-predict")) {
            if (one.status() != 200) {
                continue;
            }
            byte[] answer = one.response();
            List<Event> events = Heard.whole(one.model(), operation(one), streamed(one), answer);
            if (!(events.getLast() instanceof Event.Ended)) {
                wrong.add(one.id() + ": " + events.getLast());
                continue;
            }
            kept++;
            for (boolean stream : operation(one) == Operation.CHAT ? new boolean[] {true, false} : new boolean[1]) {
                byte[] said = Heard.said(request(one, stream), stream, events);
                List<Event> again = Heard.whole(one.model(), operation(one), stream, said);
                boolean counted = events.stream().anyMatch(Event.Used.class::isInstance);
                if (!meaning(events, counted).equals(meaning(again, counted))) {
                    wrong.add(one.id() + ": said anew, stream " + stream + ": "
                            + brief(meaning(events, counted).toString()) + " became "
                            + brief(meaning(again, counted).toString()));
                }
            }
        }

        System.out.println("gemini answers kept: " + kept);
        assertThat(wrong).isEmpty();
    }

    @Test
    void cuttingTheBytesElsewhereChangesNothing() {
        Random random = new Random(20_261_124);
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Interaction one : Corpus.of("gemini", "vertex-predict")) {
            List<Event> whole = Heard.whole(one.model(), operation(one), streamed(one), one.response());
            List<Event> bytes = Heard.events(one.model(), operation(one), streamed(one), one.response(), () -> 1);
            List<Event> split =
                    Heard.events(one.model(), operation(one), streamed(one), one.response(), Heard.chance(random));
            if (!whole.equals(bytes) || !whole.equals(split)) {
                wrong.add(one.id());
            }
            count++;
        }

        System.out.println("gemini answers cut: " + count);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyStreamPassesToGeminiClientsAsEventsAndAsAList() {
        Dialects dialects =
                new Dialects(List.of(Dialects.Entry.hub(Samples.GEMINI)), new Seals(InstantSource.system()));
        int count = 0;
        for (Interaction one : Corpus.of("gemini")) {
            if (one.status() != 200 || !streamed(one)) {
                continue;
            }
            List<JsonNode> frames = new ArrayList<>();
            StreamFrames reader =
                    new StreamFrames(frame -> frames.add(ours(JsonTree.read(frame.bytes(), frame.from(), frame.to()))));
            reader.read(one.response(), 0, one.response().length);
            reader.end();
            for (String query : List.of("alt=sse", "")) {
                GenerationRequest request = Samples.streamed(query);
                String got = spliced(dialects, request, one);
                List<JsonNode> heard = new ArrayList<>();
                if (query.isEmpty()) {
                    JsonTree.read(got).forEach(frame -> heard.add(ours(frame)));
                } else {
                    for (String event : got.split("\n\n", -1)) {
                        if (!event.isEmpty()) {
                            heard.add(ours(JsonTree.read(event.substring("data: ".length()))));
                        }
                    }
                }
                assertThat(heard).as(one.id() + " " + query).isEqualTo(frames);
                assertThat(got).contains("\"cost\":0.000012345");
            }
            count++;
        }
        System.out.println("gemini streams spliced: " + count);
    }

    // Without what the gateway says itself.
    private static JsonNode ours(JsonNode frame) {
        ObjectNode copy = (ObjectNode) frame.deepCopy();
        copy.remove(List.of("modelVersion", "responseId"));
        if (copy.get("usageMetadata") instanceof ObjectNode usage) {
            usage.remove("cost");
        }
        return copy;
    }

    private static String spliced(Dialects dialects, GenerationRequest request, Interaction one) {
        Endpoint endpoint = Samples.endpoint(one.model());
        AnswerReader reader =
                dialects.between(request, Dialect.GEMINI).orElseThrow().answer(request, endpoint, Samples.terms(true));
        ByteSink out = new ByteSink(64);
        reader.read(one.response(), 0, one.response().length, out);
        reader.end();
        assertThat(reader.stage()).as(one.id()).isEqualTo(AnswerReader.Stage.COMPLETE);
        Usage usage = java.util.Objects.requireNonNullElse(reader.summary().usage(), Usage.estimate(7, 5));
        reader.finish(usage, Samples.CHARGE, out);
        return new String(out.take(), UTF_8);
    }

    @Test
    void everyErrorIsTold() {
        int told = 0;
        for (Interaction one : Corpus.of("gemini")) {
            if (one.status() == 200) {
                continue;
            }
            Failure.UpstreamFault fault =
                    Samples.GEMINI.refusal(Samples.endpoint(one.model()), one.status(), one.response(), -1);
            JsonNode error = JsonTree.read(one.response());
            JsonNode inner = (error.isArray() ? error.path(0) : error).path("error");
            assertThat(fault.message()).isEqualTo(inner.path("message").asString(""));
            assertThat(fault.code()).isEqualTo(inner.path("status").asString(""));
            boolean delay = new String(one.response(), UTF_8).contains("retryDelay");
            assertThat(fault.retryAfter() != null).as(one.id()).isEqualTo(delay);
            told++;
        }
        System.out.println("gemini errors told: " + told);
        assertThat(told).isPositive();
    }

    private static Operation operation(Interaction one) {
        return switch (one.operation()) {
            case "countTokens" -> Operation.COUNT;
            case "embeddings", "predict" -> Operation.EMBED;
            default -> Operation.CHAT;
        };
    }

    private static boolean streamed(Interaction one) {
        return operation(one) == Operation.CHAT
                && (one.streaming() || !one.wire().equals("json"));
    }

    private static GenerationRequest request(Interaction one, boolean stream) {
        byte[] body = one.request();
        String asked = body == null || operation(one) != Operation.CHAT ? "" : new String(body, UTF_8);
        return switch (operation(one)) {
            case COUNT -> Samples.understood("countTokens", "{\"contents\":[{\"parts\":[]}]}");
            case EMBED, RERANK ->
                Samples.understood(
                        new String(one.response(), UTF_8).contains("\"embedding\"")
                                ? "embedContent"
                                : "batchEmbedContents",
                        "{\"requests\":[{}],\"content\":{\"parts\":[]}}");
            case CHAT ->
                Samples.understood(
                        stream ? "streamGenerateContent" : "generateContent",
                        asked.isEmpty() ? "{\"contents\":[{\"parts\":[]}]}" : asked);
        };
    }

    private static Prompt prompt(Interaction one) {
        byte[] body = java.util.Objects.requireNonNull(one.request());
        String verb = switch (one.operation()) {
            case "countTokens" -> "countTokens";
            case "embeddings" ->
                new String(body, UTF_8).contains("\"requests\"") ? "batchEmbedContents" : "embedContent";
            default -> one.streaming() ? "streamGenerateContent" : "generateContent";
        };
        return switch (Samples.read("/v1beta/models/" + one.model() + ":" + verb, "", body)) {
            case Understood(GenerationRequest request) -> Samples.GEMINI.prompt(request);
            case Refused(Failure why) -> throw new Unacceptable("read", why.message());
        };
    }

    private static JsonNode sent(Interaction one, Prompt prompt) {
        return Samples.GEMINI.body(
                prompt, new Outbound(Samples.endpoint(one.model()), operation(one), one.streaming(), new Losses()));
    }

    private static String embedded(JsonNode said, JsonNode back) {
        JsonNode first = back.path("requests");
        JsonNode before =
                said.has("requests") ? said.path("requests") : JsonTree.array().add(said);
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < before.size(); i++) {
            for (String name : List.of("taskType", "title", "outputDimensionality")) {
                found.append(difference(before.get(i).path(name), first.path(i).path(name), name));
            }
            found.append(difference(
                    before.get(i).path("content").path("parts"),
                    first.path(i).path("content").path("parts"),
                    "parts"));
        }
        return found.toString();
    }

    private static String difference(JsonNode was, JsonNode is, String path) {
        if (was.equals(is)) {
            return "";
        }
        if (was.isObject() && is.isObject()) {
            StringBuilder found = new StringBuilder();
            java.util.Set<String> names = new java.util.TreeSet<>(was.propertyNames());
            names.addAll(is.propertyNames());
            names.forEach(name -> found.append(difference(was.path(name), is.path(name), path + "." + name)));
            return found.toString();
        }
        if (was.isArray() && is.isArray() && was.size() == is.size()) {
            StringBuilder found = new StringBuilder();
            for (int i = 0; i < was.size(); i++) {
                found.append(difference(was.get(i), is.get(i), path + "[" + i + "]"));
            }
            return found.toString();
        }
        return path + ": " + brief(was) + " became " + brief(is) + "; ";
    }

    private static String brief(JsonNode node) {
        return brief(node.toString());
    }

    private static String brief(String text) {
        return text.length() < 200 ? text : text.substring(0, 200) + "…";
    }

    /// What counts: texts, thoughts, calls with parsed arguments, seals, media, citations, the end, and usage.
    private static List<String> meaning(List<Event> events, boolean counted) {
        Map<String, StringBuilder> texts = new TreeMap<>();
        List<String> rest = new ArrayList<>();
        String usage = "";
        String end = "";
        for (Event event : events) {
            switch (event) {
                case Event.Text t -> more(texts, "text " + t.choice()).append(t.text());
                case Event.Thinking t -> more(texts, "thinking " + t.choice()).append(t.text());
                case Event.ToolStarted t -> rest.add("call " + t.choice() + " " + t.part() + " " + t.name());
                case Event.ToolInput t ->
                    more(texts, "input " + t.choice() + " " + t.part()).append(t.piece());
                case Event.Sealed s -> rest.add("seal " + s.choice() + " " + s.seal());
                case Event.Cited cited -> {
                    Citation c = cited.citation();
                    rest.add("cited " + cited.choice() + " " + c.url() + c.title() + c.start() + " " + c.end());
                }
                case Event.Made m -> rest.add("made " + m.choice() + " " + m.made());
                case Event.Native n -> rest.add("native " + n.value());
                case Event.Logprobs l -> rest.add("logprobs " + l.content());
                case Event.Embedded e -> rest.add("vector " + e.index() + " " + e.vector());
                case Event.Finished f ->
                    end += "end " + f.choice() + " " + f.reason() + " "
                            + (f.nativeReason() == null ? "STOP" : f.nativeReason());
                case Event.Used u ->
                    usage = u.usage().inputTotal() + "/" + u.usage().outputTotal() + "/"
                            + u.usage().reasoning() + "/" + u.usage().cacheRead();
                default -> {}
            }
        }
        texts.forEach((name, text) -> rest.add(name + ": " + text));
        rest.add(end);
        rest.add(counted ? usage : "");
        rest.sort(null);
        return rest;
    }

    private static StringBuilder more(Map<String, StringBuilder> texts, String name) {
        return texts.computeIfAbsent(name, _ -> new StringBuilder());
    }
}
