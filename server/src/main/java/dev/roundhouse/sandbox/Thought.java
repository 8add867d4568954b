package dev.roundhouse.sandbox;

import java.util.List;

/// What the sandbox's mind came up with, in tokens.
///
/// @param text tokens of the text, none when tools are called
/// @param calls tools to call
/// @param end why it ends
record Thought(List<String> text, List<Call> calls, End end) {
    Thought {
        text = List.copyOf(text);
        calls = List.copyOf(calls);
    }

    String wholeText() {
        return String.join("", text);
    }

    /// Tokens in all: those of the text, and of each call's name and arguments.
    int tokens() {
        return text.size()
                + calls.stream()
                        .mapToInt(call ->
                                Tokens.count(call.name()) + call.arguments().size())
                        .sum();
    }

    /// @param name of the tool
    /// @param arguments tokens of a JSON object
    record Call(String name, List<String> arguments) {
        Call {
            arguments = List.copyOf(arguments);
        }
    }

    enum End {
        STOP,
        LENGTH,
        CALLS
    }
}
