package dev.roundhouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Official clients for JavaScript, unmodified, in Node's own test runner; each of their tests is one here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeClientsTest {
    private static final List<String> FILES =
            List.of("openai.test.mjs", "openrouter-sdk.test.mjs", "ai-sdk.test.mjs", "langchain.test.mjs");
    private static final Pattern RESULT = Pattern.compile("^(not ok|ok) \\d+ - (.*?)(?: # .*)?$");

    private final List<Bench> started = new ArrayList<>();

    @AfterAll
    void stop() {
        started.forEach(Bench::close);
    }

    @TestFactory
    Stream<DynamicNode> everyClientWorksUnmodified() {
        Path folder = Npm.installed("node");
        Bench bench = Bench.start();
        started.add(bench);
        return FILES.stream().map(file -> DynamicContainer.dynamicContainer(file, results(folder, file, bench)));
    }

    private static Stream<DynamicTest> results(Path folder, String file, Bench bench) {
        Npm.Said said =
                Npm.run(folder, bench.environment(), List.of("node", "--no-warnings", "--test-reporter=tap", file));
        List<DynamicTest> tests = new ArrayList<>();
        List<String> lines = said.output().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = RESULT.matcher(lines.get(i));
            if (matcher.matches()) {
                boolean passed = matcher.group(1).equals("ok");
                String details = passed ? "" : details(lines, i + 1);
                tests.add(DynamicTest.dynamicTest(
                        matcher.group(2), () -> assertThat(passed).as(details).isTrue()));
            }
        }
        tests.add(DynamicTest.dynamicTest(
                "all have run", () -> assertThat(said.exit()).as(said.output()).isZero()));
        return tests.stream();
    }

    /// The block that follows a failed test.
    private static String details(List<String> lines, int from) {
        return String.join(
                "\n",
                lines.subList(from, lines.size()).stream()
                        .takeWhile(line -> !line.strip().equals("..."))
                        .toList());
    }
}
