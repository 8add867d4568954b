package dev.roundhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    @Test
    void aRequestSaysHowLongItsBodyIs() {
        String request = new String(Workload.KB_20.request(Surface.UPSTREAM), StandardCharsets.UTF_8);

        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        assertThat(request).contains("Content-Length: " + body.length() + "\r\n");
        assertThat(body.length()).isBetween(19_000, 21_000);
    }

    @Test
    void onlyAClientOfTheUpstreamAsksForUsage() {
        assertThat(text(Workload.STREAM_5_MS, Surface.UPSTREAM))
                .contains("pace-5ms", "include_usage", "bench-upstream");
        assertThat(text(Workload.STREAM_5_MS, Surface.ROUNDHOUSE))
                .contains("pace-5ms", "bench/one")
                .doesNotContain("include_usage", "bench-upstream", "bench-key");
    }

    private static String text(Workload workload, Surface surface) {
        return new String(workload.request(surface), StandardCharsets.UTF_8);
    }
}
