package dev.roundhouse.dialect.openai;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Citation;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One choice of an answer under way: messages or pieces of one in, events out.
final class ChatChoice {
    private static final int NONE = -1;

    private enum Kind {
        NOTHING,
        TEXT,
        THINKING,
        SUMMARY,
        REFUSAL,
        OTHER
    }

    private final int index;
    private final String answerId;
    private final EventSink sink;

    private int nextPart;
    private Kind kind = Kind.NOTHING;
    private int part = NONE;
    private int textPart = NONE;
    private int detailIndex = NONE;

    /// A summary that is not sealed yet; -1 none.
    private int summaryPart = NONE;

    /// Parts of thinking by the index of their details.
    private final Map<Integer, Integer> details = new HashMap<>();

    private final Set<Integer> sealed = new HashSet<>();
    private final List<ReasoningDetails.Loose> loose = new ArrayList<>(0);
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Set<String> cited = new HashSet<>();
    private final Sound sound = new Sound();
    private boolean finished;

    private static final class Call {
        String id = "";
        String name = "";
        boolean custom;
        int part = NONE;
        final StringBuilder early = new StringBuilder();
    }

    private static final class Sound {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final StringBuilder transcript = new StringBuilder();
        final ObjectNode extras = JsonTree.object();
        boolean any;
    }

    /// @param answerId the provider's, which makes ids of calls that have none differ from answer to answer
    ChatChoice(int index, String answerId, EventSink sink) {
        this.index = index;
        this.answerId = answerId;
        this.sink = sink;
    }

    /// Whether it has said why it ended.
    boolean isFinished() {
        return finished;
    }

    /// Reads a message or a piece of one.
    void message(JsonNode message) {
        if (finished && message.isEmpty()) {
            return;
        }
        reasoning(message);
        content(message.path("content"));
        String refusal = JsonTree.string(message, "refusal");
        if (refusal != null && !refusal.isEmpty()) {
            sink.accept(new Event.Refusal(index, at(Kind.REFUSAL), refusal));
        }
        for (JsonNode annotation : message.path("annotations")) {
            annotation(annotation);
        }
        int position = 0;
        for (JsonNode call : message.path("tool_calls")) {
            call(call, position++);
        }
        JsonNode legacy = message.path("function_call");
        if (legacy.isObject() && (!legacy.path("name").asString("").isEmpty() || calls.containsKey("legacy"))) {
            call("legacy", JsonTree.object().set("function", legacy));
        }
        for (JsonNode image : message.path("images")) {
            image(image.path("image_url"));
        }
        sound(message.path("audio"));
        if (message.path("executed_tools").isArray()) {
            sink.accept(new Event.Extra(Dialect.OPENAI_CHAT, "executed_tools", message.path("executed_tools")));
        }
    }

    private void reasoning(JsonNode message) {
        boolean told = false;
        for (JsonNode item : message.path("reasoning_details")) {
            told |= detail(item);
        }
        String reasoning = JsonTree.string(message, "reasoning");
        String content = JsonTree.string(message, "reasoning_content");
        String text = reasoning != null && !reasoning.isEmpty() ? reasoning : content;
        if (!told && text != null && !text.isEmpty()) {
            thinking(text, false, NONE);
        }
    }

    // Says whether there was text in it.
    private boolean detail(JsonNode item) {
        String text = ReasoningDetails.text(item);
        boolean summary = ReasoningDetails.SUMMARY.equals(JsonTree.string(item, "type"));
        int at = item.path("index").asInt(NONE);
        if (!text.isEmpty()) {
            thinking(text, summary, at);
        }
        Seal seal = ReasoningDetails.seal(item);
        if (seal == null) {
            return !text.isEmpty();
        }
        if (ReasoningDetails.isGemini(seal)) {
            loose.add(new ReasoningDetails.Loose(JsonTree.string(item, "id"), seal));
        } else if (seal.signature() != null) {
            seal(details.getOrDefault(at, NONE), seal);
        } else {
            seal(Seal.ANTHROPIC.equals(seal.format()) ? NONE : summaryPart, seal);
            summaryPart = NONE;
        }
        return !text.isEmpty();
    }

    private void thinking(String text, boolean summary, int at) {
        Kind asked = summary ? Kind.SUMMARY : Kind.THINKING;
        boolean other = at != NONE && at != detailIndex && detailIndex != NONE;
        if (other || sealed.contains(part)) {
            kind = Kind.NOTHING;
        }
        int to = at(asked);
        detailIndex = at;
        details.put(at, to);
        summaryPart = summary ? to : NONE;
        sink.accept(new Event.Thinking(index, to, text, summary));
    }

    private void seal(int to, Seal seal) {
        int place = to;
        if (place == NONE || !sealed.add(place)) {
            kind = Kind.OTHER;
            place = nextPart++;
            sealed.add(place);
        }
        sink.accept(new Event.Sealed(index, place, seal));
    }

    private void content(JsonNode content) {
        if (content.isString()) {
            text(content.stringValue());
        }
        for (JsonNode chunk : content) {
            switch (chunk.path("type").asString("")) {
                case "thinking" -> {
                    String text = ChatMessages.thinking(chunk.path("thinking"));
                    if (!text.isEmpty()) {
                        thinking(text, false, NONE);
                    }
                }
                case "image_url" -> image(chunk.path("image_url"));
                case "text", "output_text", "" -> text(chunk.path("text").asString(""));
                default -> {
                    kind = Kind.OTHER;
                    sink.accept(new Event.Native(index, nextPart++, Dialect.OPENAI_CHAT, chunk));
                }
            }
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            textPart = at(Kind.TEXT);
            sink.accept(new Event.Text(index, textPart, text));
        }
    }

    private int at(Kind wanted) {
        if (kind != wanted) {
            kind = wanted;
            part = nextPart++;
        }
        return part;
    }

    private void annotation(JsonNode annotation) {
        Citation citation = Annotations.read(annotation);
        if (citation == null) {
            sink.accept(new Event.Extra(Dialect.OPENAI_CHAT, "annotation", annotation));
        } else {
            cite(citation);
        }
    }

    private void cite(Citation citation) {
        if (textPart == NONE) {
            textPart = at(Kind.TEXT);
        }
        cited.add(String.valueOf(citation.url()));
        sink.accept(new Event.Cited(index, textPart, citation));
    }

    private void call(JsonNode call, int position) {
        String key = call.path("index").isNumber() ? "#" + call.path("index").asInt(0) : "#" + position;
        Call known = calls.get(key);
        String id = call.path("id").asString("");
        String name = name(call);
        // Some servers count all calls as the first.
        boolean another =
                known != null && !id.isEmpty() && !name.isEmpty() && !known.id.isEmpty() && !known.id.equals(id);
        if (another) {
            calls.put(key + " " + calls.size(), calls.remove(key));
        }
        call(key, call);
    }

    private static String name(JsonNode call) {
        String name = call.path("function").path("name").asString("");
        return name.isEmpty() ? call.path("custom").path("name").asString("") : name;
    }

    private void call(String key, JsonNode said) {
        Call call = calls.computeIfAbsent(key, _ -> new Call());
        JsonNode function = said.path("function");
        JsonNode custom = said.path("custom");
        String id = said.path("id").asString("");
        call.id = call.id.isEmpty() ? id : call.id;
        boolean isCustom =
                custom.isObject() && (function.isMissingNode() || "custom".equals(JsonTree.string(said, "type")));
        call.custom |= isCustom;
        String input = call.custom ? custom.path("input").asString("") : ChatMessages.arguments(function);
        if (call.part != NONE) {
            input(call, input);
            return;
        }
        call.early.append(input);
        call.name = call.name.isEmpty() ? name(said) : call.name;
        if (!call.name.isEmpty()) {
            start(call);
        }
    }

    private void start(Call call) {
        kind = Kind.OTHER;
        call.part = nextPart++;
        if (call.id.isEmpty()) {
            call.id = "call_" + index + "_" + call.part + "_" + Integer.toHexString((answerId + call.name).hashCode());
        }
        sink.accept(new Event.ToolStarted(index, call.part, call.id, call.name, call.custom));
        input(call, call.early.toString());
    }

    private void input(Call call, String piece) {
        if (!piece.isEmpty()) {
            sink.accept(new Event.ToolInput(index, call.part, piece));
        }
    }

    private void image(JsonNode link) {
        Media media = ChatMedia.image(link);
        if (media != null) {
            kind = Kind.OTHER;
            sink.accept(new Event.Made(index, nextPart++, new Part.Made(media, JsonTree.object())));
        }
    }

    private void sound(JsonNode audio) {
        for (String name : List.of("id", "expires_at")) {
            JsonNode value = audio.path(name);
            boolean filled = value.isString() ? !value.stringValue().isEmpty() : value.asLong(0) > 0;
            if (filled) {
                sound.any = true;
                sound.extras.set(name, value);
            }
        }
        String data = audio.path("data").asString("");
        String transcript = audio.path("transcript").asString("");
        sound.any |= !data.isEmpty() || !transcript.isEmpty();
        sound.transcript.append(transcript);
        if (!data.isEmpty()) {
            try {
                // Each piece is packed by itself.
                sound.bytes.writeBytes(Base64.getMimeDecoder().decode(data));
            } catch (IllegalArgumentException _) {
                sound.extras.put("data", data);
            }
        }
    }

    /// Probabilities of tokens, as OpenAI or as older servers say them.
    void logprobs(JsonNode logprobs) {
        if (logprobs.path("content").isArray() && !logprobs.path("content").isEmpty()) {
            sink.accept(new Event.Logprobs(index, logprobs.path("content")));
            return;
        }
        JsonNode tokens = logprobs.path("tokens");
        JsonNode values = logprobs.path("token_logprobs");
        if (tokens.isEmpty() || values.size() != tokens.size()) {
            return;
        }
        ArrayNode content = JsonTree.array();
        for (int i = 0; i < tokens.size(); i++) {
            ObjectNode one = content.addObject().put("token", tokens.get(i).asString(""));
            one.set("logprob", values.get(i));
            one.putNull("bytes").putArray("top_logprobs");
        }
        sink.accept(new Event.Logprobs(index, content));
    }

    /// The choice says why it ended.
    ///
    /// @param reason as the provider said it
    /// @param choice with whatever else it says of that
    /// @param sources of all that was said
    void finished(String reason, JsonNode choice, List<Citation> sources) {
        if (finished) {
            return;
        }
        for (Citation source : sources) {
            if (!cited.contains(String.valueOf(source.url()))) {
                cite(source);
            }
        }
        String told = JsonTree.string(choice, "native_finish_reason");
        JsonNode stop =
                choice.path("stop_reason").isString() ? choice.path("stop_reason") : choice.path("matched_stop");
        close(
                reason(reason),
                told == null ? reason : told,
                stop.isString() && !stop.stringValue().isEmpty() ? stop.stringValue() : null);
    }

    /// The answer is over, whether this choice has said why or not.
    void close() {
        if (!finished) {
            close(reason(FinishReasons.STOP), null, null);
        }
    }

    private void close(FinishReason reason, @Nullable String told, @Nullable String stop) {
        finished = true;
        for (ReasoningDetails.Loose one : loose) {
            seal(owner(one.id()), one.seal());
        }
        if (sound.any) {
            if (!sound.transcript.isEmpty()) {
                sound.extras.put("transcript", sound.transcript.toString());
            }
            String data = Base64.getEncoder().encodeToString(sound.bytes.toByteArray());
            Media media = new Media(Media.Kind.AUDIO, new Media.Base64(data), null, null, null);
            sink.accept(new Event.Made(index, nextPart++, new Part.Made(media, sound.extras)));
        }
        sink.accept(new Event.Finished(index, reason, told, stop));
    }

    private int owner(@Nullable String id) {
        int first = NONE;
        for (Call call : calls.values()) {
            if (call.id.equals(id)) {
                return call.part;
            }
            first = first == NONE || call.part < first ? call.part : first;
        }
        return first == NONE ? textPart : first;
    }

    // OpenAI says stop where the call was demanded, others wherever they call; clients of every dialect but this
    // go on only when they are told that there are calls.
    private FinishReason reason(String said) {
        boolean called = calls.values().stream().anyMatch(c -> c.part != NONE);
        return switch (FinishReasons.normalised(said)) {
            case "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            case "error" -> FinishReason.ERROR;
            default -> called ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        };
    }
}
