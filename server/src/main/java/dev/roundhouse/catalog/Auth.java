package dev.roundhouse.catalog;

/// How a provider wants its key.
///
/// @param scheme `bearer`, `header`, `none`, or the name of a cloud's signing (`sigv4`, `google`, `azure`)
/// @param header the header the key goes in, such as `Authorization`; empty with `none`
/// @param prefix what stands before the key, such as `Bearer ` (with its blank); may be empty
public record Auth(String scheme, String header, String prefix) {
    /// No key at all.
    public static final Auth NONE = new Auth("none", "", "");

    /// `Authorization: Bearer …`
    public static final Auth BEARER = new Auth("bearer", "Authorization", "Bearer ");
}
