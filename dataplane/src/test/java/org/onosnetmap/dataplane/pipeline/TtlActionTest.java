package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.onosnetmap.dataplane.pipeline.Frames.*;
import static org.onosnetmap.dataplane.pipeline.Turns.*;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** TTLs set, decremented and copied between headers, with the IPv4 checksum. Decrementing that of IP is in {@link ActionTest}. */
class TtlActionTest {

    private static final byte[] DATA = hex("0102030405");

    private static byte[] frame(int type, byte[]... payload) {
        return ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, type, join(payload));
    }

    private static byte[] ip4(int ttl) {
        return ipv4(ip("10.0.0.1"), ip("10.0.0.2"), 0xb8, ttl, 47, 0, new byte[8], DATA);
    }

    private static byte[] ip6(int hops) {
        return ipv6(ip("fe80::1"), ip("fe80::2"), 0xb8, 0x12345, hops, 59, DATA);
    }

    /** A label with everything but the TTL set. */
    private static byte[] label(int bottom, int ttl) {
        return mplsEntry(0xabcde, 5, bottom, ttl);
    }

    @Test
    void setTtlOfIp() {
        for (int ttl : new int[] {0, 1, 64, 255}) {
            turns(V4, frame(0x800, ip4(9)), frame(0x800, ip4(ttl)), Action.setTtl(ttl));
            turns(V6, frame(0x86dd, ip6(9)), frame(0x86dd, ip6(ttl)), Action.setTtl(ttl));
        }
    }

    @Test
    void setTtlOfTheOutermostLabel() {
        turns(MPLS, frame(0x8847, label(0, 9), label(1, 8), ip4(7)), frame(0x8847, label(0, 255), label(1, 8), ip4(7)), Action.setMplsTtl(255));
        turns(MPLS, frame(0x8847, label(1, 9)), frame(0x8847, label(1, 0)), Action.setMplsTtl(0));
    }

    @Test
    void decrementTtlOfTheOutermostLabel() {
        turns(MPLS, frame(0x8847, label(0, 255), label(1, 8)), frame(0x8847, label(0, 254), label(1, 8)), Action.decMplsTtl(false));
        turns(MPLS, frame(0x8847, label(1, 2), ip4(9)), frame(0x8847, label(1, 1), ip4(9)), Action.decMplsTtl(true));
    }

    @Test
    void anExpiredMplsTtlDropsThePacketOrSendsItToTheController() {
        byte[] expired = frame(0x8847, label(1, 1), ip4(9));
        for (FlowRule.Builder rule : List.of(FlowRule.builder().match(MPLS).cookie(7).apply(Action.decMplsTtl(false), Action.output(2)),
                FlowRule.builder().match(MPLS).cookie(7).write(Action.decMplsTtl(false), Action.output(2)))) {
            PipelineFixture f = new PipelineFixture();
            f.add(rule);
            f.drops(expired);
            f.drops(frame(0x8847, label(1, 0)));
            assertEquals(2, f.executor.ttlExpired());
        }
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().match(MPLS).cookie(7).write(Action.decMplsTtl(true)).gotoTable(1), FlowRule.builder().table(1).cookie(8).write(Action.output(2)));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_INVALID_TTL, 0, 7, expired)), f.send(expired));
        f.add(FlowRule.builder().match(MPLS).cookie(9).apply(Action.decMplsTtl(true)));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_INVALID_TTL, 0, 9, expired)), f.send(expired));
        assertEquals(2, f.executor.ttlExpired());
    }

    @Test
    void copyOutFromIpToMpls() {
        turns(MPLS, frame(0x8847, label(1, 9), ip4(77)), frame(0x8847, label(1, 77), ip4(77)), Action.copyTtlOut());
        turns(MPLS, frame(0x8847, label(1, 9), ip6(78)), frame(0x8847, label(1, 78), ip6(78)), Action.copyTtlOut());
    }

    @Test
    void copyInFromMplsToIp() {
        turns(MPLS, frame(0x8847, label(1, 9), ip4(77)), frame(0x8847, label(1, 9), ip4(9)), Action.copyTtlIn());
        turns(MPLS, frame(0x8847, label(1, 9), ip6(77)), frame(0x8847, label(1, 9), ip6(9)), Action.copyTtlIn());
    }

    @Test
    void copyBetweenLabels() {
        byte[] frame = frame(0x8847, label(0, 9), label(0, 8), label(1, 7), ip4(6));
        turns(MPLS, frame, frame(0x8847, label(0, 8), label(0, 8), label(1, 7), ip4(6)), Action.copyTtlOut());
        turns(MPLS, frame, frame(0x8847, label(0, 9), label(0, 9), label(1, 7), ip4(6)), Action.copyTtlIn());
    }

    @Test
    void copyBetweenIpHeaders() {
        for (boolean outer4 : new boolean[] {true, false}) {
            for (boolean inner4 : new boolean[] {true, false}) {
                turns(outer4 ? V4 : V6, tunnel(outer4, inner4, 9, 77), tunnel(outer4, inner4, 77, 77), Action.copyTtlOut());
                turns(outer4 ? V4 : V6, tunnel(outer4, inner4, 9, 77), tunnel(outer4, inner4, 9, 9), Action.copyTtlIn());
            }
        }
    }

    private static byte[] tunnel(boolean outer4, boolean inner4, int outerTtl, int innerTtl) {
        byte[] inner = inner4 ? ip4(innerTtl) : ip6(innerTtl);
        int protocol = inner4 ? 4 : 41;
        return outer4 ? frame(0x800, ipv4(ip("10.0.0.3"), ip("10.0.0.4"), 0, outerTtl, protocol, 0, inner))
                : frame(0x86dd, ipv6(ip("fe80::3"), ip("fe80::4"), 0, 0, outerTtl, 60, join(u8(protocol, 0), new byte[6], inner)));
    }

    @Test
    void withoutASecondHeaderThereIsNothingToCopy() throws FlowException {
        byte[] laterFragment = frame(0x800, ipv4(ip("10.0.0.3"), ip("10.0.0.4"), 0, 9, 4, 1, ip4(77)));
        byte[] notWhatTheProtocolSays = frame(0x800, ipv4(ip("10.0.0.3"), ip("10.0.0.4"), 0, 9, 41, 0, ip4(77)));
        for (byte[] frame : List.of(frame(0x88b5, DATA), frame(0x800, ip4(9)), frame(0x86dd, ip6(9)), frame(0x8847, label(1, 9), DATA), frame(0x8847, label(1, 9)),
                Arrays.copyOf(frame(0x8847, label(0, 9), label(1, 8)), 14 + 7), Arrays.copyOf(frame(0x8847, label(1, 9), ip4(77)), 14 + 4 + 19),
                Arrays.copyOf(frame(0x8847, label(1, 9), ip6(77)), 14 + 4 + 39), laterFragment, notWhatTheProtocolSays)) {
            leaves(frame, Action.copyTtlOut());
            leaves(frame, Action.copyTtlIn());
        }
    }

    @Test
    void whatIsBehindTheOuterIpPacketIsNotInIt() throws FlowException {
        byte[] inner = ip4(77);
        byte[] short4 = ipv4(ip("10.0.0.3"), ip("10.0.0.4"), 0, 9, 4, 0, Arrays.copyOf(inner, inner.length - DATA.length - 1));
        byte[] padded = frame(0x800, short4, Arrays.copyOfRange(inner, inner.length - DATA.length - 1, inner.length));
        leaves(padded, Action.copyTtlOut());
        leaves(padded, Action.copyTtlIn());
    }

    @Test
    void ttlsThatAreNotThereAreNotChanged() throws FlowException {
        for (byte[] frame : List.of(frame(0x88b5, DATA), Arrays.copyOf(frame(0x800, ip4(1)), 14 + 19), frame(0x8847, new byte[3]))) {
            leaves(frame, Action.setTtl(5), Action.setMplsTtl(5), Action.decTtl(), Action.decMplsTtl(false));
        }
        leaves(frame(0x800, ip4(9)), Action.setMplsTtl(5), Action.decMplsTtl(true));
        leaves(frame(0x8847, label(1, 9), ip4(9)), Action.setTtl(5), Action.decTtl(true));
    }

    @Test
    void aLabelEdgeRouterCopiesOnTheWayInAndOut() {
        turns(V4, frame(0x800, ip4(9)), frame(0x8847, mplsEntry(0, 0, 1, 8), ip4(9)), Action.pushMpls(0x8847), Action.copyTtlOut(), Action.decMplsTtl(true));
        turns(MPLS, frame(0x8847, label(1, 5), ip4(9)), frame(0x800, ip4(4)), Action.copyTtlIn(), Action.popMpls(0x800), Action.decTtl(true));
    }
}
