package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.dialect.Losses;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Seal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says a conversation in Google's contents.
final class ContentWriter {
    /// What Google takes in the place of a signature that another provider's history cannot have.
    static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final String SIGNATURE = "thoughtSignature";

    private final boolean own;
    private final boolean ids;
    private final ModelTraits traits;
    private final Losses losses;
    private final Map<String, String> names = new HashMap<>();
    private final ArrayNode contents = JsonTree.array();
    private final ArrayNode system = JsonTree.array();
    private boolean marked;

    /// @param own whether the prompt came in this dialect
    /// @param ids whether the endpoint knows ids of calls; without them it joins by name and order
    ContentWriter(boolean own, boolean ids, ModelTraits traits, Losses losses) {
        this.own = own;
        this.ids = ids;
        this.traits = traits;
        this.losses = losses;
    }

    /// Writes the members `systemInstruction` and `contents`.
    void write(Prompt.Chat chat, ObjectNode body) {
        boolean leading = true;
        for (int i = 0; i < chat.messages().size(); i++) {
            Message message = chat.messages().get(i);
            if (message.name() != null) {
                losses.dropped("message.name", "speakers have no names here");
            }
            boolean instruction = message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
            leading &= instruction;
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> instruction(message, leading);
                case USER -> add("user", parts(message, false));
                case ASSISTANT -> add("model", parts(message, true));
                case TOOL ->
                    results(message, i > 0 && chat.messages().get(i - 1).role() == Role.TOOL);
            }
        }
        if (contents.isEmpty()) {
            // A conversation needs a turn, but that may be empty.
            contents.addObject()
                    .put("role", "user")
                    .putArray("parts")
                    .addObject()
                    .put("text", "");
        }
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        if (traits.wantsSignatures()) {
            sign();
        }
        body.set("contents", contents);
    }

    private void instruction(Message message, boolean leading) {
        ArrayNode parts = parts(message, false);
        if (leading) {
            for (JsonNode part : parts) {
                if (part.has("text")) {
                    system.add(part);
                } else {
                    losses.dropped("message.system.media", "instructions are text");
                }
            }
            return;
        }
        losses.adapted("message.system", "an instruction within the conversation is said by the user");
        add("user", parts);
    }

    private void add(String role, ArrayNode parts) {
        if (!parts.isEmpty()) {
            contents.addObject().put("role", role).set("parts", parts);
        }
    }

    // Google wants the results of one turn's calls together.
    private void results(Message message, boolean more) {
        ArrayNode parts = JsonTree.array();
        ArrayNode media = JsonTree.array();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                parts.add(result(result, media));
            } else {
                write(part, false, media);
            }
        }
        JsonNode last = contents.isEmpty() ? JsonTree.object() : contents.get(contents.size() - 1);
        if (more
                && last.path("parts") instanceof ArrayNode before
                && before.get(0).has("functionResponse")) {
            before.addAll(parts);
        } else {
            add("user", parts);
        }
        add("user", media);
    }

    private ObjectNode result(Part.ToolResult result, ArrayNode media) {
        mark(result);
        StringBuilder text = new StringBuilder();
        ArrayNode inside = JsonTree.array();
        int texts = 0;
        for (Part part : result.content()) {
            switch (part) {
                case Part.Text said -> text.append(texts++ == 0 ? "" : "\n").append(said.text());
                case Part.MediaPart medium -> {
                    ObjectNode written = MediaParts.write(medium.media(), losses);
                    if (written != null) {
                        (traits.takesMediaResults() ? inside : media).add(written);
                    }
                }
                default -> losses.dropped("tool_result.part", "results are texts and media");
            }
        }
        if (texts > 1) {
            losses.adapted("tool_result.texts", "a result is one text");
        }
        if (!media.isEmpty()) {
            losses.adapted("tool_result.media", "this model takes media beside results, not in them");
        }
        ObjectNode part = JsonTree.object();
        ObjectNode response = part.putObject("functionResponse");
        id(response, result.callId());
        response.put("name", name(result));
        response.set("response", ToolResults.response(result, text.toString(), own));
        if (!inside.isEmpty()) {
            response.set("parts", inside);
        }
        return part;
    }

    private String name(Part.ToolResult result) {
        String name = result.name() == null ? names.get(result.callId()) : result.name();
        if (name == null) {
            losses.adapted("tool_result.name", "no call of the conversation has this result's id");
            return "unknown";
        }
        return name;
    }

    private ArrayNode parts(Message message, boolean model) {
        ArrayNode parts = JsonTree.array();
        for (Part part : message.parts()) {
            write(part, model, parts);
        }
        return parts;
    }

    private void write(Part part, boolean model, ArrayNode into) {
        mark(part);
        switch (part) {
            case Part.Text text -> {
                if (!text.text().isEmpty() || text.seal() != null) {
                    into.add(sealed(JsonTree.object().put("text", text.text()), text.seal()));
                }
            }
            case Part.Thinking thinking -> {
                if (!thinking.text().isEmpty() || own(thinking.seal()) != null) {
                    ObjectNode thought =
                            JsonTree.object().put("text", thinking.text()).put("thought", true);
                    into.add(sealed(thought, thinking.seal()));
                }
            }
            case Part.ToolCall call -> into.add(call(call));
            case Part.ToolResult result -> into.add(result(result, into));
            case Part.Refusal refusal -> {
                losses.adapted("message.refusal", "a refusal is text here");
                into.add(JsonTree.object().put("text", refusal.text()));
            }
            case Part.Native(Dialect dialect, JsonNode value) -> {
                if (dialect == Dialect.GEMINI) {
                    into.add(value);
                } else {
                    losses.dropped("message.native", "only " + dialect.wireName() + " can say it");
                }
            }
            case Part.MediaPart medium -> media(medium, into);
            case Part.Made(var medium, ObjectNode extras) -> {
                ObjectNode written = MediaParts.write(medium, losses);
                String signature = JsonTree.string(extras, SIGNATURE);
                if (written != null) {
                    into.add(signature == null || !model ? written : written.put(SIGNATURE, signature));
                }
            }
        }
    }

    private void media(Part.MediaPart part, ArrayNode into) {
        if (part.citable()) {
            losses.dropped("media.citable", "citations of documents cannot be asked for");
        }
        if (part.context() != null) {
            losses.dropped("media.context", "documents have no context");
        }
        ObjectNode written = MediaParts.write(part.media(), losses);
        if (written != null) {
            into.add(written);
        }
    }

    private ObjectNode call(Part.ToolCall call) {
        names.put(call.id(), call.name());
        ObjectNode part = JsonTree.object();
        ObjectNode said = part.putObject("functionCall");
        id(said, call.id());
        said.put("name", call.name());
        ObjectNode arguments = call.custom() ? null : JsonTree.readObject(call.arguments());
        if (arguments != null) {
            said.set("args", arguments);
        } else if (call.custom()) {
            losses.adapted("tool_call.custom", "free text is a function's argument here");
            said.putObject("args").put("input", call.arguments());
        } else {
            said.putObject("args");
            if (!call.arguments().isBlank() && !call.arguments().strip().equals("null")) {
                losses.adapted("tool_call.arguments", "arguments that are no JSON object stand in one");
                ((ObjectNode) said.get("args")).put("arguments", call.arguments());
            }
        }
        return sealed(part, call.seal());
    }

    private void id(ObjectNode call, String id) {
        if (ids) {
            call.put("id", id);
        }
    }

    private static ObjectNode sealed(ObjectNode part, @Nullable Seal seal) {
        String signature = own(seal);
        return signature == null ? part : part.put(SIGNATURE, signature);
    }

    private static @Nullable String own(@Nullable Seal seal) {
        return seal != null && seal.format().equals(Seal.GEMINI) ? seal.signature() : null;
    }

    private void mark(Part part) {
        if (part.cache() != null && !marked) {
            marked = true;
            losses.dropped("cache", "Google keeps prompts by itself; parts cannot be marked");
        }
    }

    // The first call of each step of the running turn must be signed.
    private void sign() {
        int from = contents.size();
        while (from > 0 && !isQuestion(contents.get(from - 1))) {
            from--;
        }
        List<ObjectNode> unsigned = new ArrayList<>();
        for (int i = from; i < contents.size(); i++) {
            for (JsonNode part : contents.get(i).path("parts")) {
                if (part.has("functionCall")) {
                    if (!part.has(SIGNATURE)) {
                        unsigned.add((ObjectNode) part);
                    }
                    break;
                }
            }
        }
        if (!unsigned.isEmpty()) {
            unsigned.forEach(part -> part.put(SIGNATURE, NO_SIGNATURE));
            losses.adapted("seal", "calls that another provider made have no signature of Google's");
        }
    }

    private static boolean isQuestion(JsonNode content) {
        if (!content.path("role").asString("").equals("user")) {
            return false;
        }
        for (JsonNode part : content.path("parts")) {
            if (!part.has("functionResponse")) {
                return true;
            }
        }
        return false;
    }
}
