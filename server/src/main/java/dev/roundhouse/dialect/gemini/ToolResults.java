package dev.roundhouse.dialect.gemini;

import dev.roundhouse.dialect.JsonTree;
import dev.roundhouse.exchange.Part;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a tool said, in the object that Google wants it in. A text travels under `output`, a fault under `error`;
/// clients have other customs, and an object of several members is the result itself.
final class ToolResults {
    private static final List<String> CUSTOMS = List.of("output", "result", "return_value", "content");
    private static final String ERROR = "error";

    private ToolResults() {}

    /// Whether the response says that the tool failed.
    static boolean failed(JsonNode response) {
        return response.size() == 1 && response.has(ERROR);
    }

    /// The response as the text that other dialects carry.
    static String text(JsonNode response) {
        if (response.size() == 1) {
            for (String custom : CUSTOMS) {
                if (response.path(custom).isString()) {
                    return response.path(custom).stringValue();
                }
            }
            if (response.has(ERROR)) {
                JsonNode error = response.path(ERROR);
                return error.isString() ? error.stringValue() : JsonTree.text(error);
            }
        }
        return response.isMissingNode() ? "" : JsonTree.text(response);
    }

    /// A text in an object.
    ///
    /// @param asObject whether a text that is an object in JSON was one before
    static ObjectNode response(Part.ToolResult result, String text, boolean asObject) {
        ObjectNode object = asObject ? JsonTree.readObject(text) : null;
        if (result.error()) {
            ObjectNode error = JsonTree.object();
            return object == null ? error.put(ERROR, text) : error.set(ERROR, object);
        }
        return object == null ? JsonTree.object().put("output", text) : object;
    }
}
