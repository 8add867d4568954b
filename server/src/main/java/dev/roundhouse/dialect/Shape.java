package dev.roundhouse.dialect;

/// What a value must look like. Checks the value at the cursor, whatever its kind, and leaves the cursor on the
/// value's last token. Optional members that are null never get here: null is absent.
///
/// @param <C> the cursor, which takes note of what the walk must know
@FunctionalInterface
public interface Shape<C extends Cursor> {
    /// Checks the current value.
    ///
    /// @throws Cursor.Unacceptable when it is not of this shape
    void check(C at);

    /// Checks with this shape, then with another: `then` must find the cursor on the same scalar.
    default Shape<C> and(Shape<C> then) {
        return at -> {
            check(at);
            then.check(at);
        };
    }
}
