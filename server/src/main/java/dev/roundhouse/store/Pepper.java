package dev.roundhouse.store;

import dev.roundhouse.catalog.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What every key's digest is keyed with. Whoever has the database without it can guess no key.
public final class Pepper {
    private static final int BYTES = 32;
    private static final int LENGTH_MIN = 16;

    private Pepper() {}

    /// The pepper as given, else the one in `data/pepper`, which is made where there is none, readable by its
    /// owner alone.
    ///
    /// @param given `ROUNDHOUSE_PEPPER`; null or empty when it is not set
    /// @param random must be cryptographically strong outside tests
    /// @throws IOException when the file can neither be read nor made
    /// @throws IllegalArgumentException when it is too short to be one
    public static byte[] open(Path data, @Nullable Secret given, RandomGenerator random) throws IOException {
        if (given != null && !given.reveal().isEmpty()) {
            return checked(given.reveal(), "ROUNDHOUSE_PEPPER");
        }
        Path file = data.resolve("pepper");
        if (!Files.exists(file)) {
            DataFolder.create(data);
            make(data, file, random);
        }
        return checked(Files.readString(file).strip(), file.toString());
    }

    private static byte[] checked(String text, String source) {
        if (text.length() < LENGTH_MIN) {
            throw new IllegalArgumentException(
                    source + ": " + text.length() + " characters (expected: at least " + LENGTH_MIN + ")");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void make(Path data, Path file, RandomGenerator random) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        Path part = Files.createTempFile(
                data,
                "pepper",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(part, HexFormat.of().formatHex(bytes) + "\n");
            DataFolder.sync(part);
            // A link, not a rename: of two processes that start at once, one makes it and the other reads it.
            Files.createLink(file, part);
            DataFolder.sync(data);
        } catch (FileAlreadyExistsException e) {
            // The other one was faster.
        } catch (UnsupportedOperationException e) {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
