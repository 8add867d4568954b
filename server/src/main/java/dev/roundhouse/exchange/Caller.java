package dev.roundhouse.exchange;

/// Who is asking, after authentication.
///
/// @param account who pays
/// @param keyHash the key's public id: 64 hex digits
/// @param keyLabel the key's display prefix, safe to show
/// @param scope what the key may do
public record Caller(long account, String keyHash, String keyLabel, Scope scope) {
    /// What a key may do. Management keys do not infer, inference keys do not manage.
    public enum Scope {
        INFERENCE,
        MANAGEMENT
    }
}
