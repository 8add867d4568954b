package dev.roundhouse.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where the catalogue's files are.
public sealed interface CatalogueSource {
    /// All files that the loader reads, `models.json` first, then the providers' by name.
    ///
    /// @throws IOException when one cannot be read
    List<Content> files() throws IOException;

    /// The list of all names, since a jar cannot be listed.
    String INDEX = "index.txt";

    /// One file.
    ///
    /// @param name its path below the catalogue's folder
    /// @param bytes its content; nobody writes into it
    record Content(String name, byte[] bytes) {}

    /// The catalogue inside the program's own jar. A jar's folders cannot be listed, so `index.txt` names the files.
    record ClassPath(ClassLoader loader) implements CatalogueSource {
        private static final String ROOT = "catalog/";

        @Override
        public List<Content> files() throws IOException {
            List<Content> files = new ArrayList<>(256);
            String index = new String(read(INDEX), StandardCharsets.UTF_8);
            for (String name : index.lines().toList()) {
                files.add(new Content(name, read(name)));
            }
            return files;
        }

        private byte[] read(String name) throws IOException {
            try (InputStream in = loader.getResourceAsStream(ROOT + name)) {
                if (in == null) {
                    throw new IOException(ROOT + name + " is missing from the program");
                }
                return in.readAllBytes();
            }
        }

        @Override
        public String toString() {
            return "built-in catalogue";
        }
    }

    /// A folder of the catalogue's form.
    record Directory(Path root) implements CatalogueSource {
        @Override
        public List<Content> files() throws IOException {
            List<Content> files = new ArrayList<>(256);
            Path models = root.resolve(CatalogueLoader.MODELS);
            if (Files.exists(models)) {
                files.add(new Content(CatalogueLoader.MODELS, Files.readAllBytes(models)));
            }
            Path providers = root.resolve(CatalogueLoader.PROVIDERS);
            try (Stream<Path> listing = Files.list(providers)) {
                List<String> names = listing.map(path -> path.getFileName().toString())
                        .filter(name -> name.endsWith(".json"))
                        .sorted()
                        .toList();
                for (String name : names) {
                    files.add(
                            new Content(CatalogueLoader.PROVIDERS + name, Files.readAllBytes(providers.resolve(name))));
                }
            }
            return files;
        }

        @Override
        public String toString() {
            return root.toString();
        }
    }
}
