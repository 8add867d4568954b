package dev.roundhouse.dispatch;

import java.net.Inet6Address;
import java.net.InetAddress;

/// Which addresses lie on the public internet. What does not is reached only where an operator allowed it, so
/// that no
/// host name, however it resolves, turns the gateway into a way into its own network.
final class Addresses {
    private Addresses() {}

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        if (address instanceof Inet6Address) {
            return isPublicV6(b);
        }
        return isPublicV4(b[0] & 0xff, b[1] & 0xff, b[2] & 0xff);
    }

    private static boolean isPublicV4(int a, int b, int c) {
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> b < 64 || b > 127; // carrier-grade NAT
            case 169 -> b != 254;
            case 172 -> b < 16 || b > 31;
            case 192 -> !(b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99));
            case 198 -> !(b == 18 || b == 19 || (b == 51 && c == 100));
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    private static boolean isPublicV6(byte[] b) {
        if ((b[0] & 0xfe) == 0xfc) {
            return false; // unique local
        }
        boolean leadingZeros = true;
        for (int i = 0; i < 10; i++) {
            leadingZeros &= b[i] == 0;
        }
        if (leadingZeros) {
            return embedded(b); // mapped and compatible forms
        }
        boolean nat64 = b[0] == 0 && b[1] == 0x64 && (b[2] & 0xff) == 0xff && (b[3] & 0xff) == 0x9b;
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        boolean documentation = b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && (b[3] & 0xff) == 0xb8;
        return !documentation
                && (!nat64 || embedded(b))
                && (!sixToFour || isPublicV4(b[2] & 0xff, b[3] & 0xff, b[4] & 0xff));
    }

    private static boolean embedded(byte[] b) {
        return isPublicV4(b[12] & 0xff, b[13] & 0xff, b[14] & 0xff);
    }
}
