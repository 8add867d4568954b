package dev.roundhouse.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file `index.txt` of a catalogue: its digest, then the names of its files. The program reads its own
/// catalogue by
/// it.
public final class CatalogueIndex {
    private final Path folder;

    /// @param folder the catalogue's folder
    public CatalogueIndex(Path folder) {
        this.folder = folder;
    }

    /// Whether the index tells the files as they are.
    ///
    /// @throws IOException when the folder is no catalogue
    public boolean isCurrent() throws IOException {
        Path index = folder.resolve(CatalogueSource.INDEX);
        return Files.exists(index) && Files.readString(index).equals(content());
    }

    /// Writes it anew.
    ///
    /// @throws IOException when the folder is no catalogue, or cannot be written to
    public void write() throws IOException {
        Files.writeString(folder.resolve(CatalogueSource.INDEX), content(), StandardCharsets.UTF_8);
    }

    private String content() throws IOException {
        CatalogueSource.Files files = new CatalogueSource.Directory(folder).files();
        StringBuilder content = new StringBuilder(files.digest()).append('\n');
        files.contents().forEach(file -> content.append(file.name()).append('\n'));
        return content.toString();
    }
}
