package dev.roundhouse.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/// The content coding of one body, applied frame by frame so that each can be read as soon as it arrives.
sealed interface BodyCoding {
    byte[] next(byte[] frame);

    /// What follows the last frame; may be empty.
    byte[] last();

    /// The bytes as they are.
    record Plain() implements BodyCoding {
        @Override
        public byte[] next(byte[] frame) {
            return frame;
        }

        @Override
        public byte[] last() {
            return new byte[0];
        }
    }

    /// gzip, flushed after each frame.
    final class Gzip implements BodyCoding {
        private final ByteArrayOutputStream coded = new ByteArrayOutputStream();
        private final GZIPOutputStream gzip;

        Gzip() {
            try {
                gzip = new GZIPOutputStream(coded, true);
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail", e);
            }
        }

        @Override
        public byte[] next(byte[] frame) {
            try {
                gzip.write(frame);
                gzip.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail", e);
            }
            return taken();
        }

        @Override
        public byte[] last() {
            try {
                gzip.close();
            } catch (IOException e) {
                throw new UncheckedIOException("memory does not fail", e);
            }
            return taken();
        }

        private byte[] taken() {
            byte[] bytes = coded.toByteArray();
            coded.reset();
            return bytes;
        }
    }
}
