package dev.roundhouse.dialect;

import java.util.Objects;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.UTF8StreamJsonParser;
import tools.jackson.core.sym.ByteQuadsCanonicalizer;

/// Jackson's UTF-8 parser over a byte array, with two things that its public face lacks: offsets of tokens as
/// plain integers into that array (the face makes an object for each), and a way to point the same parser at the
/// next text, which makes a frame of a stream ten times cheaper than a parser of its own.
///
/// Text is read lazily: ask for [#valueTo()] only after the string was read, or use it, which reads it.
public final class JsonSpans extends UTF8StreamJsonParser {
    /// Deepest nesting that is read.
    public static final int DEPTH_MAX = 1_000;
    /// Longest name of a member, in bytes.
    public static final int NAME_BYTES_MAX = 1_024;

    private static final Factory STRICT = new Factory(true);
    private static final Factory PLAIN = new Factory(false);

    private JsonSpans(
            ObjectReadContext readContext,
            IOContext context,
            int[] features,
            ByteQuadsCanonicalizer symbols,
            byte[] bytes,
            int[] range) {
        super(readContext, context, features[0], features[1], null, symbols, bytes, range[0], range[1], 0, false);
        _currInputProcessed = 0;
    }

    /// A parser that refuses duplicate members, for what strangers send.
    public static JsonSpans strict(byte[] bytes, int from, int to) {
        return (JsonSpans) STRICT.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    /// A parser that takes the last of duplicate members, as most readers do.
    public static JsonSpans plain(byte[] bytes, int from, int to) {
        return (JsonSpans) PLAIN.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    /// Starts over on another text. Only after a whole value was read without an exception.
    public void point(byte[] bytes, int from, int to) {
        _inputBuffer = bytes;
        _inputPtr = from;
        _inputEnd = to;
        _currInputRow = 1;
        _currInputRowStart = from;
        _currToken = null;
        _nextToken = null;
        _tokenIncomplete = false;
    }

    /// Offset of the current name's opening quote. Only on a name.
    public int nameFrom() {
        return _nameStartOffset - 1;
    }

    /// Offset of the current value's first byte. Only on a value.
    public int valueFrom() {
        return (int) _tokenInputTotal - 1;
    }

    /// Offset behind what was read: the current value's end, where it is a scalar or the end of a structure.
    public int valueTo() {
        if (_tokenIncomplete) {
            finishToken();
        }
        return _inputPtr;
    }

    /// How far reading has come, for messages.
    public int position() {
        return Math.min(_inputPtr, _inputEnd);
    }

    /// Whether the current string ends within `bytes` of its start; without reading it all.
    public boolean isShorterThan(int bytes) {
        int start = valueFrom() + 1;
        int limit = Math.min(_inputEnd, start + bytes);
        for (int i = start; i < limit; i++) {
            byte b = _inputBuffer[i];
            if (b == '"') {
                return true;
            }
            if (b == '\\') {
                i++;
            }
        }
        return false;
    }

    /// Whether the current string is empty; without reading it.
    public boolean isEmptyText() {
        int start = valueFrom() + 1;
        return start < _inputEnd && _inputBuffer[start] == '"';
    }

    /// Appends the current string's text, at most `room` characters of it.
    ///
    /// @return the length of the text
    public int appendTo(StringBuilder target, int room) {
        int length = getStringLength();
        if (length > 0 && room > 0) {
            target.append(Objects.requireNonNull(getStringCharacters()), getStringOffset(), Math.min(length, room));
        }
        return length;
    }

    private static final class Factory extends JsonFactory {
        private Factory(boolean strict) {
            super(builder(strict));
        }

        private static JsonFactoryBuilder builder(boolean strict) {
            // Names come from strangers: canonical within the factory, yes (offsets need it), never interned for
            // the VM.
            return JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNameLength(NAME_BYTES_MAX)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build());
        }

        @Override
        protected JsonSpans _createParser(
                ObjectReadContext readContext, IOContext context, byte[] bytes, int offset, int length)
                throws StreamConstraintsException {
            int[] features = {
                readContext.getStreamReadFeatures(_streamReadFeatures),
                readContext.getFormatReadFeatures(_formatReadFeatures)
            };
            return new JsonSpans(
                    readContext,
                    context,
                    features,
                    _byteSymbolCanonicalizer.makeChild(_factoryFeatures),
                    bytes,
                    new int[] {offset, offset + length});
        }
    }
}
