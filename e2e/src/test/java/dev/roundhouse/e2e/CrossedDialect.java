package dev.roundhouse.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The dialects that cross: how a client asks in each, and how its answers are read.
enum CrossedDialect {
    OPENAI_CHAT("/v1"),
    OPENAI_RESPONSES("/v1"),
    ANTHROPIC_MESSAGES("/v1"),
    GEMINI("/v1beta"),
    BEDROCK_CONVERSE(""),
    COHERE("/v2"),
    BEDROCK_INVOKE(""),
    OLLAMA(""),
    VERTEX_RAW("/v1/publishers/anthropic");

    private static final String QUESTION = "Say this is a test.";

    private final String base;

    CrossedDialect(String base) {
        this.base = base;
    }

    /// The name in configuration and recordings, such as `openai-chat`.
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What a provider's base URL ends in.
    String base() {
        return base;
    }

    /// What a client of it can be told beside text, calls, finish and usage.
    Meaning.Can can() {
        return switch (this) {
            case COHERE -> new Meaning.Can(false, false, false);
            default -> new Meaning.Can(true, true, true);
        };
    }

    /// The path at which a client of this dialect asks.
    String path(String model, boolean stream) {
        return switch (this) {
            case OPENAI_CHAT -> "/api/v1/chat/completions";
            case OPENAI_RESPONSES -> "/v1/responses";
            case ANTHROPIC_MESSAGES -> "/v1/messages";
            case GEMINI -> "/v1beta/models/" + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
            case BEDROCK_CONVERSE ->
                "/model/" + URLEncoder.encode(model, StandardCharsets.UTF_8)
                        + (stream ? "/converse-stream" : "/converse");
            case COHERE -> "/v2/chat";
            case OLLAMA -> "/api/chat";
            case BEDROCK_INVOKE, VERTEX_RAW -> throw new IllegalArgumentException("not a client's here: " + this);
        };
    }

    /// A plain question, which asks to be shown all that can be.
    ObjectNode question(String model, boolean stream) {
        ObjectNode body = Json.object();
        switch (this) {
            case OPENAI_CHAT, COHERE, OLLAMA -> {
                body.put("model", model).put("stream", stream);
                body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
            }
            case OPENAI_RESPONSES -> {
                body.put("model", model)
                        .put("stream", stream)
                        .put("input", QUESTION)
                        .put("store", false);
                body.putArray("include").add("reasoning.encrypted_content");
            }
            case ANTHROPIC_MESSAGES -> {
                body.put("model", model).put("stream", stream).put("max_tokens", 1_000);
                body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
            }
            case GEMINI ->
                body.putArray("contents")
                        .addObject()
                        .put("role", "user")
                        .putArray("parts")
                        .addObject()
                        .put("text", QUESTION);
            case BEDROCK_CONVERSE ->
                body.putArray("messages")
                        .addObject()
                        .put("role", "user")
                        .putArray("content")
                        .addObject()
                        .put("text", QUESTION);
            case BEDROCK_INVOKE, VERTEX_RAW -> throw new IllegalArgumentException("not a client's here: " + this);
        }
        return body;
    }

    /// What a request in this dialect means.
    Question question(JsonNode body) {
        Question question = new Question();
        switch (this) {
            case OPENAI_CHAT -> ChatQuestion.read(body, question);
            case OPENAI_RESPONSES -> ResponsesQuestion.read(body, question);
            case ANTHROPIC_MESSAGES -> AnthropicQuestion.read(body, question);
            case GEMINI -> GeminiQuestion.read(body, question);
            case BEDROCK_CONVERSE -> ConverseQuestion.read(body, question);
            case COHERE -> CohereQuestion.read(body, question);
            case BEDROCK_INVOKE, OLLAMA, VERTEX_RAW ->
                throw new IllegalArgumentException("requests of " + this + " are not read");
        }
        return question;
    }

    /// What a client of this dialect heard.
    Meaning heard(boolean stream, Reply reply) {
        if (!stream) {
            return read(false, List.of(reply.json()));
        }
        return switch (this) {
            case BEDROCK_CONVERSE, BEDROCK_INVOKE -> read(true, AwsEvents.read(reply.body()));
            case OLLAMA -> read(true, lines(reply.text()));
            default -> read(true, events(reply.text()));
        };
    }

    /// What a recorded answer means; nothing where the recorder broke its JSON.
    Meaning recorded(JsonNode interaction) {
        try {
            return meaning(interaction);
        } catch (JacksonException _) {
            return new Meaning();
        }
    }

    private Meaning meaning(JsonNode interaction) {
        JsonNode response = interaction.required("response");
        String body = response.path("body").asString("");
        List<JsonNode> events = switch (response.path("wire").asString("")) {
            case "sse" -> events(body);
            case "event-json-lines", "ndjson" -> lines(body);
            case "eventstream" ->
                AwsEvents.read(java.util.Base64.getDecoder()
                        .decode(response.path("body_base64").asString("")));
            default -> {
                JsonNode whole = Json.read(body);
                yield whole.isArray() ? whole.valueStream().toList() : List.of(whole);
            }
        };
        return read(!response.path("wire").asString("").equals("json"), events);
    }

    private Meaning read(boolean stream, List<JsonNode> events) {
        Meaning meaning = new Meaning();
        switch (this) {
            case OPENAI_CHAT -> ChatMeaning.read(events, meaning);
            case OPENAI_RESPONSES -> {
                if (stream) {
                    ResponsesMeaning.stream(events, meaning);
                } else {
                    ResponsesMeaning.whole(events.getFirst(), meaning);
                }
            }
            case ANTHROPIC_MESSAGES, BEDROCK_INVOKE, VERTEX_RAW -> {
                if (stream) {
                    AnthropicMeaning.stream(events, meaning);
                } else {
                    AnthropicMeaning.whole(events.getFirst(), meaning);
                }
            }
            case GEMINI -> GeminiMeaning.read(events, meaning);
            case BEDROCK_CONVERSE -> {
                if (stream) {
                    ConverseMeaning.stream(events, meaning);
                } else {
                    ConverseMeaning.whole(events.getFirst(), meaning);
                }
            }
            case COHERE -> {
                if (stream) {
                    CohereMeaning.stream(events, meaning);
                } else {
                    CohereMeaning.whole(events.getFirst(), meaning);
                }
            }
            case OLLAMA -> OllamaMeaning.read(events, meaning);
        }
        return meaning;
    }

    private static List<JsonNode> events(String text) {
        return Sse.events(text).stream()
                .filter(Sse.Event::isJson)
                .map(Sse.Event::json)
                .toList();
    }

    private static List<JsonNode> lines(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Json.read(line.strip()))
                .toList();
    }
}
