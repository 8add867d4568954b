package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.Corpus;
import dev.roundhouse.Corpus.Interaction;
import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Endpoint;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.dialect.Cursor.Unacceptable;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.dialect.Outbound;
import dev.roundhouse.dialect.PackedFloats;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Vectors, asked for and told.
class EmbeddingsTest {
    private static final OpenAiEmbeddings EMBEDDINGS = new OpenAiEmbeddings();

    @Test
    void everyRecordedRequestKeepsItsMeaning() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        int tokens = 0;
        for (Interaction one : Corpus.of("openai-embeddings")) {
            if (one.request() == null || one.request().length == 0) {
                continue;
            }
            Reading reading = read(new String(one.request(), UTF_8));
            if (!(reading instanceof Understood(GenerationRequest request))) {
                if (one.status() == 200) {
                    wrong.add(one.id() + ": " + reading);
                }
                continue;
            }
            ObjectNode was = (ObjectNode) Samples.json(one.request());
            if (was.toString().matches(".*\"input\":\\[(\\[|[0-9]).*")) {
                assertThatThrownBy(() -> EMBEDDINGS.prompt(request)).isInstanceOf(Unacceptable.class);
                tokens++;
                continue;
            }
            JsonNode is =
                    EMBEDDINGS.body(EMBEDDINGS.prompt(request), new Outbound(Samples.endpoint(), false, new Losses()));
            was.put("model", "accounts/acme/swift-1");
            was.properties().removeIf(member -> member.getValue().isNull());
            if (was.path("encoding_format").asString("").equals("float")) {
                was.remove("encoding_format");
            }
            if (was.has("input_type")) {
                was.put("input_type", is.path("input_type").asString("")); // said in Cohere's words
            }
            if (!was.equals(is)) {
                wrong.add(one.id() + ": was " + was + " is " + is);
            }
            kept++;
        }
        System.out.println("requests for vectors: " + kept + ", in tokens: " + tokens);
        assertThat(wrong).isEmpty();
        assertThat(kept).isGreaterThan(30);
    }

    @Test
    void everyRecordedAnswerKeepsItsVectorsInEitherForm() {
        List<String> wrong = new ArrayList<>();
        int kept = 0;
        for (Interaction one : Corpus.of("openai-embeddings")) {
            if (one.status() != 200) {
                continue;
            }
            // Perplexity packs bytes.
            Endpoint endpoint =
                    one.provider().equals("perplexity") ? Samples.endpoint(Quirk.PACKED_BYTES) : Samples.endpoint();
            List<Event> events =
                    Told.events(EMBEDDINGS, endpoint, Operation.EMBED, false, one.response(), one.response().length);
            if (!(events.getLast() instanceof Event.Ended)) {
                wrong.add(one.id() + ": " + events.getLast());
                continue;
            }
            if (!Told.events(EMBEDDINGS, endpoint, Operation.EMBED, false, one.response(), -1)
                    .equals(events)) {
                wrong.add(one.id() + ": depends on how it is cut");
            }
            for (String form : List.of("float", "base64")) {
                GenerationRequest request =
                        understood("{\"model\":\"m\",\"input\":\"x\",\"encoding_format\":\"" + form + "\"}");
                byte[] said = Told.rendered(EMBEDDINGS.renderer(request, Samples.terms(false, true)), events);
                List<Event> again = events(said, said.length);
                if (!vectors(events).equals(vectors(again))) {
                    wrong.add(one.id() + " as " + form + ": other vectors");
                }
                if (!used(events).equals(used(again))) {
                    wrong.add(one.id() + " as " + form + ": other usage " + used(events) + used(again));
                }
            }
            kept++;
        }
        System.out.println("answers of vectors: " + kept);
        assertThat(wrong).isEmpty();
        assertThat(kept).isEqualTo(44);
    }

    @Test
    void picturesAmongTheInputsReachTheNeutralFormAndGoBack() {
        String body = "{\"model\":\"m\",\"input\":[{\"content\":[{\"type\":\"text\",\"text\":\"a cat\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/cat.png\"}}]}]}";
        GenerationRequest request = understood(body);

        Prompt prompt = EMBEDDINGS.prompt(request);

        assertThat(request.needs()).containsExactly("image");
        assertThat(sent(prompt).path("input")).isEqualTo(Samples.json(body).path("input"));
    }

    @Test
    void aStrictProviderIsNotToldThePurpose() {
        Prompt prompt = EMBEDDINGS.prompt(
                understood("{\"model\":\"m\",\"input\":[\"x\"],\"input_type\":\"query\",\"dimensions\":256}"));
        Losses losses = new Losses();

        JsonNode strict = EMBEDDINGS.body(prompt, new Outbound(Samples.endpoint(Quirk.STRICT_FIELDS), false, losses));
        JsonNode voyage =
                EMBEDDINGS.body(prompt, new Outbound(Samples.endpoint(Quirk.QUERY_OR_DOCUMENT), false, new Losses()));

        assertThat(strict.has("input_type")).isFalse();
        assertThat(strict.path("dimensions").asInt()).isEqualTo(256);
        assertThat(losses.all()).extracting(Losses.Loss::feature).containsExactly("embed.purpose");
        assertThat(voyage.path("input_type").asString()).isEqualTo("query");
        assertThat(sent(prompt).path("input_type").asString()).isEqualTo("search_query");
    }

    @Test
    void whatIsNoInputIsRefusedByName() {
        assertThat(refused("{\"model\":\"m\"}")).isEqualTo("input");
        assertThat(refused("{\"model\":\"m\",\"input\":\"\"}")).isEqualTo("input");
        assertThat(refused("{\"model\":\"m\",\"input\":[]}")).isEqualTo("input");
        assertThat(refused("{\"model\":\"m\",\"input\":[\"a\",{}]}")).isEqualTo("input[1]");
        assertThat(refused("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"int8\"}"))
                .isEqualTo("encoding_format");
        assertThat(refused("{\"input\":\"a\"}")).isEqualTo("model");
    }

    @Test
    void theAnswerTellsItsChargeAlsoWhereItIsSpliced() {
        ObjectNode frame = (ObjectNode) Samples.json(
                "{\"object\":\"list\",\"data\":[],\"model\":\"x\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}");

        assertThat(EMBEDDINGS.name("", frame, Samples.terms(false, true))).isTrue();
        assertThat(EMBEDDINGS.charge("", frame, Fed.COUNTED, Samples.CHARGE)).isTrue();

        assertThat(frame.path("model").asString()).isEqualTo("acme/swift-1");
        assertThat(frame.path("usage").path("prompt_tokens").asInt()).isEqualTo(5);
        assertThat(frame.path("usage").path("cost").decimalValue().toPlainString())
                .isEqualTo("0.000012345");
    }

    @Test
    void anErrorBehindStatus200IsTold() {
        byte[] answer = "{\"error\":{\"message\":\"no\",\"code\":429}}".getBytes(UTF_8);

        List<Event> events = events(answer, answer.length);

        assertThat(events).hasSize(1);
        assertThat(events.getFirst()).isInstanceOf(Event.Broke.class);
    }

    private static JsonNode sent(Prompt prompt) {
        return EMBEDDINGS.body(prompt, new Outbound(Samples.endpoint(), false, new Losses()));
    }

    private static Reading read(String body) {
        return EMBEDDINGS.read(Samples.inbound(Dialect.OPENAI_EMBEDDINGS, body.getBytes(UTF_8), Map.of()));
    }

    private static GenerationRequest understood(String body) {
        if (read(body) instanceof Understood(GenerationRequest request)) {
            return request;
        }
        throw new AssertionError("refused: " + read(body));
    }

    private static String refused(String body) {
        if (read(body) instanceof Refused(Failure.CallerFault fault)) {
            return String.valueOf(fault.field());
        }
        throw new AssertionError("understood: " + body);
    }

    private static List<Event> events(byte[] answer, int size) {
        return Told.events(EMBEDDINGS, Operation.EMBED, false, answer, size);
    }

    private static List<String> vectors(List<Event> events) {
        List<String> vectors = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Embedded(int index, JsonNode vector)) {
                StringBuilder text = new StringBuilder();
                JsonNode list = Objects.requireNonNull(PackedFloats.list(vector), "vector");
                list.forEach(number -> text.append((float) number.doubleValue()).append(' '));
                vectors.add(index + " " + text);
            }
        }
        return vectors;
    }

    private static String used(List<Event> events) {
        return events.stream()
                .filter(Event.Used.class::isInstance)
                .map(Object::toString)
                .findFirst()
                .orElse(String.valueOf(JsonTree.object()));
    }
}
