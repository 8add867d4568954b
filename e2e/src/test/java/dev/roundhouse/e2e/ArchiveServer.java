package dev.roundhouse.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;

/// Serves one archive on the loopback address, and counts how often it was asked for.
@NullMarked
final class ArchiveServer implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private final byte[] archive;

    /// @param folder what the archive holds, as its single top folder
    ArchiveServer(Path folder) throws IOException, InterruptedException {
        archive = packed(folder);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/archive.tar.gz", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, archive.length);
            try (var body = exchange.getResponseBody()) {
                body.write(archive);
            }
        });
        server.start();
    }

    String url() {
        return url(server.getAddress().getPort());
    }

    int requests() {
        return requests.get();
    }

    /// @param algorithm `SHA-256` or `SHA-512`
    String checksum(String algorithm) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(archive));
    }

    /// An address where nobody listens.
    static String deadUrl() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return url(socket.getLocalPort());
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port + "/archive.tar.gz";
    }

    private static byte[] packed(Path folder) throws IOException, InterruptedException {
        var file = Files.createTempFile("archive", ".tar.gz");
        try {
            var parent = folder.resolve("..").toString();
            var tar = new ProcessBuilder(
                            "tar",
                            "-czf",
                            file.toString(),
                            "-C",
                            parent,
                            folder.toFile().getName())
                    .inheritIO()
                    .start();
            if (tar.waitFor() != 0) {
                throw new IOException("tar could not pack " + folder);
            }
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }
}
