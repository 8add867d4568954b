package dev.roundhouse.dialect.responses;

import dev.roundhouse.dialect.Amendments;
import dev.roundhouse.dialect.FrameWriter;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Charge;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import dev.roundhouse.exchange.Operation;
import dev.roundhouse.exchange.Seal;
import dev.roundhouse.exchange.Usage;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An answer of this schema for a client of this schema: the upstream's own frames, in which the gateway's id,
/// model
/// and keeping stand.
final class SplicedResponse implements Amendments {
    private final GenerationRequest request;
    private final AnswerTerms terms;
    private final String format;
    private final boolean kept;
    private final FrameWriter writer;
    private final TreeMap<Integer, JsonNode> items = new TreeMap<>();
    private @Nullable ObjectNode response;
    private long sequence = -1;

    /// @param format of what the upstream seals
    /// @param kept whether the gateway keeps the answer
    SplicedResponse(GenerationRequest request, AnswerTerms terms, String format, boolean kept, FrameWriter writer) {
        this.request = request;
        this.terms = terms;
        this.format = format;
        this.kept = kept;
        this.writer = writer;
    }

    @Override
    public boolean name(String event, ObjectNode frame) {
        if (request.operation() == Operation.COUNT) {
            return false;
        }
        if (frame.path("sequence_number").isNumber()) {
            sequence = frame.path("sequence_number").asLong(sequence);
        }
        JsonNode item = frame.path("item");
        boolean changed = seal(item);
        if (kept && "response.output_item.done".equals(JsonTree.string(frame, "type"))) {
            items.put(frame.path("output_index").asInt(items.size()), item);
        }
        if (!(holder(frame) instanceof ObjectNode told)) {
            return changed;
        }
        response = told;
        told.put("id", ResponseObject.id(terms.generationId()));
        told.put("model", terms.servedModel());
        told.put("provider", terms.provider());
        told.put("store", kept);
        JsonNode previous = ResponseObject.member(request, "previous_response_id");
        if (previous != null) {
            told.set("previous_response_id", previous);
        }
        for (JsonNode one : told.path("output")) {
            boolean _ = seal(one);
        }
        return true;
    }

    // What OpenAI itself has not sealed is marked, so that it goes back to its maker only.
    private boolean seal(JsonNode item) {
        String sealed = JsonTree.string(item, "encrypted_content");
        if (sealed == null || format.equals(Seal.OPENAI) || sealed.startsWith(SealBox.TAG)) {
            return false;
        }
        Seal seal = new Seal(format, JsonTree.string(item, "id"), null, sealed);
        item.asObject().put("encrypted_content", SealBox.pack(new SealBox.Unpacked(seal, "", false, null, false)));
        return true;
    }

    @Override
    public boolean charge(String event, ObjectNode frame, Usage usage, Charge charge) {
        if (request.operation() == Operation.COUNT || !(holder(frame) instanceof ObjectNode told)) {
            return false;
        }
        ObjectNode block = told.path("usage") instanceof ObjectNode said ? said : told.putObject("usage");
        Usages.price(block, usage, charge);
        return true;
    }

    @Override
    public void fail(Failure failure, ByteSink out) {
        ObjectNode told = response == null ? ResponseObject.begun(request, terms, kept) : response;
        ErrorBodies.frames(failure, told, (type, payload) -> {
            ObjectNode frame = JsonTree.object().put("type", type).put("sequence_number", ++sequence);
            payload.properties().forEach(member -> frame.set(member.getKey(), member.getValue()));
            writer.frame(type, JsonTree.bytes(frame), out);
        });
        writer.end(out);
    }

    @Override
    public @Nullable JsonNode whole() {
        ObjectNode told = response;
        if (!kept || told == null) {
            return null;
        }
        if (told.path("output").isEmpty() && !items.isEmpty()) {
            ArrayNode output = told.putArray("output"); // some hosts leave it out at the end of a stream
            items.values().forEach(output::add);
        }
        return told;
    }

    // Of a stream's frames those that hold one; else the frame itself.
    private static JsonNode holder(ObjectNode frame) {
        return frame.has("type") ? frame.path("response") : frame;
    }
}
