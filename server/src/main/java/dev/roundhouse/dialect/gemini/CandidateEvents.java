package dev.roundhouse.dialect.gemini;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.EventSink;
import dev.roundhouse.exchange.FinishReason;
import dev.roundhouse.exchange.Media;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Seal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the frames of a stream say of one candidate. Texts that follow each other are one part, in a stream and
/// in a
/// whole answer alike; one that is signed is over.
final class CandidateEvents {
    private static final Set<String> KNOWN = Set.of("content", "index", "finishReason", "logprobsResult");

    private enum Open {
        NOTHING,
        TEXT,
        THINKING
    }

    private final int choice;
    private final EventSink sink;
    private final StringBuilder text = new StringBuilder();
    private final Grounding grounding = new Grounding();
    private Open open = Open.NOTHING;
    private int part = -1;
    private int textPart;
    private int calls;
    private boolean finished;

    @Nullable
    private PartialArgs partial;

    CandidateEvents(int choice, EventSink sink) {
        this.choice = choice;
        this.sink = sink;
    }

    /// Searches that were made.
    long queries() {
        return grounding.queries();
    }

    /// Whether its end has been said.
    boolean isFinished() {
        return finished;
    }

    /// The next frame's candidate.
    ///
    /// @param answer what tells this answer's calls from those of others
    void read(JsonNode candidate, String answer) {
        for (JsonNode one : Members.list(Members.get(candidate, "content"), "parts")) {
            if (one.isObject()) {
                part(one, answer);
            }
        }
        grounding.grounded(Members.get(candidate, "groundingMetadata"), text.toString(), this::cite);
        grounding.recited(Members.get(candidate, "citationMetadata"), text.toString(), this::cite);
        JsonNode logprobs = Members.get(candidate, "logprobsResult");
        if (logprobs.isObject()) {
            sink.accept(new Event.Logprobs(choice, Logprobs.neutral(logprobs)));
        }
        for (Map.Entry<String, JsonNode> member : candidate.properties()) {
            String name = Members.camel(member.getKey());
            if (!KNOWN.contains(name) && !member.getValue().isNull() && !isEmpty(member.getValue())) {
                String place = "candidates." + choice + "." + name;
                sink.accept(new Event.Extra(Dialect.GEMINI, place, member.getValue()));
            }
        }
        String reason = FinishReasons.word(Members.get(candidate, "finishReason"));
        if (reason != null) {
            finish(FinishReasons.normalised(reason, calls > 0), reason);
        }
    }

    /// Says the end, once.
    void finish(FinishReason reason, @Nullable String nativeReason) {
        closeCall();
        if (!finished) {
            finished = true;
            sink.accept(new Event.Finished(choice, reason, nativeReason, null));
        }
    }

    /// Says the end of a candidate that came whole and told no reason.
    void finishUnsaid() {
        finish(calls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP, null);
    }

    private void part(JsonNode said, String answer) {
        Seal seal = SealText.read(Members.text(said, "thoughtSignature"));
        boolean thought = Members.get(said, "thought").booleanValue(false);
        String more = Members.text(said, "text");
        JsonNode call = Members.get(said, "functionCall");
        if (more != null) {
            closeCall();
            text(more, thought, seal);
        } else if (call.isObject()) {
            call(call, answer, seal);
        } else if (seal != null && said.size() == 1) {
            text("", false, seal);
        } else {
            closeCall();
            media(said, thought, seal);
        }
    }

    private void text(String more, boolean thought, @Nullable Seal seal) {
        Open kind = thought ? Open.THINKING : Open.TEXT;
        // A signature without words belongs to the words before it.
        boolean follows = open == kind || (more.isEmpty() && open != Open.NOTHING);
        if (more.isEmpty() && seal == null) {
            return;
        }
        if (!follows) {
            begin(kind);
        }
        if (!more.isEmpty()) {
            if (thought) {
                sink.accept(new Event.Thinking(choice, part, more, false));
            } else {
                text.append(more);
                sink.accept(new Event.Text(choice, part, more));
            }
        }
        if (seal != null) {
            if (more.isEmpty() && !follows) {
                sink.accept(thought ? new Event.Thinking(choice, part, "", false) : new Event.Text(choice, part, ""));
            }
            sink.accept(new Event.Sealed(choice, part, seal));
            open = Open.NOTHING;
        }
    }

    private void call(JsonNode call, String answer, @Nullable Seal seal) {
        String name = Members.text(call, "name");
        boolean more = Members.get(call, "willContinue").booleanValue(false);
        JsonNode args = Members.get(call, "args");
        if (partial == null || name != null) {
            closeCall();
            begin(Open.NOTHING);
            String own = Members.text(call, "id");
            String called = name == null ? "" : name;
            String id = own == null || own.isEmpty()
                    ? CallIds.made(answer + '/' + choice + '/' + calls, called + JsonTree.text(args))
                    : own;
            calls++;
            sink.accept(new Event.ToolStarted(choice, part, id, called, false));
            partial = new PartialArgs();
        }
        if (args instanceof ObjectNode whole) {
            partial.args().setAll(whole);
        }
        Members.list(call, "partialArgs").forEach(partial::add);
        if (seal != null) {
            sink.accept(new Event.Sealed(choice, part, seal));
        }
        if (!more) {
            closeCall();
        }
    }

    private void closeCall() {
        if (partial != null) {
            sink.accept(new Event.ToolInput(choice, part, JsonTree.text(partial.args())));
            partial = null;
        }
    }

    private void media(JsonNode said, boolean thought, @Nullable Seal seal) {
        Media media = thought ? null : MediaParts.read(said);
        if (media == null && said.isEmpty()) {
            return;
        }
        begin(Open.NOTHING);
        if (media == null) {
            sink.accept(new Event.Native(choice, part, Dialect.GEMINI, said));
            return;
        }
        ObjectNode extras = JsonTree.object();
        String signature = seal == null ? null : SealText.write(seal);
        if (signature != null) {
            extras.put("thoughtSignature", signature);
        }
        sink.accept(new Event.Made(choice, part, new Part.Made(media, extras)));
    }

    private void begin(Open kind) {
        open = kind;
        part++;
        textPart = kind == Open.TEXT ? part : textPart;
    }

    private void cite(dev.roundhouse.exchange.Citation citation) {
        sink.accept(new Event.Cited(choice, textPart, citation));
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isContainer() && value.isEmpty();
    }
}
