package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.config.LocalServers.Kind;
import java.util.Map;

class ForeignBytesTest {
    @FuzzTest(maxDuration = "20s")
    void whateverStandsInAConfigurationItIsReadOrRefused(byte[] bytes) {
        ConfigFile.Reading reading = ConfigFile.parse("fuzz.yaml", bytes, Map.of("A", "b"));

        if (reading instanceof ConfigFile.Bad bad) {
            assertThat(bad.problems()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void whateverALocalServerSaysItIsReadOrIgnored(FuzzedDataProvider data) {
        Kind kind = data.pickValue(Kind.values());

        assertThat(LocalProbe.models(kind, data.consumeRemainingAsBytes())).isNotNull();
    }
}
