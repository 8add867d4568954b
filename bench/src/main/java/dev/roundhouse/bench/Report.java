package dev.roundhouse.bench;

import java.io.PrintStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The result as Markdown, printed as it grows.
final class Report {

    private static final int ERRORS_SHOWN = 3;

    private final PrintStream out;
    private final StringBuilder text = new StringBuilder();
    private boolean valid = true;

    Report(PrintStream out) {
        this.out = out;
    }

    String text() {
        return text.toString();
    }

    /// False once any answer was wrong or missing.
    boolean valid() {
        return valid;
    }

    void heading(String title) {
        print("\n### " + title + "\n");
    }

    void paragraph(String words) {
        print(words + "\n");
    }

    void table(List<String> header, List<List<String>> rows) {
        print(row(header));
        print(row(Collections.nCopies(header.size(), "---")));
        rows.forEach(row -> print(row(row)));
        print("");
    }

    /// Marks the figures above as invalid, if there were errors.
    void errors(List<String> errors) {
        if (errors.isEmpty()) return;
        valid = false;
        print("**INVALID: errors in " + errors.size() + " runs.**\n");
        errors.stream().limit(ERRORS_SHOWN).forEach(error -> print("- " + error));
        print("");
    }

    static String text(Optional<Spread> spread, int decimals) {
        return spread.map(it -> it.text(decimals)).orElse("-");
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private void print(String line) {
        out.println(line);
        out.flush();
        text.append(line).append('\n');
    }
}
