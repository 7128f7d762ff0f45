package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Random frames of every kind that the pipeline knows, from small pools of addresses and ports so that rules meet them; some damaged. */
final class RandomFrames {

    static final long[] MACS = {0x0200_0000_0001L, 0x0200_0000_0002L, 0xffff_ffff_ffffL, 0x0100_5e00_0001L, 0x0200_0001_0001L};
    static final String[] IPV4 = {"10.0.0.1", "10.0.0.2", "10.0.1.1", "192.168.0.1", "255.255.255.255", "0.0.0.0"};
    static final String[] IPV6 = {"fe80::1", "fe80::2", "2001:db8::1", "2001:db8:0:1::1", "ff02::1", "::"};
    static final int[] PORTS = {0, 53, 80, 443, 1000, 0xffff};
    static final int[] VIDS = {0, 1, 10, 100, 4095};
    static final int[] LABELS = {0, 3, 16, 1000, 0xfffff};
    static final int[] ISIDS = {0, 1, 0x123456, 0xffffff};
    /** Of TCP: SYN, SYN ACK, ACK, all of them, and one of the reserved. */
    static final int[] FLAGS = {0, 0x002, 0x012, 0x010, 0x1ff, 0x800};
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60, 60, 135, 139, 140};

    private static final byte[][] KEPT = Corpus.FRAMES.values().toArray(new byte[0][]);

    private final Random r;
    private final Focus focus;
    private final List<byte[]> earlier = new ArrayList<>();
    /** Protocol of half the IP packets, where the round is about headers. */
    private final int favourite;

    RandomFrames(Random r, Focus focus) {
        this.r = r;
        this.focus = focus;
        this.favourite = pick(1, 6, 17, 132, 58, 136, 33, 4, 41);
    }

    /** A frame, new or one of those before. */
    byte[] next() {
        return r.nextInt(2) == 0 && !earlier.isEmpty() ? earlier.get(r.nextInt(earlier.size())) : fresh();
    }

    /** A frame of 14 bytes or more that will be met again. */
    byte[] earlier() {
        byte[] f = fresh();
        while (f.length < 14) {
            f = fresh();
        }
        earlier.add(f);
        return f;
    }

    private byte[] fresh() {
        if (r.nextInt(50) == 0) {
            byte[] kept = KEPT[r.nextInt(KEPT.length)];
            return r.nextBoolean() ? kept : damage(kept);
        }
        byte[] f;
        switch (kind()) {
            case 0:
                f = bytes(r.nextInt(80));
                break;
            case 1:
                f = ethernet(mac(), mac(), r.nextBoolean() ? r.nextInt(0x600) : 0x88b5, bytes(r.nextInt(60)));
                break;
            case 2:
                f = ethernet(mac(), mac(), 0x806, join(arp(1 + r.nextInt(2), mac(), v4(), mac(), v4()), bytes(r.nextInt(20))));
                break;
            case 3:
            case 4:
            case 5:
            case 6:
                f = ethernet(mac(), mac(), 0x800, join(ipv4Packet(), padding()));
                break;
            case 12:
            case 13:
                f = mplsFrame();
                break;
            case 14:
            case 15:
                f = pbb(mac(), mac(), r.nextInt(256), pick(ISIDS), r.nextInt(8) == 0 ? bytes(r.nextInt(20)) : tags(fresh()));
                break;
            default:
                f = ethernet(mac(), mac(), 0x86dd, join(ipv6Packet(), padding()));
                break;
        }
        f = tags(f);
        return r.nextInt(5) == 0 ? damage(f) : f;
    }

    private int kind() {
        switch (focus) {
            case NEIGHBOURS:
            case EXTENSIONS:
                return 11;
            case LABELS:
                return r.nextInt(2) == 0 ? r.nextInt(12) : 12 + r.nextInt(4);
            default:
                return r.nextInt(16);
        }
    }

    private byte[] tags(byte[] frame) {
        byte[] f = frame;
        int most = focus == Focus.LABELS ? 3 : 2;
        for (int n = r.nextInt(4 + most) - 3; n > 0 && f.length >= 14; n--) {
            f = tagged(r.nextBoolean() ? 0x8100 : 0x88a8, r.nextInt(8) << 13 | r.nextInt(2) << 12 | pick(VIDS), f);
        }
        return f;
    }

    /** One to four entries, the last of which mostly says so, in front of something. */
    private byte[] mplsFrame() {
        byte[] stack = new byte[0];
        int entries = 1 + r.nextInt(4);
        for (int i = 1; i <= entries; i++) {
            int bottom = (i == entries) == (r.nextInt(8) > 0) ? 1 : 0;
            stack = join(stack, mplsEntry(pick(LABELS), r.nextInt(8), bottom, ttl()));
        }
        byte[] inner = r.nextInt(3) == 0 ? ipv4Packet() : r.nextBoolean() ? ipv6Packet() : bytes(r.nextInt(60));
        return ethernet(mac(), mac(), r.nextBoolean() ? 0x8847 : 0x8848, join(stack, inner, padding()));
    }

    private byte[] padding() {
        return bytes(r.nextInt(3) == 0 ? r.nextInt(20) : 0);
    }

    private byte[] damage(byte[] f) {
        byte[] d = f.clone();
        switch (r.nextInt(4)) {
            case 0:
                return Arrays.copyOf(d, r.nextInt(d.length + 1));
            case 2:
                // A length, if chance will have it: zero, one more, one less, all ones.
                if (d.length > 15) {
                    int at = 14 + r.nextInt(Math.min(70, d.length - 15));
                    int word = (d[at] & 255) << 8 | d[at + 1] & 255;
                    put16(d, at, pick(0, word + 1, word - 1, 0xffff));
                }
                return d;
            case 1:
                for (int n = 1 + r.nextInt(3); n > 0 && d.length > 0; n--) {
                    d[r.nextInt(d.length)] = (byte) r.nextInt(256);
                }
                return d;
            default:
                // Somewhere in the first IP header or tag: versions, lengths, fragments, options.
                if (d.length > 14) {
                    int at = 14 + r.nextInt(Math.min(50, d.length - 14));
                    d[at] = (byte) (r.nextBoolean() ? r.nextInt(4) : d[at] ^ 1 << r.nextInt(8));
                }
                return d;
        }
    }

    private byte[] ipv4Packet() {
        byte[] s = v4();
        byte[] d = v4();
        int protocol = isFavoured() ? favourite : pick(1, 6, 17, 132, 58, 136, 33, 47, 4, 41, r.nextInt(256));
        int fragment = r.nextInt(6) == 0 ? new int[] {0x4000, 0x2000, 0x2001, 0x0010}[r.nextInt(4)] : 0;
        byte[] options = r.nextInt(6) == 0 ? bytes(4 * (1 + r.nextInt(10))) : new byte[0];
        return ipv4(s, d, tos(), ttl(), protocol, fragment, options, payload(s, d, protocol));
    }

    private boolean isFavoured() {
        return focus == Focus.HEADERS && r.nextBoolean();
    }

    private byte[] ipv6Packet() {
        byte[] s = v6();
        byte[] d = v6();
        int protocol = isFavoured() ? favourite : focus == Focus.NEIGHBOURS ? 58 : pick(6, 17, 132, 58, 58, 58, 1, 136, 59, 50, 4, 41, r.nextInt(256));
        byte[] payload = payload(s, d, protocol);
        int next = protocol;
        for (int header : chain()) {
            payload = join(extension(header, next), payload);
            next = header;
        }
        return ipv6(s, d, tos(), r.nextInt(3), ttl(), next, payload);
    }

    /** Extension headers from the last to the first: in the recommended order with gaps and repetitions, or in any. */
    private int[] chain() {
        if (focus != Focus.EXTENSIONS) {
            int[] few = new int[Math.max(0, r.nextInt(6) - 3)];
            Arrays.setAll(few, i -> pick(EXTENSIONS));
            return few;
        }
        if (r.nextInt(3) == 0) {
            int[] any = new int[r.nextInt(7)];
            Arrays.setAll(any, i -> pick(EXTENSIONS));
            return any;
        }
        return Arrays.stream(new int[] {60, 51, 44, 43, 60, 0}).filter(h -> r.nextBoolean())
                .flatMap(h -> Arrays.stream(new int[r.nextInt(6) == 0 ? 2 : 1]).map(i -> h)).toArray();
    }

    private byte[] extension(int header, int next) {
        switch (header) {
            case 44:
                return join(u8(next, 0), u16(new int[] {0, 1, 8, 0x101}[r.nextInt(4)]), bytes(4));
            case 51:
                return join(u8(next, 4), bytes(22));
            case 43:
                return join(u8(next, 2, 0, r.nextInt(2)), bytes(20));
            default:
                int units = r.nextInt(3);
                return join(u8(next, units), bytes(6 + 8 * units));
        }
    }

    private byte[] payload(byte[] s, byte[] d, int protocol) {
        byte[] data = bytes(r.nextInt(24));
        switch (protocol) {
            case 1:
                return icmp(pick(0, 3, 8), r.nextInt(2), data);
            case 6:
                byte[] t = tcp(s, d, pick(PORTS), pick(PORTS), data);
                put16(t, 12, 0x5000 | pick(FLAGS));
                put16(t, 16, 0);
                put16(t, 16, checksum(s, d, 6, t));
                return t;
            case 17:
            case 136:
                byte[] u = udp(s, d, pick(PORTS), pick(PORTS), data);
                if (r.nextInt(4) == 0) {
                    put16(u, 6, pick(0, 0xffff, 1, 0xfffe));
                }
                return u;
            case 4:
                return ipv4Packet();
            case 41:
                return ipv6Packet();
            case 132:
                byte[] packet = sctp(pick(PORTS), pick(PORTS), data);
                if (r.nextInt(4) == 0) {
                    put16(packet, 8, 0);
                    put16(packet, 10, 0);
                }
                return packet;
            case 58:
                int type = pick(128, 135, 136);
                return type == 128 ? icmpv6(s, d, type, r.nextInt(2), data) : neighbour(s, d, type, v6(), options());
            default:
                return data;
        }
    }

    private byte[] options() {
        byte[] all = new byte[0];
        for (int n = r.nextInt(4); n > 0; n--) {
            int units = 1 + (r.nextInt(4) == 0 ? r.nextInt(2) : 0);
            all = join(all, u8(pick(1, 2, 3), units), Frames.mac(mac()), bytes(8 * (units - 1)));
        }
        return all;
    }

    private int tos() {
        return pick(0, 1, 0x28, 0xb8, 0xff);
    }

    private int ttl() {
        return pick(0, 1, 2, 64, 255);
    }

    long mac() {
        return MACS[r.nextInt(MACS.length)];
    }

    private byte[] v4() {
        return ip(IPV4[r.nextInt(IPV4.length)]);
    }

    private byte[] v6() {
        return ip(IPV6[r.nextInt(IPV6.length)]);
    }

    private int pick(int... values) {
        return values[r.nextInt(values.length)];
    }

    private byte[] bytes(int n) {
        byte[] b = new byte[n];
        r.nextBytes(b);
        return b;
    }
}
