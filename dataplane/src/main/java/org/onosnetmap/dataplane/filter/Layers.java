package org.onosnetmap.dataplane.filter;

/** Tests of headers, for one state of the link layer: each {@code vlan} and {@code mpls} of a filter moves what comes after it. */
final class Layers {

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int RARP = 0x8035;
    private static final int IPV6 = 0x86dd;

    /** Where the EtherType stands. */
    private final int type;
    /** Where the network header begins. */
    private final int net;
    /** Behind MPLS labels there is no EtherType: the version of the IP header tells. */
    private final boolean mpls;

    private Layers(int type, int net, boolean mpls) {
        this.type = type;
        this.net = net;
        this.mpls = mpls;
    }

    /** Without tags. */
    static Layers untagged() {
        return new Layers(12, 14, false);
    }

    Layers behindVlan() {
        return new Layers(type + 4, net + 4, false);
    }

    Layers behindMpls() {
        return new Layers(type, net + 4, true);
    }

    Check vlan() {
        return f -> {
            int t = f.u16(type);
            return t == 0x8100 || t == 0x88a8 || t == 0x9100;
        };
    }

    Check vlan(int id) {
        return vlan().and(f -> (f.u16(type + 2) & 0xfff) == id);
    }

    /** A label stack entry; behind another one, which must not have been the last. */
    Check mpls() {
        return mpls ? f -> (f.u8(net - 2) & 1) == 0 : etherType(0x8847);
    }

    Check mpls(int label) {
        return mpls().and(f -> f.u32(net) >>> 12 == label);
    }

    Check etherType(int t) {
        if (!mpls) {
            // A length up to 1500 is no type; LLC is not looked into.
            return f -> f.u16(type) == t;
        }
        int version = t == IPV4 ? 4 : t == IPV6 ? 6 : -1;
        return version < 0 ? f -> false : f -> (f.u8(net - 2) & 1) == 1 && !f.beyond && f.u8(net) >>> 4 == version;
    }

    Check ip() {
        return etherType(IPV4);
    }

    Check ip6() {
        return etherType(IPV6);
    }

    /** IPv4 and IPv6 with this protocol; behind the first fragment header of IPv6, too, as libpcap does. */
    Check protocol(int p) {
        return ipProtocol(p).or(ip6Protocol(p));
    }

    Check ipProtocol(int p) {
        return ip().and(f -> f.u8(net + 9) == p);
    }

    Check ip6Protocol(int p) {
        return ip6().and(f -> {
            int next = f.u8(net + 6);
            return next == p || !f.beyond && next == 44 && f.u8(net + 40) == p;
        });
    }

    private Check firstFragment() {
        return f -> (f.u16(net + 6) & 0x1fff) == 0;
    }

    private long behindIp(Frame f) {
        return net + 4L * (f.u8(net) & 15);
    }

    /** Port of TCP, UDP or SCTP from {@code min} to {@code max}; {@code protocol} 0 for any of them. */
    Check port(int protocol, Dir dir, int min, int max) {
        Check v6 = ip6().and(transport(protocol, f -> f.u8(net + 6))).and(ports(dir, f -> net + 40, min, max));
        Check v4 = ip().and(transport(protocol, f -> f.u8(net + 9))).and(firstFragment()).and(ports(dir, f -> (int) behindIp(f), min, max));
        return v6.or(v4);
    }

    private static Check transport(int protocol, Value p) {
        return f -> {
            int n = p.of(f);
            return protocol != 0 ? n == protocol : n == 6 || n == 17 || n == 132;
        };
    }

    private static Check ports(Dir dir, Value at, int min, int max) {
        Check src = f -> within(f.u16(at.of(f)), min, max);
        Check dst = f -> within(f.u16(at.of(f) + 2L), min, max);
        return dir.of(src, dst);
    }

    private static boolean within(int n, int min, int max) {
        return n >= min && n <= max;
    }

    /** IPv4 address under a mask, in IPv4 and, if {@code arp}, ARP and RARP headers. */
    Check ipv4(Dir dir, int address, int mask, boolean ip, boolean arp, boolean rarp) {
        Check all = null;
        int a = address & mask;
        if (ip) {
            all = ip().and(dir.of(f -> (f.u32(net + 12) & mask) == a, f -> (f.u32(net + 16) & mask) == a));
        }
        Check inArp = dir.of(f -> (f.u32(net + 14) & mask) == a, f -> (f.u32(net + 24) & mask) == a);
        if (arp) {
            Check t = etherType(ARP).and(inArp);
            all = all == null ? t : all.or(t);
        }
        if (rarp) {
            Check t = etherType(RARP).and(inArp);
            all = all == null ? t : all.or(t);
        }
        return all;
    }

    /** IPv6 address, of which the first {@code bits} count. */
    Check ipv6(Dir dir, byte[] address, int bits) {
        return ip6().and(dir.of(prefix(net + 8, address, bits), prefix(net + 24, address, bits)));
    }

    private static Check prefix(int at, byte[] address, int bits) {
        int[] words = new int[4];
        int[] masks = new int[4];
        for (int i = 0; i < 4; i++) {
            for (int b = 0; b < 4; b++) {
                words[i] = words[i] << 8 | address[4 * i + b] & 255;
            }
            int n = Math.max(0, Math.min(32, bits - 32 * i));
            masks[i] = n == 0 ? 0 : -1 << 32 - n;
            words[i] &= masks[i];
        }
        return f -> {
            for (int i = 0; i < 4; i++) {
                if ((f.u32(at + 4L * i) & masks[i]) != words[i]) {
                    return false;
                }
            }
            return true;
        };
    }

    static Check mac(Dir dir, long mac) {
        return dir.of(f -> f.u16(6) == (int) (mac >>> 32) && f.u32(8) == (int) mac, f -> f.u16(0) == (int) (mac >>> 32) && f.u32(2) == (int) mac);
    }

    Check ipMulticast() {
        return ip().and(f -> f.u8(net + 16) >= 224);
    }

    Check ip6Multicast() {
        return ip6().and(f -> f.u8(net + 24) == 255);
    }

    /** Where a header begins that brackets follow, and whether it is there. */
    static final class Header {
        final Check present;
        final Value start;

        Header(Check present, Value start) {
            this.present = present;
            this.start = start;
        }
    }

    /** The header of that name, or null. */
    Header header(String name) {
        switch (name) {
            case "ether":
                return new Header(f -> true, f -> 0);
            case "ip":
            case "ip6":
            case "arp":
            case "rarp":
                return new Header(etherType(Names.ETHER_TYPES.get(name)), f -> net);
            case "icmp6":
                return new Header(ip6().and(f -> f.u8(net + 6) == 58), f -> net + 40);
            default:
                Integer p = Names.IP_PROTOCOLS.get(name);
                return p == null ? null : new Header(ipProtocol(p).and(firstFragment()), f -> (int) behindIp(f));
        }
    }
}
