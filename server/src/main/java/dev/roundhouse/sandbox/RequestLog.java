package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawRequest;
import dev.roundhouse.wire.RawRequest.Header;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/// The requests received lately, by id. The oldest go first when there are too many or their bodies are too large
/// together; the newest
/// is always there.
final class RequestLog {
    private static final String LAST = "last";

    private final int entriesMax;
    private final long bytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    RequestLog(int entriesMax, long bytesMax) {
        this.entriesMax = entriesMax;
        this.bytesMax = bytesMax;
    }

    /// Keeps a request under each id, in place of an older one, and as the last.
    Entry keep(RawRequest request, Collection<String> ids) {
        Entry entry = new Entry(request);
        lock.lock();
        try {
            put(LAST, entry);
            ids.forEach(id -> put(id, entry));
            while (entries.size() > 1 && (entries.size() > entriesMax || bytes > bytesMax)) {
                Map.Entry<String, Entry> eldest = entries.firstEntry();
                if (eldest.getValue() == entry) {
                    break;
                }
                remove(eldest.getKey());
            }
        } finally {
            lock.unlock();
        }
        return entry;
    }

    Optional<Entry> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(id));
        } finally {
            lock.unlock();
        }
    }

    /// Oldest first.
    List<String> ids() {
        lock.lock();
        try {
            return List.copyOf(entries.keySet());
        } finally {
            lock.unlock();
        }
    }

    private void put(String id, Entry entry) {
        remove(id);
        entries.put(id, entry);
        bytes += entry.request.body().length;
    }

    private void remove(String id) {
        Entry old = entries.remove(id);
        if (old != null) {
            bytes -= old.request.body().length;
        }
    }

    /// What became of a request.
    enum State {
        ANSWERING,
        ANSWERED,
        CLIENT_HUNG_UP
    }

    /// A request with what became of it.
    static final class Entry {
        private final RawRequest request;
        private volatile State state = State.ANSWERING;

        Entry(RawRequest request) {
            this.request = request;
        }

        void now(State state) {
            this.state = state;
        }

        /// `{method, path, headers{}, body | body_base64, state}`: the path with its query as sent, header names
        /// in
        /// lower case, repeated
        /// ones joined by commas; the body as text where it is UTF-8.
        ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("method", request.method());
            json.put("path", request.target());
            ObjectNode headers = json.putObject("headers");
            for (Header header : request.headers()) {
                String name = header.name().toLowerCase(Locale.ROOT);
                String before = headers.path(name).asString("");
                headers.put(name, headers.has(name) ? before + ", " + header.value() : header.value());
            }
            try {
                json.put(
                        "body",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(request.body()))
                                .toString());
            } catch (CharacterCodingException e) {
                json.put("body_base64", Base64.getEncoder().encodeToString(request.body()));
            }
            json.put("state", state.name().toLowerCase(Locale.ROOT));
            return json;
        }
    }
}
