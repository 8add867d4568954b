package dev.roundhouse.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Where the catalogue's files are.
public sealed interface CatalogueSource {
    /// The list of all files, since a jar's folders cannot be listed. Its first line is the digest of all of
    /// them: to
    /// compute it costs a cold start more than to read the files.
    String INDEX = "index.txt";

    /// All files that the loader reads.
    ///
    /// @throws IOException when one cannot be read
    Files files() throws IOException;

    /// All files, `models.json` first, then the providers' by name.
    ///
    /// @param digest SHA-256 of all bytes in order, in hexadecimal
    /// @param contents the files
    /// @param built whether they are part of the program, whose build has looked for members that stand twice
    record Files(String digest, List<Content> contents, boolean built) {
        public Files {
            contents = List.copyOf(contents);
        }
    }

    /// One file.
    ///
    /// @param name its path below the catalogue's folder
    /// @param bytes its content; nobody writes into it
    record Content(String name, byte[] bytes) {}

    /// The catalogue inside the program's own jar (or its class folder).
    record ClassPath(ClassLoader loader) implements CatalogueSource {
        private static final String ROOT = "catalog/";

        @Override
        public Files files() throws IOException {
            URL index = loader.getResource(ROOT + INDEX);
            if (index == null) {
                throw new IOException(ROOT + INDEX + " is missing from the program");
            }
            if (!index.getProtocol().equals("jar")) {
                return new Directory(Path.of(URI.create(index.toString())).resolveSibling("")).files();
            }
            String inside = index.getPath();
            // A class loader's streams cost a URL and a connection each, which a start with 170 files would feel.
            Path jar = Path.of(URI.create(inside.substring(0, inside.indexOf("!/"))));
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                List<String> lines = new String(read(zip, INDEX), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                List<Content> contents = new ArrayList<>(lines.size());
                for (String name : lines.subList(1, lines.size())) {
                    contents.add(new Content(name, read(zip, name)));
                }
                return new Files(lines.getFirst(), contents, true);
            }
        }

        private static byte[] read(ZipFile zip, String name) throws IOException {
            ZipEntry entry = zip.getEntry(ROOT + name);
            if (entry == null) {
                throw new IOException(ROOT + name + " is missing from the program");
            }
            try (InputStream in = zip.getInputStream(entry)) {
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
        public Files files() throws IOException {
            List<Content> contents = new ArrayList<>(256);
            Path models = root.resolve(CatalogueLoader.MODELS);
            if (java.nio.file.Files.exists(models)) {
                contents.add(new Content(CatalogueLoader.MODELS, java.nio.file.Files.readAllBytes(models)));
            }
            Path providers = root.resolve(CatalogueLoader.PROVIDERS);
            try (Stream<Path> listing = java.nio.file.Files.list(providers)) {
                List<String> names = listing.map(path -> path.getFileName().toString())
                        .filter(name -> name.endsWith(".json"))
                        .sorted()
                        .toList();
                for (String name : names) {
                    contents.add(new Content(
                            CatalogueLoader.PROVIDERS + name,
                            java.nio.file.Files.readAllBytes(providers.resolve(name))));
                }
            }
            return new Files(digest(contents), contents, false);
        }

        private static String digest(List<Content> contents) {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                contents.forEach(content -> sha.update(content.bytes()));
                return HexFormat.of().formatHex(sha.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-256: missing (expected: every Java runtime has it)", e);
            }
        }

        @Override
        public String toString() {
            return root.toString();
        }
    }
}
