package dev.roundhouse.dialect;

import dev.roundhouse.exchange.Idle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import tools.jackson.core.JsonToken;
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
import tools.jackson.core.util.JsonRecyclerPools;

/// Jackson's UTF-8 parser over a byte array, with two things that its public face lacks: offsets of tokens as
/// plain integers into that array (the face makes an object for each), and a way to point the same parser at the
/// next text, which makes a frame of a stream ten times cheaper than a parser of its own.
///
/// Text is read lazily: whoever wants it asks for it before [#valueTo()].
public final class JsonSpans extends UTF8StreamJsonParser {
    /// Deepest nesting that is read.
    public static final int DEPTH_MAX = 1_000;
    /// Longest name of a member, in bytes.
    public static final int NAME_BYTES_MAX = 1_024;

    private static final int POOL_SIZE = 64;
    private static final int NAMES_MAX = 1_000;
    private static final byte[] NOTHING = {};
    private static final Factory STRICT = new Factory(true);
    private static final Factory PLAIN = new Factory(false);

    private final boolean strict;
    private boolean inText;

    private JsonSpans(
            boolean strict,
            ObjectReadContext readContext,
            IOContext context,
            int[] features,
            ByteQuadsCanonicalizer symbols,
            byte[] bytes,
            int[] range) {
        super(readContext, context, features[0], features[1], null, symbols, bytes, range[0], range[1], 0, false);
        this.strict = strict;
        _currInputProcessed = 0;
    }

    /// A parser that refuses duplicate members, for what strangers send.
    public static JsonSpans strict(byte[] bytes, int from, int to) {
        return STRICT.parser(bytes, from, to);
    }

    /// A parser that takes the last of duplicate members, as most readers do.
    public static JsonSpans plain(byte[] bytes, int from, int to) {
        return PLAIN.parser(bytes, from, to);
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

    /// Gives the parser back to be used again; instead of closing it, and only after a whole value was read
    /// without an
    /// exception. Making one costs as much as reading a small answer.
    public void recycle() {
        Factory factory = strict ? STRICT : PLAIN;
        // A parser that has met many names is let go, and its names with it: strangers choose them.
        if (isClosed() || _symbols.size() > NAMES_MAX || !factory.keep(this)) {
            close();
        }
    }

    /// Offset of the current name's opening quote. Only on a name.
    public int nameFrom() {
        return _nameStartOffset - 1;
    }

    /// Offset of the current value's first byte. Only on a value.
    public int valueFrom() {
        return (int) _tokenInputTotal - 1;
    }

    /// Offset behind what was read: the current value's end, where it is a scalar or the end of a structure. A
    /// string
    /// that was not read until now is skipped.
    public int valueTo() {
        if (_tokenIncomplete) {
            _skipString();
        }
        return _inputPtr;
    }

    /// Whether nothing but blanks follows; without reading on.
    public boolean isAtEnd() {
        for (int i = _inputPtr; i < _inputEnd; i++) {
            byte b = _inputBuffer[i];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /// How far reading has come, for messages.
    public int position() {
        return Math.min(_inputPtr, _inputEnd);
    }

    /// Whether reading stopped inside of a string.
    public boolean isInText() {
        return inText || _tokenIncomplete;
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

    /// Whether the current string is these bytes and nothing escaped; without reading it.
    public boolean isText(byte[] ascii) {
        int start = valueFrom() + 1;
        int end = start + ascii.length;
        return end < _inputEnd
                && _inputBuffer[end] == '"'
                && Arrays.equals(_inputBuffer, start, end, ascii, 0, ascii.length);
    }

    /// Appends the current string's text, at most `room` characters of it. Text that is not Unicode is appended
    /// as well
    /// as can be: this is for counting, and no reason to break an answer.
    public void appendTo(StringBuilder target, int room) {
        if (room <= 0) {
            return;
        }
        int start = valueFrom() + 1;
        int end = Utf8.stringEnd(_inputBuffer, start, _inputEnd, false);
        if (end > 0 && Utf8.stringEnd(_inputBuffer, start, end, true) < 0) {
            String raw = new String(_inputBuffer, start, end - 1 - start, StandardCharsets.UTF_8);
            target.append(raw, 0, Math.min(raw.length(), room));
            return;
        }
        int length = getStringLength();
        if (length > 0) {
            target.append(Objects.requireNonNull(getStringCharacters()), getStringOffset(), Math.min(length, room));
        }
    }

    @Override
    public JsonToken nextToken() {
        JsonToken token = super.nextToken();
        if (strict && token == JsonToken.PROPERTY_NAME) {
            string(_nameStartOffset);
        }
        return token;
    }

    // The parser's own loop goes byte by byte, and lets through what is not quite UTF-8.
    @Override
    protected void _skipString() {
        int end = string(_inputPtr);
        if (end < 0) {
            inText = true;
            super._skipString(); // says what is wrong
            inText = false;
        } else {
            _tokenIncomplete = false;
            _inputPtr = end;
        }
    }

    @Override
    protected void _finishString() {
        if (strict) {
            string(_inputPtr);
        }
        super._finishString();
    }

    @Override
    protected String _finishAndReturnString() {
        if (strict) {
            string(_inputPtr);
        }
        return super._finishAndReturnString();
    }

    // Where a string ends; less than zero when the parser is to refuse it for what it is.
    private int string(int from) {
        int end = Utf8.stringEnd(_inputBuffer, from, _inputEnd, strict);
        if (end < 0 && strict && ~end < _inputEnd) {
            byte b = _inputBuffer[~end];
            boolean half = b == '\\' && ~end + 5 < _inputEnd && (_inputBuffer[~end + 2] | 0x20) == 'd';
            if (b < 0 || half) {
                throw new Malformed(~end, half);
            }
        }
        return end;
    }

    /// Text that is not Unicode, found by a strict parser.
    public static final class Malformed extends RuntimeException {
        private final int position;
        private final boolean halfPair;

        private Malformed(int position, boolean halfPair) {
            super("malformed text at byte " + position, null, false, false);
            this.position = position;
            this.halfPair = halfPair;
        }

        /// Offset of the first byte at fault.
        public int position() {
            return position;
        }

        /// Whether it is half of a surrogate pair, escaped; else it is not UTF-8.
        public boolean isHalfPair() {
            return halfPair;
        }
    }

    private static final class Factory extends JsonFactory {
        private final boolean strict;
        private final transient Idle<JsonSpans> idle = new Idle<>(POOL_SIZE);

        private Factory(boolean strict) {
            super(builder(strict));
            this.strict = strict;
        }

        private JsonSpans parser(byte[] bytes, int from, int to) {
            JsonSpans known = idle.take();
            if (known != null) {
                known.point(bytes, from, to);
                return known;
            }
            return (JsonSpans) createParser(ObjectReadContext.empty(), bytes, from, to - from);
        }

        private boolean keep(JsonSpans parser) {
            parser.point(NOTHING, 0, 0);
            return idle.keep(parser);
        }

        private static JsonFactoryBuilder builder(boolean strict) {
            // Names come from strangers: canonical within the factory, yes (offsets need it), never interned for
            // the VM.
            return JsonFactory.builder()
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                    // As many buffers as threads will use at once; the usual pool keeps one for each stream ever
                    // open.
                    .recyclerPool(JsonRecyclerPools.newBoundedPool(POOL_SIZE))
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
                    strict,
                    readContext,
                    context,
                    features,
                    _byteSymbolCanonicalizer.makeChild(_factoryFeatures),
                    bytes,
                    new int[] {offset, offset + length});
        }
    }
}
