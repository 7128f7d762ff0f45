package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** Fields of MPLS, PBB, SCTP, the inner tag, TCP flags, IPv6 extension headers and those that are not in the packet: a rule that wants one sends to port 2. */
class FieldTest {

    private static final byte[] A = ip("10.0.0.1");
    private static final byte[] B = ip("10.0.0.2");
    private static final long M1 = 0x0200_0000_0001L;
    private static final long M2 = 0x0200_0000_0002L;
    private static final byte[] INNER = ethernet(M1, M2, 0x800, ipv4(A, B, 0, 64, 17, 0, udp(A, B, 1, 2, new byte[0])));

    private static Match.Builder match() {
        return Match.builder();
    }

    private static Match.Builder type(int etherType) {
        return match().set(Field.ETH_TYPE, etherType);
    }

    private static Match.Builder protocol(int protocol) {
        return type(0x800).set(Field.IP_PROTO, protocol);
    }

    private static void matches(Match.Builder m, byte[]... frames) {
        PipelineFixture f = fixture(m);
        for (byte[] frame : frames) {
            f.forwards(frame, frame);
        }
    }

    private static void misses(Match.Builder m, byte[]... frames) {
        PipelineFixture f = fixture(m);
        for (byte[] frame : frames) {
            f.drops(frame);
        }
    }

    private static PipelineFixture fixture(Match.Builder m) {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(m.build()).apply(Action.output(2)));
        return f;
    }

    private static byte[] mpls(int type, byte[] stack) {
        return ethernet(M2, M1, type, stack);
    }

    @Test
    void mplsFieldsAreThoseOfTheOutermostEntry() {
        byte[] frame = mpls(0x8847, join(mplsEntry(0xabcde, 5, 0, 64), mplsEntry(16, 2, 1, 64), new byte[30]));
        matches(type(0x8847).set(Field.MPLS_LABEL, 0xabcde), frame);
        matches(type(0x8847).set(Field.MPLS_TC, 5), frame);
        matches(type(0x8847).set(Field.MPLS_BOS, 0), frame);
        matches(type(0x8847).set(Field.MPLS_LABEL, 0xabcde).set(Field.MPLS_TC, 5).set(Field.MPLS_BOS, 0), frame);
        misses(type(0x8847).set(Field.MPLS_LABEL, 16), frame);
        misses(type(0x8847).set(Field.MPLS_TC, 2), frame);
        misses(type(0x8847).set(Field.MPLS_BOS, 1), frame);
        matches(type(0x8847).set(Field.MPLS_BOS, 1), mpls(0x8847, mplsEntry(0xfffff, 7, 1, 255)));
    }

    @Test
    void bothTypesOfMplsHaveLabelsAndARuleMeansOneOfThem() {
        byte[] multicast = mpls(0x8848, mplsEntry(100, 0, 1, 64));
        matches(type(0x8848).set(Field.MPLS_LABEL, 100), multicast, tagged(0x8100, 5, multicast));
        misses(type(0x8847).set(Field.MPLS_LABEL, 100), multicast);
    }

    @Test
    void anMplsEntryThatIsCutOffHasNoFields() {
        byte[] whole = mpls(0x8847, mplsEntry(0, 0, 0, 0));
        matches(type(0x8847).set(Field.MPLS_LABEL, 0), whole);
        for (int length = 14; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            misses(type(0x8847).set(Field.MPLS_LABEL, 0), cut);
            misses(type(0x8847).set(Field.MPLS_BOS, 0), cut);
            matches(type(0x8847), cut);
        }
    }

    @Test
    void whatIsBehindMplsAndPbbHasNoFields() {
        byte[] ipInMpls = mpls(0x8847, join(mplsEntry(100, 0, 1, 64), ipv4(A, B, 0, 64, 6, 0, tcp(A, B, 1, 2, new byte[0]))));
        misses(type(0x800), ipInMpls, pbb(M2, M1, 0, 1000, INNER));
        misses(match().set(Field.VLAN_VID, 0x1005), pbb(M2, M1, 0, 1000, tagged(0x8100, 5, INNER)));
        matches(match().set(Field.VLAN_VID, 0), pbb(M2, M1, 0, 1000, tagged(0x8100, 5, INNER)));
    }

    @Test
    void pbbFieldsAreThoseOfTheITagBehindTheBTag() {
        byte[] frame = pbb(M2, M1, 0xe8, 0xabcdef, INNER);
        byte[] tagged = tagged(0x88a8, 0x2005, frame);
        matches(type(0x88e7).set(Field.PBB_ISID, 0xabcdef), frame, tagged);
        matches(type(0x88e7).set(Field.PBB_ISID, 0xab0000, 0xff0000), frame);
        matches(type(0x88e7).set(Field.PBB_ISID, 1, 1), frame);
        misses(type(0x88e7).set(Field.PBB_ISID, 0xabcdee), frame);
        matches(type(0x88e7).set(Field.PBB_UCA, 1), frame);
        misses(type(0x88e7).set(Field.PBB_UCA, 0), frame);
        matches(type(0x88e7).set(Field.PBB_UCA, 0), pbb(M2, M1, 0xf7, 0xffffff, INNER));
        matches(type(0x88e7).set(Field.VLAN_VID, 0x1005).set(Field.VLAN_PCP, 1).set(Field.PBB_ISID, 0xabcdef), tagged);
    }

    @Test
    void anITagThatIsCutOffHasNoFields() {
        byte[] whole = Arrays.copyOf(pbb(M2, M1, 0, 0, INNER), 14 + 18);
        matches(type(0x88e7).set(Field.PBB_ISID, 0), whole);
        for (int length = 14; length < whole.length; length++) {
            misses(type(0x88e7).set(Field.PBB_ISID, 0), Arrays.copyOf(whole, length));
            misses(type(0x88e7).set(Field.PBB_UCA, 0), Arrays.copyOf(whole, length));
        }
    }

    @Test
    void sctpPortsMatchWholeAndMasked() {
        byte[] frame = ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 132, 0, sctp(1000, 80, new byte[8])));
        matches(protocol(132).set(Field.SCTP_SRC, 1000).set(Field.SCTP_DST, 80), frame);
        matches(protocol(132).set(Field.SCTP_DST, 64, 0xffc0), frame);
        misses(protocol(132).set(Field.SCTP_DST, 1000), frame);
        misses(protocol(6).set(Field.TCP_DST, 80), frame);
        misses(protocol(132).set(Field.SCTP_DST, 0), ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 132, 0, new byte[11])));
        matches(protocol(132).set(Field.SCTP_DST, 0), ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 132, 0, new byte[12])));
    }

    @Test
    void tcpFlagsAreTwelveBits() {
        byte[] segment = tcp(A, B, 1, 2, new byte[0]);
        put16(segment, 12, 0x5b12);
        byte[] frame = ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 6, 0, segment));
        matches(protocol(6).set(Field.TCP_FLAGS, 0xb12), frame);
        matches(protocol(6).set(Field.TCP_FLAGS, 0x012, 0x017), frame);
        matches(protocol(6).set(Field.TCP_FLAGS, 0x100, 0x100), frame);
        misses(protocol(6).set(Field.TCP_FLAGS, 0x002, 0x017), frame);
        misses(protocol(6).set(Field.TCP_FLAGS, 0, 0xfff), ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 6, 1, segment)));
    }

    /** An IPv6 packet with these headers, each as short as it can be, in front of a protocol that needs no payload. */
    private static byte[] chain(int... headers) {
        byte[] payload = new byte[0];
        int next = 253;
        for (int i = headers.length - 1; i >= 0; i--) {
            int h = headers[i];
            payload = h == 50 || h == 59 ? payload : h == 51 ? join(u8(next, 1), new byte[10], payload) : join(u8(next, 0), new byte[6], payload);
            next = h;
        }
        return ethernet(M2, M1, 0x86dd, ipv6(ip("fe80::1"), ip("fe80::2"), 0, 0, 64, next, payload));
    }

    private static void flags(int expected, int... headers) {
        PipelineFixture f = fixture(type(0x86dd).set(Field.IPV6_EXTHDR, expected));
        byte[] frame = chain(headers);
        assertEquals(List.of(ReferenceOutput.port(2, frame)), f.send(frame), () -> "headers " + Arrays.toString(headers) + " should give 0x" + Integer.toHexString(expected));
    }

    @Test
    void eachExtensionHeaderHasItsFlag() {
        flags(0);
        flags(Field.IPV6_EXTHDR_NONEXT, 59);
        flags(Field.IPV6_EXTHDR_ESP, 50);
        flags(Field.IPV6_EXTHDR_AUTH, 51);
        flags(Field.IPV6_EXTHDR_DEST, 60);
        flags(Field.IPV6_EXTHDR_FRAG, 44);
        flags(Field.IPV6_EXTHDR_ROUTER, 43);
        flags(Field.IPV6_EXTHDR_HOP, 0);
        flags(0, 135);
        flags(0, 139, 140);
    }

    @Test
    void extensionHeadersInTheRecommendedOrderAreExpected() {
        flags(0x7c, 0, 60, 43, 44, 51, 60);
        flags(0x7e, 0, 60, 43, 44, 51, 50);
        flags(0x3d, 60, 43, 44, 51, 59);
        flags(Field.IPV6_EXTHDR_DEST, 60, 60);
        flags(Field.IPV6_EXTHDR_DEST | Field.IPV6_EXTHDR_FRAG, 60, 44);
        flags(Field.IPV6_EXTHDR_DEST | Field.IPV6_EXTHDR_FRAG, 44, 60);
        flags(Field.IPV6_EXTHDR_HOP | Field.IPV6_EXTHDR_ROUTER, 0, 135, 43);
    }

    @Test
    void extensionHeadersInAnotherOrderAreUnexpectedSequencing() {
        int unseq = Field.IPV6_EXTHDR_UNSEQ;
        flags(unseq | Field.IPV6_EXTHDR_FRAG | Field.IPV6_EXTHDR_ROUTER, 44, 43);
        flags(unseq | Field.IPV6_EXTHDR_AUTH | Field.IPV6_EXTHDR_FRAG, 51, 44);
        flags(unseq | Field.IPV6_EXTHDR_ROUTER, 43, 0);
        flags(unseq, 135, 0);
        flags(unseq | Field.IPV6_EXTHDR_DEST | Field.IPV6_EXTHDR_ROUTER, 60, 60, 43);
        flags(unseq | Field.IPV6_EXTHDR_DEST | Field.IPV6_EXTHDR_ROUTER | Field.IPV6_EXTHDR_ESP, 43, 60, 50);
    }

    @Test
    void extensionHeadersThatComeAgainAreUnexpectedRepeats() {
        int unrep = Field.IPV6_EXTHDR_UNREP;
        flags(unrep | Field.IPV6_EXTHDR_AUTH, 51, 51);
        flags(unrep | Field.IPV6_EXTHDR_ROUTER, 43, 43);
        flags(unrep | Field.IPV6_EXTHDR_FRAG, 44, 44);
        flags(unrep | Field.IPV6_EXTHDR_DEST, 60, 60, 60);
        flags(unrep | Field.IPV6_EXTHDR_UNSEQ | Field.IPV6_EXTHDR_HOP, 0, 0);
        flags(unrep | Field.IPV6_EXTHDR_UNSEQ | Field.IPV6_EXTHDR_AUTH | Field.IPV6_EXTHDR_ROUTER, 51, 43, 51);
        flags(unrep, 135, 135);
        flags(unrep, 140, 139, 140);
    }

    @Test
    void singleFlagsOfExtensionHeadersCanBeAskedFor() {
        byte[] frame = chain(0, 43, 44);
        matches(type(0x86dd).set(Field.IPV6_EXTHDR, Field.IPV6_EXTHDR_FRAG, Field.IPV6_EXTHDR_FRAG), frame);
        matches(type(0x86dd).set(Field.IPV6_EXTHDR, 0, Field.IPV6_EXTHDR_AUTH | Field.IPV6_EXTHDR_UNSEQ), frame);
        misses(type(0x86dd).set(Field.IPV6_EXTHDR, 0, Field.IPV6_EXTHDR_ROUTER), frame);
    }

    @Test
    void aChainOfExtensionHeadersThatBreaksOffHasNoFlags() {
        byte[] whole = chain(0, 60, 51);
        byte[] later = chain(44, 60);
        put16(later, 14 + 40 + 2, 8);
        matches(type(0x86dd).set(Field.IPV6_EXTHDR, Field.IPV6_EXTHDR_FRAG), later);
        for (int length = 14 + 40; length < whole.length; length++) {
            misses(type(0x86dd).set(Field.IPV6_EXTHDR, 0, Field.IPV6_EXTHDR_FRAG), Arrays.copyOf(whole, length));
        }
    }

    @Test
    void theInnerTagIsTheSecond() {
        byte[] plain = ethernet(M2, M1, 0x88b5, new byte[46]);
        byte[] one = tagged(0x8100, 0x600a, plain);
        byte[] two = tagged(0x88a8, 0xb064, one);
        byte[] three = tagged(0x88a8, 7, two);
        matches(match().set(Field.INNER_VLAN_VID, 0), plain, one);
        misses(match().set(Field.INNER_VLAN_VID, 0), two, three);
        misses(match().set(Field.INNER_VLAN_VID, 0x1000, 0x1000), plain, one);
        matches(match().set(Field.INNER_VLAN_VID, 0x1000, 0x1000), two, three);
        matches(match().set(Field.VLAN_VID, 0x1064).set(Field.INNER_VLAN_VID, 0x100a).set(Field.INNER_VLAN_PCP, 3), two);
        misses(match().set(Field.INNER_VLAN_VID, 0x100a).set(Field.INNER_VLAN_PCP, 5), two);
        matches(match().set(Field.INNER_VLAN_VID, 0x1064).set(Field.INNER_VLAN_PCP, 5), three);
        matches(match().set(Field.INNER_VLAN_VID, 0x1002, 0x1006), two);
    }

    @Test
    void anInnerTagThatIsCutOffIsNeitherThereNorNot() {
        byte[] two = tagged(0x88a8, 100, tagged(0x8100, 0, ethernet(M2, M1, 0x88b5, new byte[0])));
        for (int length = 14; length < 22; length++) {
            byte[] cut = Arrays.copyOf(two, length);
            misses(match().set(Field.INNER_VLAN_VID, 0), cut);
            misses(match().set(Field.INNER_VLAN_VID, 0x1000, 0x1000), cut);
        }
        matches(match().set(Field.INNER_VLAN_VID, 0x1000), two);
    }

    @Test
    void masksOfTagsThatLeaveThePresentBitOutLookAtWhatIsThere() {
        byte[] plain = ethernet(M2, M1, 0x88b5, new byte[46]);
        byte[] five = tagged(0x8100, 0x2005, plain);
        byte[] priority = tagged(0x8100, 0xe000, plain);
        matches(match().set(Field.VLAN_VID, 5, 0xfff), five);
        misses(match().set(Field.VLAN_VID, 5, 0xfff), plain, priority);
        matches(match().set(Field.VLAN_VID, 0, 0xfff), plain, priority);
        misses(match().set(Field.VLAN_VID, 0, 0xfff), five);
        matches(match().set(Field.VLAN_VID, 0, 0x1000), plain);
        misses(match().set(Field.VLAN_VID, 0, 0x1000), five, priority);
        matches(match().set(Field.INNER_VLAN_VID, 5, 0x00f), tagged(0x88a8, 1, five));
        matches(match().set(Field.INNER_VLAN_VID, 0, 0x1000), plain, five);
        matches(match().set(Field.INNER_VLAN_VID, 0, 0x00f), plain, five, tagged(0x88a8, 1, priority));
        byte[] ones = tagged(0x88a8, 0x1fff, tagged(0x8100, 0x1fff, ethernet(M2, M1, 0x88b5, new byte[0])));
        for (int length = 14; length < 22; length++) {
            byte[] cut = Arrays.copyOf(ones, length);
            misses(match().set(Field.INNER_VLAN_VID, 0xf, 0xf), cut);
            misses(match().set(Field.INNER_VLAN_VID, 0, 0x1000), cut);
            if (length < 18) {
                misses(match().set(Field.VLAN_VID, 0xf, 0xf), cut);
                misses(match().set(Field.VLAN_VID, 0, 0x1000), cut);
            } else {
                matches(match().set(Field.VLAN_VID, 0xf, 0xf), cut);
            }
        }
        matches(match().set(Field.INNER_VLAN_VID, 0xf, 0xf), ones);
    }

    @Test
    void thePhysicalPortIsThePort() {
        PipelineFixture f = fixture(match().set(Field.IN_PORT, 7).set(Field.IN_PHY_PORT, 7));
        assertEquals(1, f.send(INNER, 7).size());
        assertEquals(0, f.send(INNER, 8).size());
    }

    @Test
    void packetsComeWithoutATunnel() {
        matches(match().set(Field.TUNNEL_ID, 0), INNER);
        misses(match().set(Field.TUNNEL_ID, 1), INNER);
        matches(match().set(Field.TUNNEL_ID, 0, 0xff00), INNER);
    }

    @Test
    void everyPacketIsAnEthernetFrame() {
        matches(match().set(Field.PACKET_TYPE, 0), INNER, Arrays.copyOf(INNER, 14));
    }

    @Test
    void theActionSetsOutputIsThatOfTheTablesBefore() {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(match().set(Field.IN_PORT, 1).build()).write(Action.output(9)).gotoTable(1),
                FlowRule.builder().priority(1).match(match().set(Field.IN_PORT, 2).build()).write(Action.output(PortNo.FLOOD)).gotoTable(1),
                FlowRule.builder().priority(1).match(match().set(Field.IN_PORT, 4).build()).write(Action.output(9)).gotoTable(2));
        f.add(FlowRule.builder().table(1).priority(1).match(actset(9)).apply(Action.output(21)).gotoTable(2),
                FlowRule.builder().table(1).priority(1).match(actset(PortNo.FLOOD)).apply(Action.output(22)),
                FlowRule.builder().table(1).priority(1).match(actset(PortNo.UNSET)).apply(Action.output(23)).gotoTable(2));
        f.add(FlowRule.builder().table(2).priority(1).clear().gotoTable(3));
        f.add(FlowRule.builder().table(3).priority(1).match(actset(9)).apply(Action.output(24)),
                FlowRule.builder().table(3).priority(1).match(actset(PortNo.UNSET)).apply(Action.output(25)));
        assertEquals(List.of(ReferenceOutput.port(21, INNER), ReferenceOutput.port(25, INNER)), f.send(INNER, 1));
        assertEquals(List.of(ReferenceOutput.port(22, INNER), ReferenceOutput.of(ReferenceOutput.Kind.FLOOD, INNER)), f.send(INNER, 2));
        assertEquals(List.of(ReferenceOutput.port(25, INNER)), f.send(INNER, 4));
    }

    @Test
    void beforeAnyWriteActionThereIsNoOutput() {
        matches(match().set(Field.ACTSET_OUTPUT, PortNo.UNSET & 0xffffffffL), INNER);
        misses(match().set(Field.ACTSET_OUTPUT, 1), INNER);
    }

    /** The actions in table 0, the match in table 1. */
    private static void matchesAfter(Match first, Match then, byte[] frame, byte[] expected, Action... actions) {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(first).apply(actions).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(then).apply(Action.output(2)));
        f.forwards(frame, expected);
    }

    @Test
    void theNextTableMatchesWhatAPopUncovers() {
        byte[] ip = ipv4(A, B, 0, 64, 132, 0, sctp(1000, 80, new byte[0]));
        Match sctp = protocol(132).set(Field.SCTP_DST, 80).set(Field.IPV4_SRC, 0x0a000001L).build();
        matchesAfter(type(0x8847).set(Field.MPLS_BOS, 1).build(), sctp, mpls(0x8847, join(mplsEntry(100, 0, 1, 64), ip)), ethernet(M2, M1, 0x800, ip), Action.popMpls(0x800));
        matchesAfter(type(0x8847).set(Field.MPLS_LABEL, 16).build(), type(0x8847).set(Field.MPLS_LABEL, 17).set(Field.MPLS_BOS, 1).build(),
                mpls(0x8847, join(mplsEntry(16, 0, 0, 64), mplsEntry(17, 0, 1, 64))), mpls(0x8847, mplsEntry(17, 0, 1, 64)), Action.popMpls(0x8847));
        byte[] customer = tagged(0x8100, 0x6005, ethernet(M1, M2, 0x800, ip));
        matchesAfter(type(0x88e7).set(Field.PBB_ISID, 5).build(), protocol(132).set(Field.ETH_DST, M1).set(Field.VLAN_VID, 0x1005).set(Field.VLAN_PCP, 3).set(Field.SCTP_SRC, 1000).build(),
                pbb(M2, M1, 0, 5, customer), customer, Action.popPbb());
    }

    @Test
    void theNextTableMatchesTheTagsThatAreThereNow() {
        byte[] plain = ethernet(M2, M1, 0x88b5, new byte[46]);
        byte[] one = tagged(0x8100, 0x600a, plain);
        byte[] two = tagged(0x88a8, 0xb064, one);
        Match tagged = match().set(Field.VLAN_VID, 0x1000, 0x1000).build();
        matchesAfter(tagged, match().set(Field.VLAN_VID, 0x100a).set(Field.INNER_VLAN_VID, 0).build(), two, one, Action.popVlan());
        matchesAfter(tagged, match().set(Field.VLAN_VID, 0x100a).set(Field.INNER_VLAN_VID, 0x100a).set(Field.INNER_VLAN_PCP, 3).build(),
                one, tagged(0x88a8, 0x600a, one), Action.pushVlan(0x88a8));
    }

    @Test
    void theNextTableMatchesTheTunnelThatWasSet() {
        matchesAfter(Match.ANY, match().set(Field.TUNNEL_ID, 0x8000_0000_0000_0005L).build(), INNER, INNER, Action.set(Field.TUNNEL_ID, 0x8000_0000_0000_0005L));
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).apply(Action.set(Field.TUNNEL_ID, 5)), FlowRule.builder().priority(2).match(match().set(Field.TUNNEL_ID, 5).build()).apply(Action.output(2)));
        f.drops(INNER);
        f.drops(INNER); // a tunnel ends with its packet
    }

    private static Match actset(int port) {
        return match().set(Field.ACTSET_OUTPUT, port & 0xffffffffL).build();
    }
}
