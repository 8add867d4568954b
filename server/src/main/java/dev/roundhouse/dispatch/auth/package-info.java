/// Signing and tokens of clouds. In come what an environment says of the operator's account and the request to be
/// sent,
/// out go its authorising headers. It refuses with a reason that may be shown, never with a secret in it, when an
/// issuer
/// gives nothing.
@NullMarked
package dev.roundhouse.dispatch.auth;

import org.jspecify.annotations.NullMarked;
