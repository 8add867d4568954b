package dev.roundhouse.dialect.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Compares what a client got with what was recorded, member by member but for what the gateway says itself.
final class Recorded {
    /// Members of an answer that are the gateway's to say.
    private static final Set<String> OURS = Set.of("id", "model", "provider");

    /// Members of `usage` that are the gateway's to say.
    private static final Set<String> COSTS = Set.of("cost", "is_byok", "cost_details");

    private Recorded() {}

    /// One frame: its comments and names, and its data.
    record Frame(String others, String data) {}

    /// The frames of a stream, blank ones left out.
    static List<Frame> frames(byte[] stream) {
        List<Frame> frames = new ArrayList<>();
        for (String block : new String(stream, UTF_8).replace("\r\n", "\n").split("\n\n", -1)) {
            StringBuilder others = new StringBuilder();
            StringBuilder data = new StringBuilder();
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("data:")) {
                    data.append(data.isEmpty() ? "" : "\n")
                            .append(line.substring(5).strip());
                } else {
                    others.append(line).append('\n');
                }
            }
            if (!block.isBlank()) {
                frames.add(new Frame(others.toString().strip(), data.toString()));
            }
        }
        return frames;
    }

    /// What differs between two answers or chunks; empty when nothing does.
    static String difference(JsonNode was, JsonNode is) {
        ObjectNode left = was.deepCopy().asObject();
        ObjectNode right = is.deepCopy().asObject();
        left.remove(OURS);
        right.remove(OURS);
        if (!left.has("created") || left.get("created").isNull()) {
            left.remove("created");
            right.remove("created");
        }
        String usage = usageDifference(left.path("usage"), right.path("usage"));
        if (!usage.isEmpty()) {
            return usage;
        }
        left.remove("usage");
        right.remove("usage");
        choices(left.path("choices"), right.path("choices"));
        return left.equals(right) ? "" : "was " + left + " is " + right;
    }

    private static String usageDifference(JsonNode was, JsonNode is) {
        if (!was.isObject()) {
            return "";
        }
        for (String name : was.propertyNames()) {
            JsonNode before = was.get(name);
            JsonNode after = is.path(name);
            boolean same = before.isObject() ? contains(before, after) : before.equals(after) || before.isNull();
            if (!COSTS.contains(name) && !same) {
                return "usage." + name + " was " + before + " is " + after;
            }
        }
        return "";
    }

    private static boolean contains(JsonNode was, JsonNode is) {
        return was.propertyNames().stream()
                .allMatch(name -> was.get(name).isNull() || was.get(name).equals(is.path(name)));
    }

    private static void choices(JsonNode was, JsonNode is) {
        if (!(was instanceof ArrayNode) || was.size() != is.size()) {
            return;
        }
        for (int i = 0; i < was.size(); i++) {
            if (was.get(i) instanceof ObjectNode before && is.get(i) instanceof ObjectNode after) {
                finish(before, after);
            }
        }
    }

    // The normalised reason is allowed to differ, the provider's own must be there.
    private static void finish(ObjectNode before, ObjectNode after) {
        String said = before.path("finish_reason").asString("");
        if (said.isEmpty()) {
            before.remove("finish_reason");
            after.remove("finish_reason");
        } else {
            before.put("finish_reason", FinishReasons.normalised(said));
        }
        if (!before.hasNonNull("native_finish_reason")
                && after.path("native_finish_reason").asString("").equals(said)) {
            before.remove("native_finish_reason");
            after.remove("native_finish_reason");
        }
    }
}
