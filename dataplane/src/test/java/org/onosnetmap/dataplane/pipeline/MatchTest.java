package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;

/** Each field by itself: a rule that wants it sends to port 2, everything else is dropped. */
class MatchTest {

    private static final byte[] A = ip("10.0.0.1");
    private static final byte[] B = ip("10.0.0.2");
    private static final byte[] A6 = ip("fe80::1");
    private static final byte[] B6 = ip("2001:db8::2");
    private static final long M1 = 0x0200_0000_0001L;
    private static final long M2 = 0x0200_0000_0002L;

    private static Match.Builder match() {
        return Match.builder();
    }

    private static Match.Builder v4() {
        return match().set(Field.ETH_TYPE, 0x800);
    }

    private static Match.Builder v6() {
        return match().set(Field.ETH_TYPE, 0x86dd);
    }

    private static byte[] v4Frame(int protocol, int fragment, byte[] payload) {
        return ethernet(M2, M1, 0x800, ipv4(A, B, 0xb9, 64, protocol, fragment, payload));
    }

    private static byte[] v6Frame(int next, byte[] payload) {
        return ethernet(M2, M1, 0x86dd, ipv6(A6, B6, 0xb9, 0x12345, 64, next, payload));
    }

    private static void matches(Match.Builder m, byte[] frame) {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(m.build()).apply(Action.output(2)));
        f.forwards(frame, frame);
    }

    private static void misses(Match.Builder m, byte[] frame) {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(m.build()).apply(Action.output(2)));
        f.drops(frame);
    }

    private static Match.Builder set128(Match.Builder m, Field f, byte[] address, int prefix) {
        BigInteger a = new BigInteger(1, address);
        BigInteger mask = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE.shiftLeft(128 - prefix));
        return m.set(f, a.shiftRight(64).longValue(), a.longValue(), mask.shiftRight(64).longValue(), mask.longValue());
    }

    @Test
    void ethernetAddressesMatchWholeAndMasked() {
        byte[] frame = ethernet(M2, M1, 0x88b5, new byte[46]);
        matches(match().set(Field.ETH_DST, M2), frame);
        matches(match().set(Field.ETH_SRC, M1), frame);
        misses(match().set(Field.ETH_DST, M1), frame);
        matches(match().set(Field.ETH_DST, 0x0200_0000_0000L, 0xffff_ff00_0000L), frame);
        misses(match().set(Field.ETH_SRC, 0x0100_0000_0000L, 0x0100_0000_0000L), frame);
    }

    @Test
    void etherTypeIsTheTypeBehindAllTags() {
        byte[] frame = tagged(0x88a8, 100, tagged(0x8100, 10, ethernet(M2, M1, 0x88b5, new byte[46])));
        matches(match().set(Field.ETH_TYPE, 0x88b5), frame);
    }

    @Test
    void framesWithALengthHaveTheTypeThatStandsForNone() {
        matches(match().set(Field.ETH_TYPE, 0x5ff), ethernet(M2, M1, 46, new byte[46]));
        matches(match().set(Field.ETH_TYPE, 0x5ff), ethernet(M2, M1, 0, new byte[46]));
        matches(match().set(Field.ETH_TYPE, 0x5ff), tagged(0x8100, 1, ethernet(M2, M1, 0, new byte[46])));
    }

    @Test
    void vlanMatchesLookAtTheOutermostTag() {
        byte[] plain = ethernet(M2, M1, 0x88b5, new byte[46]);
        byte[] one = tagged(0x8100, 0x600a, plain);
        byte[] two = tagged(0x88a8, 0xb064, one);
        matches(match().set(Field.VLAN_VID, 0), plain);
        misses(match().set(Field.VLAN_VID, 0), one);
        misses(match().set(Field.VLAN_VID, 0x1000, 0x1000), plain);
        matches(match().set(Field.VLAN_VID, 0x1000, 0x1000), one);
        matches(match().set(Field.VLAN_VID, 0x100a), one);
        matches(match().set(Field.VLAN_VID, 0x1064), two);
        misses(match().set(Field.VLAN_VID, 0x100a), two);
        matches(match().set(Field.VLAN_VID, 0x1064).set(Field.VLAN_PCP, 5), two);
        misses(match().set(Field.VLAN_VID, 0x1064).set(Field.VLAN_PCP, 3), two);
        matches(match().set(Field.VLAN_VID, 0x1000), tagged(0x8100, 0, plain));
    }

    @Test
    void aTagThatIsCutOffIsNeitherTaggedNorUntagged() {
        byte[] frame = join(mac(M2), mac(M1), u16(0x8100), u8(0));
        misses(match().set(Field.VLAN_VID, 0), frame);
        misses(match().set(Field.VLAN_VID, 0x1000, 0x1000), frame);
        matches(match().set(Field.ETH_SRC, M1), frame);
    }

    @Test
    void arpFieldsMatch() {
        byte[] frame = ethernet(M2, M1, 0x806, arp(2, M1, A, M2, B));
        Match.Builder arp = match().set(Field.ETH_TYPE, 0x806);
        matches(arp.set(Field.ARP_OP, 2), frame);
        matches(arp.set(Field.ARP_SHA, M1).set(Field.ARP_THA, M2), frame);
        matches(arp.set(Field.ARP_SPA, 0x0a000001L).set(Field.ARP_TPA, 0x0a000000L, 0xffffff00L), frame);
        misses(match().set(Field.ETH_TYPE, 0x806).set(Field.ARP_TPA, 0x0a000001L), frame);
        misses(match().set(Field.ETH_TYPE, 0x806).set(Field.ARP_OP, 2), java.util.Arrays.copyOf(frame, frame.length - 1));
    }

    @Test
    void ipv4FieldsMatch() {
        byte[] frame = v4Frame(47, 0, new byte[8]);
        matches(v4().set(Field.IPV4_SRC, 0x0a000001L).set(Field.IPV4_DST, 0x0a000002L), frame);
        matches(v4().set(Field.IPV4_SRC, 0x0a000000L, 0xff000000L), frame);
        misses(v4().set(Field.IPV4_DST, 0x0a000001L), frame);
        matches(v4().set(Field.IP_PROTO, 47).set(Field.IP_DSCP, 46).set(Field.IP_ECN, 1), frame);
        misses(v4().set(Field.IP_DSCP, 45), frame);
    }

    @Test
    void portsMatchBehindIpOptions() {
        byte[] frame = ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 6, 0, new byte[12], tcp(A, B, 1000, 80, new byte[0])));
        matches(v4().set(Field.IP_PROTO, 6).set(Field.TCP_SRC, 1000).set(Field.TCP_DST, 80), frame);
        matches(v4().set(Field.IP_PROTO, 6).set(Field.TCP_SRC, 0x0300, 0xff00), frame);
    }

    @Test
    void tcpAndUdpPortsAreDifferentFields() {
        byte[] udp = v4Frame(17, 0, udp(A, B, 1000, 80, new byte[0]));
        matches(v4().set(Field.IP_PROTO, 17).set(Field.UDP_DST, 80), udp);
        misses(v4().set(Field.IP_PROTO, 6).set(Field.TCP_DST, 80), udp);
    }

    @Test
    void onlyTheFirstFragmentHasPorts() {
        byte[] segment = tcp(A, B, 1000, 80, new byte[0]);
        Match.Builder port = v4().set(Field.IP_PROTO, 6).set(Field.TCP_DST, 80);
        matches(port, v4Frame(6, 0x2000, segment));
        misses(port, v4Frame(6, 0x2001, segment));
        matches(v4().set(Field.IP_PROTO, 6), v4Frame(6, 0x2001, segment));
        byte[] first6 = v6Frame(44, join(u8(6, 0), u16(1), new byte[4], segment));
        byte[] later6 = v6Frame(44, join(u8(6, 0), u16(8), new byte[4], segment));
        Match.Builder port6 = v6().set(Field.IP_PROTO, 6).set(Field.TCP_DST, 80);
        matches(port6, first6);
        misses(port6, later6);
        matches(v6().set(Field.IP_PROTO, 6), later6);
    }

    @Test
    void icmpTypeAndCodeMatch() {
        byte[] frame = v4Frame(1, 0, icmp(3, 1, new byte[4]));
        matches(v4().set(Field.IP_PROTO, 1).set(Field.ICMPV4_TYPE, 3).set(Field.ICMPV4_CODE, 1), frame);
        misses(v4().set(Field.IP_PROTO, 1).set(Field.ICMPV4_CODE, 3), frame);
    }

    @Test
    void ipv6FieldsMatch() {
        byte[] frame = v6Frame(59, new byte[0]);
        matches(set128(v6(), Field.IPV6_SRC, A6, 128), frame);
        matches(set128(v6(), Field.IPV6_DST, B6, 33), frame);
        misses(set128(v6(), Field.IPV6_DST, A6, 128), frame);
        matches(v6().set(Field.IPV6_FLABEL, 0x12345).set(Field.IP_DSCP, 46).set(Field.IP_ECN, 1).set(Field.IP_PROTO, 59), frame);
        matches(v6().set(Field.IPV6_FLABEL, 0x10000, 0xf0000), frame);
    }

    @Test
    void ipv6ExtensionHeadersAreWalked() {
        byte[] udp = udp(A6, B6, 1000, 53, new byte[0]);
        byte[] hopByHop = join(u8(43, 0), new byte[6]);
        byte[] routing = join(u8(51, 2, 0, 0), new byte[20]);
        byte[] authentication = join(u8(60, 4), new byte[22]);
        byte[] destination = join(u8(17, 1), new byte[14]);
        byte[] frame = v6Frame(0, join(hopByHop, routing, authentication, destination, udp));
        matches(v6().set(Field.IP_PROTO, 17).set(Field.UDP_DST, 53), frame);
    }

    @Test
    void neighbourDiscoveryMatches() {
        byte[] sll = join(u8(1, 1), mac(M1));
        byte[] tll = join(u8(2, 1), mac(M2));
        Match.Builder ns = v6().set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, 135).set(Field.ICMPV6_CODE, 0);
        Match.Builder na = v6().set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, 136);
        byte[] solicitation = v6Frame(58, neighbour(A6, B6, 135, B6, join(u8(14, 1), new byte[6], sll)));
        byte[] advertisement = v6Frame(58, neighbour(A6, B6, 136, B6, join(sll, tll)));
        matches(ns, solicitation);
        matches(set128(ns, Field.IPV6_ND_TARGET, B6, 128), solicitation);
        matches(ns.set(Field.IPV6_ND_SLL, M1), solicitation);
        misses(ns, v6Frame(58, neighbour(A6, B6, 135, B6, new byte[0])));
        matches(set128(na, Field.IPV6_ND_TARGET, B6, 128).set(Field.IPV6_ND_TLL, M2), advertisement);
        misses(na.set(Field.IPV6_ND_TLL, M1), advertisement);
    }

    @Test
    void inPortAndMetadataMatch() {
        PipelineFixture f = new PipelineFixture();
        f.add(FlowRule.builder().priority(1).match(match().set(Field.IN_PORT, 7).build()).metadata(0xabcd, 0xff00).gotoTable(3),
                FlowRule.builder().table(3).priority(1).match(match().set(Field.METADATA, 0xab00).build()).apply(Action.output(2)));
        byte[] frame = ethernet(M2, M1, 0x88b5, new byte[46]);
        assertEquals(1, f.send(frame, 7).size());
        f.drops(frame);
    }

    @Test
    void addressesOfZeroDoNotMatchAHeaderThatIsNotThere() {
        byte[] badVersion = v4Frame(47, 0, new byte[8]);
        badVersion[14] = 0x55;
        byte[] badLength = v4Frame(47, 0, new byte[8]);
        badLength[14] = 0x44;
        byte[] badTotal = v4Frame(47, 0, new byte[8]);
        put16(badTotal, 16, 19);
        byte[] cut = java.util.Arrays.copyOf(v4Frame(47, 0, new byte[8]), 33);
        Match.Builder anyAddress = v4().set(Field.IPV4_SRC, 0, 0x80000000L);
        matches(anyAddress, v4Frame(47, 0, new byte[8]));
        for (byte[] damaged : new byte[][] {badVersion, badLength, badTotal, cut}) {
            misses(anyAddress, damaged);
            matches(v4(), damaged);
        }
    }

    @Test
    void paddingBehindTheIpPacketIsNoHeader() {
        byte[] padded = join(ethernet(M2, M1, 0x800, ipv4(A, B, 0, 64, 17, 0, new byte[4])), new byte[20]);
        misses(v4().set(Field.IP_PROTO, 17).set(Field.UDP_DST, 0), padded);
        matches(v4().set(Field.IP_PROTO, 17), padded);
    }

    @Test
    void aMaskOfZeroLooksAtNothing() {
        assertEquals(Match.ANY, match().set(Field.IPV4_SRC, 0, 0).build());
    }
}
