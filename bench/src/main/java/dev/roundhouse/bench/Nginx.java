package dev.roundhouse.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// nginx as a plain reverse proxy at its best: one worker, keep-alive to both sides, no log, no buffering of
/// answers, and room for the largest prompt in memory (without that, a 400 KB prompt goes through a temporary
/// file).
///
/// @param folder its own, for everything it writes
record Nginx(Path folder, int port, int upstreamPort, long descriptors) {

    /// Writes the configuration and returns the command that runs it in the foreground.
    List<String> command(Path binary) {
        Path file = folder.resolve("nginx.conf");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                binary.toString(),
                "-p",
                folder.toString(),
                "-e",
                folder.resolve("error.log").toString(),
                "-c",
                file.toString());
    }

    private String configuration() {
        return """
                daemon off;
                pid nginx.pid;
                worker_processes 1;
                worker_rlimit_nofile %1$d;
                events { worker_connections %1$d; }
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    client_body_buffer_size 1m;
                    client_max_body_size 32m;
                    keepalive_requests 1000000000;
                    upstream mock {
                        server 127.0.0.1:%2$d;
                        keepalive 512;
                        keepalive_requests 1000000000;
                    }
                    server {
                        listen 127.0.0.1:%3$d backlog=4096;
                        location / {
                            proxy_pass http://mock;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header Authorization "Bearer %4$s";
                            proxy_buffering off;
                        }
                    }
                }
                """.formatted(descriptors, upstreamPort, port, Surface.UPSTREAM_KEY);
    }
}
