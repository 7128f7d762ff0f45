package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.onosnetmap.dataplane.pipeline.Frames.*;
import static org.onosnetmap.dataplane.pipeline.Turns.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.HeaderEditor;

/** Set-field of each field that is not in {@link ActionTest}: frames before and after, both built anew, with right checksums. */
class SetFieldTest {

    private static final long M1 = 0x0200_0000_0001L;
    private static final long M2 = 0x0200_0000_0002L;
    private static final long M3 = 0x0a0b_0c0d_0e0fL;
    private static final byte[] A = ip("10.0.0.1");
    private static final byte[] B = ip("10.0.0.2");
    private static final byte[] A6 = ip("fe80::1");
    private static final byte[] B6 = ip("2001:db8::2");
    private static final byte[] C6 = ip("2001:db8:ffff::77");
    private static final byte[] DATA = hex("0102030405");
    private static final Match TCP4 = protocol(0x800, 6);
    private static final Match SCTP4 = protocol(0x800, 132);

    private static byte[] frame(int type, byte[] payload) {
        return ethernet(M2, M1, type, payload);
    }

    private static byte[] v4(int protocol, byte[] payload) {
        return frame(0x800, ipv4(A, B, 0, 64, protocol, 0, payload));
    }

    private static byte[] v6(int next, byte[] payload) {
        return frame(0x86dd, ipv6(A6, B6, 0, 0x12345, 64, next, payload));
    }

    @Test
    void etherTypeBehindAllTags() {
        turns(ANY, frame(0x88b5, DATA), frame(0x800, DATA), Action.set(Field.ETH_TYPE, 0x800));
        turns(TAGGED, tagged(0x88a8, 5, tagged(0x8100, 6, frame(0x88b5, DATA))), tagged(0x88a8, 5, tagged(0x8100, 6, frame(0x88b6, DATA))), Action.set(Field.ETH_TYPE, 0x88b6));
        turns(ANY, frame(5, DATA), frame(0x88b5, DATA), Action.set(Field.ETH_TYPE, 0x88b5));
    }

    @Test
    void whatTheNewEtherTypeSaysIsMatchedAndSet() {
        byte[] ip = ipv4(A, B, 0, 64, 6, 0, tcp(A, B, 1, 2, DATA));
        turns(ANY, frame(0x88b5, ip), frame(0x800, ipv4(A, B, 0xb8, 64, 6, 0, tcp(A, B, 1, 2, DATA))), Action.set(Field.ETH_TYPE, 0x800), Action.set(Field.IP_DSCP, 46));
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().apply(Action.set(Field.ETH_TYPE, 0x800)).gotoTable(1), FlowRule.builder().table(1).priority(1).match(TCP4).apply(Action.output(2)));
        f.forwards(frame(0x88b5, ip), frame(0x800, ip));
    }

    @Test
    void innerTag() {
        Match two = Match.builder().set(Field.INNER_VLAN_VID, 0x1000, 0x1000).build();
        byte[] frame = tagged(0x88a8, 0x3001, tagged(0x8100, 0x3007, frame(0x88b5, DATA)));
        turns(two, frame, tagged(0x88a8, 0x3001, tagged(0x8100, 0x3abc, frame(0x88b5, DATA))), Action.set(Field.INNER_VLAN_VID, 0x1abc));
        turns(two, frame, tagged(0x88a8, 0x3001, tagged(0x8100, 0xf007, frame(0x88b5, DATA))), Action.set(Field.INNER_VLAN_PCP, 7));
        turns(TAGGED, tagged(0x8100, 0x6007, frame(0x88b5, DATA)), tagged(0x88a8, 0x6007, tagged(0x8100, 0x6009, frame(0x88b5, DATA))),
                Action.pushVlan(0x88a8), Action.set(Field.INNER_VLAN_VID, 0x1009));
    }

    @Test
    void mplsEntry() {
        byte[] stack = join(Frames.mplsEntry(0xabcde, 5, 0, 64), Frames.mplsEntry(1, 1, 1, 1));
        turns(MPLS, frame(0x8847, stack), frame(0x8847, join(Frames.mplsEntry(0x12345, 5, 0, 64), Frames.mplsEntry(1, 1, 1, 1))), Action.set(Field.MPLS_LABEL, 0x12345));
        turns(MPLS, frame(0x8847, stack), frame(0x8847, join(Frames.mplsEntry(0xabcde, 2, 0, 64), Frames.mplsEntry(1, 1, 1, 1))), Action.set(Field.MPLS_TC, 2));
        turns(MPLS, frame(0x8847, stack), frame(0x8847, join(Frames.mplsEntry(0xabcde, 5, 1, 64), Frames.mplsEntry(1, 1, 1, 1))), Action.set(Field.MPLS_BOS, 1));
    }

    @Test
    void serviceInstance() {
        byte[] inner = frame(0x88b5, DATA);
        turns(PBB, pbb(M2, M1, 0xf7, 0xabcdef, inner), pbb(M2, M1, 0xf7, 0x123456, inner), Action.set(Field.PBB_ISID, 0x123456));
        turns(PBB, pbb(M2, M1, 0xf7, 0xabcdef, inner), pbb(M2, M1, 0xff, 0xabcdef, inner), Action.set(Field.PBB_UCA, 1));
        turns(PBB, pbb(M2, M1, 0xff, 0xabcdef, inner), pbb(M2, M1, 0xf7, 0xabcdef, inner), Action.set(Field.PBB_UCA, 0));
        turns(PBB, pbb(M2, M1, 0xff, 0xabcdef, inner), pbb(M2, M1, 0xff, 0xab12ef, inner), Action.setMasked(Field.PBB_ISID, 0x1200, 0xff00));
    }

    @Test
    void arpFields() {
        Match arp = type(0x806);
        byte[] before = frame(0x806, join(arp(1, M1, A, 0, B), DATA));
        turns(arp, before, frame(0x806, join(arp(2, M1, A, 0, B), DATA)), Action.set(Field.ARP_OP, 2));
        turns(arp, before, frame(0x806, join(arp(1, M3, A, 0, B), DATA)), Action.set(Field.ARP_SHA, M3));
        turns(arp, before, frame(0x806, join(arp(1, M1, ip("1.2.3.4"), 0, B), DATA)), set(Field.ARP_SPA, ip("1.2.3.4")));
        turns(arp, before, frame(0x806, join(arp(1, M1, A, M3, B), DATA)), Action.set(Field.ARP_THA, M3));
        turns(arp, before, frame(0x806, join(arp(1, M1, A, 0, ip("1.2.3.4")), DATA)), set(Field.ARP_TPA, ip("1.2.3.4")));
    }

    @Test
    void anArpRequestBecomesItsReply() {
        turns(type(0x806), frame(0x806, arp(1, M1, A, 0, B)), ethernet(M1, M3, 0x806, arp(2, M3, B, M1, A)),
                Action.set(Field.ARP_OP, 2), Action.set(Field.ARP_THA, M1), Action.set(Field.ARP_SHA, M3), set(Field.ARP_SPA, B), set(Field.ARP_TPA, A),
                Action.set(Field.ETH_DST, M1), Action.set(Field.ETH_SRC, M3));
    }

    @Test
    void ipProtocolIsTheLastNextHeaderAndLeavesThePayload() {
        byte[] segment = tcp(A, B, 1000, 80, DATA);
        turns(V4, v4(6, segment), v4(99, segment), Action.set(Field.IP_PROTO, 99));
        turns(V6, v6(6, segment), v6(99, segment), Action.set(Field.IP_PROTO, 99));
        turns(V6, v6(0, join(u8(60, 0), new byte[6], u8(6, 0), new byte[6], segment)), v6(0, join(u8(60, 0), new byte[6], u8(99, 0), new byte[6], segment)),
                Action.set(Field.IP_PROTO, 99));
        turns(V6, v6(44, join(u8(6, 0), u16(0x101), new byte[4], segment)), v6(44, join(u8(17, 0), u16(0x101), new byte[4], segment)), Action.set(Field.IP_PROTO, 17));
    }

    @Test
    void whatTheNewProtocolSaysIsSet() {
        byte[] before = v4(99, udp(A, B, 1000, 53, DATA));
        turns(V4, before, v4(17, udp(A, B, 1000, 54, DATA)), Action.set(Field.IP_PROTO, 17), Action.set(Field.UDP_DST, 54));
    }

    @Test
    void flowLabel() {
        byte[] udp = udp(A6, B6, 1000, 53, DATA);
        turns(V6, frame(0x86dd, ipv6(A6, B6, 0xff, 0x12345, 64, 17, udp)), frame(0x86dd, ipv6(A6, B6, 0xff, 0xfedcb, 64, 17, udp)), Action.set(Field.IPV6_FLABEL, 0xfedcb));
        turns(V6, frame(0x86dd, ipv6(A6, B6, 0, 0x12345, 64, 17, udp)), frame(0x86dd, ipv6(A6, B6, 0, 0x1f345, 64, 17, udp)), Action.setMasked(Field.IPV6_FLABEL, 0xf000, 0xf000));
    }

    @Test
    void icmpTypeAndCode() {
        Match icmp = protocol(0x800, 1);
        turns(icmp, v4(1, icmp(8, 3, DATA)), v4(1, icmp(0, 3, DATA)), Action.set(Field.ICMPV4_TYPE, 0));
        turns(icmp, v4(1, icmp(8, 3, DATA)), v4(1, icmp(8, 255, DATA)), Action.set(Field.ICMPV4_CODE, 255));
        turns(icmp, v4(1, icmp(8, 0, new byte[9])), v4(1, icmp(0, 0, new byte[9])), Action.set(Field.ICMPV4_TYPE, 0));
        Match icmp6 = protocol(0x86dd, 58);
        turns(icmp6, v6(58, icmpv6(A6, B6, 128, 3, DATA)), v6(58, icmpv6(A6, B6, 129, 3, DATA)), Action.set(Field.ICMPV6_TYPE, 129));
        turns(icmp6, v6(58, icmpv6(A6, B6, 128, 3, DATA)), v6(58, icmpv6(A6, B6, 128, 255, DATA)), Action.set(Field.ICMPV6_CODE, 255));
    }

    @Test
    void neighbourDiscovery() {
        byte[] options = join(u8(3, 1), new byte[6], u8(1, 1), mac(M1), u8(1, 1), mac(M2));
        byte[] changed = join(u8(3, 1), new byte[6], u8(1, 1), mac(M3), u8(1, 1), mac(M2));
        byte[] solicitation = v6(58, neighbour(A6, B6, 135, C6, options));
        turns(icmpv6(135), solicitation, v6(58, neighbour(A6, B6, 135, A6, options)), set(Field.IPV6_ND_TARGET, A6));
        turns(icmpv6(135), solicitation, v6(58, neighbour(A6, B6, 135, C6, changed)), Action.set(Field.IPV6_ND_SLL, M3));
        byte[] advertisement = v6(58, neighbour(A6, B6, 136, C6, join(u8(2, 1), mac(M1))));
        turns(icmpv6(136), advertisement, v6(58, neighbour(A6, B6, 136, C6, join(u8(2, 1), mac(M3)))), Action.set(Field.IPV6_ND_TLL, M3));
    }

    @Test
    void aNewIcmpv6TypeMakesOtherFieldsOfNeighbourDiscovery() throws FlowException {
        byte[] options = join(u8(1, 1), mac(M1), u8(2, 1), mac(M2));
        turns(icmpv6(135), v6(58, neighbour(A6, B6, 135, C6, options)), v6(58, neighbour(A6, B6, 136, C6, join(u8(1, 1), mac(M1), u8(2, 1), mac(M3)))),
                Action.set(Field.ICMPV6_TYPE, 136), Action.set(Field.IPV6_ND_TLL, M3));
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(icmpv6(135)).apply(Action.set(Field.IPV6_ND_SLL, M3), Action.set(Field.ICMPV6_TYPE, 136)).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, 136)
                        .set(Field.IPV6_ND_TLL, M2).build()).apply(Action.output(2)));
        f.forwards(v6(58, neighbour(A6, B6, 135, C6, options)), v6(58, neighbour(A6, B6, 136, C6, join(u8(1, 1), mac(M3), u8(2, 1), mac(M2)))));
        leaves(v6(58, icmpv6(A6, B6, 128, 0, join(new byte[4], C6, options))), set(Field.IPV6_ND_TARGET, A6), Action.set(Field.IPV6_ND_SLL, M3), Action.set(Field.IPV6_ND_TLL, M3));
    }

    @Test
    void sctpPortsWithTheirCrc() {
        for (int n = 0; n < 70; n++) {
            byte[] chunks = new byte[n];
            Arrays.fill(chunks, (byte) (n * 7 + 1));
            turns(SCTP4, v4(132, sctp(1000, 80, chunks)), v4(132, sctp(4242, 80, chunks)), Action.set(Field.SCTP_SRC, 4242));
            turns(SCTP4, v4(132, sctp(1000, 80, chunks)), v4(132, sctp(1000, 4242, chunks)), Action.set(Field.SCTP_DST, 4242));
        }
        turns(protocol(0x86dd, 132), v6(132, sctp(1000, 80, DATA)), v6(132, sctp(1, 2, DATA)), Action.set(Field.SCTP_SRC, 1), Action.set(Field.SCTP_DST, 2));
    }

    @Test
    void paddingIsNoPartOfTheSctpPacket() {
        turns(SCTP4, join(v4(132, sctp(1000, 80, DATA)), new byte[20]), join(v4(132, sctp(1, 80, DATA)), new byte[20]), Action.set(Field.SCTP_SRC, 1));
    }

    @Test
    void aWrongSctpCrcStaysWrongByAsMuch() {
        byte[] before = sctp(1000, 80, DATA);
        byte[] after = sctp(4242, 80, DATA);
        before[9] ^= 0x5a;
        after[9] ^= 0x5a;
        turns(SCTP4, v4(132, before), v4(132, after), Action.set(Field.SCTP_SRC, 4242));
    }

    @Test
    void sctpWithoutCrcStaysWithout() {
        turns(SCTP4, v4(132, ByteBuffer.wrap(sctp(1000, 80, DATA)).putInt(8, 0).array()), v4(132, ByteBuffer.wrap(sctp(4242, 80, DATA)).putInt(8, 0).array()),
                Action.set(Field.SCTP_SRC, 4242));
    }

    @Test
    void theCrcOfAnSctpPacketThatIsNotThereAsAWholeStays() {
        byte[] before = sctp(1000, 80, DATA);
        byte[] after = before.clone();
        put16(after, 0, 4242);
        turns(SCTP4, frame(0x800, ipv4(A, B, 0, 64, 132, 0x2000, before)), frame(0x800, ipv4(A, B, 0, 64, 132, 0x2000, after)), Action.set(Field.SCTP_SRC, 4242));
        turns(SCTP4, Arrays.copyOf(v4(132, before), 14 + 20 + 16), Arrays.copyOf(v4(132, after), 14 + 20 + 16), Action.set(Field.SCTP_SRC, 4242));
        byte[] moreFragments = join(u8(132, 0), u16(1), new byte[4]);
        turns(protocol(0x86dd, 132), v6(44, join(moreFragments, before)), v6(44, join(moreFragments, after)), Action.set(Field.SCTP_SRC, 4242));
    }

    @Test
    void anAtomicFragmentIsAWholePacket() {
        byte[] atomic = join(u8(132, 0), u16(0), new byte[4]);
        turns(protocol(0x86dd, 132), v6(44, join(atomic, sctp(1000, 80, DATA))), v6(44, join(atomic, sctp(4242, 80, DATA))), Action.set(Field.SCTP_SRC, 4242));
    }

    @Test
    void tcpFlagsLeaveTheDataOffset() {
        turns(TCP4, v4(6, segment(0x010)), v4(6, segment(0xfff)), Action.set(Field.TCP_FLAGS, 0xfff));
        turns(TCP4, v4(6, segment(0x012)), v4(6, segment(0x011)), Action.setMasked(Field.TCP_FLAGS, 0x001, 0x003));
    }

    private static byte[] segment(int flags) {
        byte[] s = tcp(A, B, 1000, 80, DATA);
        put16(s, 12, 0x5000 | flags);
        put16(s, 16, 0);
        put16(s, 16, checksum(A, B, 6, s));
        return s;
    }

    @Test
    void tunnelIdIsMatchedByLaterTables() {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().apply(Action.set(Field.TUNNEL_ID, 0xabcd_0000_0000_1234L), Action.setMasked(Field.TUNNEL_ID, 0xff, 0xffff), Action.pushVlan(0x8100)).gotoTable(1),
                FlowRule.builder().table(1).priority(1).match(Match.builder().set(Field.TUNNEL_ID, 0xabcd_0000_0000_00ffL).build()).apply(Action.output(2)));
        f.forwards(frame(0x88b5, DATA), tagged(0x8100, 0, frame(0x88b5, DATA)));
        f.add(FlowRule.builder().gotoTable(1));
        f.drops(frame(0x88b5, DATA));
    }

    @Test
    void maskedSetsLeaveTheOtherBits() {
        byte[] before = v4(6, tcp(A, B, 0x1234, 80, DATA));
        turns(ANY, before, ethernet(0x0200_00ab_0002L, M1, 0x800, Arrays.copyOfRange(before, 14, before.length)), Action.setMasked(Field.ETH_DST, 0xab0000, 0xff0000));
        byte[] net = ip("192.168.0.1");
        turns(V4, before, frame(0x800, ipv4(net, B, 0, 64, 6, 0, tcp(net, B, 0x1234, 80, DATA))), Action.setMasked(Field.IPV4_SRC, 0xc0a80000L, 0xffff0000L));
        turns(TCP4, before, v4(6, tcp(A, B, 0x12cd, 80, DATA)), Action.setMasked(Field.TCP_SRC, 0xcd, 0xff));
        turns(V6, v6(17, udp(A6, B6, 1, 2, DATA)), frame(0x86dd, ipv6(ip("2001:db8::1"), B6, 0, 0x12345, 64, 17, udp(ip("2001:db8::1"), B6, 1, 2, DATA))),
                Action.setMasked(Field.IPV6_SRC, 0x20010db8_00000000L, 0, -1L, 0));
        turns(TAGGED, tagged(0x8100, 0x3abc, before), tagged(0x8100, 0x3a5c, before), Action.setMasked(Field.VLAN_VID, 0x050, 0x0f0));
    }

    @Test
    void aLaterSetInTheActionSetReplacesAnEarlierOneMaskedOrNot() {
        byte[] frame = frame(0x88b5, DATA);
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().write(Action.setMasked(Field.ETH_DST, 1, 1)).gotoTable(1), FlowRule.builder().table(1).write(Action.set(Field.ETH_DST, 0), Action.output(2)));
        f.forwards(frame, ethernet(0, M1, 0x88b5, DATA));
        f.add(FlowRule.builder().write(Action.set(Field.ETH_DST, M3)).gotoTable(1),
                FlowRule.builder().table(1).write(Action.setMasked(Field.ETH_DST, 1, 1), Action.output(2)));
        f.forwards(frame, ethernet(M2 | 1, M1, 0x88b5, DATA));
    }

    @Test
    void fieldsThatAreNotThereAreNotSet() throws FlowException {
        leavesAllBut(EnumSet.noneOf(Field.class), frame(0x88b5, new byte[64]), frame(0x806, Arrays.copyOf(arp(1, M1, A, 0, B), 27)),
                Arrays.copyOf(v4(6, tcp(A, B, 1, 2, DATA)), 14 + 19), Arrays.copyOf(v6(58, DATA), 14 + 39), frame(0x8847, new byte[3]), frame(0x88e7, new byte[17]));
        leavesAllBut(EnumSet.of(Field.IP_DSCP, Field.IP_ECN, Field.IP_PROTO, Field.IPV4_SRC, Field.IPV4_DST),
                v4(253, new byte[64]), v4(6, new byte[19]), v4(17, new byte[7]), v4(132, new byte[11]), v4(1, new byte[3]), v4(58, new byte[64]));
        leavesAllBut(EnumSet.of(Field.IP_DSCP, Field.IP_ECN, Field.IP_PROTO, Field.IPV6_SRC, Field.IPV6_DST, Field.IPV6_FLABEL),
                v6(253, new byte[64]), v6(6, new byte[19]), v6(58, new byte[3]), v6(1, new byte[64]));
    }

    private static void leavesAllBut(Set<Field> there, byte[]... frames) throws FlowException {
        for (byte[] frame : frames) {
            for (Field f : Field.values()) {
                boolean ofEveryFrame = f == Field.ETH_DST || f == Field.ETH_SRC || f == Field.ETH_TYPE;
                if (HeaderEditor.canSet(f) && !ofEveryFrame && !there.contains(f)) {
                    leaves(frame, Action.set(f, f.fullMaskHi(), f.fullMaskLo()));
                }
            }
        }
    }

    @Test
    void everyFieldThatIsPartOfAPacketCanBeSet() {
        assertEquals(List.of(Field.IN_PORT, Field.IN_PHY_PORT, Field.METADATA, Field.IPV6_EXTHDR, Field.ACTSET_OUTPUT, Field.PACKET_TYPE),
                Arrays.stream(Field.values()).filter(f -> !HeaderEditor.canSet(f)).collect(Collectors.toList()));
    }
}
