package dev.roundhouse.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roundhouse.catalog.Quirk;
import dev.roundhouse.dialect.ClientDialect.Reading;
import dev.roundhouse.dialect.ClientDialect.Refused;
import dev.roundhouse.dialect.ClientDialect.Understood;
import dev.roundhouse.exchange.Failure;
import dev.roundhouse.exchange.GenerationRequest;
import tools.jackson.databind.node.ObjectNode;

/// Whatever comes as a request is refused or understood, and what is understood is sent on with the same values.
class RequestReaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyBytesAreRefusedOrSentOnWithTheSameValues(byte[] body) {
        for (OpenAi dialect : new OpenAi[] {Samples.CHAT, Samples.COMPLETIONS}) {
            switch (Samples.read(dialect, body)) {
                case Refused(Failure failure) -> assertThat(failure.message()).isNotBlank();
                case Understood(GenerationRequest request) -> sentOn(dialect, request);
            }
        }
    }

    private static void sentOn(OpenAi dialect, GenerationRequest request) {
        ObjectNode expected = (ObjectNode) Samples.json(request.body());
        expected.put("model", "accounts/acme/swift-1");
        expected.remove(RequestShapes.ROUTER_MEMBERS);
        if (request.stream()) {
            expected.remove("stream_options");
        }

        byte[] sent = dialect.request(request, Samples.endpoint(Quirk.STRICT_FIELDS, Quirk.NO_STREAM_OPTIONS))
                .toByteArray();
        Reading again = Samples.read(dialect, sent);

        assertThat(Samples.json(sent)).isEqualTo(expected);
        assertThat(again).isInstanceOf(Understood.class);
        assertThat(dialect.promptText(request, 1_000)).isNotNull();
    }
}
