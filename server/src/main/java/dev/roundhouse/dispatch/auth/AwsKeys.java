package dev.roundhouse.dispatch.auth;

import org.jspecify.annotations.Nullable;

/// What AWS requests are signed with.
///
/// @param token of a session; null for an account's own keys
record AwsKeys(String id, String secret, @Nullable String token) {
    @Override
    public String toString() {
        return "AwsKeys[" + id + "]";
    }
}
