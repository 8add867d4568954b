package dev.roundhouse.exchange;

/// Who speaks a message.
public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    /// Results of tools; its parts are [Part.ToolResult]s.
    TOOL
}
