package dev.roundhouse.record;

import dev.roundhouse.exchange.ByteSink;
import dev.roundhouse.exchange.Usage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// The fixed part in front of a journal entry: what whoever adds up needs, readable without parsing the record
/// behind it.
///
/// @param order the generation's number, of [GenerationIds#order]
/// @param account who pays
/// @param receivedMicros microseconds since 1970
/// @param chargeNanos what the caller pays
/// @param costNanos what the provider bills us
/// @param promptTokens all input
/// @param completionTokens all output, reasoning included
/// @param reasoningTokens reasoning output
/// @param cachedTokens input read from a cache
/// @param keyHash the key's public id
/// @param model the served model's id; the requested one where nobody served it
/// @param endpoint the endpoint's key; empty where nobody served it
/// @param provider the provider's name for people; empty where nobody served it
/// @param recordFrom offset in the entry at which the record's JSON begins
public record EntryHead(
        long order,
        long account,
        long receivedMicros,
        long chargeNanos,
        long costNanos,
        long promptTokens,
        long completionTokens,
        long reasoningTokens,
        long cachedTokens,
        String keyHash,
        String model,
        String endpoint,
        String provider,
        int recordFrom) {
    /// What the entry is, in its second byte. Others will come.
    static final byte GENERATION = 1;

    private static final byte VERSION = 1;
    private static final int NUMBERS = 9;
    private static final int NUMBERS_FROM = 8;
    private static final int HASH_FROM = NUMBERS_FROM + NUMBERS * 8;
    private static final int HASH_BYTES = 32;
    private static final int TEXTS_FROM = HASH_FROM + HASH_BYTES;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /// Appends the head of a record's entry; `scratch` has room for [#SCRATCH] bytes.
    static void write(GenerationRecord record, byte[] scratch, ByteSink out) {
        GenerationRecord.Served served = record.served();
        Usage usage = record.usage();
        scratch[0] = VERSION;
        scratch[1] = GENERATION;
        long order = GenerationIds.order(record.id()).orElseThrow();
        number(scratch, 0, order);
        number(scratch, 1, record.account());
        number(scratch, 2, record.timings().receivedMicros());
        number(scratch, 3, record.charge().total().value());
        number(scratch, 4, record.charge().upstream().value());
        number(scratch, 5, usage.inputTotal());
        number(scratch, 6, usage.outputTotal());
        number(scratch, 7, usage.reasoning());
        number(scratch, 8, usage.cacheRead());
        hash(record.keyHash(), scratch);
        int start = out.length();
        out.append(scratch, 0, TEXTS_FROM);
        text(served == null ? record.asked().model() : served.model(), scratch, out);
        text(served == null ? "" : served.endpoint(), scratch, out);
        text(served == null ? "" : served.providerName(), scratch, out);
        SHORT.set(out.array(), start + 2, (short) (out.length() - start));
    }

    /// Room for the fixed part.
    static final int SCRATCH = TEXTS_FROM;

    private static void number(byte[] scratch, int index, long value) {
        LONG.set(scratch, NUMBERS_FROM + index * 8, value);
    }

    private static void hash(String hex, byte[] scratch) {
        for (int i = 0; i < HASH_BYTES; i++) {
            int high = HexFormat.fromHexDigit(hex.charAt(2 * i));
            int low = HexFormat.fromHexDigit(hex.charAt(2 * i + 1));
            scratch[HASH_FROM + i] = (byte) (high << 4 | low);
        }
    }

    private static void text(String text, byte[] scratch, ByteSink out) {
        int before = out.length();
        out.append(scratch, 0, 2).append(text);
        SHORT.set(out.array(), before, (short) (out.length() - before - 2));
    }

    /// Reads heads, one thread's. Most entries name the key, model and provider of the one before them, which are
    /// then not made again.
    public static final class Reader {
        private byte[] names = new byte[0];
        private String keyHash = "";
        private String model = "";
        private String endpoint = "";
        private String provider = "";

        /// Reads the head of `entry[0, length)`.
        ///
        /// @throws IllegalArgumentException when it is not an entry that this program writes
        public EntryHead read(byte[] entry, int length) {
            if (length < TEXTS_FROM || entry[0] != VERSION || entry[1] != GENERATION) {
                throw new IllegalArgumentException("entry: not of a known kind (expected: version 1, kind 1)");
            }
            int recordFrom = Short.toUnsignedInt((short) SHORT.get(entry, 2));
            if (recordFrom < TEXTS_FROM || recordFrom >= length) {
                throw new IllegalArgumentException(
                        "entry: " + length + " bytes, and its head alone says " + recordFrom);
            }
            if (!Arrays.equals(names, 0, names.length, entry, HASH_FROM, recordFrom)) {
                readNames(entry, recordFrom);
            }
            return new EntryHead(
                    number(entry, 0),
                    number(entry, 1),
                    number(entry, 2),
                    number(entry, 3),
                    number(entry, 4),
                    number(entry, 5),
                    number(entry, 6),
                    number(entry, 7),
                    number(entry, 8),
                    keyHash,
                    model,
                    endpoint,
                    provider,
                    recordFrom);
        }

        private void readNames(byte[] entry, int recordFrom) {
            int modelTo = textTo(entry, TEXTS_FROM, recordFrom);
            int endpointTo = textTo(entry, modelTo, recordFrom);
            int providerTo = textTo(entry, endpointTo, recordFrom);
            if (providerTo != recordFrom) {
                throw new IllegalArgumentException("entry: its head does not end where it says");
            }
            keyHash = HexFormat.of().formatHex(entry, HASH_FROM, TEXTS_FROM);
            model = textAt(entry, TEXTS_FROM, modelTo);
            endpoint = textAt(entry, modelTo, endpointTo);
            provider = textAt(entry, endpointTo, providerTo);
            names = Arrays.copyOfRange(entry, HASH_FROM, recordFrom);
        }

        private static long number(byte[] entry, int index) {
            return (long) LONG.get(entry, NUMBERS_FROM + index * 8);
        }

        private static int textTo(byte[] entry, int from, int limit) {
            int to = from + 2 <= limit ? from + 2 + Short.toUnsignedInt((short) SHORT.get(entry, from)) : limit + 1;
            if (to > limit) {
                throw new IllegalArgumentException("entry: a text runs over its head");
            }
            return to;
        }

        private static String textAt(byte[] entry, int from, int to) {
            return new String(entry, from + 2, to - from - 2, StandardCharsets.UTF_8);
        }
    }
}
