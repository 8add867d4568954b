package dev.roundhouse.app;

import dev.roundhouse.config.Settings;
import dev.roundhouse.wire.SelfSigned;
import dev.roundhouse.wire.Tls;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The listener's certificate, as the settings say.
///
/// @param context null for clear text
/// @param authority certificate that clients are to trust; null where they trust it already
record TlsFiles(@Nullable SslContext context, @Nullable Path authority) {
    static TlsFiles of(Settings settings, SecureRandom random, InstantSource clock) throws IOException {
        return switch (settings.tls()) {
            case Settings.Plain() -> new TlsFiles(null, null);
            case Settings.Certificate(Path cert, Path key) -> new TlsFiles(Tls.of(cert, key), null);
            case Settings.SelfSigned() -> {
                SelfSigned.CertificateFiles files =
                        new SelfSigned(settings.data().resolve("tls"), random, clock).files();
                yield new TlsFiles(
                        Tls.of(files.certificate(), files.key()),
                        files.authority().toAbsolutePath());
            }
        };
    }
}
