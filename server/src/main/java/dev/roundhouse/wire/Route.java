package dev.roundhouse.wire;

/// One row of the table of plain routes. What is not in the table does not exist.
///
/// @param method `GET`, `POST` …
/// @param pattern such as `/api/v1/models/{author}/{slug}/endpoints`; `{name}` takes one segment
/// @param access who may
/// @param page what answers
public record Route(String method, String pattern, Access access, Page page) {
    /// Who may take a route.
    public enum Access {
        /// Anyone; a key is read where one is sent.
        ANYONE,
        /// Any valid key.
        ANY_KEY,
        /// An inference key.
        INFERENCE,
        /// A management key.
        MANAGEMENT
    }
}
