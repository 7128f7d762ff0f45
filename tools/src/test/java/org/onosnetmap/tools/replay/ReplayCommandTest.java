package org.onosnetmap.tools.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onosnetmap.tools.CommandFixture;
import org.onosnetmap.tools.Frames;
import org.onosnetmap.tools.NetmapProcess;
import org.onosnetmap.tools.VethPair;

class ReplayCommandTest extends CommandFixture {

    private JsonNode replay(String args, Path in, Path out) throws Exception {
        return json("replay --json -T 0 -i pcap:" + in + " -O write=" + out + " " + args + " " + in);
    }

    @Test
    void theFileIsSentInOrderAtItsTimesOrFasterOrAtARate() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 21, 10);
        Path out = dir.resolve("out.pcap");
        List<Integer> all = IntStream.range(0, 21).boxed().collect(Collectors.toList());
        // By the time stamps it takes 200 ms, and never less.
        JsonNode r = replay("", in, out);
        assertEquals(all, Frames.numbers(out));
        assertTrue(r.get("seconds").asDouble() >= 0.199, r::toString);
        assertEquals("21 1260 0", r.get("packets") + " " + r.get("bytes") + " " + r.get("skipped"));
        assertTrue(replay("-x 2", in, out).get("seconds").asDouble() >= 0.099);
        assertEquals(all, Frames.numbers(out));
        assertTrue(replay("-R 200", in, out).get("seconds").asDouble() >= 0.099);
        assertEquals(all, Frames.numbers(out));
        assertEquals(21 * 50, replay("-t -l 50", in, out).get("packets").asInt());
        assertEquals(all, Frames.numbers(out).subList(21 * 49, 21 * 50));
    }

    /** The command looks for the end while packets are still read; every one has to arrive all the same. */
    @Test
    void nothingIsLostWhileTheEndIsWaitedFor() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 100, 3);
        Path out = dir.resolve("out.pcap");
        List<Integer> all = IntStream.range(0, 100).boxed().collect(Collectors.toList());
        for (int i = 0; i < 5; i++) {
            replay("", in, out);
            assertEquals(all, Frames.numbers(out));
        }
    }

    @Test
    void badInputIsRefusedInOneLineAndWhatIsWholeIsSent() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 3, 0);
        refused(1, "cannot read the file (there is no such file or folder)", "replay -i null: " + dir.resolve("none"));
        byte[] raw = new byte[24];
        ByteBuffer.wrap(raw).putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(20, 101);
        refused(1, "has packets of link type 101 and not of Ethernet (1)", "replay -i null: " + Files.write(dir.resolve("raw.pcap"), raw));
        refused(1, "packet:nope: there is no such network interface", "replay -i packet:nope " + in);
        refused(2, "mutually exclusive", "replay -i null: -t -R 5 " + in);
        refused(2, "-x 0.0: take more than 0", "replay -i null: -x 0 " + in);
        refused(2, "Missing required parameter: 'FILE'", "replay -i null:");
        Path cut = dir.resolve("cut.pcap");
        byte[] bytes = Files.readAllBytes(in);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(1, netmap("replay -T 0 -i null: " + cut));
        assertTrue(stdout.toString().contains("sent 2 packets"), stdout::toString);
        assertTrue(stderr.toString().contains("cut.pcap: the file is cut short"), stderr::toString);
        assertEquals(1, stderr.toString().lines().count(), stderr::toString);
    }

    @Test
    void ctrlCAndAPortThatIsBusyOrVanishesEndIt() throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 1000, 100);
        try (VethPair veth = new VethPair()) {
            VethPair.run("ip netns exec " + veth.first + " ethtool -K veth0 gro on");
            NetmapProcess first = NetmapProcess.start(dir, veth.first, "replay", "-T", "50", "-i", "packet:veth0", in.toString());
            NetmapProcess gone = null;
            try {
                first.awaitOutput(" total ");
                NetmapProcess.start(dir, veth.first, "replay", "-i", "packet:veth0", in.toString()).ends(1).says("packet:veth0: the interface is attached already, by process");
                first.interrupt().ends(130);
                assertTrue(first.out().contains("packet:veth0: sent "), first::out);
                assertEquals("", first.err());
                assertTrue(VethPair.run("ip netns exec " + veth.first + " ethtool -k veth0").contains("generic-receive-offload: on"));
                assertFalse(VethPair.run("ip -n " + veth.first + " -d link show veth0").contains("promiscuity 1"));
                gone = NetmapProcess.start(dir, veth.first, "replay", "-T", "50", "-i", "packet:veth0", in.toString());
                gone.awaitOutput(" total ");
                VethPair.run("ip -n " + veth.first + " link del veth0");
                gone.ends(1).says("netmap: packet:veth0: the interface was deleted");
                assertTrue(gone.out().contains("packet:veth0: sent "), gone::out);
            } finally {
                first.destroy();
                if (gone != null) {
                    gone.destroy();
                }
            }
        }
    }
}
