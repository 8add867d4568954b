package dev.roundhouse.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roundhouse.selection.training.Dataset;
import dev.roundhouse.selection.training.Dataset.Example;
import dev.roundhouse.selection.training.Dataset.Listed;
import dev.roundhouse.selection.training.Dataset.Outcome;
import dev.roundhouse.selection.training.Suite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what selectors are trained on and asked about: `models.json`, `suites.json`, `prompts.jsonl.gz` and
/// `outcomes.csv.gz`. A name that does not end in `.gz` is read as it is.
final class SelectionFiles {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String PART = "dev";

    private SelectionFiles() {}

    /// The data of a folder: `models.json` beside prompts and outcomes, or beside the folder `dev` that holds
    /// them.
    ///
    /// @throws IOException when a file is missing, or not what it should be; the message names file and line
    static Dataset dataset(Path folder) throws IOException {
        Path part = Files.isDirectory(folder.resolve(PART)) ? folder.resolve(PART) : folder;
        Path prompts = part.resolve("prompts.jsonl.gz");
        return new Dataset(
                prompts(prompts).stream().map(SelectionFiles::example).toList(),
                outcomes(part.resolve("outcomes.csv.gz")),
                models(folder.resolve("models.json")));
    }

    /// A line of the prompts' file.
    record PromptLine(String id, String source, String task, String subtask, String text) {}

    private static Example example(PromptLine line) {
        return new Example(line.id(), line.source(), line.task(), line.subtask(), line.text());
    }

    static List<PromptLine> prompts(Path file) throws IOException {
        List<PromptLine> lines = new ArrayList<>();
        try (BufferedReader reader = reader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lines.add(prompt(file, lines.size() + 1, line));
                }
            }
        }
        return lines;
    }

    private static PromptLine prompt(Path file, int number, String line) throws IOException {
        try {
            JsonNode node = MAPPER.readTree(line);
            return new PromptLine(
                    node.required("id").stringValue(),
                    node.path("source").asString(""),
                    node.path("task").asString(""),
                    node.path("subtask").asString(""),
                    node.required("text").stringValue());
        } catch (JacksonException e) {
            throw new IOException(file + ":" + number + ": " + e.getOriginalMessage() + " (expected: id and text)", e);
        }
    }

    private static List<Outcome> outcomes(Path file) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        try (BufferedReader reader = reader(file)) {
            String head = reader.readLine();
            if (head == null || !head.startsWith("prompt_id,model,quality,in_tokens,out_tokens,cost_usd")) {
                throw new IOException(
                        file + ":1: " + head + " (expected: prompt_id,model,quality,in_tokens,out_tokens,cost_usd …)");
            }
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                outcomes.add(outcome(file, outcomes.size() + 2, line));
            }
        }
        return outcomes;
    }

    private static Outcome outcome(Path file, int number, String line) throws IOException {
        List<String> cells = List.of(line.split(",", -1));
        try {
            String tokens = cells.get(4);
            return new Outcome(
                    cells.get(0),
                    cells.get(1),
                    Float.parseFloat(cells.get(2)),
                    tokens.isEmpty() ? Float.NaN : Float.parseFloat(tokens),
                    Float.parseFloat(cells.get(5)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IOException(file + ":" + number + ": " + line + " (expected: numbers)", e);
        }
    }

    static List<Listed> models(Path file) throws IOException {
        List<Listed> models = new ArrayList<>();
        for (JsonNode node : tree(file)) {
            models.add(new Listed(
                    node.path("name").asString(""),
                    node.path("price_in_per_mtok").asDouble(0),
                    node.path("price_out_per_mtok").asDouble(0),
                    node.path("reasoning").asBoolean(false)));
        }
        return models;
    }

    static List<Suite> suites(Path file) throws IOException {
        List<Suite> suites = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : tree(file).properties()) {
            suites.add(new Suite(
                    entry.getKey(),
                    texts(entry.getValue().path("sources")),
                    texts(entry.getValue().path("models"))));
        }
        return suites;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asString("")));
        return texts;
    }

    private static JsonNode tree(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return MAPPER.readTree(in);
        } catch (JacksonException e) {
            throw new IOException(file + ": " + e.getOriginalMessage(), e);
        }
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
        return new BufferedReader(new InputStreamReader(plain, UTF_8), 1 << 16);
    }
}
