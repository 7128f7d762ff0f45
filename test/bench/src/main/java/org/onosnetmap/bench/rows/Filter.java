package org.onosnetmap.bench.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A rule on the IPv4 five-tuple: prefixes, ranges of ports, and a protocol or none. */
final class Filter {

    static final int ANY_PROTOCOL = -1;
    static final int MAX_PORT = 65_535;

    final int source;
    final int sourceLength;
    final int destination;
    final int destinationLength;
    final int protocol;
    final int sourcePortLow;
    final int sourcePortHigh;
    final int destinationPortLow;
    final int destinationPortHigh;

    /** Addresses are cut to their prefix; {@code ports} are lowest and highest source port, then destination port. */
    Filter(int source, int sourceLength, int destination, int destinationLength, int protocol, int... ports) {
        this.source = source & mask(sourceLength);
        this.sourceLength = sourceLength;
        this.destination = destination & mask(destinationLength);
        this.destinationLength = destinationLength;
        this.protocol = protocol;
        this.sourcePortLow = ports[0];
        this.sourcePortHigh = ports[1];
        this.destinationPortLow = ports[2];
        this.destinationPortHigh = ports[3];
    }

    static int mask(int length) {
        return length == 0 ? 0 : -1 << 32 - length;
    }

    /** Matches in the syntax of ovs-ofctl, one for each pair of the prefixes that the port ranges are made of. */
    List<String> matches() {
        String head = protocol == Frame.TCP ? "tcp" : protocol == Frame.UDP ? "udp" : protocol == Frame.ICMP ? "icmp" : protocol == ANY_PROTOCOL ? "ip" : "ip,nw_proto=" + protocol;
        head += prefix(",nw_src=", source, sourceLength) + prefix(",nw_dst=", destination, destinationLength);
        List<String> all = new ArrayList<>();
        for (String s : ports(",tp_src=", sourcePortLow, sourcePortHigh)) {
            for (String d : ports(",tp_dst=", destinationPortLow, destinationPortHigh)) {
                all.add(head + s + d);
            }
        }
        return all;
    }

    static String prefix(String name, int address, int length) {
        return length == 0 ? "" : name + dotted(address) + (length == 32 ? "" : "/" + length);
    }

    static String dotted(int a) {
        return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
    }

    /** The fewest prefixes that make up a range. */
    private static List<String> ports(String name, int low, int high) {
        if (low == 0 && high == MAX_PORT) {
            return List.of("");
        }
        List<String> all = new ArrayList<>();
        for (int at = low; at <= high; ) {
            int size = at == 0 ? MAX_PORT + 1 : Integer.lowestOneBit(at);
            while (at + size - 1 > high) {
                size >>= 1;
            }
            all.add(name + (size == 1 ? String.valueOf(at) : String.format("0x%x/0x%x", at, 0x10000 - size)));
            at += size;
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Filter)) {
            return false;
        }
        Filter o = (Filter) other;
        return source == o.source && sourceLength == o.sourceLength && destination == o.destination && destinationLength == o.destinationLength && protocol == o.protocol
                && sourcePortLow == o.sourcePortLow && sourcePortHigh == o.sourcePortHigh && destinationPortLow == o.destinationPortLow && destinationPortHigh == o.destinationPortHigh;
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, sourceLength, destination, destinationLength, protocol, sourcePortLow, sourcePortHigh, destinationPortLow, destinationPortHigh);
    }
}
