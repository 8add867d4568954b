package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Snapshot;
import dev.roundhouse.wire.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedTest {
    private final Asking asking = new Asking(snapshot("s1", "a/one"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/models",
                "/api/v1/models?output_modalities=text",
                "/api/v1/models?output_modalities=all",
                "/api/v1/embeddings/models",
                "/api/v1/providers",
                "/api/v1/endpoints/zdr",
                "/v1/models",
            })
    void aWholeListComesCompressedToWhoeverCanReadIt(String address) throws IOException {
        Page.Content plain = asking.content(address, Map.of());
        Page.Content packed = asking.content(address, Map.of("accept-encoding", "br;q=1.0, gzip;q=0.8"));

        assertThat(packed.headers()).containsEntry("content-encoding", "gzip").containsEntry("vary", "accept-encoding");
        assertThat(plain.headers()).doesNotContainKey("content-encoding").containsEntry("vary", "accept-encoding");
        assertThat(unpack(packed.body())).isEqualTo(plain.body());
        assertThat(packed.headers().get("etag")).isNotEqualTo(plain.headers().get("etag"));
    }

    @Test
    void preparedBytesAreTheSameArrayForEverybody() {
        byte[] first = asking.content("/api/v1/models", Map.of()).body();

        assertThat(asking.content("/api/v1/models", Map.of()).body()).isSameAs(first);
        assertThat(asking.content("/api/v1/models?output_modalities=all", Map.of())
                        .body())
                .isSameAs(asking.content("/api/v1/models?output_modalities=all", Map.of())
                        .body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|true",
                "x-gzip|true",
                "GZIP;q=0.5|true",
                "*|true",
                "gzip;q=0|false",
                "gzip;q=0.000, *|false",
                "*;q=0|false",
                "br, deflate|false",
                "identity|false",
                "''|false",
            })
    void onlyAnAcceptableCodingIsUsed(String accepted, boolean packed) {
        Map<String, String> headers = asking.content("/api/v1/models", Map.of("accept-encoding", accepted))
                .headers();

        assertThat(headers.containsKey("content-encoding")).isEqualTo(packed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/models",
                "/api/v1/models?q=one",
                "/api/v1/models?use_rss=true",
                "/api/v1/models?limit=1",
                "/api/v1/models/count",
                "/api/v1/model/a/one",
                "/api/v1/models/a/one/endpoints",
                "/v1/models",
                "/v1/models/a/one"
            })
    void whoHasItAlreadyIsToldSo(String address) {
        Page.Content first = asking.content(address, Map.of());
        String etag = first.headers().get("etag");

        assertThat(etag).matches("\"[0-9a-f]{32}\"");
        for (String known : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
            Page.Content again = asking.content(address, Map.of("if-none-match", known));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers()).containsEntry("etag", etag);
        }
        assertThat(asking.content(address, Map.of("if-none-match", "\"other\"")).status())
                .isEqualTo(200);
    }

    @Test
    void theCompressedBytesHaveAnEtagOfTheirOwn() {
        Map<String, String> packed = Map.of("accept-encoding", "gzip");
        String etag = asking.content("/api/v1/models", packed).headers().get("etag");

        Page.Content again = asking.content("/api/v1/models", Map.of("accept-encoding", "gzip", "if-none-match", etag));

        assertThat(etag).endsWith("-gzip\"");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.headers()).containsEntry("etag", etag).doesNotContainKey("content-encoding");
    }

    @Test
    void anotherSnapshotIsAnotherList() {
        Page.Content before = asking.content("/api/v1/models", Map.of());

        asking.change(snapshot("s2", "a/two"));
        Page.Content after = asking.content(
                "/api/v1/models", Map.of("if-none-match", before.headers().get("etag")));

        assertThat(after.status()).isEqualTo(200);
        assertThat(asking.ids("/api/v1/models")).containsExactly("a/two");
    }

    @Test
    void preparingAheadChangesNothing() {
        asking.pages().prepare();

        assertThat(asking.ids("/api/v1/models")).containsExactly("a/one");
    }

    private static Snapshot snapshot(String id, String model) {
        return new Offers()
                .model(model(model).named("An \"odd\" näme \u0007"))
                .endpoint(endpoint(model, "p").price("1", "2"))
                .snapshot(id);
    }

    private static byte[] unpack(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }
}
