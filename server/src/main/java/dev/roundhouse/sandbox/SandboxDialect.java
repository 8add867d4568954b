package dev.roundhouse.sandbox;

/// One wire schema that the sandbox answers in. To add one, write a class and name it in [Sandbox].
interface SandboxDialect {
    /// Whether a request belongs to this dialect, told by method and end of path.
    boolean serves(Ask ask);

    /// A sound answer, or the error that a provider of this dialect would give.
    Answer answer(Ask ask, Wishes wishes);

    /// An error in this dialect's shape.
    Answer failure(Problem problem);
}
