package dev.roundhouse.dialect.bedrock;

/// Whether the pieces of a JSON object have come to its end.
final class JsonProgress {
    private int depth;
    private boolean inText;
    private boolean escaped;
    private boolean closed;

    /// The next piece.
    void read(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (inText) {
                escaped = c == '\\';
                inText = c != '"';
            } else {
                switch (c) {
                    case '"' -> inText = true;
                    case '{', '[' -> depth++;
                    case '}', ']' -> closed = --depth == 0;
                    default -> {}
                }
            }
        }
    }

    /// Whether the object is closed.
    boolean isComplete() {
        return closed;
    }
}
