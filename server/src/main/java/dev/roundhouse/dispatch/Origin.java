package dev.roundhouse.dispatch;

import java.net.URI;

/// Where connections go: scheme, host and port, with what makes two connections to one place different.
///
/// @param tls whether it is `https`
/// @param host name or address, without brackets
/// @param port the port
/// @param privateAllowed whether its address may lie in a private network
record Origin(boolean tls, String host, int port, boolean privateAllowed) {
    static Origin of(URI base, boolean privateAllowed) {
        boolean tls = "https".equals(base.getScheme());
        String host = base.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        return new Origin(tls, bare, port, privateAllowed);
    }
}
