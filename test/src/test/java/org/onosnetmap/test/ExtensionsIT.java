package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.test.SharedOnos.await;
import static org.onosnetmap.test.SharedOnos.expect;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ONOS's flow API and its JSON have no word for, by ONOS's REST API and as text: it is read, shown in full, and done to packets. */
@Order(2)
@ExtendWith(SharedOnos.class)
class ExtensionsIT {

    private static final String DEVICE = "netmap:ext";
    private static final String FLOWS = "/onos/netmap/datapaths/ext/flows";
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final String PERMANENT = "'isPermanent': true, 'timeout': 0";
    private static final String TCP = "{'type': 'ETH_TYPE', 'ethType': '0x0800'}, {'type': 'IP_PROTO', 'protocol': 6}";
    private static final String ARP = "{'type': 'ETH_TYPE', 'ethType': '0x0806'}";
    private static final String TO_2 = "{'type': 'OUTPUT', 'port': '2'}";
    private static final int SYN = 2;
    private static final int ACK = 16;

    private final SharedOnos s;
    private Path out;

    ExtensionsIT(SharedOnos s) {
        this.s = s;
    }

    @BeforeEach
    void addDatapath() throws Exception {
        Path folder = s.folder("ext");
        out = folder.resolve("out" + System.nanoTime() + ".pcap");
        Path in = Pcap.write(folder.resolve("in.pcap"), 2000, tcp(64, 0, SYN), tcp(64, 0, SYN | ACK), arp(1, A, 0x0a000001, 0, 0x0a000002));
        Path none = Pcap.write(folder.resolve("none.pcap"), 2000, Pcap.frame(A, B, 0x88b8));
        s.addDatapath("{'name': 'ext', 'ports': [{'name': 'pcap:" + in + "', 'number': 1, 'options': {'loop': true, 'timing': 'file'}},"
                + " {'name': 'pcap:" + none + "', 'number': 2, 'options': {'loop': false, 'write': '" + out + "'}}]}");
    }

    @AfterEach
    void removeDatapath() throws Exception {
        s.removeDatapath("ext");
        await("its rules are gone", () -> s.flows(DEVICE).size() == 0);
    }

    @Test
    void extensionsAreReadShownAndDone() throws Exception {
        String match = "{'type': 'EXTENSION', 'deviceId': '" + DEVICE + "', 'extension': {'match': 'nw_src=10.0.0.1/255.0.0.255,tcp_flags=+syn-ack'}}";
        String actions = "{'type': 'EXTENSION', 'deviceId': '" + DEVICE + "', 'extension': {'actions': 'mod_nw_ttl:9,set_field:1->nw_ecn'}}";
        String id = s.addFlow(DEVICE, 10, PERMANENT, TCP + ", " + match, actions + ", " + TO_2);
        await("ADDED", () -> s.flowState(DEVICE, id).equals("ADDED"));
        echoes(id, TCP + ", " + match, actions + ", " + TO_2);
        leaves(tcp(9, 1, SYN));
        String shell = s.onos().shell("flows -n any " + DEVICE);
        assertTrue(shell.contains("tcp_flags=+syn-ack") && shell.contains("mod_nw_ttl:9"), shell);
    }

    @Test
    void typesThatOnosCannotReadByItselfAreReadShownAndDone() throws Exception {
        String first = ARP + ", {'type': 'ARP_OP', 'arpOp': 1}, {'type': 'ARP_SPA', 'ip': '10.0.0.1'}, {'type': 'ARP_TPA', 'ip': '10.0.0.2'},"
                + " {'type': 'ARP_SHA', 'mac': '02:00:00:00:00:0A'}, {'type': 'ARP_THA', 'mac': '00:00:00:00:00:00'}";
        String answer = "{'type': 'L3MODIFICATION', 'subtype': 'ARP_OP', 'arpOp': 2}, {'type': 'L3MODIFICATION', 'subtype': 'ARP_SPA', 'ip': '10.0.0.2'},"
                + " {'type': 'L3MODIFICATION', 'subtype': 'ARP_TPA', 'ip': '10.0.0.1'}, {'type': 'L3MODIFICATION', 'subtype': 'ARP_SHA', 'mac': '02:00:00:00:00:0B'},"
                + " {'type': 'L3MODIFICATION', 'subtype': 'ARP_THA', 'mac': '02:00:00:00:00:0A'},"
                + " {'type': 'METADATA', 'metadata': 18, 'metadataMask': 255}, {'type': 'TABLE', 'tableId': '4'}";
        String one = s.addFlow(DEVICE, 10, PERMANENT, first, answer);
        String truncated = "{'type': 'TRUNCATE', 'maxLen': 42}, " + TO_2;
        String json = "{'flows': [{'deviceId': '" + DEVICE + "', 'tableId': 4, 'priority': 5, " + PERMANENT + ", 'selector': {'criteria': [{'type': 'METADATA', 'metadata': 18}]},"
                + " 'treatment': {'instructions': [" + truncated + "]}}]}";
        String two = SharedOnos.MAPPER.readTree(expect(200, s.post("/onos/v1/flows?appId=org.onosnetmap.test", json)).body()).path("flows").path(0).path("flowId").asText();
        await("ADDED", () -> s.flowState(DEVICE, one).equals("ADDED") && s.flowState(DEVICE, two).equals("ADDED"));
        echoes(one, first, answer);
        echoes(two, "{'type': 'METADATA', 'metadata': 18}", truncated);
        byte[] frame = arp(2, B, 0x0a000002, A, 0x0a000001);
        byte[] cut = new byte[42];
        System.arraycopy(frame, 0, cut, 0, cut.length);
        leaves(cut);
    }

    @Test
    void otherTypesThatOnosCannotReadAreShownInFull() throws Exception {
        List<String> criteria = List.of(
                "{'type': 'ETH_TYPE', 'ethType': '0x8847'}, {'type': 'MPLS_TC', 'tc': 5}",
                "{'type': 'ETH_TYPE', 'ethType': '0x88e7'}, {'type': 'PBB_ISID', 'isid': 70000}",
                TCP + ", {'type': 'TCP_FLAGS', 'flags': 18}");
        for (int i = 0; i < criteria.size(); i++) {
            String id = s.addFlow(DEVICE, 20 + i, PERMANENT, criteria.get(i), TO_2);
            await("ADDED", () -> s.flowState(DEVICE, id).equals("ADDED"));
            echoes(id, criteria.get(i), TO_2);
        }
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheWordAndTheRemedy() throws Exception {
        refused("{'type': 'EXTENSION', 'deviceId': '" + DEVICE + "', 'extension': {'match': 'tcp,nosuch=1'}}", "nosuch");
        refused("{'type': 'ARP_OP', 'arpOp': 70000}", "from 0 to 65535");
        HttpResponse<String> text = text(FLOWS, "actions=output:2\ntcp,nosuch=1 actions=drop\n");
        expect(400, text);
        assertTrue(text.body().contains("line 2, column 5, 'nosuch'"), text.body());
        assertEquals(0, s.flows(DEVICE).size());
    }

    @Test
    void rulesAsTextAreRulesOfOnos() throws Exception {
        HttpResponse<String> answer = expect(201, text(FLOWS, "# from the test\npriority=7,tcp,tcp_flags=+syn-ack,nw_src=10.0.0.1/255.0.0.255 actions=mod_nw_ttl:9,set_field:1->nw_ecn,output:2\n"));
        String id = SharedOnos.MAPPER.readTree(answer.body()).path("flows").path(0).path("flowId").asText();
        await("ADDED", () -> s.flowState(DEVICE, id).equals("ADDED"));
        leaves(tcp(9, 1, SYN));
        String line = "table=0,priority=7,tcp,nw_src=10.0.0.1/255.0.0.255,tcp_flags=+syn-ack actions=mod_nw_ttl:9,set_field:1->nw_ecn,output:2";
        String dump = expect(200, s.onos().get(FLOWS)).body();
        assertTrue(dump.contains(line) && dump.contains("n_packets="), dump);
        assertTrue(s.onos().shell("netmap-dump-flows ext").contains(line));
        s.onos().shell("netmap-add-flows ext 'priority=6,arp actions=drop'");
        await("both", () -> s.shellJson("netmap-dump-flows -j ext").size() == 2);
        // as for any application's rules
        expect(204, s.onos().delete("/onos/v1/flows/application/org.onosnetmap.text"));
        await("gone", () -> s.flows(DEVICE).size() == 0);
    }

    private HttpResponse<String> text(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + s.onos().httpPort() + path)).header("Content-Type", "text/plain")
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("onos:rocks".getBytes(StandardCharsets.US_ASCII))).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void refused(String criterion, String why) throws Exception {
        String json = "{'flows': [{'deviceId': '" + DEVICE + "', 'priority': 5, " + PERMANENT + ", 'selector': {'criteria': [" + criterion + "]}, 'treatment': {'instructions': [" + TO_2 + "]}}]}";
        HttpResponse<String> answer = expect(400, s.post("/onos/v1/flows?appId=org.onosnetmap.test", json));
        assertTrue(answer.body().contains(why), answer.body());
    }

    /** ONOS shows the rule as it was posted, in any order. */
    private void echoes(String id, String criteria, String instructions) throws Exception {
        JsonNode flow = s.get("/onos/v1/flows/" + DEVICE + "/" + id).path("flows").path(0);
        assertEquals(set(SharedOnos.MAPPER.readTree(SharedOnos.quoted("[" + criteria + "]"))), set(flow.path("selector").path("criteria")));
        assertEquals(set(SharedOnos.MAPPER.readTree(SharedOnos.quoted("[" + instructions + "]"))), set(flow.path("treatment").path("instructions")));
    }

    private static Set<String> set(JsonNode array) {
        Set<String> all = new HashSet<>();
        array.forEach(n -> all.add(n.toString().toLowerCase(Locale.ROOT).replace("0x0", "0x")));
        return all;
    }

    private void leaves(byte[] expected) throws Exception {
        await("frames leave", () -> Pcap.read(out).size() >= 3);
        for (byte[] f : Pcap.read(out)) {
            assertArrayEquals(expected, f);
        }
    }

    /** IPv4 and TCP with right checksums of the IPv4 header; 10.0.0.1 to 10.0.0.2. */
    private static byte[] tcp(int ttl, int ecn, int flags) {
        ByteBuffer b = ByteBuffer.allocate(40);
        b.put((byte) 0x45).put((byte) ecn).putShort((short) 40).putInt(0).put((byte) ttl).put((byte) 6).putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += b.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        b.putShort(10, (short) ~sum);
        b.putShort((short) 1000).putShort((short) 80).putInt(0).putInt(0).putShort((short) (0x5000 | flags)).putShort((short) 100).putInt(0);
        return Pcap.frame(B, A, 0x0800, b.array());
    }

    private static byte[] arp(int op, long sha, int spa, long tha, int tpa) {
        ByteBuffer b = ByteBuffer.allocate(28).putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4).putShort((short) op);
        mac(b, sha).putInt(spa);
        mac(b, tha).putInt(tpa);
        return Pcap.frame(B, A, 0x0806, b.array());
    }

    private static ByteBuffer mac(ByteBuffer b, long mac) {
        return b.putShort((short) (mac >>> 32)).putInt((int) mac);
    }
}
