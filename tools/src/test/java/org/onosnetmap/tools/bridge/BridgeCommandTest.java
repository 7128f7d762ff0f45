package org.onosnetmap.tools.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.onosnetmap.tools.CommandFixture;
import org.onosnetmap.tools.Frames;
import org.onosnetmap.tools.NetmapProcess;
import org.onosnetmap.tools.VethPair;

class BridgeCommandTest extends CommandFixture {

    @Test
    void badInputIsRefusedInOneLine() {
        refused(2, "packet:eth1 has no host side", "bridge -i packet:eth1");
        refused(2, "eth1^ has no host side", "bridge -i eth1^");
        refused(2, "netmap:vale0:a has no host side", "bridge -i netmap:vale0:a");
        refused(2, "-i is given 3 times", "bridge -i null:a -i null:b -i null:c");
        refused(2, "Missing required option: '-i=PORT'", "bridge");
        refused(2, "-b 0: take 1 or more", "bridge -b 0 -i null:a -i null:b");
        refused(1, "packet:nope: there is no such network interface", "bridge -i null: -i packet:nope");
    }

    private JsonNode bridge(String... options) throws Exception {
        Path in = Frames.capture(dir.resolve("in.pcap"), 3000, 0);
        Path out = dir.resolve("out.pcap");
        String[] args = new String[options.length + 9];
        System.arraycopy(new String[] {"bridge", "--json", "-T", "50", "-v", "-i", "pcap:" + in, "-i", "null:"}, 0, args, 0, 9);
        System.arraycopy(options, 0, args, 9, options.length);
        NetmapProcess p = NetmapProcess.start(dir, null, args);
        try {
            p.awaitOutput("pcap:" + in + " > null:").awaitOutput("total 3000  null: > ").interrupt().ends(130);
        } finally {
            p.destroy();
        }
        return new ObjectMapper().readTree(p.out()).get("directions");
    }

    @Test
    void everythingIsPassedOnWithAndWithoutCopies() throws Exception {
        JsonNode d = bridge();
        assertEquals("true 3000 180000 0", d.get(0).get("zeroCopy") + " " + d.get(0).get("packets") + " " + d.get(0).get("bytes") + " " + d.get(1).get("packets"));
        d = bridge("-b", "100", "-w", "1");
        assertTrue(d.get(0).get("batches").asInt() >= 30 && d.get(0).get("packets").asInt() == 3000, "batches of 100 at most: " + d);
        d = bridge("-c");
        assertEquals("false 3000 180000 0", d.get(0).get("zeroCopy") + " " + d.get(0).get("packets") + " " + d.get(0).get("bytes") + " " + d.get(1).get("packets"));
    }

    /** ping and back, through two interfaces of a third namespace. */
    @Test
    void twoNetworksBecomeOne() throws Exception {
        try (VethPair veth = new VethPair()) {
            VethPair.run("ip -n " + veth.first + " link add br1 type veth peer name br0");
            VethPair.run("ip -n " + veth.first + " link set br1 netns " + veth.second);
            VethPair.run("ip -n " + veth.first + " link set br0 up");
            VethPair.run("ip -n " + veth.second + " link set br1 up");
            // veth1 and br1 are bridged in the second namespace; veth0 and br0 talk to each other
            NetmapProcess bridge = NetmapProcess.start(dir, veth.second, "bridge", "-T", "50", "-i", "packet:veth1", "-i", "packet:br1");
            NetmapProcess pong = null;
            try {
                bridge.awaitOutput("packet:veth1 > packet:br1");
                pong = NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "50", "-i", "packet:br0", "-f", "pong");
                pong.awaitOutput("pong packet:br0");
                NetmapProcess.start(dir, veth.first, "pkt-gen", "-T", "0", "--json", "-i", "packet:veth0", "-f", "ping", "-n", "50").ends(0);
                pong.interrupt().ends(130);
                bridge.interrupt().ends(130);
                assertTrue(bridge.out().contains("packet:veth1 > packet:br1: 50 packets, 3000 bytes"), bridge::out);
                assertTrue(bridge.out().contains("packet:br1 > packet:veth1: 50 packets, 3000 bytes"), bridge::out);
            } finally {
                bridge.destroy();
                if (pong != null) {
                    pong.destroy();
                }
            }
        }
    }

    @Test
    void aPortThatIsBusyOrVanishesIsToldOfAndTheOtherIsAsBefore() throws Exception {
        try (VethPair veth = new VethPair()) {
            VethPair.run("ip -n " + veth.first + " link add br0 type veth peer name br1");
            VethPair.run("ip -n " + veth.first + " link set br0 up");
            VethPair.run("ip -n " + veth.first + " link set br1 up");
            VethPair.run("ip netns exec " + veth.first + " ethtool -K veth0 gro on");
            NetmapProcess bridge = NetmapProcess.start(dir, veth.first, "bridge", "-T", "50", "-i", "packet:veth0", "-i", "packet:br0");
            try {
                bridge.awaitOutput("packet:veth0 > packet:br0");
                NetmapProcess.start(dir, veth.first, "bridge", "-i", "null:", "-i", "packet:veth0").ends(1).says("packet:veth0: the interface is attached already, by process");
                VethPair.run("ip -n " + veth.first + " link del br0");
                bridge.ends(1).says("netmap: packet:br0: the interface was deleted");
                assertTrue(bridge.out().contains("packet:veth0 > packet:br0: "), "the summary: " + bridge.out());
                assertTrue(VethPair.run("ip netns exec " + veth.first + " ethtool -k veth0").contains("generic-receive-offload: on"));
                assertFalse(VethPair.run("ip -n " + veth.first + " -d link show veth0").contains("promiscuity 1"));
            } finally {
                bridge.destroy();
            }
        }
    }
}
