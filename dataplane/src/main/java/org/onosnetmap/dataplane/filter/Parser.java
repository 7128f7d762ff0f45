package org.onosnetmap.dataplane.filter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the text. Negation binds tightest; {@code and} and {@code or} bind alike, from left to right, as pcap-filter(7) says. A bare address
 * or number takes the qualifiers of the one before it.
 */
final class Parser {

    private static final Pattern MAC = Pattern.compile("(?:[0-9A-Fa-f]{1,2}[:.-]){5}[0-9A-Fa-f]{1,2}");
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,10}");
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,3}");
    private static final Set<String> PROTOS = Set.of("ether", "link", "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp");
    private static final Set<String> TYPES = Set.of("host", "net", "port", "portrange", "proto");
    private static final Set<String> NOT_HERE = Set.of("gateway", "protochain", "inbound", "outbound", "ifname", "on", "wlan", "fddi", "tr", "ppp", "slip", "decnet", "iso", "isis",
            "clnp", "esis", "lat", "moprc", "mopdl", "netbeui", "ipx", "stp", "pppoed", "pppoes", "geneve", "vxlan", "type", "subtype", "action", "reason", "rset", "rulenum", "llc");
    private static final int MAX_DEPTH = 200;

    /** Source, destination, one of them, both. */
    enum Dir {
        SRC, DST, EITHER, BOTH;

        Check of(Check src, Check dst) {
            switch (this) {
                case SRC:
                    return src;
                case DST:
                    return dst;
                case EITHER:
                    return src.or(dst);
                default:
                    return src.and(dst);
            }
        }
    }

    private final Tokens t;
    private Layers layers = Layers.untagged();
    private int depth;
    // The qualifiers that a bare id takes.
    private String lastProto = "";
    private Dir lastDir = Dir.EITHER;
    private String lastType = "";
    private boolean any;

    Parser(String text) throws FilterException {
        t = new Tokens(text);
    }

    Check parse() throws FilterException {
        if (t.peek().isEmpty()) {
            return f -> true;
        }
        Check all = expression();
        if (!t.peek().isEmpty()) {
            t.take();
            throw t.bad("what comes here must be joined by 'and' or 'or'");
        }
        return all;
    }

    private Check expression() throws FilterException {
        Check left = negation();
        while (true) {
            if (t.take("and", "&&")) {
                left = left.and(negation());
            } else if (t.take("or", "||")) {
                left = left.or(negation());
            } else {
                return left;
            }
        }
    }

    private Check negation() throws FilterException {
        if (++depth > MAX_DEPTH) {
            throw t.bad("too deep");
        }
        try {
            if (t.take("not", "!")) {
                return negation().not();
            }
            int mark = t.mark();
            if (t.peek().equals("(")) {
                Check nested = parenthesis(mark);
                if (nested != null) {
                    return nested;
                }
            }
            if (startsValue()) {
                return relation();
            }
            return primitive();
        } finally {
            depth--;
        }
    }

    /** A filter in parentheses; null if it is a number in parentheses that is compared. */
    private Check parenthesis(int mark) throws FilterException {
        Layers before = layers;
        t.take();
        try {
            Check inner = expression();
            if (t.take(")") && !isOperator(t.peek())) {
                return inner;
            }
        } catch (FilterException e) {
            if (!looksLikeValue(mark)) {
                throw e;
            }
        }
        if (!looksLikeValue(mark)) {
            t.take();
            throw t.bad("')' is missing");
        }
        layers = before;
        t.back(mark);
        return relation();
    }

    private static boolean isOperator(String w) {
        return w.length() > 0 && w.length() <= 2 && "+ - * / % & | ^ << >> < > = == != <= >=".contains(w) && !w.equals("<<=") && !w.isBlank();
    }

    private boolean looksLikeValue(int mark) {
        int here = t.mark();
        t.back(mark);
        while (t.take("(")) {
            // behind all of them
        }
        boolean value = startsValue();
        t.back(here);
        return value;
    }

    /** Whether a number to compare begins here: not the number that is an address or a port. */
    private boolean startsValue() {
        String w = t.peek();
        if (w.equals("len") || Names.isConstant(w) || w.equals("-")) {
            return true;
        }
        if (layers.header(w) != null && t.peek(1).equals("[")) {
            return true;
        }
        return NUMBER.matcher(w).matches() && isOperator(t.peek(1));
    }

    // ---- numbers

    private Check relation() throws FilterException {
        Check[] present = {f -> true};
        Value left = value(0, present);
        String op = t.take();
        if (!Set.of("<", ">", "<=", ">=", "=", "==", "!=").contains(op)) {
            throw t.bad("a comparison is expected: one of < > <= >= = !=");
        }
        Value right = value(0, present);
        Check compared = f -> {
            int a = left.of(f);
            int b = right.of(f);
            int c = Integer.compareUnsigned(a, b);
            switch (op) {
                case "<":
                    return c < 0;
                case ">":
                    return c > 0;
                case "<=":
                    return c <= 0;
                case ">=":
                    return c >= 0;
                case "!=":
                    return c != 0;
                default:
                    return c == 0;
            }
        };
        return present[0].and(compared);
    }

    private static int precedence(String op) {
        switch (op) {
            case "|":
                return 1;
            case "^":
                return 2;
            case "&":
                return 3;
            case "<<":
            case ">>":
                return 4;
            case "+":
            case "-":
                return 5;
            case "*":
            case "/":
            case "%":
                return 6;
            default:
                return 0;
        }
    }

    private Value value(int above, Check[] present) throws FilterException {
        Value left = operand(present);
        for (int p; (p = precedence(t.peek())) > above; ) {
            String op = t.take();
            Value a = left;
            Value b = value(p, new Check[] {f -> true}); // as in libpcap, only the first operand says which header must be there
            left = f -> apply(op, a.of(f), b.of(f), f);
        }
        return left;
    }

    private static int apply(String op, int a, int b, Frame f) {
        switch (op) {
            case "|":
                return a | b;
            case "^":
                return a ^ b;
            case "&":
                return a & b;
            case "<<":
                return Integer.compareUnsigned(b, 32) < 0 ? a << b : 0;
            case ">>":
                return Integer.compareUnsigned(b, 32) < 0 ? a >>> b : 0;
            case "+":
                return a + b;
            case "-":
                return a - b;
            case "*":
                return a * b;
            default:
                if (b == 0) {
                    f.beyond = true; // ends a filter program as well
                    return 0;
                }
                return op.equals("/") ? Integer.divideUnsigned(a, b) : Integer.remainderUnsigned(a, b);
        }
    }

    private Value operand(Check[] present) throws FilterException {
        if (++depth > MAX_DEPTH) {
            throw t.bad("too deep");
        }
        try {
            String w = t.take();
            if (w.equals("(")) {
                Value v = value(0, present);
                if (!t.take(")")) {
                    t.take();
                    throw t.bad("')' is missing");
                }
                return v;
            }
            if (w.equals("-")) {
                Value v = operand(present);
                return f -> -v.of(f);
            }
            if (w.equals("len")) {
                return f -> f.length;
            }
            if (Names.isConstant(w)) {
                int n = Names.constant(w);
                return f -> n;
            }
            if (NUMBER.matcher(w).matches()) {
                int n = number(w);
                return f -> n;
            }
            Layers.Header h = layers.header(w);
            if (h == null || !t.take("[")) {
                throw t.bad("a number is expected, as 20, 0xff, len or ip[9]");
            }
            return bytes(h, present);
        } finally {
            depth--;
        }
    }

    private Value bytes(Layers.Header h, Check[] present) throws FilterException {
        Value offset = value(0, present);
        int size = 1;
        if (t.take(":")) {
            String s = t.take();
            if (!s.matches("[124]")) {
                throw t.bad("take 1, 2 or 4 bytes");
            }
            size = Integer.parseInt(s);
        }
        if (!t.take("]")) {
            t.take();
            throw t.bad("']' is missing");
        }
        present[0] = present[0].and(h.present);
        int n = size;
        return f -> {
            long at = (h.start.of(f) & 0xffff_ffffL) + (offset.of(f) & 0xffff_ffffL);
            return n == 1 ? f.u8(at) : n == 2 ? f.u16(at) : f.u32(at);
        };
    }

    private int number(String w) throws FilterException {
        long n = w.startsWith("0x") || w.startsWith("0X") ? Long.parseLong(w.substring(2), 16) : w.length() > 1 && w.startsWith("0") && w.matches("[0-7]+") ? Long.parseLong(w, 8) : Long.parseLong(w);
        if (n > 0xffff_ffffL) {
            throw t.bad("is more than 32 bits hold");
        }
        return (int) n;
    }

    // ---- primitives

    private Check primitive() throws FilterException {
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
                return NUMBER.matcher(t.peek()).matches() ? tag.vlan(plainNumber(0xfff)) : tag.vlan();
            case "mpls":
                t.take();
                Layers label = layers;
                layers = layers.behindMpls();
                return NUMBER.matcher(t.peek()).matches() ? label.mpls(plainNumber(0xfffff)) : label.mpls();
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
        if (!NUMBER.matcher(w).matches()) {
            throw t.bad("a number is expected");
        }
        int n = number(w);
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
            if (!NUMBER.matcher(w).matches()) {
                throw t.bad("is no protocol; write its number");
            }
            n = number(w);
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
