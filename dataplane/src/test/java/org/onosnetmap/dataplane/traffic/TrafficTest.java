package org.onosnetmap.dataplane.traffic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.sys.Libc;

/** Frames as they come out of a pipe, and tasks over pipes and VALE ports. */
class TrafficTest {

    private final PortSet ports = new PortSet(2048, 1, false);

    @AfterEach
    void close() {
        ports.close();
    }

    private Port[] pipe() throws Exception {
        return new Port[] {ports.open("netmap:t{1"), ports.open("netmap:t}1")};
    }

    /** What a sender sends, frame by frame. */
    private List<byte[]> sent(FrameSpec spec, Transmitter.Options options) throws Exception {
        Port[] p = pipe();
        Transmitter t = new Transmitter(p[0], 0, spec, 3, options);
        List<byte[]> all = new ArrayList<>();
        NetmapRing r = p[1].rxRing(0);
        while (!t.isDone()) {
            t.step(System.nanoTime());
            p[1].rxsync(0);
            for (int i = r.head(); i != r.tail(); i = r.next(i)) {
                byte[] b = new byte[r.len(i)];
                for (int k = 0; k < b.length; k++) {
                    b[k] = r.memory().get(r.bufferAt(i) + k);
                }
                all.add(b);
            }
            r.advanceTo(r.tail());
            p[1].rxsync(0);
        }
        return all;
    }

    private static int u16(byte[] b, int at) {
        return (b[at] & 255) << 8 | b[at + 1] & 255;
    }

    private static long u32(byte[] b, int at) {
        return (long) u16(b, at) << 16 | u16(b, at + 2);
    }

    /** The ones' complement sum of RFC 1071 over bytes; 0xffff if the checksum among them is right. */
    private static int sum(byte[] b, int from, int to, int more) {
        long s = more;
        for (int i = from; i < to; i++) {
            s += (i - from) % 2 == 0 ? (b[i] & 255) << 8 : b[i] & 255;
        }
        while (s >> 16 != 0) {
            s = (s & 0xffff) + (s >> 16);
        }
        return (int) s;
    }

    /** Lengths, checksums and number of a frame; returns "source:port > destination:port". */
    private static String verified(byte[] b, int header, int length, int number) {
        assertEquals(header + length, b.length);
        boolean v6 = u16(b, header + 12) == 0x86dd;
        int ip = header + 14;
        int udp = ip + (v6 ? 40 : 20);
        assertEquals(v6 ? 6 : 4, b[ip] >> 4 & 15);
        assertEquals(length - 14 - (v6 ? 40 : 0), u16(b, ip + (v6 ? 4 : 2)), "IP length");
        assertEquals(length - (udp - header), u16(b, udp + 4), "UDP length");
        if (!v6) {
            assertEquals(0xffff, sum(b, ip, ip + 20, 0), "IPv4 checksum");
        }
        assertEquals(0xffff, sum(b, ip + (v6 ? 8 : 12), b.length, 17 + length - (udp - header)), "UDP checksum");
        assertEquals(3, u16(b, udp + 12), "stream");
        assertEquals(number, u32(b, udp + 14), "number");
        return v6 ? u32(b, ip + 20) + ":" + u16(b, udp) + " > " + u32(b, ip + 36) + ":" + u16(b, udp + 2)
                : u32(b, ip + 12) + ":" + u16(b, udp) + " > " + u32(b, ip + 16) + ":" + u16(b, udp + 2);
    }

    @Test
    void framesHaveRightLengthsChecksumsAndNumbers() throws Exception {
        List<byte[]> frames = sent(new FrameSpec().macs(0x020304050607L, 0x0a0b0c0d0e0fL), new Transmitter.Options().count(70_000).burst(100));
        assertEquals(70_000, frames.size());
        for (int i = 0; i < frames.size(); i++) {
            assertEquals(0x0a000001L + ":1234 > " + 0x0a010001L + ":1234", verified(frames.get(i), 0, 60, i));
        }
        byte[] f = frames.get(0);
        assertArrayEquals(new byte[] {10, 11, 12, 13, 14, 15, 2, 3, 4, 5, 6, 7, 8, 0}, java.util.Arrays.copyOf(f, 14));
    }

    @Test
    void longFramesAndIpv6AndVirtioHeadersToo() throws Exception {
        int i = 0;
        for (byte[] f : sent(new FrameSpec().lengths(1514, 1514).virtioHeader(12), new Transmitter.Options().count(2000))) {
            verified(f, 12, 1514, i++);
        }
        ports.close();
        i = 0;
        FrameSpec v6 = new FrameSpec().endpoints(Endpoints.parse("[fd00::1]:5-[fd00::3]:6", 0), Endpoints.parse("fd00::9", 7)).lengths(80, 80);
        Set<String> seen = new TreeSet<>();
        for (byte[] f : new TrafficTest().sent(v6, new Transmitter.Options().count(100))) {
            seen.add(verified(f, 0, 80, i++));
        }
        assertEquals(Set.of("1:5 > 9:7", "1:6 > 9:7", "2:5 > 9:7", "2:6 > 9:7", "3:5 > 9:7", "3:6 > 9:7"), seen);
    }

    @Test
    void rangesGoRoundPortsOfTheSourceFirst() throws Exception {
        FrameSpec spec = new FrameSpec().endpoints(Endpoints.parse("0.0.0.1:1-0.0.0.2:2", 0), Endpoints.parse("0.0.0.8:3-0.0.0.9:4", 0));
        List<String> order = new ArrayList<>();
        int i = 0;
        for (byte[] f : sent(spec, new Transmitter.Options().count(17))) {
            order.add(verified(f, 0, 60, i++));
        }
        assertEquals(List.of("1:1 > 8:3", "1:2 > 8:3", "2:1 > 8:3", "2:2 > 8:3", "1:1 > 8:4", "1:2 > 8:4", "2:1 > 8:4", "2:2 > 8:4", "1:1 > 9:3"), order.subList(0, 9));
        assertEquals("2:2 > 9:4", order.get(15));
        assertEquals("1:1 > 8:3", order.get(16), "and from the beginning");
    }

    @Test
    void chanceReachesAllOfARangeAndAllSizesAndStaysInside() throws Exception {
        FrameSpec spec = new FrameSpec().endpoints(Endpoints.parse("10.0.0.1:1-10.0.0.4:2", 0), Endpoints.parse("10.9.0.0", 9)).random(true, true).lengths(64, 70);
        Set<String> sources = new TreeSet<>();
        Set<String> destinations = new TreeSet<>();
        Set<Integer> sizes = new TreeSet<>();
        int i = 0;
        for (byte[] f : sent(spec, new Transmitter.Options().count(3000))) {
            String[] s = verified(f, 0, f.length, i++).split(" > ");
            sources.add(s[0]);
            destinations.add(s[1]);
            sizes.add(f.length);
        }
        assertEquals(8, sources.size());
        assertTrue(destinations.size() > 2900, "any address");
        assertEquals(new TreeSet<>(List.of(64, 65, 66, 67, 68, 69)), sizes);
        for (String d : destinations) {
            int network = (int) (Long.parseLong(d.substring(0, d.indexOf(':'))) >>> 24);
            assertTrue(network > 0 && network < 224 && network != 127, d);
        }
    }

    @Test
    void aFrameOfAFileGoesAsItIs() throws Exception {
        byte[] frame = new byte[77];
        new java.util.Random(1).nextBytes(frame);
        for (byte[] f : sent(new FrameSpec().frame(frame), new Transmitter.Options().count(1500))) {
            assertArrayEquals(frame, f);
        }
    }

    @Test
    void fragmentsMakeUpThePacket() throws Exception {
        Port[] p = pipe();
        Transmitter t = new Transmitter(p[0], 0, new FrameSpec().lengths(1000, 1000), 3, new Transmitter.Options().count(700).fragments(3, 200).burst(50));
        Receiver r = new Receiver(p[1], 0, 64, 700, 0, null);
        List<String> slots = new ArrayList<>();
        t.step(0);
        p[1].rxsync(0);
        for (int i = 0; i < 6; i++) {
            slots.add(p[1].rxRing(0).len(i) + (p[1].rxRing(0).flags(i) == NetmapAbi.NS_MOREFRAG ? "+" : ""));
        }
        assertEquals(List.of("200+", "200+", "600", "200+", "200+", "600"), slots);
        while (!r.isDone()) {
            t.step(0);
            r.step(0);
        }
        assertEquals(700, r.packets());
        assertEquals(700_000, r.bytes());
        assertEquals("0 0 0", r.lost() + " " + r.duplicates() + " " + r.reordered());
    }

    /** What the kernel's VALE reads; that it does, the tests in guests prove. */
    @Test
    void indirectFramesAreWhereTheSlotsSayAndMayBeLongerThanBuffers() throws Exception {
        Port p = ports.open("null:");
        Transmitter t = new Transmitter(p, 0, new FrameSpec().lengths(9000, 9000), 3, new Transmitter.Options().count(5).indirect(true));
        t.step(0);
        NetmapRing r = p.txRing(0);
        for (int i = 0; i < 5; i++) {
            assertEquals(NetmapAbi.NS_INDIRECT, r.flags(i));
            byte[] frame = new byte[r.len(i)];
            int at = (int) (r.ptr(i) - Libc.address(t.memory()));
            for (int k = 0; k < frame.length; k++) {
                frame[k] = t.memory().get(at + k);
            }
            verified(frame, 0, 9000, i);
        }
    }

    @Test
    void everythingArrivesOverAValeSwitchOnOneThread() throws Exception {
        Port a = ports.open("vale9:a");
        Port b = ports.open("vale9:b");
        Transmitter t = new Transmitter(a, 0, new FrameSpec(), 0, new Transmitter.Options().count(200_000));
        Receiver r = new Receiver(b, 0, 1024, 200_000, 0, null);
        TaskLoop loop = new TaskLoop(List.of(t, r), ports::drive, false);
        loop.run();
        assertNull(loop.failure());
        assertEquals("200000 12000000 0 0 0 1", r.packets() + " " + r.bytes() + " " + r.lost() + " " + r.duplicates() + " " + r.reordered() + " " + r.streams());
        assertEquals(200_000, ports.vale("vale9").ports().get(0).rxPackets());
    }

    @Test
    void severalRingsOfAValePortReachTheReceiver() throws Exception {
        Port a = ports.open("vale9:a", 3, Map.of());
        Port b = ports.open("vale9:b");
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(new Transmitter(a, i, new FrameSpec(), i, new Transmitter.Options().count(10_000).burst(100)));
        }
        Receiver r = new Receiver(b, 0, 1024, 30_000, 0, null);
        tasks.add(r);
        TaskLoop loop = new TaskLoop(tasks, ports::drive, false);
        loop.run();
        assertNull(loop.failure());
        assertEquals("30000 0 3", r.packets() + " " + r.lost() + " " + r.streams());
    }

    @Test
    void pingsAreAnsweredAndMeasured() throws Exception {
        Port[] p = pipe();
        List<Long> latencies = new ArrayList<>();
        long timeout = 60_000_000_000L; // none is lost because the other thread is held up
        Pinger ping = new Pinger(p[0], 0, new FrameSpec().macs(1, 2), 5, 300, 0, latencies::add, timeout);
        Ponger pong = new Ponger(p[1], 0, 64, 300, 0);
        TaskLoop there = new TaskLoop(List.of(ping), null, true);
        TaskLoop back = new TaskLoop(List.of(pong), null, true);
        Thread t = new Thread(back);
        t.start();
        there.run();
        t.join();
        assertNull(there.failure());
        assertNull(back.failure());
        assertEquals("300 300 300 0 0", ping.sent() + " " + ping.packets() + " " + pong.packets() + " " + ping.lost() + " " + ping.duplicates());
        assertEquals(300, latencies.size());
        assertTrue(latencies.stream().allMatch(n -> n > 0), latencies.toString());
    }

    @Test
    void aPingWithoutAnswerIsLostAndTheNextGoesOut() throws Exception {
        Port[] p = pipe();
        Pinger ping = new Pinger(p[0], 0, new FrameSpec(), 5, 2, 0, n -> { });
        long now = System.nanoTime();
        ping.step(now);
        assertEquals(1, ping.sent());
        ping.step(System.nanoTime() + 1_100_000_000L);
        assertEquals("2 1", ping.sent() + " " + ping.lost());
    }

    @Test
    void nothingIsAllocatedForAPacket() throws Exception {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Port a = ports.open("vale9:a");
        Port b = ports.open("vale9:b");
        Transmitter t = new Transmitter(a, 0, new FrameSpec(), 0, new Transmitter.Options());
        Receiver r = new Receiver(b, 0, 1024, 0, 0, null);
        long[] bytes = new long[2];
        long packets = 0;
        for (int i = 0; i < 4000; i++) {
            if (i == 1000) {
                packets = r.packets();
                bytes[0] = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            }
            t.step(i);
            ports.drive();
            r.step(i);
            ports.drive();
        }
        bytes[1] = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        packets = r.packets() - packets;
        assertTrue(packets > 1_000_000, packets + " packets");
        assertTrue(bytes[1] - bytes[0] < packets / 100, bytes[1] - bytes[0] + " bytes for " + packets + " packets");
    }

    @Test
    void framesThatDoNotFitAreRefused() throws Exception {
        Port[] p = pipe();
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Transmitter(p[0], 0, new FrameSpec().lengths(3000, 3000), 0, new Transmitter.Options())).getMessage()
                .contains("do not fit the port's buffers of 2112"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new FrameSpec().lengths(59, 59)).getMessage().contains("takes 60 at least"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new FrameSpec().lengths(90, 80)).getMessage().contains("ends before it starts"));
        assertThrows(IllegalArgumentException.class, () -> new FrameSpec().virtioHeader(11));
    }
}
