package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput.Kind;

/** What actions do to a frame, byte by byte; changed packets are compared with packets built anew, checksums included. */
class ActionTest {

    private static final byte[] A = ip("10.0.0.1");
    private static final byte[] B = ip("10.0.0.2");
    private static final byte[] C = ip("192.168.77.3");
    private static final byte[] A6 = ip("fe80::1");
    private static final byte[] B6 = ip("2001:db8::2");
    private static final byte[] C6 = ip("2001:db8:ffff::77");
    private static final byte[] DATA = hex("0102030405");
    private static final Match ANY = Match.ANY;
    private static final Match TAGGED = Match.builder().set(Field.VLAN_VID, 0x1000, 0x1000).build();
    private static final Match V4 = Match.builder().set(Field.ETH_TYPE, 0x800).build();
    private static final Match V6 = Match.builder().set(Field.ETH_TYPE, 0x86dd).build();
    private static final Match TCP4 = Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 6).build();
    private static final Match UDP4 = Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 17).build();
    private static final Match UDP6 = Match.builder().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 17).build();

    private final PipelineFixture f = new PipelineFixture();

    private static byte[] frame(int type, byte[] payload) {
        return ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, type, payload);
    }

    private static byte[] tcp4(byte[] src, byte[] dst, int tos, int ttl, int sport, int dport) {
        return frame(0x800, ipv4(src, dst, tos, ttl, 6, 0, tcp(src, dst, sport, dport, DATA)));
    }

    private static byte[] udp6(byte[] src, byte[] dst, int tc, int hops, int sport, int dport) {
        return frame(0x86dd, ipv6(src, dst, tc, 0x54321, hops, 17, udp(src, dst, sport, dport, DATA)));
    }

    private static Action set128(Field f, byte[] address) {
        BigInteger a = new BigInteger(1, address);
        return Action.set(f, a.shiftRight(64).longValue(), a.longValue());
    }

    private static Action set32(Field f, byte[] address) {
        return Action.set(f, new BigInteger(1, address).longValue());
    }

    /** A rule with these actions and output to port 2 turns one frame into the other; as apply-actions, and as write-actions. */
    private void turns(Match m, byte[] frame, byte[] expected, Action... actions) {
        for (FlowRule.Builder rule : List.of(
                FlowRule.builder().match(m).apply(actions).apply(Action.output(2)),
                FlowRule.builder().match(m).write(actions).write(Action.output(2)))) {
            PipelineFixture fresh = new PipelineFixture();
            fresh.add(rule);
            fresh.forwards(frame, expected);
        }
    }

    @Test
    void setEthernetAddresses() {
        byte[] frame = frame(0x88b5, DATA);
        turns(ANY, frame, hex("0a0b0c0d0e0f 020000000001 88b5 0102030405"), Action.set(Field.ETH_DST, 0x0a0b_0c0d_0e0fL));
        turns(ANY, frame, hex("020000000002 0a0b0c0d0e0f 88b5 0102030405"), Action.set(Field.ETH_SRC, 0x0a0b_0c0d_0e0fL));
    }

    @Test
    void setVlanKeepsTheOtherBitsOfTheTag() {
        byte[] frame = tagged(0x88a8, 0x3001, tagged(0x8100, 7, frame(0x88b5, DATA)));
        turns(TAGGED, frame, hex("020000000002 020000000001 88a8 3abc 8100 0007 88b5 0102030405"), Action.set(Field.VLAN_VID, 0x1abc));
        turns(TAGGED, frame, hex("020000000002 020000000001 88a8 f001 8100 0007 88b5 0102030405"), Action.set(Field.VLAN_PCP, 7));
    }

    @Test
    void pushVlanCopiesVidAndPriorityOfTheOutermostTag() {
        byte[] plain = frame(0x88b5, DATA);
        turns(ANY, plain, hex("020000000002 020000000001 8100 0000 88b5 0102030405"), Action.pushVlan(0x8100));
        turns(ANY, tagged(0x8100, 0x6007, plain), hex("020000000002 020000000001 88a8 6007 8100 6007 88b5 0102030405"), Action.pushVlan(0x88a8));
        turns(ANY, plain, hex("020000000002 020000000001 8100 6005 88b5 0102030405"),
                Action.pushVlan(0x8100), Action.set(Field.VLAN_VID, 0x1005), Action.set(Field.VLAN_PCP, 3));
    }

    @Test
    void popVlanTakesTheOutermostTagOffFramesOfAnyLength() {
        for (int n = 0; n < 70; n++) {
            byte[] payload = new byte[n];
            for (int i = 0; i < n; i++) {
                payload[i] = (byte) (i + 1);
            }
            byte[] inner = tagged(0x8100, 7, frame(0x88b5, payload));
            turns(TAGGED, tagged(0x88a8, 0x3001, inner), inner, Action.popVlan());
            turns(ANY, inner, tagged(0x8100, 7, inner), Action.pushVlan(0x8100));
        }
    }

    @Test
    void aTagThatDoesNotFitDropsThePacketAndCounts() {
        byte[] frame = frame(0x88b5, DATA);
        f.add(FlowRule.builder().priority(1).apply(Action.pushVlan(0x8100), Action.output(2)));
        f.capacity = frame.length + 3;
        f.drops(frame);
        assertEquals(1, f.executor.noRoom());
        f.capacity = frame.length + 4;
        assertEquals(1, f.send(frame).size());
    }

    @Test
    void setIpv4AddressesWithTcpChecksum() {
        turns(V4, tcp4(A, B, 0, 64, 1000, 80), tcp4(C, B, 0, 64, 1000, 80), set32(Field.IPV4_SRC, C));
        turns(V4, tcp4(A, B, 0, 64, 1000, 80), tcp4(A, C, 0, 64, 1000, 80), set32(Field.IPV4_DST, C));
    }

    @Test
    void setIpv6AddressesWithUdpChecksum() {
        turns(V6, udp6(A6, B6, 0, 64, 1000, 53), udp6(C6, B6, 0, 64, 1000, 53), set128(Field.IPV6_SRC, C6));
        turns(V6, udp6(A6, B6, 0, 64, 1000, 53), udp6(A6, C6, 0, 64, 1000, 53), set128(Field.IPV6_DST, C6));
    }

    @Test
    void setIpv6AddressUpdatesIcmpv6Checksum() {
        byte[] before = frame(0x86dd, ipv6(A6, B6, 0, 0, 64, 58, icmpv6(A6, B6, 128, 0, DATA)));
        byte[] after = frame(0x86dd, ipv6(C6, B6, 0, 0, 64, 58, icmpv6(C6, B6, 128, 0, DATA)));
        turns(V6, before, after, set128(Field.IPV6_SRC, C6));
    }

    @Test
    void setIpv6DestinationOfARoutedPacketLeavesTheChecksumOfTheFinalDestination() {
        byte[] udp = udp(A6, C6, 1000, 53, DATA);
        byte[] routing = join(u8(17, 2, 0, 1), new byte[4], C6);
        turns(V6, frame(0x86dd, ipv6(A6, B6, 0, 0, 64, 43, join(routing, udp))), frame(0x86dd, ipv6(A6, A6, 0, 0, 64, 43, join(routing, udp))),
                set128(Field.IPV6_DST, A6));
    }

    @Test
    void setDscpAndEcn() {
        turns(V4, tcp4(A, B, 0x01, 64, 1000, 80), tcp4(A, B, 0xb9, 64, 1000, 80), Action.set(Field.IP_DSCP, 46));
        turns(V4, tcp4(A, B, 0xb9, 64, 1000, 80), tcp4(A, B, 0xbb, 64, 1000, 80), Action.set(Field.IP_ECN, 3));
        turns(V6, udp6(A6, B6, 0x01, 64, 1, 2), udp6(A6, B6, 0xb9, 64, 1, 2), Action.set(Field.IP_DSCP, 46));
        turns(V6, udp6(A6, B6, 0xb9, 64, 1, 2), udp6(A6, B6, 0xba, 64, 1, 2), Action.set(Field.IP_ECN, 2));
    }

    @Test
    void setPorts() {
        turns(TCP4, tcp4(A, B, 0, 64, 1000, 80), tcp4(A, B, 0, 64, 4242, 8080), Action.set(Field.TCP_SRC, 4242), Action.set(Field.TCP_DST, 8080));
        turns(UDP6, udp6(A6, B6, 0, 64, 1000, 53), udp6(A6, B6, 0, 64, 4242, 54), Action.set(Field.UDP_SRC, 4242), Action.set(Field.UDP_DST, 54));
    }

    @Test
    void udpWithoutChecksumStaysWithout() {
        byte[] udp = udp(A, B, 1000, 53, DATA);
        put16(udp, 6, 0);
        byte[] after = udp.clone();
        put16(after, 0, 4242);
        turns(UDP4, frame(0x800, ipv4(A, B, 0, 64, 17, 0, udp)), frame(0x800, ipv4(C, B, 0, 64, 17, 0, after)),
                Action.set(Field.UDP_SRC, 4242), set32(Field.IPV4_SRC, C));
    }

    @Test
    void udpChecksumThatComesToZeroIsSentAsAllOnes() {
        int port = 0;
        byte[] wanted;
        do {
            wanted = udp(A, B, ++port, 53, DATA);
        } while ((wanted[6] & wanted[7]) != -1);
        byte[] before = frame(0x800, ipv4(A, B, 0, 64, 17, 0, udp(A, B, 1, 53, DATA)));
        turns(UDP4, before, frame(0x800, ipv4(A, B, 0, 64, 17, 0, wanted)), Action.set(Field.UDP_SRC, port));
    }

    @Test
    void aWrongChecksumStaysWrongByAsMuch() {
        byte[] before = tcp4(A, B, 0, 64, 1000, 80);
        byte[] after = tcp4(C, B, 0, 64, 1000, 80);
        before[24] ^= 0x10;
        before[50] ^= 0x01;
        f.add(FlowRule.builder().priority(1).match(V4).apply(set32(Field.IPV4_SRC, C), Action.output(2)));
        byte[] out = hexOf(f.send(before).get(0));
        int ipError = Frames.sum(Arrays.copyOfRange(before, 14, 34));
        assertEquals(ipError, Frames.sum(Arrays.copyOfRange(out, 14, 34)));
        assertEquals(Frames.sum(join(A, B, u16(0, 6, 25), Arrays.copyOfRange(before, 34, 59))), Frames.sum(join(C, B, u16(0, 6, 25), Arrays.copyOfRange(out, 34, 59))));
        assertEquals(hex(after).length(), hex(out).length());
    }

    private static byte[] hexOf(ReferenceOutput o) {
        String s = o.toString();
        return hex(s.substring(s.indexOf("] ") + 2));
    }

    @Test
    void laterFragmentsKeepTheirPayload() {
        byte[] payload = tcp(A, B, 1000, 80, DATA);
        turns(V4, frame(0x800, ipv4(A, B, 0, 64, 6, 0x0001, payload)), frame(0x800, ipv4(C, B, 0, 64, 6, 0x0001, payload)), set32(Field.IPV4_SRC, C));
        turns(TCP4, frame(0x800, ipv4(A, B, 0, 64, 6, 0x0001, payload)), frame(0x800, ipv4(A, B, 0, 64, 6, 0x0001, payload)), Action.set(Field.TCP_DST, 1));
    }

    @Test
    void checksumsBeyondTheFrameAreLeftAlone() {
        byte[] before = Arrays.copyOf(tcp4(A, B, 0, 64, 1000, 80), 14 + 20 + 17);
        byte[] after = Arrays.copyOf(tcp4(C, B, 0, 64, 1000, 80), 14 + 20 + 17);
        after[50] = before[50];
        turns(V4, before, after, set32(Field.IPV4_SRC, C));
    }

    @Test
    void decrementTtl() {
        turns(V4, tcp4(A, B, 0, 64, 1000, 80), tcp4(A, B, 0, 63, 1000, 80), Action.decTtl());
        turns(V4, tcp4(A, B, 0, 2, 1000, 80), tcp4(A, B, 0, 1, 1000, 80), Action.decTtl());
        turns(V6, udp6(A6, B6, 0, 255, 1000, 53), udp6(A6, B6, 0, 254, 1000, 53), Action.decTtl());
    }

    @Test
    void anExpiredTtlDropsThePacket() {
        f.add(FlowRule.builder().priority(1).match(V4).apply(Action.decTtl(), Action.output(2)),
                FlowRule.builder().priority(1).match(V6).apply(Action.decTtl(), Action.output(2)));
        f.drops(tcp4(A, B, 0, 1, 1000, 80));
        f.drops(tcp4(A, B, 0, 0, 1000, 80));
        f.drops(udp6(A6, B6, 0, 1, 1000, 80));
        assertEquals(3, f.executor.ttlExpired());
    }

    @Test
    void anExpiredTtlGoesToTheControllerWhereTheRuleSaysSo() {
        byte[] expired = tcp4(A, B, 0, 1, 1000, 80);
        f.add(FlowRule.builder().priority(1).match(V4).cookie(77).write(Action.decTtl(true), Action.output(2)));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_INVALID_TTL, 0, 77, expired)), f.send(expired));
        f.add(FlowRule.builder().priority(1).match(V4).cookie(78).apply(Action.decTtl(true)));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_INVALID_TTL, 0, 78, expired)), f.send(expired));
    }

    @Test
    void packetInsOfTheActionSetNameTheRuleThatWroteTheAction() {
        byte[] expired = tcp4(A, B, 0, 1, 1000, 80);
        f.add(FlowRule.builder().priority(1).match(V4).cookie(1).write(Action.decTtl(true)).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(V4).cookie(2).write(Action.decTtl(true)).gotoTable(2),
                FlowRule.builder().table(2).priority(1).match(V4).cookie(3).write(Action.toController(99)));
        assertEquals(List.of(ReferenceOutput.controller(0xffff, Egress.REASON_INVALID_TTL, 1, 2, expired)), f.send(expired));
        byte[] valid = tcp4(A, B, 0, 9, 1000, 80);
        assertEquals(List.of(ReferenceOutput.controller(99, Egress.REASON_ACTION, 2, 3, tcp4(A, B, 0, 8, 1000, 80))), f.send(valid));
    }

    @Test
    void outputsToReservedPorts() {
        byte[] frame = frame(0x88b5, DATA);
        f.add(FlowRule.builder().priority(1).cookie(5).apply(Action.output(PortNo.IN_PORT), Action.output(PortNo.ALL), Action.output(PortNo.FLOOD),
                Action.output(PortNo.NORMAL), Action.toController(20)));
        assertEquals(List.of(ReferenceOutput.port(1, frame), ReferenceOutput.of(Kind.ALL, frame), ReferenceOutput.of(Kind.FLOOD, frame),
                ReferenceOutput.of(Kind.NORMAL, frame), ReferenceOutput.controller(20, Egress.REASON_ACTION, 0, 5, frame)), f.send(frame));
    }

    @Test
    void aPacketDoesNotLeaveByThePortItCameInBy() {
        f.add(FlowRule.builder().priority(1).apply(Action.output(1), Action.output(2)));
        byte[] frame = frame(0x88b5, DATA);
        f.forwards(frame, frame);
    }

    @Test
    void eachOutputSeesTheFrameAsItIsThen() {
        f.add(FlowRule.builder().priority(1).apply(Action.output(2), Action.set(Field.ETH_DST, 1), Action.output(3)));
        assertEquals(List.of(ReferenceOutput.port(2, frame(0x88b5, DATA)), ReferenceOutput.port(3, ethernet(1, 0x0200_0000_0001L, 0x88b5, DATA))),
                f.send(frame(0x88b5, DATA)));
    }

    @Test
    void theFrameIsGivenAwayWithItsLastUseOnly() {
        byte[] frame = frame(0x88b5, DATA);
        f.add(FlowRule.builder().priority(1).apply(Action.output(2), Action.output(3)));
        f.send(frame);
        assertEquals(true, f.egress.gaveFrameAway);
        f.add(FlowRule.builder().priority(1).apply(Action.output(2)).gotoTable(1), FlowRule.builder().table(1).priority(1).apply(Action.output(3)));
        assertEquals(2, f.send(frame).size());
        assertEquals(true, f.egress.gaveFrameAway);
        f.add(FlowRule.builder().priority(1).apply(Action.output(2), Action.toController(0xffff)));
        assertEquals(2, f.send(frame).size());
        assertEquals(false, f.egress.gaveFrameAway);
    }

    @Test
    void packetOutsRunTheirActions() throws FlowException {
        byte[] frame = frame(0x88b5, DATA);
        assertEquals(List.of(ReferenceOutput.port(4, tagged(0x8100, 5, frame))),
                f.packetOut(frame, PortNo.CONTROLLER, Action.pushVlan(0x8100), Action.set(Field.VLAN_VID, 0x1005), Action.output(4)));
        assertEquals(List.of(ReferenceOutput.controller(9, Egress.REASON_ACTION, 0, -1, frame)), f.packetOut(frame, PortNo.CONTROLLER, Action.toController(9)));
        assertEquals(List.of(ReferenceOutput.port(4, frame)),
                f.packetOut(frame, PortNo.CONTROLLER, set32(Field.IPV4_SRC, A), Action.popVlan(), Action.decTtl(), Action.output(4)));
    }

    @Test
    void packetOutsToTheTablesGoThroughThem() throws FlowException {
        byte[] frame = frame(0x88b5, DATA);
        f.add(FlowRule.builder().priority(1).match(Match.builder().set(Field.IN_PORT, PortNo.CONTROLLER & 0xffffffffL).build()).apply(Action.output(2)));
        assertEquals(List.of(ReferenceOutput.port(9, frame), ReferenceOutput.port(2, frame)),
                f.packetOut(frame, PortNo.CONTROLLER, Action.output(9), Action.output(PortNo.TABLE)));
        assertEquals(1, f.only().packets());
    }
}
