package org.onosnetmap.tools.pktgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.dataplane.port.pcap.PcapWriter;
import org.onosnetmap.tools.CommandFixture;
import org.onosnetmap.tools.Frames;
import org.onosnetmap.tools.NetmapProcess;
import org.onosnetmap.tools.VethPair;

class PktGenCommandTest extends CommandFixture {

    private int pktGen(String args) {
        return netmap("pkt-gen " + args);
    }

    /** Runs it with {@code --json} and returns the functions. */
    private JsonNode functions(String args) throws Exception {
        return json("pkt-gen --json -T 0 " + args).get("functions");
    }

    /** As many packets as a ring holds: none is lost whoever has to wait for a processor. The receiver counts, because it is waited for then. */
    @Test
    @Timeout(60)
    void whatIsSentArrivesOverPipesAndValeSwitchesWithThreadsAndWithout() throws Exception {
        for (String cpus : new String[] {"", "-c 1 "}) {
            for (String[] ports : new String[][] {{"netmap:g{1", "netmap:g}1"}, {"vale5:a", "vale5:b"}}) {
                JsonNode f = functions(cpus + "-i " + ports[0] + " -f tx -n 1000 -R 100k --with -i " + ports[1] + " -f rx -n 1000");
                JsonNode tx = f.get(0);
                JsonNode rx = f.get(1);
                String all = cpus + f;
                assertEquals("tx " + ports[0] + " 1000 60000", tx.get("function").asText() + " " + tx.get("port").asText() + " " + tx.get("packets") + " " + tx.get("bytes"), all);
                assertEquals("1000 1 0 0 0", rx.get("packets") + " " + rx.get("streams") + " " + rx.get("lost") + " " + rx.get("duplicates") + " " + rx.get("reordered"), all);
                assertTrue(tx.get("averageBatch").asDouble() >= 1 && tx.get("seconds").asDouble() > 0, all);
            }
        }
    }

    @Test
    @Timeout(60)
    void severalThreadsHaveARingEach() throws Exception {
        JsonNode f = functions("-i vale5:a -f tx -p 2 -n 1001 -R 20k --with -i vale5:b -f rx -p 2 -n 1001");
        assertEquals("1001 1001 0 0", f.get(0).get("packets") + " " + f.get(1).get("packets") + " " + f.get(1).get("lost") + " " + f.get(1).get("duplicates"));
        assertEquals(2, f.get(1).get("streams").asInt());
        f = functions("-i netmap:g{1 -f tx -C 512,512,2 -n 1000 --with -i netmap:g}1 -f rx -p 2 -n 1000");
        assertEquals("1000 1000 0 0", f.get(0).get("packets") + " " + f.get(1).get("packets") + " " + f.get(1).get("lost") + " " + f.get(1).get("duplicates"));
    }

    @Test
    @Timeout(60)
    void aReceiverThatWantsMoreThanIsSentEndsAllTheSame() throws Exception {
        JsonNode f = functions("-i netmap:g{1 -f tx -n 10 --with -i netmap:g}1 -f rx -n 11");
        assertEquals("10 10 0", f.get(0).get("packets") + " " + f.get(1).get("packets") + " " + f.get(1).get("lost"));
    }

    @Test
    void pingAndPongMeasureTheRoundTrip() throws Exception {
        JsonNode ping = functions("-i netmap:g{1 -f ping -n 100 --with -i netmap:g}1 -f pong").get(0);
        long answers = ping.get("packets").asLong();
        assertEquals("100 100", ping.get("sent") + " " + (answers + ping.get("lost").asLong()));
        assertTrue(answers > 90, "a thread that is away from the processor for a second loses one, and nothing else does: " + ping);
        JsonNode t = ping.get("roundTripNanos");
        long last = 1;
        for (String p : new String[] {"minimum", "p50", "p90", "p99", "p99.9", "maximum"}) {
            assertTrue(t.get(p).asLong() >= last, t::toString);
            last = t.get(p).asLong();
        }
        long counted = 0;
        for (JsonNode n : t.get("histogram")) {
            counted += n.get("count").asLong();
        }
        assertEquals(answers, counted);
        assertEquals(0, pktGen("-c 1 -T 0 -i vale5:a -f ping -n 10 --with -i vale5:b -f pong"), stderr::toString);
        assertTrue(stdout.toString().contains("round trip in microseconds: minimum"), stdout::toString);
    }

    @Test
    void reportsComeAtRegularTimesAndASummaryAtTheEnd() {
        assertEquals(0, pktGen("-T 100 -A -B -N -i null: -f tx -R 1000 -n 3500"), stderr::toString);
        String out = stdout.toString();
        assertTrue(out.lines().filter(l -> l.matches(" +[0-9.]+  tx   null:  [0-9]+ pps  [0-9]+ bit/s  batch .*  total [0-9]+  mean [0-9]+ pps, standard deviation [0-9]+ pps")).count() >= 2, out);
        assertTrue(out.contains("null:: sent 3500 packets, 210000 bytes in "), out);
    }

    @Test
    void packetsOfFilesAreSentAndReceivedAndDumped() throws Exception {
        Path in = dir.resolve("in.pcap");
        byte[] frame = new byte[64];
        new java.util.Random(1).nextBytes(frame);
        try (PcapWriter w = new PcapWriter(in)) {
            w.write(0, ByteBuffer.wrap(frame));
        }
        Path out = dir.resolve("out.pcap");
        assertEquals(0, pktGen("-T 0 -i pcap:" + in + " -O write=" + out + " -f tx -n 3 -P " + in), stderr::toString);
        try (PcapReader r = new PcapReader(out)) {
            for (int i = 0; i < 3; i++) {
                assertTrue(r.next());
                for (int b = 0; b < frame.length; b++) {
                    assertEquals(frame[b], r.buffer().get(r.position() + b));
                }
            }
            assertFalse(r.next());
        }
        assertEquals(0, pktGen("-T 0 -X -i pcap:" + out + " -f rx"), stderr::toString);
        assertTrue(stdout.toString().contains("received 3 packets, 192 bytes"), stdout::toString);
        assertEquals(3, stdout.toString().lines().filter(l -> l.equals("64 bytes")).count(), stdout::toString);
        assertTrue(stdout.toString().contains("   48: " + String.format("%02x %02x ", frame[48], frame[49])), stdout::toString);
    }

    /** The frames that it writes to a capture file. */
    private List<byte[]> sent(String args) throws Exception {
        Path out = dir.resolve("sent.pcap");
        assertEquals(0, pktGen("-T 0 -i pcap:" + Frames.capture(dir.resolve("any.pcap"), 1, 0) + " -O write=" + out + " -f tx " + args), stderr::toString);
        List<byte[]> all = new ArrayList<>();
        try (PcapReader r = new PcapReader(out)) {
            while (r.next()) {
                byte[] b = new byte[r.captured()];
                for (int i = 0; i < b.length; i++) {
                    b[i] = r.buffer().get(r.position() + i);
                }
                all.add(b);
            }
        }
        return all;
    }

    private static String hex(byte[] b, int from, int bytes) {
        StringBuilder s = new StringBuilder();
        for (int i = from; i < from + bytes; i++) {
            s.append(String.format("%02x", b[i]));
        }
        return s.toString();
    }

    private static Set<String> distinct(List<byte[]> frames, int from, int bytes) {
        return frames.stream().map(f -> hex(f, from, bytes)).collect(Collectors.toSet());
    }

    @Test
    void addressesRangesAndSizesOfTheCommandLineAreThoseOfThePackets() throws Exception {
        List<byte[]> all = sent("-n 400 -l 200 -l 100 -b 64 -S 2:0:0:0:0:5 -D 02:00:00:00:00:06 -s 10.1.1.1:5-10.1.1.2:6 -d 10.2.2.2:7");
        assertEquals(400, all.size());
        assertEquals(Set.of("020000000006" + "020000000005" + "0800"), distinct(all, 0, 14));
        assertEquals(Set.of("0a010101", "0a010102"), distinct(all, 26, 4));
        assertEquals(Set.of("0a020202"), distinct(all, 30, 4));
        assertEquals(Set.of("00050007", "00060007"), distinct(all, 34, 4));
        assertTrue(all.stream().allMatch(f -> f.length >= 100 && f.length < 200) && all.stream().map(f -> f.length).distinct().count() > 50);
        assertTrue(stdout.toString().matches("(?s).*average batch ([1-5]?[0-9]|6[0-4])\\.[0-9].*"), stdout::toString);
        all = sent("-n 50 -6 -d [fd00::9]:53");
        assertEquals(Set.of("86dd"), distinct(all, 12, 2));
        assertEquals(Set.of("fd000000000000000000000000000009"), distinct(all, 38, 16));
        assertEquals(Set.of("000000000000000000000000" + "ffffffffffff"), distinct(sent("-n 5 -H 12"), 0, 18));
    }

    @Test
    void chanceConcernsTheSideThatTheOptionNames() throws Exception {
        List<byte[]> all = sent("-n 400 -z");
        assertTrue(distinct(all, 26, 4).size() > 300 && distinct(all, 34, 2).size() > 300);
        assertEquals(Set.of("0a010001"), distinct(all, 30, 4));
        assertEquals(Set.of("04d2"), distinct(all, 36, 2));
        all = sent("-n 400 -Z -d 10.2.2.1:7-10.2.2.4:7");
        assertEquals(Set.of("0a020201", "0a020202", "0a020203", "0a020204"), distinct(all, 30, 4));
        assertEquals(Set.of("0a000001"), distinct(all, 26, 4));
    }

    @Test
    @Timeout(60)
    void rubbishIsWhatIsInTheBuffersAndFragmentsAreOnePacket() throws Exception {
        assertEquals(Set.of("00".repeat(60)), distinct(sent("-n 5 -r"), 0, 60));
        JsonNode rx = functions("-i netmap:g{1 -f tx -n 300 -R 20k -F 3 -M 70 -l 600 --with -i netmap:g}1 -f rx -n 300").get(1);
        assertEquals("300 180000 1 0 0", rx.get("packets") + " " + rx.get("bytes") + " " + rx.get("streams") + " " + rx.get("lost") + " " + rx.get("duplicates"));
    }

    @Test
    void itWaitsAsLongAsItIsToldBeforeTheFirstPacket() throws Exception {
        long start = System.nanoTime();
        assertEquals(0, pktGen("-T 0 -w 1 -i null: -f tx -n 1 -a 0 -v"), stderr::toString);
        assertTrue(System.nanoTime() - start >= 1_000_000_000L);
        assertTrue(stdout.toString().contains("null:: 1 transmit and 1 receive rings of 1024 slots"), stdout::toString);
    }

    /** Ports of the process: a user of netmap looks for the other end in another process. */
    @Test
    void anEndThatHasNobodyOppositeInTheProcessIsToldOf() {
        assertEquals(0, pktGen("-T 0 -i vale5:a -f tx -n 1"));
        assertEquals("netmap: vale5:a is of this process, and nothing else is on its switch; the kernel's is netmap:vale5:a\n", stderr.toString());
        assertEquals(0, pktGen("-T 0 -i g{1 -f tx -n 1"));
        assertEquals("netmap: netmap:g{1 is of this process, and nothing else is on its pipe; the kernel's is netmap:g{1@0\n", stderr.toString());
        assertEquals(0, pktGen("-T 0 -i g{1 -f tx -n 1 --with -i g}1 -f rx"));
        assertEquals("", stderr.toString());
    }

    /** In a namespace: an interface, a TAP interface that the port makes, and AF_XDP. */
    @Test
    void everyKindOfPortCarriesItsPackets() throws Exception {
        try (VethPair veth = new VethPair()) {
            for (String type : new String[] {"packet:", "xdp:"}) {
                NetmapProcess p = NetmapProcess.start(dir, veth.first, "pkt-gen", "--json", "-T", "0", "-w", "1", "-i", "tap:tools0", "-f", "tx", "-n", "500", "-R", "10k",
                        "--with", "-i", "packet:tools0", "-f", "rx", "-n", "500").ends(0);
                JsonNode f = new ObjectMapper().readTree(p.out()).get("functions").get(1);
                assertEquals("500 30000 0 0", f.get("packets") + " " + f.get("bytes") + " " + f.get("lost") + " " + f.get("duplicates"), p.out() + p.err());
                NetmapProcess rx = NetmapProcess.start(dir, veth.second, "pkt-gen", "-T", "100", "-i", type + "veth1", "-f", "rx", "-n", "500");
                try {
                    rx.awaitOutput("rx   " + type + "veth1");
                    NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "0", "-i", type + "veth0", "-f", "tx", "-n", "500", "-R", "10k").ends(0);
                    rx.ends(0);
                    assertTrue(rx.out().contains("0 lost, 0 duplicates, 0 reordered in 1 streams"), rx::out);
                } finally {
                    rx.destroy();
                }
            }
        }
    }

    @Test
    void withoutPacketsItEndsAtOnceIfAsked() throws Exception {
        assertEquals(0, functions("-W -i null: -f rx").get(0).get("packets").asInt());
    }

    @Test
    void badInputIsRefusedInOneLine() throws Exception {
        refused(2, "Unknown option: '-q'", "pkt-gen -i null: -q");
        refused(2, "Missing required option: '-i", "pkt-gen -f tx");
        refused(2, "expected one of [tx, rx, ping, pong]", "pkt-gen -i null: -f txx");
        refused(2, "-s: '10.0.0.9-10.0.0.1' ends before it starts", "pkt-gen -i null: -f tx -s 10.0.0.9-10.0.0.1");
        refused(2, "-d: '10.0.0.1:9-10.0.0.1:8' ends before it starts", "pkt-gen -i null: -f tx -d 10.0.0.1:9-10.0.0.1:8");
        refused(2, "the range ends before it starts", "pkt-gen -i null: -f tx -l 60 -l 100");
        refused(2, "frames of 59 bytes are too short", "pkt-gen -i null: -f tx -l 59");
        refused(2, "frames of 79 bytes are too short; IPv6 takes 80", "pkt-gen -i null: -f tx -6 -l 79");
        refused(2, "-s: '10.0.0.1' is IPv4, and IPv6 is wanted", "pkt-gen -i null: -f tx -6 -s 10.0.0.1");
        refused(2, "-D zz: is no Ethernet address", "pkt-gen -i null: -f tx -D zz");
        refused(2, "'fast' is no number", "pkt-gen -i null: -f tx -R fast");
        refused(2, "-p 17: take 1 to 16", "pkt-gen -i null: -f tx -p 17");
        refused(2, "a virtio-net header of 11 bytes", "pkt-gen -i null: -f tx -H 11");
        refused(2, "-F 3: null: carries packets of one slot", "pkt-gen -i null: -f tx -F 3");
        refused(2, "-I: indirect buffers are for VALE ports of the kernel, as netmap:vale0:a, and null: is none", "pkt-gen -i null: -f tx -I");
        refused(2, "-I: the switch of vale0:a is in this process and reads the buffers of its rings alone; netmap:vale0:a is", "pkt-gen -i vale0:a -f tx -I");
        refused(2, "-I: goes with -f tx, and not with -F", "pkt-gen -i netmap:vale0:a -f tx -I -F 2");
        refused(2, "-C x: write 1 to 4 numbers", "pkt-gen -i null: -f tx -C x");
        refused(2, "after --with: Unknown option: '--json'", "pkt-gen -i null: -f tx --with -i null: -f rx --json");
        refused(1, "netmap:foo: ", "pkt-gen -i foo -f tx");
        refused(1, "has the unknown type 'foo'", "pkt-gen -i foo:bar -f tx");
        refused(1, "packet:nope: there is no such network interface", "pkt-gen -i packet:nope -f tx");
        refused(1, "there is no such file", "pkt-gen -i null: -f tx -P " + dir.resolve("none"));
        Path notes = Files.writeString(dir.resolve("notes"), "this is not a capture at all, but long enough");
        refused(1, "neither pcap nor pcapng", "pkt-gen -i null: -f tx -P " + notes);
        byte[] raw = new byte[24];
        ByteBuffer.wrap(raw).putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(20, 101);
        refused(1, "has packets of link type 101 and not of Ethernet", "pkt-gen -i null: -f tx -P " + Files.write(dir.resolve("raw.pcap"), raw));
        refused(1, "is open already", "pkt-gen -T 0 -i netmap:g{1 -f tx --with -i netmap:g{1 -f rx");
        refused(1, "unknown option 'colour'", "pkt-gen -i null: -f tx -O colour=red");
        assertEquals(1, pktGen("-T 0 -i null: -f tx -a 4000"));
        assertTrue(stderr.toString().startsWith("netmap: -a 4000: there is no such processor"), stderr::toString);
    }

    /** Between two namespaces, as a process: the pair, then Ctrl-C in the middle, then a port that is busy, then one that vanishes. */
    @Test
    void interfacesAreAsBeforeAfterCtrlCAndWhenTheyVanish() throws Exception {
        try (VethPair veth = new VethPair()) {
            VethPair.run("ip netns exec " + veth.second + " ethtool -K veth1 gro on");
            NetmapProcess rx = NetmapProcess.start(dir, veth.second, "pkt-gen", "-T", "100", "-i", "packet:veth1", "-f", "rx");
            try {
                rx.awaitOutput("rx   packet:veth1");
                assertTrue(VethPair.run("ip netns exec " + veth.second + " ethtool -k veth1").contains("generic-receive-offload: off"));
                NetmapProcess.start(dir, veth.second, "pkt-gen", "-i", "packet:veth1", "-f", "rx").ends(1).says("the interface is attached already, by process");
                NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "0", "-i", "packet:veth0", "-f", "tx", "-n", "1000", "-R", "20k").ends(0);
                rx.awaitOutput("total 1000").interrupt().ends(130);
                assertTrue(rx.out().contains("packet:veth1: received 1000 packets, 60000 bytes"), rx::out);
                assertTrue(rx.out().contains("0 lost, 0 duplicates, 0 reordered in 1 streams"), rx::out);
                assertEquals("", rx.err());
                String features = VethPair.run("ip netns exec " + veth.second + " ethtool -k veth1");
                assertTrue(features.contains("generic-receive-offload: on"), features);
                assertFalse(VethPair.run("ip -n " + veth.second + " -d link show veth1").contains("promiscuity 1"));
            } finally {
                rx.destroy();
            }
            NetmapProcess gone = NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "100", "-i", "packet:veth0", "-f", "tx", "-R", "100");
            try {
                gone.awaitOutput("tx   packet:veth0");
                VethPair.run("ip -n " + veth.first + " link del veth0");
                gone.ends(1).says("netmap: packet:veth0: the interface was deleted");
                assertTrue(gone.out().contains("packet:veth0: sent"), gone::out);
            } finally {
                gone.destroy();
            }
        }
    }
}
