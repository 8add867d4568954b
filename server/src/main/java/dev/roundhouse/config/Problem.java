package dev.roundhouse.config;

/// One reason why a file is refused.
///
/// @param file the file as it was named; empty when it is about no file
/// @param line counted from one; 0 when it is not about one
/// @param path where in the file, such as `providers.acme.base_url` or `endpoints[2].price`; empty for the file
///   itself
/// @param message what is wrong and what was expected; safe to show
public record Problem(String file, int line, String path, String message) {
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!file.isEmpty()) {
            text.append(file);
            if (line > 0) {
                text.append(':').append(line);
            }
            text.append(": ");
        }
        if (!path.isEmpty()) {
            text.append(path).append(": ");
        }
        return text.append(message).toString();
    }
}
