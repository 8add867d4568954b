package dev.roundhouse.app;

import dev.roundhouse.selection.Selector;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The trained selector inside the program, read once when it is first asked for or prepared.
final class SelectorFile implements Supplier<Selector> {
    private static final String NAME = "catalog/selector.bin";

    private final Opener opener;
    private @Nullable Selector selector;

    /// Where the file's bytes come from.
    interface Opener {
        /// Opens it; null where it is not there.
        @Nullable
        InputStream open() throws IOException;
    }

    SelectorFile(Opener opener) {
        this.opener = opener;
    }

    /// The one that is part of the program.
    static SelectorFile ofProgram() {
        return new SelectorFile(() -> SelectorFile.class.getClassLoader().getResourceAsStream(NAME));
    }

    /// Reads it now, on a thread of its own: nobody waits for it before the first choice.
    void prepare() {
        Thread.ofPlatform().name("selector").daemon().start(() -> {
            try {
                get();
            } catch (IllegalStateException e) {
                // Whoever asks for a choice is told.
            }
        });
    }

    /// The selector; waits until it is read.
    ///
    /// @throws IllegalStateException when it cannot be read
    @Override
    public synchronized Selector get() {
        Selector now = selector;
        if (now != null) {
            return now;
        }
        try (InputStream in = opener.open()) {
            if (in == null) {
                throw new IllegalStateException(NAME + " is missing from the program");
            }
            now = Selector.load(in.readAllBytes());
            selector = now;
            return now;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(NAME + " cannot be read: " + e.getMessage(), e);
        }
    }
}
