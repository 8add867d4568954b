package dev.roundhouse.admin;

import dev.roundhouse.catalog.Model;
import dev.roundhouse.wire.Page;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// The catalogue in Gemini's shape: models, a page at a time.
final class GeminiPages {
    private static final int PAGE_DEFAULT = 50;
    private static final int PAGE_MAX = 1_000;
    private static final long OFFSET_MAX = 1_000_000;

    private GeminiPages() {}

    /// Those models that the page asks for: `pageSize`, `pageToken`.
    static Page.Reply list(Page.Query query, ListingJson json, List<ModelRow> listed) {
        Asked asked = new Asked(query.parameters());
        OptionalLong size = asked.whole("pageSize", 0, PAGE_MAX);
        OptionalLong offset = asked.whole("pageToken", 0, OFFSET_MAX);
        if (asked.failure().isPresent()) {
            return new Page.Failed(asked.failure().get());
        }
        int from = (int) Math.min(offset.orElse(0), listed.size());
        // A size of nothing is Google's for: as you like.
        int most = size.orElse(0) == 0 ? PAGE_DEFAULT : (int) size.getAsLong();
        int to = Math.min(from + most, listed.size());
        byte[] body = json.bytes(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("models");
            listed.subList(from, to).forEach(row -> model(out, row));
            out.writeEndArray();
            if (to < listed.size()) {
                out.writeStringProperty("nextPageToken", String.valueOf(to));
            }
            out.writeEndObject();
        });
        return Prepared.once(body).reply(query);
    }

    /// One model.
    static void model(JsonGenerator json, ModelRow row) {
        Model model = row.model();
        json.writeStartObject();
        json.writeStringProperty("name", "models/" + row.id());
        json.writeStringProperty("baseModelId", row.id());
        json.writeStringProperty("version", model.slug());
        json.writeStringProperty("displayName", row.name());
        json.writeStringProperty("description", "");
        json.writeNumberProperty("inputTokenLimit", row.offer().context(model));
        json.writeNumberProperty("outputTokenLimit", row.offer().maxOutput(model));
        json.writeArrayPropertyStart("supportedGenerationMethods");
        if (ModelListing.embeds(row)) {
            json.writeString("embedContent");
            json.writeString("batchEmbedContents");
        } else {
            json.writeString("generateContent");
            json.writeString("countTokens");
        }
        json.writeEndArray();
        json.writeBooleanProperty("thinking", Boolean.TRUE.equals(model.facts().reasoning()));
        json.writeEndObject();
    }
}
