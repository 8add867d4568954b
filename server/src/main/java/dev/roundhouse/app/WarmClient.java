package dev.roundhouse.app;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The client of the warm-up: requests one after the other over kept connections, answers read and thrown away.
final class WarmClient {
    private static final int READ_TIMEOUT_MILLIS = 5_000;

    private WarmClient() {}

    /// What one connection sends.
    ///
    /// @param streamEvery every so manieth answer is streamed
    /// @param budget no further request after that time
    record Plan(InetSocketAddress address, String key, String model, int requests, int streamEvery, Duration budget) {}

    /// Sends the plan over each of so many connections at once, and waits for the answers.
    static void send(Plan plan, int connections) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(Thread.ofPlatform().name("warm-up-" + i).daemon().start(() -> run(plan)));
        }
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void run(Plan plan) {
        long until = System.nanoTime() + plan.budget().toNanos();
        byte[] plain = request(plan, false);
        byte[] streamed = request(plan, true);
        try (Socket socket =
                new Socket(plan.address().getAddress(), plan.address().getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < plan.requests() && System.nanoTime() < until; i++) {
                socket.getOutputStream().write(i % plan.streamEvery() == 0 ? streamed : plain);
                skipAnswer(in);
            }
        } catch (IOException e) {
            // A cold start is slower, nothing more: the program serves all the same.
        }
    }

    private static byte[] request(Plan plan, boolean stream) {
        // Both are our own words; neither the key nor the model's name holds a quote.
        String body = "{\"model\":\"" + plan.model() + "\"," + (stream ? "\"stream\":true," : "")
                + "\"temperature\":0.5,\"max_tokens\":100,\"messages\":[{\"role\":\"system\",\"content\":\"Be warm.\"},"
                + "{\"role\":\"user\",\"content\":\"Say \\\"hello\\\" and nothing else, please.\"}]}";
        return ("POST /api/v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + plan.key()
                        + "\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads one answer, told by its length or by chunks.
    private static void skipAnswer(InputStream in) throws IOException {
        int length = -1;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        if (length >= 0) {
            in.skipNBytes(length);
            return;
        }
        for (int chunk = chunk(in); chunk > 0; chunk = chunk(in)) {
            in.skipNBytes(chunk);
            line(in);
        }
        line(in);
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
