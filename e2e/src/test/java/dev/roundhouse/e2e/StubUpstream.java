package dev.roundhouse.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A provider whose every byte a test writes itself: it counts what reaches it and can tell how much it got rid
/// of.
final class StubUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /// What it does with a request.
    @FunctionalInterface
    interface Script {
        /// Answers one request.
        ///
        /// @throws IOException when the other side is gone; the connection then ends
        void answer(Received request, Exchange exchange) throws IOException;
    }

    /// A request as it came.
    record Received(String method, String path, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// The way back of one request.
    record Exchange(InputStream in, OutputStream out) {
        /// Writes text as it is.
        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /// A whole JSON answer.
        void json(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            write("HTTP/1.1 " + status + " Status\r\ncontent-type: application/json\r\ncontent-length: " + bytes.length
                    + "\r\n\r\n" + body);
        }

        /// Begins an event stream.
        void eventStream() throws IOException {
            write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
        }

        /// One event in one chunk.
        void event(String data) throws IOException {
            String event = "data: " + data + "\n\n";
            write(Integer.toHexString(event.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + event + "\r\n");
        }

        void endOfStream() throws IOException {
            write("0\r\n\r\n");
        }

        /// Waits until the other side has closed.
        void awaitHangUp() throws IOException {
            while (in.read() >= 0) {
                // Bytes of a further request do not matter here.
            }
        }
    }

    private StubUpstream(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    static StubUpstream start(Script script) {
        try {
            return new StubUpstream(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One that answers every chat with the same few words.
    static StubUpstream saying(String words) {
        return start((request, exchange) -> {
            if (request.text().contains("\"stream\":true") || request.text().contains("\"stream\": true")) {
                exchange.eventStream();
                exchange.event(Json.text(chunk(words)));
                exchange.event(Json.text(end()));
                exchange.event("[DONE]");
                exchange.endOfStream();
            } else {
                exchange.json(200, Json.text(whole(words)));
            }
        });
    }

    /// A chunk of a streamed chat that says something.
    static tools.jackson.databind.node.ObjectNode chunk(String words) {
        var chunk = Json.object()
                .put("id", "chatcmpl-stub")
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", "stub");
        var choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("content", words);
        choice.putNull("finish_reason");
        return chunk;
    }

    /// The chunk that ends a streamed chat.
    static tools.jackson.databind.node.ObjectNode end() {
        var chunk = chunk("");
        chunk.withArray("/choices").get(0).asObject().put("finish_reason", "stop");
        chunk.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", 5)
                .put("total_tokens", 15);
        return chunk;
    }

    /// A whole chat.
    static tools.jackson.databind.node.ObjectNode whole(String words) {
        var body = Json.object()
                .put("id", "chatcmpl-stub")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "stub");
        var choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", words);
        choice.put("finish_reason", "stop");
        body.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", 5)
                .put("total_tokens", 15);
        return body;
    }

    int port() {
        return server.getLocalPort();
    }

    /// Every request so far, whole.
    List<Received> received() {
        return List.copyOf(received);
    }

    /// Gives the bodies of the requests so far and forgets them.
    List<String> takeBodies() {
        List<Received> taken = List.copyOf(received);
        received.removeAll(taken);
        return taken.stream().map(Received::text).toList();
    }

    /// How many connections have been opened.
    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Received request = request(in);
                received.add(request);
                script.answer(request, new Exchange(in, socket.getOutputStream()));
            }
        } catch (IOException e) {
            // The gateway hung up, or the test is over.
        }
    }

    private static Received request(InputStream in) throws IOException {
        String[] first = line(in).split(" ", -1);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Received(first[0], first[1], Map.copyOf(headers), body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        List<byte[]> chunks = new ArrayList<>();
        int size = Integer.parseInt(line(in), 16);
        while (size > 0) {
            chunks.add(in.readNBytes(size));
            line(in);
            size = Integer.parseInt(line(in), 16);
        }
        line(in);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("closed");
            }
            if (read != '\r') {
                line.write(read);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
