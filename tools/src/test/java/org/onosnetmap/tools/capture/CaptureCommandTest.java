package org.onosnetmap.tools.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.tools.CommandFixture;
import org.onosnetmap.tools.Frames;
import org.onosnetmap.tools.NetmapProcess;
import org.onosnetmap.tools.VethPair;

class CaptureCommandTest extends CommandFixture {

    private static List<Integer> every(int from, int to, int step) {
        return IntStream.range(from, to).filter(i -> (i - from) % step == 0).boxed().collect(Collectors.toList());
    }

    @Test
    void whatMatchesTheFilterIsWritten() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 100, 0);
        Path out = dir.resolve("out.pcapng");
        assertEquals(0, netmap("capture -T 0 -i pcap:" + in + " -o " + out), stderr::toString);
        assertEquals(every(0, 100, 1), Frames.numbers(out));
        assertTrue(stderr.toString().contains("100 packets received, 100 written"), stderr::toString);
        assertEquals(0, netmap("capture -T 0 -i pcap:" + in + " -o " + out + " tcp and host 10.0.0.2"), stderr::toString);
        assertEquals(every(1, 100, 2), Frames.numbers(out));
        assertEquals(0, netmap("capture -T 0 -n 3 -i pcap:" + in + " -o " + out + " tcp"), stderr::toString);
        assertEquals(List.of(1, 3, 5), Frames.numbers(out));
        assertEquals(0, netmap("capture -T 0 -s 20 -i pcap:" + in + " -o " + out), stderr::toString);
        try (PcapReader r = new PcapReader(out)) {
            assertTrue(r.next());
            assertEquals("20 60", r.captured() + " " + r.original());
            assertTrue(Math.abs(r.timeNanos() / 1_000_000 - System.currentTimeMillis()) < 60_000, "by the clock");
        }
    }

    @Test
    void aRingOfFilesKeepsTheLast() throws Exception {
        // A packet takes 92 bytes, so that the second million begins with packet 10,868 or so.
        Path in = Frames.capture(dir.resolve("in.pcap"), 30_000, 0);
        Path out = dir.resolve("ring");
        assertEquals(0, netmap("capture -T 0 -C 1 -W 2 -i pcap:" + in + " -o " + out), stderr::toString);
        List<Integer> third = Frames.numbers(dir.resolve("ring.1"));
        List<Integer> second = Frames.numbers(dir.resolve("ring.2"));
        assertTrue(Files.size(dir.resolve("ring.2")) <= 1_000_100, "a million bytes and the end");
        List<Integer> both = new ArrayList<>(second);
        both.addAll(third);
        assertEquals(every(30_000 - both.size(), 30_000, 1).stream().map(i -> (int) (byte) (int) i).collect(Collectors.toList()), both);
        assertFalse(Files.exists(dir.resolve("ring.3")));
        assertEquals(0, netmap("capture -T 0 -C 1 -i pcap:" + in + " -o " + out), stderr::toString);
        assertEquals(30_000, Frames.numbers(dir.resolve("ring.1")).size() + Frames.numbers(dir.resolve("ring.2")).size() + Frames.numbers(dir.resolve("ring.3")).size());
    }

    @Test
    void anotherFileBeginsAfterSoManySeconds() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 25, 100);
        Path out = dir.resolve("by-time");
        assertEquals(0, netmap("capture -T 0 -G 1 -i pcap:" + in + " -O timing=file -o " + out), stderr::toString);
        List<Integer> all = new ArrayList<>();
        long begun = 0;
        for (int i = 1; Files.exists(dir.resolve("by-time." + i)); i++) {
            Path file = dir.resolve("by-time." + i);
            all.addAll(Frames.numbers(file));
            try (PcapReader r = new PcapReader(file)) { // not how many: after a pause many frames come at once, and have one time
                assertTrue(r.next(), file + " is empty");
                long first = r.timeNanos();
                while (r.next()) {
                    assertTrue(r.timeNanos() - first < 1_000_000_000L, file + " goes on for more than a second");
                }
                assertTrue(first - begun >= 1_000_000_000L, file + " comes too early");
                begun = first;
            }
        }
        assertEquals(every(0, 25, 1), all);
    }

    @Test
    void theStandardOutputIsAFileAsWellAndWhoReadsNoLongerIsToldOfInOneLine() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 100, 0);
        NetmapProcess p = NetmapProcess.start(dir, null, "capture", "-T", "0", "-i", "pcap:" + in, "-o", "-").ends(0);
        assertEquals(every(0, 100, 1), Frames.numbers(p.outFile()));
        NetmapProcess.startOnto(Path.of("/dev/full"), dir, "capture", "-T", "0", "-i", "pcap:" + in, "-o", "-").ends(1).endsWith("No space left on device");
    }

    @Test
    void badInputIsRefusedInOneLine() throws Exception {
        Path out = dir.resolve("out");
        refused(2, "'prot' at position 5", "capture -i null: -o " + out + " tcp prot");
        refused(2, "-W needs -C or -G", "capture -i null: -W 3 -o " + out);
        refused(2, "Missing required option: '-o=FILE'", "capture -i null:");
        refused(1, "there is no such", "capture -i null: -o " + dir.resolve("no/such"));
        refused(1, "packet:nope: there is no such network interface", "capture -i packet:nope -o " + out);
        assertFalse(Files.exists(out), "nothing was captured");
        byte[] raw = new byte[24];
        ByteBuffer.wrap(raw).putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(20, 101);
        refused(1, "has packets of link type 101 and not of Ethernet (1)", "capture -i pcap:" + Files.write(dir.resolve("raw.pcap"), raw) + " -o " + out);
    }

    @Test
    void afterCtrlCTheFileIsWholeAndTheInterfaceAsBefore() throws Exception {
        try (VethPair veth = new VethPair()) {
            Path out = dir.resolve("out.pcapng");
            NetmapProcess capture = NetmapProcess.start(dir, veth.second, "capture", "-T", "50", "-i", "packet:veth1", "-o", out.toString(), "udp");
            try {
                capture.awaitOutput("written 0");
                NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "0", "-i", "packet:veth0", "-f", "tx", "-n", "500", "-R", "20k").ends(0);
                capture.awaitOutput("written 500").interrupt().ends(130);
                assertEquals(500, Frames.numbers(out).size());
                assertFalse(VethPair.run("ip -n " + veth.second + " -d link show veth1").contains("promiscuity 1"));
            } finally {
                capture.destroy();
            }
        }
    }

    @Test
    void whenThePortIsBusyOrVanishesTheFileHasAllThatCameBefore() throws Exception {
        try (VethPair veth = new VethPair()) {
            Path out = dir.resolve("out.pcapng");
            NetmapProcess capture = NetmapProcess.start(dir, veth.second, "capture", "-T", "50", "-i", "packet:veth1", "-o", out.toString());
            try {
                capture.awaitOutput("written 0");
                NetmapProcess.start(dir, veth.second, "capture", "-i", "packet:veth1", "-o", dir.resolve("other").toString()).ends(1)
                        .says("packet:veth1: the interface is attached already, by process");
                NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "0", "-i", "packet:veth0", "-f", "tx", "-n", "500", "-R", "20k").ends(0);
                capture.awaitOutput("written 500");
                VethPair.run("ip -n " + veth.second + " link del veth1");
                capture.ends(1).endsWith("netmap: packet:veth1: the interface was deleted");
                assertEquals(500, Frames.numbers(out).size());
            } finally {
                capture.destroy();
            }
        }
    }

    @Test
    void onAFullDiskTheFileEndsBehindTheLastWholePacket() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "mounts need root");
        Path disk = Files.createDirectory(dir.resolve("disk"));
        Path in = Frames.capture(dir.resolve("in.pcap"), 40_000, 0);
        VethPair.run("mount -t tmpfs -o size=2M tmpfs " + disk);
        try {
            Path out = disk.resolve("out.pcapng");
            NetmapProcess.start(dir, null, "capture", "-T", "0", "-i", "pcap:" + in, "-o", out.toString()).ends(1).endsWith("out.pcapng cannot be written: No space left on device");
            List<Integer> whole = Frames.numbers(out);
            assertTrue(whole.size() > 20_000 && whole.size() < 23_000, whole.size() + " packets");
            assertEquals(every(0, whole.size(), 1).stream().map(i -> (int) (byte) (int) i).collect(Collectors.toList()), whole);
        } finally {
            VethPair.run("umount " + disk);
        }
    }
}
