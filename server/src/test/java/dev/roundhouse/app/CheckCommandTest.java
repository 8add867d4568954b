package dev.roundhouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int check(String yaml, Map<String, String> env) throws IOException {
        Path file = Files.writeString(folder.resolve("r.yaml"), yaml);
        return run(new CheckCommand(env), file.toString());
    }

    private int run(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void aGoodFileIsToldByWhatItChanges() throws IOException {
        int code = check("""
                listen: 127.0.0.1:9090
                bootstrap: { inference_key: 0123456789abcdef }
                providers:
                  acme: { base_url: "http://127.0.0.1:9001/v1", api_key: secret-of-acme, allow_private_network: true }
                  groq: { api_key: secret-of-groq }
                  mistral: { timeouts: { connect: 1s } }
                endpoints:
                  - { model: acme/swift-1, provider: acme, id: swift-1, context: 128000, price: { input: "1.00", output: "2.00" } }
                  - { model: openai/gpt-4o, provider: openai, price: { input: 5 }, tiers: [ { above: 9, input: 6 } ] }
                """, Map.of());

        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "listen: 127.0.0.1:9090 (default: 127.0.0.1:8080)",
                        "provider acme: added, open at http://127.0.0.1:9001/v1",
                        "provider groq: open at https://api.groq.com/openai/v1 (before: closed: GROQ_API_KEY is not set)",
                        "provider mistral: changed, closed: MISTRAL_API_KEY is not set",
                        "model acme/swift-1: added",
                        "endpoint acme/swift-1@acme: added, id swift-1, openai-chat, context 128000, input 1 output 2",
                        folder.resolve("r.yaml") + ": good, 8 changes")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("endpoint openai/gpt-4o@openai: id gpt-4o")
                        .contains("input 5; above 9 input 6 (before: id gpt-4o"));
        assertThat(out.toString()).doesNotContain("secret-of").doesNotContain("0123456789abcdef");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertThat(check("", Map.of("OPENAI_API_KEY", "k"))).isZero();
        assertThat(out.toString()).endsWith(": good, and changes nothing\n");
    }

    @Test
    void aBadFileIsRefusedOneProblemALine() throws IOException {
        int code = check("listn: a\nproviders: { acme: { api_key: \"${ACME_KEY}\" } }\n", Map.of());

        Path file = folder.resolve("r.yaml");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(3)
                .contains(
                        file + ":2: providers.acme.api_key: environment variable ACME_KEY is not set",
                        file + ": refused, 2 problems")
                .first()
                .asString()
                .startsWith(file + ":1: listn: unknown key (did you mean 'listen'?)");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatTheBuilderRefusesIsToldToo() throws IOException {
        assertThat(check("providers: { acme: { api_key: k } }\n", Map.of())).isEqualTo(1);
        assertThat(err.toString()).contains("providers.acme: not in the catalogue");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThat(run(new CheckCommand(Map.of()), folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such file");
    }

    @Test
    void theCommittedCatalogueIsChecked() {
        assertThat(run(new CatalogCommand(), "check", "../catalog")).isZero();
        assertThat(out.toString()).contains(" priced), ").endsWith("valid\n");
    }

    @Test
    void aFolderWithoutACatalogueIsRefused() {
        assertThat(run(new CatalogCommand(), "check", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("cannot be read");
        assertThat(run(new CatalogCommand(), "import", "--from", folder.toString(), "--into", folder.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cannot import");
        assertThat(run(new CatalogCommand())).isEqualTo(2);
    }

    @Test
    void aFileEditedByHandNeedsANewIndex() throws IOException {
        Files.createDirectories(folder.resolve("providers"));
        Files.writeString(folder.resolve("models.json"), "{\"models\":[{\"id\":\"a/b\",\"type\":\"chat\"}]}");

        assertThat(run(new CatalogCommand(), "check", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("index.txt is not of these files");
        assertThat(run(new CatalogCommand(), "index", folder.toString())).isZero();
        assertThat(run(new CatalogCommand(), "check", folder.toString())).isZero();
        Files.writeString(folder.resolve("providers/x.json"), "{}");
        assertThat(run(new CatalogCommand(), "index", folder.toString())).isEqualTo(1);
    }
}
