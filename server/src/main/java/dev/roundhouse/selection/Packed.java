package dev.roundhouse.selection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Arrays in a file: their length, then their numbers, highest byte first.
final class Packed {
    private Packed() {}

    static void write(DataOutputStream out, float[] values) throws IOException {
        out.writeInt(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4);
        bytes.asFloatBuffer().put(values);
        out.write(bytes.array());
    }

    static void write(DataOutputStream out, int[] values) throws IOException {
        out.writeInt(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4);
        bytes.asIntBuffer().put(values);
        out.write(bytes.array());
    }

    static void write(DataOutputStream out, short[] values) throws IOException {
        out.writeInt(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 2);
        bytes.asShortBuffer().put(values);
        out.write(bytes.array());
    }

    static void write(DataOutputStream out, byte[] values) throws IOException {
        out.writeInt(values.length);
        out.write(values);
    }

    static void write(DataOutputStream out, List<String> values) throws IOException {
        out.writeInt(values.size());
        for (String value : values) {
            write(out, value.getBytes(UTF_8));
        }
    }

    static float[] floats(ByteBuffer in) {
        float[] values = new float[length(in, 4)];
        in.asFloatBuffer().get(values);
        in.position(in.position() + values.length * 4);
        return values;
    }

    static int[] ints(ByteBuffer in) {
        int[] values = new int[length(in, 4)];
        in.asIntBuffer().get(values);
        in.position(in.position() + values.length * 4);
        return values;
    }

    static short[] shorts(ByteBuffer in) {
        short[] values = new short[length(in, 2)];
        in.asShortBuffer().get(values);
        in.position(in.position() + values.length * 2);
        return values;
    }

    static byte[] bytes(ByteBuffer in) {
        byte[] values = new byte[length(in, 1)];
        in.get(values);
        return values;
    }

    static byte[] bytes(ByteBuffer in, int length) {
        byte[] values = new byte[length];
        in.get(values);
        return values;
    }

    static List<String> texts(ByteBuffer in) {
        int count = length(in, 4);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(new String(bytes(in), UTF_8));
        }
        return List.copyOf(values);
    }

    private static int length(ByteBuffer in, int size) {
        int length = in.getInt();
        if (length < 0 || (long) length * size > in.remaining()) {
            throw new IllegalArgumentException(
                    "selector file: an array of " + length + " (expected: at most " + in.remaining() / size + ")");
        }
        return length;
    }
}
