package org.onosnetmap.tools.offline;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.dataplane.port.pcap.PcapWriter;
import org.onosnetmap.tools.Netmap;

/** The command as a user meets it: files in, files and JSON out. */
class OfflineCommandTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = 1_700_000_000L * SECOND;

    @TempDir
    private Path dir;
    private Path out;
    private final StringWriter stdout = new StringWriter();
    private final StringWriter stderr = new StringWriter();

    @BeforeEach
    void folder() {
        out = dir.resolve("out");
    }

    /** UDP over IPv4 from 10.0.0.{@code from} to 10.0.0.{@code to}. */
    private static byte[] packet(int from, int to, int ttl) {
        byte[] f = new byte[60];
        byte[] header = {2, 0, 0, 0, 0, (byte) to, 2, 0, 0, 0, 0, (byte) from, 8, 0, 0x45, 0, 0, 46, 0, 1, 0, 0, (byte) ttl, 17, 0, 0, 10, 0, 0, (byte) from, 10, 0, 0, (byte) to,
            0x10, 0, 0x20, 0, 0, 26};
        System.arraycopy(header, 0, f, 0, header.length);
        long sum = 0;
        for (int i = 14; i < 34; i += 2) {
            sum += (f[i] & 255) << 8 | f[i + 1] & 255;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        int checksum = (int) ~sum & 0xffff;
        f[24] = (byte) (checksum >> 8);
        f[25] = (byte) checksum;
        return f;
    }

    /** Packets and, before each, its time in milliseconds. */
    private Path capture(String name, Object... timesAndFrames) throws IOException {
        Path file = dir.resolve(name);
        try (PcapWriter w = new PcapWriter(file)) {
            for (int i = 0; i < timesAndFrames.length; i += 2) {
                w.write(START + (int) timesAndFrames[i] * 1_000_000L, ByteBuffer.wrap((byte[]) timesAndFrames[i + 1]));
            }
        }
        return file;
    }

    private Path text(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private int netmap(Object... args) {
        String[] all = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            all[i] = args[i].toString();
        }
        return Netmap.run(all, new PrintWriter(stdout, true), new PrintWriter(stderr, true));
    }

    private JsonNode offline(Object... args) throws IOException {
        List<Object> all = new ArrayList<>(List.of("offline", "--out", out));
        all.addAll(List.of(args));
        assertEquals(0, netmap(all.toArray()), stderr::toString);
        assertEquals("", stderr.toString());
        return new ObjectMapper().readTree(stdout.toString());
    }

    private static List<String> packets(Path file) throws IOException {
        List<String> all = new ArrayList<>();
        try (PcapReader r = new PcapReader(file)) {
            while (r.next()) {
                StringBuilder s = new StringBuilder().append((r.timeNanos() - START) / 1_000_000).append(' ');
                for (int i = 0; i < r.captured(); i++) {
                    s.append(String.format("%02x", r.buffer().get(r.position() + i)));
                }
                all.add(s.toString());
            }
        }
        return all;
    }

    private static String sent(int time, byte[] frame) {
        StringBuilder s = new StringBuilder().append(time).append(' ');
        for (byte b : frame) {
            s.append(String.format("%02x", b));
        }
        return s.toString();
    }

    private static JsonNode where(JsonNode array, String key, int value) {
        for (JsonNode n : array) {
            if (n.get(key).asInt() == value) {
                return n;
            }
        }
        throw new AssertionError("no " + key + " " + value + " in " + array);
    }

    @Test
    void packetsOfAllCapturesLeaveInTheOrderOfTheirTimeAndAreCounted() throws IOException {
        Path one = capture("one.pcap", 0, packet(1, 2, 64), 20, packet(1, 2, 64), 30, packet(1, 9, 64));
        Path two = capture("two.pcap", 10, packet(2, 1, 64), 40, packet(2, 3, 1));
        Path flows = text("flows", "# both ways\npriority=10,ip,nw_dst=10.0.0.2 actions=dec_ttl,output:3\npriority=10,ip,nw_dst=10.0.0.1 actions=dec_ttl,output:3,goto_table:1\n"
                + "priority=10,ip,nw_dst=10.0.0.3 actions=dec_ttl(0),output:3\npriority=0,cookie=0x77 actions=controller:20\n\ntable=1,priority=0 actions=output(port=4,max_len=20)\n");
        JsonNode r = offline("--flows", flows, "-i", "1=" + one, "-i", "2=" + two);
        assertEquals(List.of(sent(0, packet(1, 2, 63)), sent(10, packet(2, 1, 63)), sent(20, packet(1, 2, 63))), packets(out.resolve("port-3.pcap")));
        assertEquals(List.of(sent(10, java.util.Arrays.copyOf(packet(2, 1, 63), 20))), packets(out.resolve("port-4.pcap")));
        assertEquals(2, Files.list(out).count(), "a capture for each port that sends, and no other");

        JsonNode port3 = where(r.get("ports"), "port", 3);
        assertEquals(3, port3.get("txPackets").asInt());
        assertEquals(180, port3.get("txBytes").asInt());
        assertEquals(out.resolve("port-3.pcap").toString(), port3.get("file").asText());
        assertEquals(3, where(r.get("ports"), "port", 1).get("rxPackets").asInt());
        assertEquals(120, where(r.get("ports"), "port", 2).get("rxBytes").asInt());
        assertEquals(5, where(r.get("tables"), "table", 0).get("lookups").asInt());
        assertEquals(1, where(r.get("tables"), "table", 1).get("matched").asInt());
        JsonNode rule = where(r.get("rules"), "line", 2);
        assertEquals("table=0,priority=10,ip,nw_dst=10.0.0.2 actions=dec_ttl,output:3", rule.get("rule").asText());
        assertEquals(2, rule.get("packets").asInt());
        assertEquals(120, rule.get("bytes").asInt());
        assertEquals(1, where(r.get("rules"), "line", 7).get("packets").asInt());
        assertEquals(1, r.get("counters").get("ttlExpired").asInt());

        JsonNode first = r.get("packetIns").get(0);
        assertEquals("no_match", first.get("reason").asText());
        assertEquals(1, first.get("inPort").asInt());
        assertEquals("0x77", first.get("cookie").asText());
        assertEquals(60, first.get("totalLength").asInt());
        assertEquals("1700000000.030000000", first.get("time").asText());
        assertEquals(sent(30, java.util.Arrays.copyOf(packet(1, 9, 64), 20)), "30 " + first.get("data").asText());
        JsonNode second = r.get("packetIns").get(1);
        assertEquals("invalid_ttl", second.get("reason").asText());
        assertEquals(sent(40, packet(2, 3, 1)), "40 " + second.get("data").asText());
        assertEquals(2, r.get("packetIns").size());
    }

    @Test
    void theLearningSwitchFloodsToAllPortsAndLearns() throws IOException {
        Path one = capture("one.pcap", 0, packet(1, 2, 64), 20, packet(1, 2, 64));
        Path two = capture("two.pcap", 10, packet(2, 1, 64));
        JsonNode r = offline("--flows", text("flows", ""), "--pcap", one, "--pcap", two + ",2", "--ports", "3,4", "--down", "4", "--miss", "normal");
        assertEquals(List.of(sent(0, packet(1, 2, 64)), sent(20, packet(1, 2, 64))), packets(out.resolve("port-2.pcap")));
        assertEquals(List.of(sent(10, packet(2, 1, 64))), packets(out.resolve("port-1.pcap")));
        assertEquals(List.of(sent(0, packet(1, 2, 64))), packets(out.resolve("port-3.pcap")));
        assertFalse(Files.exists(out.resolve("port-4.pcap")));
        assertEquals(0, r.get("packetIns").size());
    }

    @Test
    void timeoutsGoByTheTimeOfTheCapture() throws IOException {
        Path one = capture("one.pcap", 0, packet(1, 2, 64), 900, packet(1, 2, 64), 1800, packet(1, 2, 64), 5000, packet(1, 2, 64));
        JsonNode r = offline("-f", text("flows", "priority=3,hard_timeout=1 actions=output:7\npriority=2,idle_timeout=2 actions=output:8\npriority=1 actions=output:9\n"), "-i", "1=" + one);
        assertEquals(2, where(r.get("rules"), "line", 1).get("packets").asInt());
        assertEquals("hard_timeout", where(r.get("rules"), "line", 1).get("removed").asText());
        assertEquals(1, where(r.get("rules"), "line", 2).get("packets").asInt());
        assertEquals("idle_timeout", where(r.get("rules"), "line", 2).get("removed").asText());
        assertEquals(1, where(r.get("rules"), "line", 3).get("packets").asInt());
        assertNull(where(r.get("rules"), "line", 3).get("removed"));
    }

    @Test
    void groupsFailOverToPortsThatAreUpAndTheirBucketsAreCounted() throws IOException {
        Path one = capture("one.pcap", 0, packet(1, 2, 64), 10, packet(1, 2, 64));
        Path groups = text("groups", "group_id=5,type=all,bucket=actions=output:7,bucket=actions=dec_ttl,output:8\n"
                + "group_id=6,type=ff,bucket=watch_port:3,actions=output:3,bucket=watch_port:4,actions=output:4\n");
        JsonNode r = offline("-f", text("flows", "ip actions=group:5,group:6\n"), "--groups", groups, "-i", "1=" + one, "--down", "3");
        assertEquals(List.of(sent(0, packet(1, 2, 64)), sent(10, packet(1, 2, 64))), packets(out.resolve("port-7.pcap")));
        assertEquals(List.of(sent(0, packet(1, 2, 63)), sent(10, packet(1, 2, 63))), packets(out.resolve("port-8.pcap")));
        assertEquals(2, packets(out.resolve("port-4.pcap")).size());
        assertFalse(Files.exists(out.resolve("port-3.pcap")));
        JsonNode failover = where(r.get("groups"), "line", 2);
        assertEquals(2, failover.get("packets").asInt());
        assertFalse(failover.get("buckets").get(0).get("live").asBoolean());
        assertEquals(0, failover.get("buckets").get(0).get("packets").asInt());
        assertEquals(2, failover.get("buckets").get(1).get("packets").asInt());
        assertEquals(120, failover.get("buckets").get(1).get("bytes").asInt());
    }

    @Test
    void metersGoByTheTimeOfTheCapture() throws IOException {
        Object[] packets = new Object[2000];
        for (int i = 0; i < packets.length; i += 2) {
            packets[i] = i * 5; // a thousand packets in ten seconds
            packets[i + 1] = packet(1, 2, 64);
        }
        JsonNode r = offline("-f", text("flows", "actions=meter:1,output:2,stat_trigger(packets=10,only_first)\n"), "--meters", text("meters", "meter=1,pktps,burst,band=type=drop,rate=20,burst_size=1\n"),
                "-i", "1=" + capture("one.pcap", packets));
        int left = packets(out.resolve("port-2.pcap")).size();
        assertEquals(200, left, 4, "packets in ten seconds at 20 a second");
        JsonNode meter = r.get("meters").get(0);
        assertEquals(1000, meter.get("packets").asInt());
        assertEquals(1000 - left, meter.get("bands").get(0).get("packets").asInt());
        assertEquals(1, r.get("statTriggers").size());
    }

    @Test
    void theSameInputHasTheSameOutput() throws IOException {
        Path one = capture("one.pcap", 0, packet(1, 2, 64), 0, packet(3, 2, 64));
        Path two = capture("two.pcap", 0, packet(2, 1, 64));
        Path flows = text("flows", "actions=output:9,controller\n");
        offline("-f", flows, "-i", "1=" + one, "-i", "2=" + two);
        String first = stdout.toString();
        List<String> packets = packets(out.resolve("port-9.pcap"));
        assertEquals(List.of(sent(0, packet(1, 2, 64)), sent(0, packet(3, 2, 64)), sent(0, packet(2, 1, 64))), packets);
        stdout.getBuffer().setLength(0);
        offline("-f", flows, "-i", "1=" + one, "-i", "2=" + two);
        assertEquals(first, stdout.toString());
        assertEquals(packets, packets(out.resolve("port-9.pcap")));
    }

    private void refused(int status, String part, Object... args) {
        stdout.getBuffer().setLength(0);
        stderr.getBuffer().setLength(0);
        assertEquals(status, netmap(args), stderr::toString);
        assertTrue(stderr.toString().contains(part), stderr::toString);
        assertEquals("", stdout.toString());
        if (status == 1) {
            assertEquals(1, stderr.toString().lines().count(), "one line: " + stderr);
        }
    }

    @Test
    void badInputIsRefusedInOneLineAndMakesNoOutput() throws IOException {
        Path in = capture("in.pcap", 0, packet(1, 2, 64));
        Path flows = text("flows", "actions=1\n");
        refused(2, "no capture is named", "offline", "-f", flows, "-o", out);
        refused(2, "--out", "offline", "-f", flows, "-i", "1=" + in);
        refused(2, "-i PORT=FILE", "offline", "-f", flows, "-i", in, "-o", out);
        refused(2, "port 0 is out of range", "offline", "-f", flows, "-i", "0=" + in, "-o", out);
        refused(2, "DROP, NORMAL", "offline", "-f", flows, "-i", "1=" + in, "-o", out, "--miss", "x");
        refused(2, "Unmatched", "offlin");
        refused(1, "there is no such file", "offline", "-f", dir.resolve("none"), "-i", "1=" + in, "-o", out);
        refused(1, "there is no such file", "offline", "-f", flows, "-i", "1=" + dir.resolve("none"), "-o", out);
        refused(1, "capture with 'tcpdump -w'", "offline", "-f", flows, "-i", "1=" + text("notes", "this is not a capture at all, but long enough"), "-o", out);
        refused(1, "--out " + flows, "offline", "-f", flows, "-i", "1=" + in, "-o", flows);
        refused(1, "line 2, column 9", "offline", "-f", text("typo", "actions=1\nactions=outptu:1\n"), "-i", "1=" + in, "-o", out);
        refused(1, "line 3: OFPBMC_BAD_PREREQ", "offline", "-f", text("bad", "actions=1\n\ntcp_dst=80 actions=1\n"), "-i", "1=" + in, "-o", out);
        refused(1, "flows: line 1: OFPBAC_BAD_OUT_GROUP", "offline", "-f", text("flows", "actions=group:9\n"), "-i", "1=" + in, "-o", out);
        refused(1, "groups: line 1: OFPGMFC_", "offline", "-f", flows, "-g", text("groups", "group_id=1,type=indirect\n"), "-i", "1=" + in, "-o", out);
        refused(1, "meters: line 2: OFPMMFC_METER_EXISTS", "offline", "-f", flows, "-m", text("meters", "meter=1,band=type=drop,rate=1\nmeter=1,band=type=drop,rate=1\n"),
                "-i", "1=" + in, "-o", out);
        assertEquals(0, Files.list(out).count());
        Path own = capture("port-1.pcap", 0, packet(1, 2, 64));
        refused(1, "name another folder", "offline", "-f", flows, "-i", "1=" + own, "-o", dir);
        assertEquals(1, packets(own).size());
    }

    @Test
    void aCaptureThatIsCutShortGivesWhatItHoldsAndAnError() throws IOException {
        Path in = capture("in.pcap", 0, packet(1, 2, 64), 10, packet(1, 3, 64));
        byte[] bytes = Files.readAllBytes(in);
        Files.write(in, java.util.Arrays.copyOf(bytes, bytes.length - 5));
        assertEquals(1, netmap("offline", "-f", text("flows", "actions=2\n"), "-i", "1=" + in, "-o", out));
        assertTrue(stderr.toString().contains("in.pcap"), stderr::toString);
        assertEquals(1, packets(out.resolve("port-2.pcap")).size());
        assertEquals(1, where(new ObjectMapper().readTree(stdout.toString()).get("ports"), "port", 2).get("txPackets").asInt());
    }

    @Test
    void helpNamesTheCommands() {
        assertEquals(0, netmap("--help"));
        assertTrue(stdout.toString().contains("offline"), stdout::toString);
    }
}
