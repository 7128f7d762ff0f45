package org.onosnetmap.dataplane.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.dataplane.port.pcap.PcapWriter;

class PacketFilterTest {

    private static final String[] FILTERS = {"", "ip", "ip6", "arp", "rarp", "tcp", "udp", "sctp", "icmp", "icmp6", "igmp", "esp", "ah", "pim", "host 10.0.0.1", "src host 10.0.0.1", "dst 10.0.0.2",
        "src or dst host 10.0.0.2", "src and dst host 10.0.0.1", "ip host 10.0.0.1", "arp host 10.0.0.1", "rarp host 10.0.0.2", "host fd00::1", "ip6 src host fd00::2", "net 10.0.0.0/30",
        "net 10", "net 10.0.0", "src net 10.0.0.0 mask 255.255.255.252", "net fd00::/64", "dst net fd00::2/127", "port 80", "src port 80", "dst port 53", "tcp port 80", "udp dst port 53",
        "sctp port 80", "portrange 53-80", "tcp src portrange 80-90", "port 80 or 53", "tcp port 80 or 53 and not host 10.0.0.1", "host 10.0.0.1 or 10.0.0.2", "not host 10.0.0.1 and 10.0.0.2",
        "ether host 02:00:00:00:00:01", "ether src 02:00:00:00:00:02", "ether dst 2:0:0:0:0:1", "ether proto 0x88cc", "ether proto \\ip", "ether proto \\arp", "ip proto 17", "ip proto \\tcp",
        "ip6 proto 6", "ip6 proto \\udp", "proto 17", "proto \\icmp", "broadcast", "ether broadcast", "multicast", "ether multicast", "ip multicast", "ip6 multicast", "less 60", "greater 80",
        "len > 70", "len = 60", "len - 14 < 50", "vlan", "vlan 5", "vlan and ip", "vlan 5 and tcp port 80", "vlan and vlan 7", "vlan and vlan and ip", "not vlan", "ip or vlan and ip", "mpls",
        "mpls 100", "mpls and ip", "mpls and mpls 200", "mpls and mpls and ip6", "mpls 100 and host 10.0.0.1", "ip[8] < 10", "ip[0] & 0xf != 5", "ip[2:2] > 60", "tcp[tcpflags] & tcp-syn != 0",
        "tcp[tcpflags] & (tcp-syn|tcp-ack) == (tcp-syn|tcp-ack)", "tcp[13] = 2", "icmp[icmptype] = icmp-echo", "icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply",
        "icmp6[icmp6type] = icmp6-echo", "udp[4:2] > 20", "ether[0] & 1 = 0 and ip[16] >= 224", "ip[6:2] & 0x1fff != 0", "((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0",
        "ip6[6] = 17", "ip6[40:4] != 0", "ether[1000] = 0", "not ether[1000] = 0", "ip or ether[1000] = 0", "ether[1000] = 0 or ip", "arp[6:2] = 1", "ip[9] = 6 or ip[9] = 17",
        "len * 2 > 130 and len / 7 >= 9", "len % 4 = 2", "(ip or arp) and not (tcp or udp)", "!(tcp)", "ip and (host 10.0.0.1 and (port 80 or port 53))", "(len) > 60", "(1 + 2) * 30 < len",
        "0x3c = len", "tcp or udp and host 10.0.0.1", "not tcp and not udp or arp", "ip src 10.0.0.1 and ip dst 10.0.0.2", "ip[1:1] = 0", "-1 < len", "len ^ 1 > 61", "1 << 6 > len",
        "udp && (port 53 || port 80)", "len >= 010", "dst or src port 53", "dst and src net 10.0.0.0/31"};

    private final Random random = new Random(11);
    @TempDir
    private Path dir;

    private static boolean matches(String filter, byte[] frame) throws FilterException {
        return PacketFilter.compile(filter).matches(ByteBuffer.wrap(frame), 0, frame.length, frame.length);
    }

    /** A frame of headers that filters look at, with values from few; sometimes cut short, sometimes with a byte that is wrong. */
    private byte[] frame() {
        ByteBuffer b = ByteBuffer.allocate(200);
        mac(b);
        mac(b);
        for (int n = random.nextInt(4) - 1; n > 0; n--) {
            b.putShort((short) new int[] {0x8100, 0x88a8, 0x9100}[random.nextInt(3)]).putShort((short) (random.nextInt(3) << 13 | 5 + random.nextInt(3)));
        }
        int kind = random.nextInt(7);
        int labels = random.nextInt(5) == 0 ? 1 + random.nextInt(2) : 0;
        if (labels > 0) {
            b.putShort((short) 0x8847);
            for (int i = 0; i < labels; i++) {
                b.putInt(100 * (1 + random.nextInt(2)) << 12 | (i == labels - 1 ? 0x100 : 0) | 64);
            }
        }
        if (kind < 3) {
            type(b, labels, 0x0800);
            ipv4(b);
        } else if (kind < 5) {
            type(b, labels, 0x86dd);
            int next = protocol(true);
            b.putInt(6 << 28).putShort((short) 20).put((byte) next).put((byte) random.nextInt(256));
            ipv6(b);
            ipv6(b);
            if (next == 44) {
                int p = protocol(true);
                b.put((byte) p).put((byte) 0).putShort((short) 0).putInt(7);
                transport(b);
            } else {
                transport(b);
            }
        } else if (kind == 5) {
            type(b, labels, random.nextBoolean() ? 0x0806 : 0x8035);
            b.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4).putShort((short) (1 + random.nextInt(2)));
            mac(b);
            address(b);
            mac(b);
            address(b);
        } else {
            type(b, labels, 0x88cc);
        }
        int length = random.nextInt(8) == 0 ? 14 + random.nextInt(60) : Math.max(60, b.position() + random.nextInt(30));
        byte[] all = java.util.Arrays.copyOf(b.array(), length);
        if (random.nextInt(10) == 0) {
            all[random.nextInt(length)] = (byte) random.nextInt();
        }
        return all;
    }

    private static void type(ByteBuffer b, int labels, int type) {
        if (labels == 0) {
            b.putShort((short) type);
        }
    }

    private void mac(ByteBuffer b) {
        switch (random.nextInt(5)) {
            case 0:
                b.putShort((short) -1).putInt(-1);
                break;
            case 1:
                b.putShort((short) 0x0100).putInt(0x5e000001);
                break;
            default:
                b.putShort((short) 0x0200).putInt(1 + random.nextInt(2));
        }
    }

    private void address(ByteBuffer b) {
        b.putInt(random.nextInt(8) == 0 ? 0xe0000001 : 0x0a000000 + random.nextInt(6));
    }

    private void ipv6(ByteBuffer b) {
        b.putLong(random.nextInt(8) == 0 ? 0xff02L << 48 : 0xfd00L << 48).putLong(1 + random.nextInt(4));
    }

    private int protocol(boolean ipv6) {
        int[] all = {6, 6, 17, 17, 132, 1, 58, 2, 50, 51, 103, ipv6 ? 44 : 9};
        return all[random.nextInt(all.length)];
    }

    private void ipv4(ByteBuffer b) {
        int words = random.nextInt(6) == 0 ? 6 : 5;
        int fragment = random.nextInt(6) == 0 ? random.nextInt(3) << 13 | random.nextInt(50) : 0;
        b.put((byte) (0x40 | words)).put((byte) random.nextInt(3)).putShort((short) (40 + random.nextInt(40))).putShort((short) 7).putShort((short) fragment);
        b.put((byte) (1 + random.nextInt(64))).put((byte) protocol(false)).putShort((short) 0);
        address(b);
        address(b);
        for (int i = 5; i < words; i++) {
            b.putInt(0x01010101);
        }
        transport(b);
    }

    private void transport(ByteBuffer b) {
        int[] ports = {80, 53, 8, 0, 85, 0x0800, 0x8000, 1000};
        b.putShort((short) ports[random.nextInt(ports.length)]).putShort((short) ports[random.nextInt(ports.length)]).putInt(random.nextInt(40) << 16).putInt(0);
        b.put((byte) 0x50).put((byte) random.nextInt(64)).putShort((short) 100).putInt(random.nextInt());
    }

    /** What, without its optimizer, which merges reads behind the end of cut frames, tcpdump of this machine lets through of a file, by time stamps in seconds. */
    private static List<Long> tcpdump(Path dir, Path in, String filter) throws Exception {
        Path out = dir.resolve("out.pcap");
        Process p = new ProcessBuilder("tcpdump", "-n", "-O", "-r", in.toString(), "-w", out.toString(), "--", filter).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (p.waitFor() != 0 && said.contains("expression rejects all packets")) {
            return new ArrayList<>();
        }
        assertEquals(0, p.exitValue(), filter + ": " + said);
        List<Long> all = new ArrayList<>();
        try (PcapReader r = new PcapReader(out)) {
            while (r.next()) {
                all.add(r.timeNanos() / 1_000_000_000L);
            }
        }
        return all;
    }

    private static boolean hasTcpdump() {
        try {
            return new ProcessBuilder("tcpdump", "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void everyFilterLetsThroughWhatTcpdumpDoes() throws Exception {
        assumeTrue(hasTcpdump(), "the package tcpdump is not installed");
        List<byte[]> frames = new ArrayList<>();
        Path in = dir.resolve("in.pcap");
        try (PcapWriter w = new PcapWriter(in)) {
            for (int i = 0; i < 3000; i++) {
                frames.add(frame());
                w.write(1_000_000_000L * i, ByteBuffer.wrap(frames.get(i)));
            }
        }
        List<String> filters = new ArrayList<>(List.of(FILTERS));
        for (int i = 0; i < 60; i++) {
            // vlan and mpls move what comes after them, which makes sense in few orders only
            filters.add(combined(2));
        }
        List<String> wrong = new ArrayList<>();
        int matched = 0;
        for (String filter : filters) {
            PacketFilter ours = PacketFilter.compile(filter);
            List<Long> mine = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                byte[] f = frames.get(i);
                if (ours.matches(ByteBuffer.wrap(f), 0, f.length, f.length)) {
                    mine.add((long) i);
                }
            }
            matched += mine.isEmpty() ? 0 : 1;
            List<Long> theirs = tcpdump(dir, in, filter);
            if (!mine.equals(theirs)) {
                List<Long> more = new ArrayList<>(mine);
                more.removeAll(theirs);
                theirs.removeAll(mine);
                wrong.add("'" + filter + "' lets through " + more.size() + " too many and " + theirs.size() + " too few, as " + hex(frames, more) + " / " + hex(frames, theirs));
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(matched > FILTERS.length * 3 / 4, matched + " filters let something through");
    }

    private static String hex(List<byte[]> frames, List<Long> which) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; !which.isEmpty() && i < frames.get((int) (long) which.get(0)).length; i++) {
            s.append(String.format("%02x", frames.get((int) (long) which.get(0))[i]));
        }
        return s.toString();
    }

    private String combined(int depth) {
        if (depth == 0) {
            String f;
            do {
                f = FILTERS[1 + random.nextInt(FILTERS.length - 1)];
            } while (f.contains("vlan") || f.contains("mpls"));
            return "(" + f + ")";
        }
        String a = combined(depth - 1) + (random.nextBoolean() ? " and " : " or ") + combined(depth - 1);
        return random.nextInt(3) == 0 ? "not (" + a + ")" : "(" + a + ")";
    }

    @Test
    void theLengthOnTheWireIsTheOneThatCounts() throws Exception {
        assertTrue(PacketFilter.compile("len = 1500 and greater 1500").matches(ByteBuffer.allocate(64), 0, 64, 1500));
    }

    private static void refused(String filter, String why) {
        String m = assertThrows(FilterException.class, () -> PacketFilter.compile(filter), filter).getMessage();
        assertTrue(m.contains(why), m);
    }

    @Test
    void whatIsNoFilterIsRefusedWithPlaceAndReason() {
        refused("tcp prot 80", "'prot' at position 5: what comes here must be joined by 'and' or 'or'");
        refused("host www.example.org", "'www.example.org' at position 6: is no address; names of hosts are not looked up here");
        refused("port http", "names of services are not looked up here");
        refused("ip and", "the end: an expression is expected");
        refused("(ip", "')' is missing");
        refused("portrange 9-8", "the range ends before it starts");
        refused("portrange 9", "write portrange 6000-6008");
        refused("port 70000", "take ports from 0 to 65535");
        refused("net 10.0.0.1/8", "bits outside of its mask");
        refused("net 10.0.0.0/33", "is no length of a prefix");
        refused("ip[0:3] = 1", "take 1, 2 or 4 bytes");
        refused("ip[0] 5", "a comparison is expected");
        refused("ip broadcast", "netmask");
        refused("gateway 10.0.0.1", "is not supported here");
        refused("tcp host 10.0.0.1", "'tcp' has no addresses");
        refused("arp port 80", "'arp' has no ports");
        refused("02:00:00:00:00:01", "write ether host 02:00:00:00:00:01");
        refused("ip $ tcp", "'$' at position 4 means nothing");
        refused("vlan 5000", "take 0 to 4095");
        refused("ether proto 5", "LLC is not looked into");
        refused("host 10.0.0.300", "is no IPv4 address");
        refused("host fd00::1::2", "is no IPv6 address");
        refused("(".repeat(1000) + "ip" + ")".repeat(1000), "too deep");
    }

    @Test
    void noTextMakesItFailInAnotherWay() {
        String[] words = {"ip", "tcp", "host", "10.0.0.1", "port", "80", "and", "or", "not", "(", ")", "[", "]", ":", "len", ">", "=", "&", "vlan", "mpls", "ether", "proto", "src", "dst", "net", "/", "8",
            "-", "fd00::1", "\\", "portrange", "1-2", "icmptype", "!", "less", "02:00:00:00:00:01", "mask", "0x", "$", "multicast"};
        byte[] frame = frame();
        for (int i = 0; i < 100_000; i++) {
            StringBuilder s = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                s.append(words[random.nextInt(words.length)]).append(random.nextInt(4) == 0 ? "" : " ");
            }
            try {
                matches(s.toString(), frame);
            } catch (FilterException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
    }
}
