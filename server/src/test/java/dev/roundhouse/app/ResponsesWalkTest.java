package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.ledger.Funds;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Responses over real sockets: answers that are kept, and gone on from.
@Timeout(60)
class ResponsesWalkTest {
    private static final String MODEL = "test/responses";

    private Walks walks;

    @BeforeEach
    void open() throws IOException {
        walks = new Walks(new Funds.Unlimited());
        walks.endpoint(MODEL, "echo", Dialect.OPENAI_RESPONSES);
    }

    @AfterEach
    void close() {
        walks.close();
    }

    @Test
    void anAnswerHasTheGenerationsIdAndItsCost() throws Exception {
        HttpResponse<String> answer = post("/v1/responses", "{\"model\":\"" + MODEL + "\",\"input\":\"hello\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode response = JsonTree.read(answer.body());
        String generation = answer.headers().firstValue("x-generation-id").orElseThrow();
        assertThat(generation).startsWith("gen-").isEqualTo(walks.recorded().id());
        assertThat(response.path("id").stringValue()).isEqualTo("resp_" + generation.substring(4));
        assertThat(response.path("model").stringValue()).isEqualTo(MODEL);
        assertThat(response.path("store").booleanValue()).isTrue();
        assertThat(response.path("usage").path("cost").isNumber()).isTrue();
    }

    @Test
    void aConversationGoesOnFromAnAnswerThatIsKept() throws Exception {
        JsonNode first = response("{\"model\":\"" + MODEL + "\",\"input\":\"My name is Ada.\"}");
        String id = first.path("id").stringValue();

        JsonNode second = response(
                "{\"model\":\"" + MODEL + "\",\"input\":\"What is it?\",\"previous_response_id\":\"" + id + "\"}");

        assertThat(second.path("previous_response_id").stringValue()).isEqualTo(id);
        // The upstream was told all of it: it counted more than the last question.
        assertThat(second.path("usage").path("input_tokens").asInt())
                .isGreaterThan(first.path("usage").path("input_tokens").asInt()
                        + first.path("usage").path("output_tokens").asInt());
        List<JsonNode> items = new ArrayList<>();
        get("/v1/responses/" + second.path("id").stringValue() + "/input_items?order=asc")
                .path("data")
                .forEach(items::add);
        assertThat(items)
                .extracting(item -> item.path("role").asString("")
                        + ": "
                        + item.path("content").path(0).path("text").asString(""))
                .hasSize(3)
                .startsWith("user: My name is Ada.")
                .endsWith("user: What is it?");
    }

    @Test
    void aStreamedAnswerIsKeptBeforeItsEndLeaves() throws Exception {
        String stream = post(
                        "/v1/responses", "{\"model\":\"" + MODEL + "\",\"input\":\"My name is Ada.\",\"stream\":true}")
                .body();
        assertThat(stream).contains("event: response.completed").doesNotContain("[DONE]");
        String last = stream.substring(stream.lastIndexOf("data: ") + 6).strip();
        JsonNode told = JsonTree.read(last).path("response");

        JsonNode kept = get("/v1/responses/" + told.path("id").stringValue());

        assertThat(kept).isEqualTo(told);
    }

    @Test
    void anItemIsFoundByItsNameAlone() throws Exception {
        JsonNode first = response("{\"model\":\"" + MODEL + "\",\"input\":\"My name is Ada.\"}");
        String item = first.path("output").path(0).path("id").stringValue();

        JsonNode second = response("{\"model\":\"" + MODEL + "\",\"input\":[{\"type\":\"item_reference\",\"id\":\""
                + item + "\"},{\"role\":\"user\",\"content\":\"Again?\"}]}");

        assertThat(second.path("status").stringValue()).isEqualTo("completed");
        assertThat(post(
                                "/v1/responses",
                                "{\"model\":\"" + MODEL
                                        + "\",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_9\"}]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatIsForgottenIsGone() throws Exception {
        String id = response("{\"model\":\"" + MODEL + "\",\"input\":\"hello\"}")
                .path("id")
                .stringValue();
        String path = "/v1/responses/" + id;

        HttpResponse<String> deleted = walks.client.send(walks.to(path).DELETE().build(), BodyHandlers.ofString());

        assertThat(deleted.body()).isEqualTo("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}");
        HttpResponse<String> gone = walks.client.send(walks.to(path).GET().build(), BodyHandlers.ofString());
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(JsonTree.read(gone.body()).path("error").path("code").stringValue())
                .isEqualTo("not_found");
        assertThat(post(
                                "/v1/responses",
                                "{\"model\":\"" + MODEL + "\",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void nothingIsKeptForThoseWhoAskForThat() throws Exception {
        JsonNode unstored = response("{\"model\":\"" + MODEL + "\",\"input\":\"hello\",\"store\":false}");

        assertThat(unstored.path("store").booleanValue()).isFalse();
        HttpResponse<String> gone = walks.client.send(
                walks.to("/v1/responses/" + unstored.path("id").stringValue())
                        .GET()
                        .build(),
                BodyHandlers.ofString());
        assertThat(gone.statusCode()).isEqualTo(404);
    }

    @Test
    void aRunningResponseCannotBeCancelledHere() throws Exception {
        HttpResponse<String> answer = post("/v1/responses/resp_1/cancel", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("background");
    }

    private JsonNode response(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/v1/responses", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonTree.read(answer.body());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = walks.client.send(walks.to(path).GET().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonTree.read(answer.body());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return walks.client.send(
                walks.to(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
