package dev.roundhouse.selection;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// All that training learnt, as one compact file: numbers and names of models and kinds, no word of any prompt.
///
/// @param models names of the measured models, as the measurements write them
/// @param prices for each model dollars for a million input and output tokens, as paid when it was measured
/// @param encoder how a prompt becomes vectors
/// @param recogniser what kind of task it is
/// @param kinds for each of the recogniser's kinds what a person calls it
/// @param experts what each body of measurements teaches
/// @param abilities what speaks for models where no expert does
/// @param familiarity how near a prompt is to what was seen
/// @param lengths how long answers are
/// @param margin by how much a promise is kept too well, so that it is kept at all
public record Parameters(
        List<String> models,
        float[] prices,
        Encoder encoder,
        Recogniser recogniser,
        List<Kind> kinds,
        List<Expert> experts,
        Abilities abilities,
        Familiarity familiarity,
        Lengths lengths,
        float margin) {
    private static final int MAGIC = 0x52485345;
    private static final int VERSION = 1;

    public Parameters {
        models = List.copyOf(models);
        kinds = List.copyOf(kinds);
        experts = List.copyOf(experts);
        if (kinds.size() != recogniser.labels().size() || prices.length != 2 * models.size()) {
            throw new IllegalArgumentException("selector: " + kinds.size() + " kinds, " + prices.length
                    + " prices (expected: " + recogniser.labels().size() + ", " + 2 * models.size() + ")");
        }
    }

    /// The file's bytes, the same for the same parameters.
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 << 20);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            Packed.write(out, models);
            Packed.write(out, prices);
            encoder.write(out);
            recogniser.write(out);
            Packed.write(out, kinds.stream().map(Kind::name).toList());
            out.writeInt(experts.size());
            for (Expert expert : experts) {
                expert.write(out);
            }
            abilities.write(out);
            familiarity.write(out);
            lengths.write(out);
            out.writeFloat(margin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Reads the file.
    ///
    /// @throws IllegalArgumentException when it is not one, or of another version
    public static Parameters of(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        if (file.length < 8 || in.getInt() != MAGIC || in.getInt() != VERSION) {
            throw new IllegalArgumentException("selector file: unknown form (expected: version " + VERSION + ")");
        }
        try {
            List<String> models = Packed.texts(in);
            float[] prices = Packed.floats(in);
            Encoder encoder = Encoder.read(in);
            Recogniser recogniser = Recogniser.read(in);
            List<Kind> kinds = Packed.texts(in).stream().map(Kind::valueOf).toList();
            int count = in.getInt();
            List<Expert> experts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                experts.add(Expert.read(in));
            }
            return new Parameters(
                    models,
                    prices,
                    encoder,
                    recogniser,
                    kinds,
                    experts,
                    Abilities.read(in),
                    Familiarity.read(in),
                    Lengths.read(in),
                    in.getFloat());
        } catch (java.nio.BufferUnderflowException e) {
            throw new IllegalArgumentException("selector file: ends early", e);
        }
    }
}
