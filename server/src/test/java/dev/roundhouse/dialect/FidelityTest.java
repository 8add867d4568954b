package dev.roundhouse.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.catalog.Dialect;
import dev.roundhouse.dialect.anthropic.AnthropicMessages;
import dev.roundhouse.dialect.bedrock.BedrockConverse;
import dev.roundhouse.dialect.cohere.Cohere;
import dev.roundhouse.dialect.gemini.Gemini;
import dev.roundhouse.dialect.ollama.Ollama;
import dev.roundhouse.dialect.openai.OpenAiChat;
import dev.roundhouse.dialect.responses.OpenAiResponses;
import dev.roundhouse.exchange.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `docs/fidelity.md` says what the writers of the dialects do. Run with `-Dfidelity.update=true` to write it anew.
@NullMarked
class FidelityTest {
    private static final Path PAGE = Path.of("..", "docs", "fidelity.md");
    private static final String MODEL = "swift";
    private static final List<HubUpstream> UPSTREAMS = List.of(
            new OpenAiChat(),
            new OpenAiResponses(InstantSource.system(), false),
            new AnthropicMessages(),
            new Gemini(),
            new BedrockConverse(InstantSource.system()),
            new Cohere(),
            new Ollama(() -> 0));

    /// What becomes of a feature.
    private record Fate(String word, String reason) {}

    @Test
    void thePageSaysWhatTheWritersDo() throws IOException {
        String page = page();
        if (Boolean.getBoolean("fidelity.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        Map<Dialect, Map<String, Fate>> foreign = new LinkedHashMap<>();
        Map<Dialect, Map<String, Fate>> own = new LinkedHashMap<>();
        for (HubUpstream upstream : UPSTREAMS) {
            Dialect other = upstream.name() == Dialect.OPENAI_CHAT ? Dialect.ANTHROPIC_MESSAGES : Dialect.OPENAI_CHAT;
            foreign.put(upstream.name(), fates(upstream, other));
            own.put(upstream.name(), fates(upstream, upstream.name()));
        }
        StringBuilder page = new StringBuilder("""
                # What an upstream of each dialect can be told

                Written by `FidelityTest`, which asks the writer of each dialect for one prompt per feature and takes
                down what it drops or adapts. A model without a name is asked, so what depends on a model's family
                (see the provider's `quirks`) may be better or worse than this. Requests to an upstream of the
                client's own dialect are spliced and keep everything. `require_parameters` refuses an endpoint that
                would drop something.

                ## By upstream

                | upstream | feature | what becomes of it | reason |
                |---|---|---|---|
                """);
        foreign.forEach((upstream, fates) -> fates.forEach((feature, fate) -> page.append("| `")
                .append(upstream.wireName())
                .append("` | `")
                .append(feature)
                .append("` | ")
                .append(fate.word)
                .append(" | ")
                .append(fate.reason)
                .append(" |\n")));
        page.append("\n## By client and upstream\n\n`-`: the client's dialect has no word for it.\n");
        foreign.forEach((upstream, fates) -> table(page, upstream, fates, own));
        return page.toString();
    }

    private static void table(
            StringBuilder page, Dialect upstream, Map<String, Fate> fates, Map<Dialect, Map<String, Fate>> own) {
        List<Dialect> clients =
                own.keySet().stream().filter(client -> client != upstream).toList();
        page.append("\n### To ").append(upstream.wireName()).append("\n\n| feature |");
        clients.forEach(client -> page.append(' ').append(client.wireName()).append(" |"));
        page.append("\n|---|").append("---|".repeat(clients.size())).append('\n');
        fates.forEach((feature, fate) -> {
            page.append("| ").append(feature).append(" |");
            for (Dialect client : clients) {
                Fate said = own.getOrDefault(client, Map.of()).get(feature);
                page.append(' ')
                        .append(said != null && said.word.equals("dropped") ? "-" : fate.word)
                        .append(" |");
            }
            page.append('\n');
        });
    }

    private static Map<String, Fate> fates(HubUpstream upstream, Dialect from) {
        Map<String, Fate> fates = new LinkedHashMap<>();
        Features.of(from).forEach((feature, draft) -> fates.put(feature, fate(upstream, draft)));
        return fates;
    }

    private static Fate fate(HubUpstream upstream, Features.Draft draft) {
        Losses losses = new Losses();
        Losses usual = new Losses();
        JsonNode body;
        JsonNode plain;
        try {
            body = body(upstream, draft.with(), losses);
            plain = body(upstream, draft.without(), usual);
        } catch (Cursor.Unacceptable e) {
            return new Fate("dropped", "refused: " + e.getMessage());
        }
        List<Losses.Loss> noted = new ArrayList<>(losses.all());
        noted.removeAll(usual.all());
        if (noted.isEmpty()) {
            return body.equals(plain) ? new Fate("dropped", "it says nothing here") : new Fate("kept", "");
        }
        String reasons = noted.stream()
                .map(Losses.Loss::reason)
                .distinct()
                .collect(Collectors.joining("; "))
                .replace('|', '/');
        boolean adapted = noted.stream().allMatch(Losses.Loss::adapted) || !body.equals(plain);
        return new Fate(adapted ? "adapted" : "dropped", reasons);
    }

    private static JsonNode body(
            HubUpstream upstream, Prompt.Chat prompt, Losses losses) {
        return upstream.body(prompt, new Outbound(HubTrips.endpoint(upstream.name(), MODEL), false, losses));
    }
}
