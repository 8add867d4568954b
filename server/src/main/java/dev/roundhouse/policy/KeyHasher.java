package dev.roundhouse.policy;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Turns keys into digests with the installation's pepper. Safe for use by many threads at once.
public final class KeyHasher {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int PEPPER_BYTES_MIN = 16;

    // Cloning a keyed Mac is several times cheaper than asking the providers for a new one.
    private final Mac prototype;

    /// @param pepper what every digest is keyed with; at least 16 bytes, secret, the same for ever
    /// @throws IllegalArgumentException when it is shorter
    public KeyHasher(byte[] pepper) {
        if (pepper.length < PEPPER_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "pepper: " + pepper.length + " bytes (expected: at least " + PEPPER_BYTES_MIN + ")");
        }
        try {
            prototype = Mac.getInstance(ALGORITHM);
            prototype.init(new SecretKeySpec(pepper, ALGORITHM));
            // Takes in the key's first block now instead of with every digest.
            prototype.update(new byte[0]);
            Object _ = prototype.clone();
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException("no usable " + ALGORITHM, e);
        }
    }

    KeyDigest digest(byte[] key) {
        return KeyDigest.of(copyOfPrototype().doFinal(key));
    }

    private Mac copyOfPrototype() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("proved to be cloneable at construction", e);
        }
    }
}
