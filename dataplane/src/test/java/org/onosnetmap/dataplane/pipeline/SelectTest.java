package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** How SELECT groups spread flows over buckets, and which flows stay where they are. Bucket n sends to port 10 + n and watches that port. */
class SelectTest {

    private static final int FLOWS = 4000;
    private static final byte[] A = ip("10.0.0.1");
    private static final byte[] B = ip("10.9.0.2");

    private final PipelineFixture f = new PipelineFixture();

    @BeforeEach
    void pointARuleToTheGroup() {
        change(GroupMod.add(new Group(1, Group.Type.SELECT, List.of())));
        f.add(FlowRule.builder().priority(1).apply(Action.group(1)));
    }

    private void change(GroupMod mod) {
        assertEquals(Collections.singletonList(null), f.tables.applyGroups(List.of(mod), new ArrayList<>()));
    }

    private void weights(int... weights) {
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            buckets.add(Bucket.of(weights[i], 10 + i, Group.ANY, List.of(Action.output(10 + i))));
        }
        buckets(buckets);
    }

    private void buckets(List<Bucket> buckets) {
        change(GroupMod.modify(new Group(1, Group.Type.SELECT, buckets)));
    }

    /** The port by which a frame leaves; 0 for none. */
    private int port(byte[] frame) {
        List<ReferenceOutput> sent = f.send(frame);
        for (int p = 10; p < 30; p++) {
            if (sent.equals(List.of(ReferenceOutput.port(p, frame)))) {
                return p;
            }
        }
        assertEquals(List.of(), sent);
        return 0;
    }

    private static byte[] udp4(int sport, int fragment) {
        return ethernet(2, 4, 0x800, ipv4(A, B, 0, 64, 17, fragment, udp(A, B, sport, 53, hex("0102"))));
    }

    /** Where each flow goes; flows differ in one field only, as it is between two hosts. */
    private int[] ports() {
        int[] ports = new int[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            ports[i] = port(udp4(i, 0));
        }
        return ports;
    }

    private static long share(int[] ports, int port) {
        return Arrays.stream(ports).filter(p -> p == port).count();
    }

    /** Within five standard deviations of what independent choices would give. */
    private static void assertShare(double expected, long flows, String what) {
        double deviation = Math.sqrt(FLOWS * expected * (1 - expected));
        assertTrue(Math.abs(flows - FLOWS * expected) < 5 * deviation, what + ": " + flows + " of " + FLOWS + ", expected " + FLOWS * expected);
    }

    @Test
    void bucketsOfEqualWeightGetEqualShares() {
        weights(7, 7, 7, 7, 7);
        int[] ports = ports();
        for (int i = 0; i < 5; i++) {
            assertShare(0.2, share(ports, 10 + i), "bucket " + i);
        }
    }

    @Test
    void sharesAreAsTheWeights() {
        weights(1, 2, 5, 0);
        int[] ports = ports();
        assertShare(1 / 8.0, share(ports, 10), "weight 1");
        assertShare(2 / 8.0, share(ports, 11), "weight 2");
        assertShare(5 / 8.0, share(ports, 12), "weight 5");
        assertEquals(0, share(ports, 13), "weight 0");
    }

    @Test
    void theFlowsOfADeadBucketGoToTheOthersByWeightAndNoOtherFlowMoves() {
        weights(2, 1, 1);
        int[] before = ports();
        f.egress.down.add(10);
        int[] after = ports();
        for (int i = 0; i < FLOWS; i++) {
            assertTrue(before[i] == 10 || after[i] == before[i], "a flow of a live bucket has moved");
        }
        assertEquals(0, share(after, 10));
        assertShare(0.5, share(after, 11), "what is left is shared");
        f.egress.down.clear();
        assertTrue(Arrays.equals(before, ports()), "and back again when it lives");
    }

    @Test
    void aBucketThatIsAddedOrTakenAwayMovesOnlyTheFlowsThatMust() {
        weights(1, 1, 1);
        int[] three = ports();
        weights(1, 1, 1, 1);
        int[] four = ports();
        for (int i = 0; i < FLOWS; i++) {
            assertTrue(four[i] == three[i] || four[i] == 13, "a flow has moved to a bucket that was there before");
        }
        assertShare(0.25, share(four, 13), "the new bucket");
        weights(1, 1, 1);
        assertTrue(Arrays.equals(three, ports()));
    }

    @Test
    void bucketsWithTheSameActionsShareToo() {
        Bucket twin = Bucket.of(Action.output(10));
        buckets(List.of(twin, twin));
        for (int i = 0; i < FLOWS; i++) {
            f.send(udp4(i, 0));
        }
        assertShare(0.5, f.tables.groups(p -> true).get(0).bucketPackets(0), "the first twin");
    }

    @Test
    void withoutALiveBucketOfAnyWeightPacketsAreDropped() {
        weights(1, 0);
        f.egress.down.add(10);
        assertEquals(0, port(udp4(1, 0)));
        buckets(List.of(Bucket.of(0, PortNo.ANY, Group.ANY, List.of(Action.output(10)))));
        assertEquals(0, port(udp4(1, 0)));
    }

    @Test
    void allFragmentsOfAPacketGoTheSameWay() {
        weights(1, 1, 1, 1);
        byte[] later = ethernet(2, 4, 0x800, ipv4(A, B, 0, 64, 17, 100, hex("0a0b0c0d0e0f1011")));
        for (int sport = 0; sport < 50; sport++) {
            assertEquals(port(later), port(udp4(sport, 0x2000)), "first fragment, port " + sport);
        }
    }

    @Test
    void packetsThatAreNotIpSpreadByTheirEthernetAddresses() {
        weights(1, 1);
        int[] ports = new int[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            byte[] frame = ethernet(0x0200_0000_0000L + i, 4, 0x88b5, hex("00"));
            ports[i] = port(frame);
            assertEquals(ports[i], port(ethernet(0x0200_0000_0000L + i, 4, 0x88b5, hex("ff"))), "what is behind does not count");
        }
        assertShare(0.5, share(ports, 10), "the first bucket");
    }

    @Test
    void ipv6FlowsSpreadByTheirAddresses() {
        weights(1, 1);
        int[] ports = new int[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            byte[] host = ip("2001:db8::1");
            put16(host, 6, i); // the last word of the network part
            ports[i] = port(ethernet(2, 4, 0x86dd, ipv6(ip("fe80::1"), host, 0, i, 64, 59, new byte[0])));
        }
        assertShare(0.5, share(ports, 10), "the first bucket");
        assertNotEquals(0, share(ports, 11));
    }
}
