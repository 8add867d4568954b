package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
