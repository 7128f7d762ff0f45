package org.onosnetmap.dataplane.traffic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses and UDP ports of one side, as {@code 10.0.0.1}, {@code 10.0.0.1:53}, {@code 10.0.0.1-10.0.0.9}, {@code 10.0.0.1:1000-10.0.0.9:1999};
 * IPv6 with a port in brackets, as {@code [fd00::1]:53-[fd00::9]:53}. An IPv6 range lies within 64 low bits.
 */
public final class Endpoints {

    private static final Pattern END = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::([0-9]{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

    final boolean ipv6;
    /** IPv6: the 64 high bits of all addresses. */
    final long high;
    /** First address, or its 64 low bits. */
    final long first;
    /** How many addresses. */
    final long addresses;
    final int firstPort;
    final int ports;

    private Endpoints(boolean ipv6, long high, long first, long addresses, int firstPort, int ports) {
        this.ipv6 = ipv6;
        this.high = high;
        this.first = first;
        this.addresses = addresses;
        this.firstPort = firstPort;
        this.ports = ports;
    }

    /**
     * Reads a range.
     *
     * @param defaultPort where none is given
     * @throws IllegalArgumentException with what is wrong and what would be right
     */
    public static Endpoints parse(String text, int defaultPort) {
        int dash = text.indexOf('-');
        End from = end(text, dash < 0 ? text : text.substring(0, dash), defaultPort);
        End to = dash < 0 ? from : end(text, text.substring(dash + 1), from.port);
        if (from.ipv6 != to.ipv6) {
            throw bad(text, "mixes IPv4 and IPv6");
        }
        if (from.high != to.high) {
            throw bad(text, "spans more than the 64 low bits of an IPv6 address");
        }
        if (Long.compareUnsigned(to.low, from.low) < 0) {
            throw bad(text, "ends before it starts: " + to.address + " is below " + from.address);
        }
        if (to.port < from.port) {
            throw bad(text, "ends before it starts: port " + to.port + " is below " + from.port);
        }
        long addresses = to.low - from.low + 1;
        if (addresses <= 0) {
            throw bad(text, "has more than 2^63 addresses");
        }
        return new Endpoints(from.ipv6, from.high, from.low, addresses, from.port, to.port - from.port + 1);
    }

    /** One end of a range. */
    private static final class End {
        String address;
        boolean ipv6;
        long high;
        long low;
        int port;
    }

    private static End end(String text, String part, int defaultPort) {
        Matcher m = END.matcher(part);
        if (!m.matches()) {
            throw bad(text, "has '" + part + "', which is no address; write 10.0.0.1, 10.0.0.1:53 or [fd00::1]:53");
        }
        End e = new End();
        e.address = m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3);
        e.ipv6 = m.group(2) == null;
        if (e.ipv6 && m.group(1) == null && m.group(4) != null) {
            e.address = part; // without brackets everything is the address
        }
        e.port = e.ipv6 && m.group(1) == null || m.group(4) == null ? defaultPort : Integer.parseInt(m.group(4));
        if (e.port > 0xffff) {
            throw bad(text, "has port " + e.port + "; take 0 to 65535");
        }
        if (!e.ipv6 && !IPV4.matcher(e.address).matches()) {
            throw bad(text, "has '" + e.address + "', which is no IPv4 address");
        }
        try {
            byte[] b = InetAddress.getByName(e.address).getAddress(); // of digits alone: asks no name server
            if (e.ipv6 && b.length != 16) {
                throw bad(text, "has '" + e.address + "', an IPv4 address in the form of IPv6; write it as IPv4");
            }
            for (int i = 0; i < b.length; i++) {
                if (i < b.length - 8) {
                    e.high = e.high << 8 | b[i] & 255;
                } else {
                    e.low = e.low << 8 | b[i] & 255;
                }
            }
        } catch (UnknownHostException x) {
            throw bad(text, "has '" + e.address + "', which is no address");
        }
        return e;
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("'" + text + "' " + why);
    }

    /** Whether these are IPv6 addresses. */
    public boolean isIpv6() {
        return ipv6;
    }

    boolean isRange() {
        return addresses > 1 || ports > 1;
    }
}
