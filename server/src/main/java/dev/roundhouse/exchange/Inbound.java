package dev.roundhouse.exchange;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.catalog.Secret;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request at the door, before anybody looked into its body. The body is not copied: nobody writes into it.
///
/// @param id the generation's id, `gen-…`
/// @param at when it came
/// @param surface by which door
/// @param dialect what the client speaks
/// @param path the path as it came, percent-encoded, without the query
/// @param query the query as it came; empty when there is none
/// @param credential what it presented as its key; null when nothing
/// @param headers the few headers that anyone asks for, names in lower case
/// @param body the bytes of the body
public record Inbound(
        String id,
        Instant at,
        Surface surface,
        Dialect dialect,
        String path,
        String query,
        @Nullable Secret credential,
        Map<String, String> headers,
        byte[] body) {
    /// The same with another body: the one that was packed in this.
    public Inbound withBody(byte[] plain) {
        return new Inbound(id, at, surface, dialect, path, query, credential, headers, plain);
    }
}
