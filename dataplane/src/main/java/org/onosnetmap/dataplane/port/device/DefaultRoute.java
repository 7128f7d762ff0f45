package org.onosnetmap.dataplane.port.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether an interface carries a default route of IPv4 or IPv6, by the kernel's routing tables in {@code /proc} (proc(5)). */
public final class DefaultRoute {

    private static final int RTF_UP = 0x1;
    private static final int RTF_REJECT = 0x200;

    private DefaultRoute() {
    }

    /** @param interfaceName in the network namespace of the calling thread */
    public static boolean through(String interfaceName) {
        return v4(lines("route"), interfaceName) || v6(lines("ipv6_route"), interfaceName);
    }

    /** Lines of {@code /proc/net/route}: Iface Destination Gateway Flags RefCnt Use Metric Mask …, numbers in hexadecimal, after a heading. */
    static boolean v4(List<String> lines, String interfaceName) {
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] f = line.trim().split("\\s+");
            if (f.length > 7 && f[0].equals(interfaceName) && f[1].equals("00000000") && f[7].equals("00000000") && inUse(f[3])) {
                return true;
            }
        }
        return false;
    }

    /** Lines of {@code /proc/net/ipv6_route}: destination, prefix length, source, prefix length, next hop, metric, references, uses, flags, interface. */
    static boolean v6(List<String> lines, String interfaceName) {
        for (String line : lines) {
            String[] f = line.trim().split("\\s+");
            if (f.length > 9 && f[9].equals(interfaceName) && f[0].matches("0{32}") && f[1].equals("00") && inUse(f[8])) {
                return true;
            }
        }
        return false;
    }

    private static boolean inUse(String flags) {
        long n = Long.parseLong(flags, 16);
        return (n & RTF_UP) != 0 && (n & RTF_REJECT) == 0;
    }

    private static List<String> lines(String table) {
        // not /proc/net, which is the main thread's namespace
        Path p = Path.of("/proc/thread-self/net", table);
        try {
            return Files.exists(p) ? Files.readAllLines(p) : List.of(); // a kernel without IPv6 has no such table
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the routing table " + p + "; is /proc mounted?", e);
        }
    }
}
