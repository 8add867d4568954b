package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds the catalogue in the repository to what the product promises.
class CommittedCatalogueTest {
    static final Path FOLDER = Path.of("..", "catalog").toAbsolutePath().normalize();

    static Catalogue catalogue() {
        CatalogueLoader.Loaded loaded = new CatalogueLoader(new CatalogueSource.Directory(FOLDER)).load();
        assertThat(loaded).isInstanceOf(CatalogueLoader.Good.class);
        return ((CatalogueLoader.Good) loaded).catalogue();
    }

    @Test
    void everyFileIsValid() {
        CatalogueLoader.Loaded loaded = new CatalogueLoader(new CatalogueSource.Directory(FOLDER)).load();

        if (loaded instanceof CatalogueLoader.Bad bad) {
            assertThat(bad.problems()).isEmpty();
        }
    }

    @Test
    void itHoldsAtLeastWhatIsPromised() {
        Catalogue catalogue = catalogue();

        assertThat(catalogue.models()).hasSizeGreaterThanOrEqualTo(700);
        assertThat(catalogue.providers()).hasSizeGreaterThanOrEqualTo(130);
        assertThat(catalogue.pricedEndpoints()).isGreaterThanOrEqualTo(3_000);
        assertThat(catalogue.endpoints().values().stream().filter(EndpointFacts::stale))
                .isNotEmpty();
        assertThat(catalogue.endpoints().values().stream().filter(e -> e.dialect() == Dialect.OPENAI_COMPLETIONS))
                .isNotEmpty();
    }

    @Test
    void theIndexTellsTheFilesAsTheyAre() throws IOException {
        assertThat(new CatalogueIndex(FOLDER).isCurrent())
                .as("after editing by hand: ./roundhouse catalog index catalog")
                .isTrue();
    }

    /// As the program has it: by the index, out of a jar.
    @Test
    void aJarHoldsTheSameCatalogueAsTheFolder(@TempDir Path temporary) throws IOException {
        Path jar = temporary.resolve("a jar with a blank.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry("catalog/" + FOLDER.relativize(file)));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            CatalogueLoader.Loaded loaded = new CatalogueLoader(new CatalogueSource.ClassPath(loader)).load();

            assertThat(loaded).isEqualTo(new CatalogueLoader.Good(catalogue()));
        }
    }

    @Test
    void aProgramWithoutACatalogueSaysSo() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[0], null)) {
            CatalogueLoader.Loaded loaded = new CatalogueLoader(new CatalogueSource.ClassPath(loader)).load();

            assertThat(loaded)
                    .isEqualTo(new CatalogueLoader.Bad(List.of(new Problem(
                            "built-in catalogue",
                            0,
                            "",
                            "cannot be read: catalog/index.txt is missing from the program"))));
        }
    }

    @Test
    void theClassPathHoldsTheSameCatalogueAsTheFolder() {
        CatalogueLoader.Loaded loaded =
                new CatalogueLoader(new CatalogueSource.ClassPath(getClass().getClassLoader())).load();

        assertThat(loaded).isInstanceOf(CatalogueLoader.Good.class);
        assertThat(((CatalogueLoader.Good) loaded).catalogue().digest())
                .isEqualTo(catalogue().digest());
    }

    @Test
    void itBecomesASnapshotWithoutAnyKey() {
        SnapshotBuilder.Outcome outcome = new SnapshotBuilder(catalogue(), Map.of())
                .withSandbox(URI.create("http://127.0.0.1:9001/v1"))
                .build(ConfigFile.NONE);

        assertThat(outcome).isInstanceOf(SnapshotBuilder.Built.class);
    }
}
