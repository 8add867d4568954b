package dev.roundhouse.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// Keeps SQLite's native library unpacked. The driver would unpack, compare and delete it at every start, which
/// takes longer than all the rest of opening a database.
final class NativeLibrary {
    private static final String PATH_PROPERTY = "org.sqlite.lib.path";
    private static final String NAME_PROPERTY = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /// Unpacks the library where it is not there yet, and tells the driver where it is. Where anything stands in
    /// the way the driver is left to its own ways.
    static void prepare(Path folder) {
        if (System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        Path home = folder.resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = home.resolve(name);
        try {
            if (!Files.isRegularFile(library)) {
                unpack(resource, home, library);
            }
            System.setProperty(PATH_PROPERTY, home.toAbsolutePath().toString());
            System.setProperty(NAME_PROPERTY, name);
        } catch (IOException e) {
            // Read-only, or full: the driver tries its temporary folder.
        }
    }

    private static void unpack(String resource, Path home, Path library) throws IOException {
        Files.createDirectories(home);
        Path part = Files.createTempFile(home, "library", ".part");
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not in the driver");
            }
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
