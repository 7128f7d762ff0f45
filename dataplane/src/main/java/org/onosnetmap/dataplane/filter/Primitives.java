package org.onosnetmap.dataplane.filter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads primitives, as {@code tcp dst port 80}. A bare address or number takes the qualifiers of the one before it; {@code vlan} and {@code mpls} move what comes behind them. */
final class Primitives {

    private static final Pattern MAC = Pattern.compile("(?:[0-9A-Fa-f]{1,2}[:.-]){5}[0-9A-Fa-f]{1,2}");
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,3}");
    private static final Set<String> PROTOS = Set.of("ether", "link", "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp");
    private static final Set<String> TYPES = Set.of("host", "net", "port", "portrange", "proto");
    private static final Set<String> NOT_HERE = Set.of("gateway", "protochain", "inbound", "outbound", "ifname", "on", "wlan", "fddi", "tr", "ppp", "slip", "decnet", "iso", "isis",
            "clnp", "esis", "lat", "moprc", "mopdl", "netbeui", "ipx", "stp", "pppoed", "pppoes", "geneve", "vxlan", "type", "subtype", "action", "reason", "rset", "rulenum", "llc");

    private final Tokens t;
    private Layers layers = Layers.untagged();
    // The qualifiers that a bare id takes.
    private String lastProto = "";
    private Dir lastDir = Dir.EITHER;
    private String lastType = "";
    private boolean any;

    Primitives(Tokens t) {
        this.t = t;
    }

    /** Where headers are, behind the tags and labels that were read. */
    Layers layers() {
        return layers;
    }

    /** Takes back what was read since these were {@link #layers}. */
    void layers(Layers before) {
        layers = before;
    }

    Check primitive() throws FilterException {
        String w = t.peek();
        if (w.isEmpty()) {
            t.take();
            throw t.bad("an expression is expected");
        }
        if (NOT_HERE.contains(w)) {
            t.take();
            throw t.bad("is not supported here; filter with tcpdump -r what was captured");
        }
        switch (w) {
            case "less":
            case "greater":
                t.take();
                int n = plainNumber(0xffff);
                return w.equals("less") ? f -> f.length <= n : f -> f.length >= n;
            case "vlan":
                t.take();
                Layers tag = layers;
                layers = layers.behindVlan();
                return Tokens.isNumber(t.peek()) ? tag.vlan(plainNumber(0xfff)) : tag.vlan();
            case "mpls":
                t.take();
                Layers label = layers;
                layers = layers.behindMpls();
                return Tokens.isNumber(t.peek()) ? label.mpls(plainNumber(0xfffff)) : label.mpls();
            case "broadcast":
                t.take();
                return Layers.mac(Dir.DST, 0xffff_ffff_ffffL);
            case "multicast":
                t.take();
                return f -> (f.u8(0) & 1) != 0;
            default:
                return qualified();
        }
    }

    private int plainNumber(int max) throws FilterException {
        String w = t.take();
        if (!Tokens.isNumber(w)) {
            throw t.bad("a number is expected");
        }
        int n = t.number(w);
        if (n < 0 || n > max) {
            throw t.bad("take 0 to " + max);
        }
        return n;
    }

    private Check qualified() throws FilterException {
        String proto = "";
        Dir dir = null;
        String type = "";
        if (PROTOS.contains(t.peek())) {
            proto = t.take();
            proto = proto.equals("link") ? "ether" : proto;
        } else if (Names.IP_PROTOCOLS.containsKey(t.peek()) || Names.ETHER_TYPES.containsKey(t.peek())) {
            String p = t.take();
            return named(p);
        }
        if (t.take("src")) {
            dir = t.peek().equals("or") && t.peek(1).equals("dst") ? Dir.EITHER : t.peek().equals("and") && t.peek(1).equals("dst") ? Dir.BOTH : Dir.SRC;
            if (dir != Dir.SRC) {
                t.take();
                t.take();
            }
        } else if (t.take("dst")) {
            dir = t.peek().equals("or") && t.peek(1).equals("src") ? Dir.EITHER : t.peek().equals("and") && t.peek(1).equals("src") ? Dir.BOTH : Dir.DST;
            if (dir != Dir.DST) {
                t.take();
                t.take();
            }
        }
        if (TYPES.contains(t.peek())) {
            type = t.take();
        } else if (dir == null && !proto.isEmpty()) {
            if (t.take("broadcast")) {
                if (!proto.equals("ether")) {
                    throw t.bad("ip broadcast would need the netmask of an interface; name the address, as 'dst host 10.0.0.255'");
                }
                return Layers.mac(Dir.DST, 0xffff_ffff_ffffL);
            }
            if (t.take("multicast")) {
                switch (proto) {
                    case "ether":
                        return f -> (f.u8(0) & 1) != 0;
                    case "ip":
                        return layers.ipMulticast();
                    case "ip6":
                        return layers.ip6Multicast();
                    default:
                        throw t.bad("is for ether, ip and ip6");
                }
            }
            if (t.peek().equals("protochain")) {
                t.take();
                throw t.bad("is not supported here");
            }
            if (!isId(t.peek())) {
                if (proto.equals("ether")) {
                    t.take();
                    throw t.bad("write ether host, ether src, ether dst, ether proto, ether broadcast or ether multicast");
                }
                return named(proto);
            }
        }
        if (proto.isEmpty() && dir == null && type.isEmpty()) {
            if (any && isId(t.peek())) {
                return id(lastProto, lastDir, lastType);
            }
            if (!isId(t.peek())) {
                t.take();
                throw t.bad("is no expression of a filter; names of hosts and services are not looked up here");
            }
        }
        lastProto = proto;
        lastDir = dir == null ? Dir.EITHER : dir;
        lastType = type.isEmpty() ? "host" : type;
        any = true;
        return id(lastProto, lastDir, lastType);
    }

    private Check named(String p) {
        if (Names.ETHER_TYPES.containsKey(p)) {
            return layers.etherType(Names.ETHER_TYPES.get(p));
        }
        int n = Names.IP_PROTOCOLS.get(p);
        switch (p) {
            case "icmp":
            case "igmp":
            case "igrp":
            case "vrrp":
                return layers.ipProtocol(n);
            case "icmp6":
                return layers.ip6Protocol(n);
            default:
                return layers.protocol(n);
        }
    }

    private static boolean isId(String w) {
        return !w.isEmpty() && (Character.digit(w.charAt(0), 16) >= 0 && w.matches("[0-9A-Fa-fxX.:-]+") && w.matches(".*[0-9:].*") || w.startsWith(":") || w.startsWith("\\"));
    }

    private Check id(String proto, Dir dir, String type) throws FilterException {
        String w = t.take();
        switch (type) {
            case "port":
            case "portrange":
                return port(proto, dir, w, type.equals("portrange"));
            case "proto":
                return proto(proto, dir, w);
            case "net":
                return net(proto, dir, w);
            default:
                return host(proto, dir, w);
        }
    }

    private Check host(String proto, Dir dir, String w) throws FilterException {
        if (proto.equals("ether") || MAC.matcher(w).matches() && proto.isEmpty()) {
            if (!proto.equals("ether") || !MAC.matcher(w).matches()) {
                throw t.bad(proto.equals("ether") ? "is no Ethernet address; write ether host 02:00:00:00:00:01" : "is an Ethernet address; write ether host " + w);
            }
            long mac = 0;
            for (String part : w.split("[:.-]")) {
                mac = mac << 8 | Integer.parseInt(part, 16);
            }
            return Layers.mac(dir, mac);
        }
        if (w.indexOf(':') >= 0) {
            return ipv6(proto, dir, w, 128);
        }
        if (!w.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+")) {
            throw t.bad("is no address; names of hosts are not looked up here");
        }
        return ipv4(proto, dir, dotted(w), -1);
    }

    private Check ipv4(String proto, Dir dir, int address, int mask) throws FilterException {
        if (!Set.of("", "ip", "arp", "rarp").contains(proto)) {
            throw t.bad("'" + proto + "' has no addresses; write ip, arp or rarp, or none of them");
        }
        return layers.ipv4(dir, address, mask, proto.isEmpty() || proto.equals("ip"), proto.isEmpty() || proto.equals("arp"), proto.isEmpty() || proto.equals("rarp"));
    }

    private Check ipv6(String proto, Dir dir, String w, int bits) throws FilterException {
        if (!proto.isEmpty() && !proto.equals("ip6")) {
            throw t.bad("is an IPv6 address, and '" + proto + "' has none");
        }
        try {
            byte[] b = w.matches("[0-9A-Fa-f:.]+") ? InetAddress.getByName(w).getAddress() : new byte[0]; // of digits alone: asks no name server
            if (b.length == 16) {
                return layers.ipv6(dir, b, bits);
            }
        } catch (UnknownHostException e) {
            // the message below says it all
        }
        throw t.bad("is no IPv6 address");
    }

    private int dotted(String w) throws FilterException {
        if (!DOTTED.matcher(w).matches()) {
            throw t.bad("is no IPv4 address");
        }
        int n = 0;
        String[] parts = w.split("\\.");
        for (int i = 0; i < 4; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part > 255) {
                throw t.bad("is no IPv4 address");
            }
            n = n << 8 | part;
        }
        return n;
    }

    private Check net(String proto, Dir dir, String w) throws FilterException {
        int bits = -1;
        if (t.take("/")) {
            int mark = t.mark();
            String s = t.take();
            if (!s.matches("[0-9]{1,3}") || Integer.parseInt(s) > (w.indexOf(':') >= 0 ? 128 : 32)) {
                t.back(mark);
                t.take();
                throw t.bad("is no length of a prefix");
            }
            bits = Integer.parseInt(s);
        }
        if (w.indexOf(':') >= 0) {
            return ipv6(proto, dir, w, bits < 0 ? 128 : bits);
        }
        int address = dotted(w);
        int mask;
        if (bits >= 0) {
            mask = bits == 0 ? 0 : -1 << 32 - bits;
        } else if (t.take("mask")) {
            mask = dotted(t.take());
        } else {
            mask = -1 << 8 * (4 - w.split("\\.").length);
        }
        if ((address & ~mask) != 0) {
            throw t.bad("the address has bits outside of its mask");
        }
        return ipv4(proto, dir, address, mask);
    }

    private Check port(String proto, Dir dir, String w, boolean range) throws FilterException {
        int protocol = proto.isEmpty() ? 0 : Names.IP_PROTOCOLS.getOrDefault(proto, -1);
        if (protocol < 0) {
            throw t.bad("'" + proto + "' has no ports; write tcp, udp or sctp, or none of them");
        }
        String[] ends = w.split("-", -1);
        if (ends.length != (range ? 2 : 1) || !ends[0].matches("[0-9]{1,5}") || !ends[ends.length - 1].matches("[0-9]{1,5}")) {
            throw t.bad(range ? "is no range of ports; write portrange 6000-6008" : "is no number of a port; names of services are not looked up here");
        }
        int min = Integer.parseInt(ends[0]);
        int max = Integer.parseInt(ends[ends.length - 1]);
        if (max > 0xffff || min > 0xffff) {
            throw t.bad("take ports from 0 to 65535");
        }
        if (max < min) {
            throw t.bad("the range ends before it starts");
        }
        return layers.port(protocol, dir, min, max);
    }

    private Check proto(String proto, Dir dir, String w) throws FilterException {
        if (dir != Dir.EITHER) {
            throw t.bad("a protocol has no source and no destination");
        }
        String name = w.startsWith("\\") ? w.substring(1) : w;
        boolean ether = proto.equals("ether");
        Integer n = ether ? Names.ETHER_TYPES.get(name) : Names.IP_PROTOCOLS.get(name);
        if (n == null) {
            if (!Tokens.isNumber(w)) {
                throw t.bad("is no protocol; write its number");
            }
            n = t.number(w);
            if (n < 0 || n > (ether ? 0xffff : 255)) {
                throw t.bad("take 0 to " + (ether ? 0xffff : 255));
            }
            if (ether && n <= 1500) {
                throw t.bad("is a length, and LLC is not looked into here");
            }
        }
        switch (proto) {
            case "ether":
                return layers.etherType(n);
            case "ip":
                return layers.ipProtocol(n);
            case "ip6":
                return layers.ip6Protocol(n);
            case "":
                return layers.protocol(n);
            default:
                throw t.bad("'" + proto + " proto' means nothing; write ether proto, ip proto or ip6 proto");
        }
    }
}
