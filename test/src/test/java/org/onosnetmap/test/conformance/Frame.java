package org.onosnetmap.test.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Frames as text: headers from the outside to the inside, between them {@code /}, each with what differs from an ordinary one, as
 * {@code eth / vlan vid=5 / ipv4 ttl=9 / udp dport=53 / data 0102}. What a header says of the next (types, protocols, bottom of stack), lengths
 * and checksums come by themselves, unless they are given. Nothing of the data plane is used, which is what these frames test. No padding is
 * added.
 */
public final class Frame {

    private static final String MAC_1 = "02:00:00:00:00:01";
    private static final String MAC_2 = "02:00:00:00:00:02";
    private static final int IPV4_HEADER = 20;

    private final String[] layers;
    /** Sum over the addresses of the innermost IP header outside of the layer at hand, for pseudo headers. */
    private long addresses;

    private Frame(String[] layers) {
        this.layers = layers;
    }

    /**
     * Makes the bytes.
     *
     * @throws IllegalArgumentException if the text cannot be read; the message says why
     */
    public static byte[] parse(String text) {
        if (text.startsWith("hex ")) {
            return hex(text.substring(4));
        }
        return new Frame(text.split("\\s*/\\s*")).build(0);
    }

    /** Bytes of hexadecimal digits, which may be grouped. */
    public static byte[] hex(String digits) {
        String d = digits.replaceAll("[\\s.]", "");
        byte[] b = new byte[d.length() / 2];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) Integer.parseInt(d.substring(2 * i, 2 * i + 2), 16);
        }
        return b;
    }

    /** Hexadecimal digits of bytes. */
    public static String hex(byte[] bytes) {
        StringBuilder s = new StringBuilder();
        for (byte b : bytes) {
            s.append(String.format("%02x", b));
        }
        return s.toString();
    }

    /** What was written for one header: each value is taken once, and at the end none may be left. */
    private static final class Values {
        private final String layer;
        private final Map<String, String> given = new LinkedHashMap<>();

        Values(String layer) {
            this.layer = layer;
            String[] words = layer.split("\\s+");
            for (int i = 1; i < words.length; i++) {
                int eq = words[i].indexOf('=');
                if (eq < 0) {
                    throw new IllegalArgumentException("'" + words[i] + "' in '" + layer + "' is no NAME=VALUE");
                }
                given.put(words[i].substring(0, eq), words[i].substring(eq + 1));
            }
        }

        boolean has(String name) {
            return given.containsKey(name);
        }

        String text(String name, String otherwise) {
            String v = given.remove(name);
            return v == null ? otherwise : v;
        }

        int number(String name, int otherwise) {
            String v = given.remove(name);
            return v == null ? otherwise : Long.decode(v).intValue();
        }

        void end() {
            if (!given.isEmpty()) {
                throw new IllegalArgumentException("'" + layer + "' has no " + given.keySet());
            }
        }
    }

    private String kind(int i) {
        return i < layers.length ? layers[i].split("\\s+")[0].toLowerCase(Locale.ROOT) : "";
    }

    private byte[] build(int i) {
        if (i == layers.length) {
            return new byte[0];
        }
        if (kind(i).equals("data")) {
            return join(hex(layers[i].substring(4)), build(i + 1));
        }
        if (kind(i).equals("zeros")) {
            return join(new byte[Integer.parseInt(layers[i].substring(5).trim())], build(i + 1));
        }
        Values v = new Values(layers[i]);
        byte[] all = layer(i, v);
        v.end();
        return all;
    }

    private byte[] layer(int i, Values v) {
        switch (kind(i)) {
            case "eth":
                return join(mac(v.text("dst", MAC_2)), mac(v.text("src", MAC_1)), tagged(i, v));
            case "vlan":
                int tci = v.number("pcp", 0) << 13 | v.number("dei", 0) << 12 | v.number("vid", 1);
                return join(two(tci), tagged(i, v));
            case "pbb":
                long tag = (long) v.number("pcp", 0) << 29 | (long) v.number("dei", 0) << 28 | (long) v.number("uca", 0) << 27 | v.number("isid", 0);
                return join(four(tag), build(i + 1));
            case "mpls":
                boolean last = !kind(i + 1).equals("mpls");
                long entry = (long) v.number("label", 16) << 12 | (long) v.number("tc", 0) << 9 | (long) v.number("bos", last ? 1 : 0) << 8 | v.number("ttl", 64);
                return join(four(entry), build(i + 1));
            case "arp":
                return join(two(1), two(0x800), new byte[] {6, 4}, two(v.number("op", 1)), mac(v.text("sha", MAC_1)), ipv4(v.text("spa", "10.0.0.1")),
                        mac(v.text("tha", "00:00:00:00:00:00")), ipv4(v.text("tpa", "10.0.0.2")), build(i + 1));
            case "ipv4":
                return ipv4Header(i, v);
            case "ipv6":
                return ipv6Header(i, v);
            case "ext":
                return extension(i, v);
            default:
                return transport(i, v);
        }
    }

    /** The type in front of what follows, and what follows. */
    private byte[] tagged(int i, Values v) {
        return join(two(v.number("type", etherType(kind(i + 1)))), build(i + 1));
    }

    private static int etherType(String kind) {
        switch (kind) {
            case "vlan":
                return 0x8100;
            case "mpls":
                return 0x8847;
            case "pbb":
                return 0x88e7;
            case "arp":
                return 0x806;
            case "ipv4":
                return 0x800;
            case "ipv6":
                return 0x86dd;
            default:
                return 0x88b5; // for local experiments
        }
    }

    private int protocol(int i) {
        switch (kind(i)) {
            case "icmp":
                return 1;
            case "ipv4":
                return 4;
            case "tcp":
                return 6;
            case "udp":
                return 17;
            case "ipv6":
                return 41;
            case "icmp6":
                return 58;
            case "sctp":
                return 132;
            case "ext":
                return new Values(layers[i]).number("kind", 60);
            default:
                return 253; // for experiments
        }
    }

    private byte[] ipv4Header(int i, Values v) {
        byte[] src = ipv4(v.text("src", "10.0.0.1"));
        byte[] dst = ipv4(v.text("dst", "10.0.0.2"));
        addresses = sum(src) + sum(dst);
        byte[] payload = build(i + 1);
        int fragment = v.number("df", 0) << 14 | v.number("mf", 0) << 13 | v.number("offset", 0);
        byte[] h = join(new byte[] {0x45, (byte) (v.number("dscp", 0) << 2 | v.number("ecn", 0))}, two(v.number("len", IPV4_HEADER + payload.length)), two(v.number("id", 0)),
                two(fragment), new byte[] {(byte) v.number("ttl", 64), (byte) v.number("proto", protocol(i + 1))}, two(0), src, dst);
        put(h, 10, v.number("sum", checksum(0, h)));
        return join(h, payload);
    }

    private byte[] ipv6Header(int i, Values v) {
        byte[] src = ipv6(v.text("src", "2001:db8:0:0:0:0:0:1"));
        byte[] dst = ipv6(v.text("dst", "2001:db8:0:0:0:0:0:2"));
        addresses = sum(src) + sum(dst);
        byte[] payload = build(i + 1);
        long first = 6L << 28 | (long) v.number("dscp", 0) << 22 | (long) v.number("ecn", 0) << 20 | v.number("label", 0);
        return join(four(first), two(payload.length), new byte[] {(byte) v.number("proto", protocol(i + 1)), (byte) v.number("ttl", 64)}, src, dst, payload);
    }

    /** Extension headers of eight bytes: 0 hop-by-hop, 60 destination (options of padding), 43 routing (finished), 44 fragment. */
    private byte[] extension(int i, Values v) {
        int kind = v.number("kind", 60);
        byte[] rest = kind == 0 || kind == 60 ? new byte[] {1, 4, 0, 0, 0, 0} : new byte[6];
        if (kind == 44) {
            put(rest, 0, v.number("offset", 0) << 3 | v.number("mf", 0));
        }
        return join(new byte[] {(byte) v.number("proto", protocol(i + 1)), 0}, rest, build(i + 1));
    }

    private byte[] transport(int i, Values v) {
        long pseudo = addresses;
        byte[] payload = build(i + 1);
        byte[] h;
        switch (kind(i)) {
            case "tcp":
                h = join(two(v.number("sport", 1000)), two(v.number("dport", 2000)), four(1), four(0), two(5 << 12 | v.number("flags", 16)), two(8192), four(0), payload);
                put(h, 16, checksum(pseudo + 6 + h.length, h));
                return h;
            case "udp":
                h = join(two(v.number("sport", 1000)), two(v.number("dport", 2000)), two(v.number("len", 8 + payload.length)), two(0), payload);
                int sum = checksum(pseudo + 17 + h.length, h);
                put(h, 6, v.number("sum", sum == 0 ? 0xffff : sum));
                return h;
            case "sctp":
                h = join(two(v.number("sport", 1000)), two(v.number("dport", 2000)), four(7), four(0), payload);
                CRC32C crc = new CRC32C();
                crc.update(h, 0, h.length);
                System.arraycopy(four(Integer.toUnsignedLong(Integer.reverseBytes((int) crc.getValue()))), 0, h, 8, 4);
                return h;
            case "icmp":
                h = join(new byte[] {(byte) v.number("type", 8), (byte) v.number("code", 0)}, two(0), four(0x00010001), payload);
                put(h, 2, checksum(0, h));
                return h;
            case "icmp6":
                h = icmp6(v, payload);
                put(h, 2, checksum(pseudo + 58 + h.length, h));
                return h;
            default:
                throw new IllegalArgumentException("'" + kind(i) + "' is no header; write eth, vlan, mpls, pbb, arp, ipv4, ipv6, ext, tcp, udp, sctp, icmp, icmp6, data DIGITS or zeros NUMBER");
        }
    }

    /** Neighbour discovery, if there is a target, with the options that are given. */
    private static byte[] icmp6(Values v, byte[] payload) {
        byte[] h = join(new byte[] {(byte) v.number("type", 128), (byte) v.number("code", 0)}, two(0), four(v.has("target") ? 0 : 0x00010001));
        if (v.has("target")) {
            h = join(h, ipv6(v.text("target", "")));
        }
        if (v.has("sll")) {
            h = join(h, new byte[] {1, 1}, mac(v.text("sll", "")));
        }
        if (v.has("tll")) {
            h = join(h, new byte[] {2, 1}, mac(v.text("tll", "")));
        }
        return join(h, payload);
    }

    // ---- bytes

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            all.writeBytes(p);
        }
        return all.toByteArray();
    }

    private static byte[] two(int v) {
        return new byte[] {(byte) (v >>> 8), (byte) v};
    }

    private static byte[] four(long v) {
        return ByteBuffer.allocate(4).putInt((int) v).array();
    }

    private static void put(byte[] b, int at, int v) {
        b[at] = (byte) (v >>> 8);
        b[at + 1] = (byte) v;
    }

    private static byte[] mac(String text) {
        return Frame.hex(text.replace(":", ""));
    }

    private static byte[] ipv4(String text) {
        byte[] b = new byte[4];
        String[] parts = text.split("\\.");
        for (int i = 0; i < 4; i++) {
            b[i] = (byte) Integer.parseInt(parts[i]);
        }
        return b;
    }

    private static byte[] ipv6(String text) {
        ByteBuffer b = ByteBuffer.allocate(16);
        String[] halves = text.split("::", -1);
        String[] head = halves[0].isEmpty() ? new String[0] : halves[0].split(":");
        String[] tail = halves.length < 2 || halves[1].isEmpty() ? new String[0] : halves[1].split(":");
        Arrays.stream(head).forEach(g -> b.putShort((short) Integer.parseInt(g, 16)));
        b.position(16 - 2 * tail.length);
        Arrays.stream(tail).forEach(g -> b.putShort((short) Integer.parseInt(g, 16)));
        return b.array();
    }

    /** RFC 1071, without the folding; an odd last byte counts as the upper one. */
    private static long sum(byte[] b) {
        long s = 0;
        for (int i = 0; i < b.length; i++) {
            s += (long) (b[i] & 255) << (i % 2 == 0 ? 8 : 0);
        }
        return s;
    }

    private static int checksum(long start, byte[] b) {
        long s = start + sum(b);
        while (s >> 16 != 0) {
            s = (s & 0xffff) + (s >> 16);
        }
        return (int) ~s & 0xffff;
    }
}
