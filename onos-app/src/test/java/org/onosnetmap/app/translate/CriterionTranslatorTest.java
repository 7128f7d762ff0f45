package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.onlab.packet.EthType;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosproject.net.ChannelSpacing;
import org.onosproject.net.GridType;
import org.onosproject.net.Lambda;
import org.onosproject.net.OchSignalType;
import org.onosproject.net.OduSignalId;
import org.onosproject.net.OduSignalType;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.criteria.Criteria;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.Criterion.Type;
import org.onosproject.net.flow.criteria.PiCriterion;
import org.onosproject.net.pi.model.PiMatchFieldId;

class CriterionTranslatorTest {

    private static final MacAddress MAC = MacAddress.valueOf("02:00:00:00:00:0a");
    private static final MacAddress OUI = MacAddress.valueOf("ff:ff:ff:00:00:00");
    private static final long MAC_BITS = 0x02_00_00_00_00_0aL;
    private static final Ip6Address V6 = Ip6Address.valueOf("2001:db8::1");
    private static final long V6_HI = 0x2001_0db8_0000_0000L;

    /** What the support table promises: one row for every type. */
    private static final List<Row> ROWS = List.of(
            row(Criteria.matchInPort(PortNumber.portNumber(7)), m -> m.set(Field.IN_PORT, 7)),
            row(Criteria.matchMetadata(-2L), m -> m.set(Field.METADATA, -2L)),
            row(Criteria.matchEthDst(MAC), m -> m.set(Field.ETH_DST, MAC_BITS)),
            row(Criteria.matchEthDstMasked(MAC, OUI), m -> m.set(Field.ETH_DST, 0x020000_000000L, 0xffffff_000000L)),
            row(Criteria.matchEthSrc(MAC), m -> m.set(Field.ETH_SRC, MAC_BITS)),
            row(Criteria.matchEthSrcMasked(MAC, OUI), m -> m.set(Field.ETH_SRC, 0x020000_000000L, 0xffffff_000000L)),
            row(Criteria.matchEthType(EthType.EtherType.IPV6.ethType()), m -> m.set(Field.ETH_TYPE, 0x86dd)),
            row(Criteria.matchVlanId(VlanId.vlanId((short) 100)), m -> m.set(Field.VLAN_VID, 0x1000 | 100)),
            row(Criteria.matchVlanPcp((byte) 5), m -> m.set(Field.VLAN_PCP, 5)),
            row(Criteria.matchIPDscp((byte) 46), m -> m.set(Field.IP_DSCP, 46)),
            row(Criteria.matchIPEcn((byte) 3), m -> m.set(Field.IP_ECN, 3)),
            row(Criteria.matchIPProtocol((short) 200), m -> m.set(Field.IP_PROTO, 200)),
            row(Criteria.matchIPSrc(IpPrefix.valueOf("10.1.0.0/16")), m -> m.set(Field.IPV4_SRC, 0x0a010000L, 0xffff0000L)),
            row(Criteria.matchIPDst(IpPrefix.valueOf("192.168.1.1/32")), m -> m.set(Field.IPV4_DST, 0xc0a80101L)),
            row(Criteria.matchTcpSrc(TpPort.tpPort(65_535)), m -> m.set(Field.TCP_SRC, 65_535)),
            row(Criteria.matchTcpSrcMasked(TpPort.tpPort(0x1234), TpPort.tpPort(0xff00)), m -> m.set(Field.TCP_SRC, 0x1200, 0xff00)),
            row(Criteria.matchTcpDst(TpPort.tpPort(80)), m -> m.set(Field.TCP_DST, 80)),
            row(Criteria.matchTcpDstMasked(TpPort.tpPort(0x1234), TpPort.tpPort(0xff00)), m -> m.set(Field.TCP_DST, 0x1200, 0xff00)),
            row(Criteria.matchUdpSrc(TpPort.tpPort(53)), m -> m.set(Field.UDP_SRC, 53)),
            row(Criteria.matchUdpSrcMasked(TpPort.tpPort(0x1234), TpPort.tpPort(0xff00)), m -> m.set(Field.UDP_SRC, 0x1200, 0xff00)),
            row(Criteria.matchUdpDst(TpPort.tpPort(53)), m -> m.set(Field.UDP_DST, 53)),
            row(Criteria.matchUdpDstMasked(TpPort.tpPort(0x1234), TpPort.tpPort(0xff00)), m -> m.set(Field.UDP_DST, 0x1200, 0xff00)),
            row(Criteria.matchIcmpType((short) 255), m -> m.set(Field.ICMPV4_TYPE, 255)),
            row(Criteria.matchIcmpCode((short) 1), m -> m.set(Field.ICMPV4_CODE, 1)),
            row(Criteria.matchArpOp(2), m -> m.set(Field.ARP_OP, 2)),
            row(Criteria.matchArpSpa(Ip4Address.valueOf("200.0.0.1")), m -> m.set(Field.ARP_SPA, 0xc8000001L)),
            row(Criteria.matchArpTpa(Ip4Address.valueOf("200.0.0.2")), m -> m.set(Field.ARP_TPA, 0xc8000002L)),
            row(Criteria.matchArpSha(MAC), m -> m.set(Field.ARP_SHA, MAC_BITS)),
            row(Criteria.matchArpTha(MAC), m -> m.set(Field.ARP_THA, MAC_BITS)),
            row(Criteria.matchIPv6Src(IpPrefix.valueOf("2001:db8::/32")), m -> m.set(Field.IPV6_SRC, V6_HI, 0, 0xffff_ffff_0000_0000L, 0)),
            row(Criteria.matchIPv6Dst(IpPrefix.valueOf("2001:db8::1/128")), m -> m.set(Field.IPV6_DST, V6_HI, 1, -1, -1)),
            row(Criteria.matchIPv6FlowLabel(0xfffff), m -> m.set(Field.IPV6_FLABEL, 0xfffff)),
            row(Criteria.matchIcmpv6Type((short) 135), m -> m.set(Field.ICMPV6_TYPE, 135)),
            row(Criteria.matchIcmpv6Code((short) 0), m -> m.set(Field.ICMPV6_CODE, 0)),
            row(Criteria.matchIPv6NDTargetAddress(V6), m -> m.set(Field.IPV6_ND_TARGET, V6_HI, 1, -1, -1)),
            row(Criteria.matchIPv6NDSourceLinkLayerAddress(MAC), m -> m.set(Field.IPV6_ND_SLL, MAC_BITS)),
            row(Criteria.matchIPv6NDTargetLinkLayerAddress(MAC), m -> m.set(Field.IPV6_ND_TLL, MAC_BITS)),
            row(Criteria.matchInPhyPort(PortNumber.portNumber(7)), m -> m.set(Field.IN_PHY_PORT, 7)),
            row(Criteria.matchInnerVlanId(VlanId.vlanId((short) 5)), m -> m.set(Field.INNER_VLAN_VID, 0x1005)),
            row(Criteria.matchInnerVlanPcp((byte) 6), m -> m.set(Field.INNER_VLAN_PCP, 6)),
            row(Criteria.matchSctpSrc(TpPort.tpPort(65_535)), m -> m.set(Field.SCTP_SRC, 65_535)),
            row(Criteria.matchSctpSrcMasked(TpPort.tpPort(0x1234), TpPort.tpPort(0xff00)), m -> m.set(Field.SCTP_SRC, 0x1200, 0xff00)),
            row(Criteria.matchSctpDst(TpPort.tpPort(1)), m -> m.set(Field.SCTP_DST, 1)),
            row(Criteria.matchSctpDstMasked(TpPort.tpPort(0x1234), TpPort.tpPort(0xff00)), m -> m.set(Field.SCTP_DST, 0x1200, 0xff00)),
            row(Criteria.matchMplsLabel(MplsLabel.mplsLabel(0xfffff)), m -> m.set(Field.MPLS_LABEL, 0xfffff)),
            row(Criteria.matchMplsTc((byte) 7), m -> m.set(Field.MPLS_TC, 7)),
            row(Criteria.matchMplsBos(true), m -> m.set(Field.MPLS_BOS, 1)),
            row(Criteria.matchMplsBos(false), m -> m.set(Field.MPLS_BOS, 0)),
            row(Criteria.matchPbbIsid(0xfffff), m -> m.set(Field.PBB_ISID, 0xfffff)),
            row(Criteria.matchTunnelId(-1L), m -> m.set(Field.TUNNEL_ID, -1L)),
            row(Criteria.matchIPv6ExthdrFlags(0x1ff), m -> m.set(Field.IPV6_EXTHDR, 0x1ff)),
            row(Criteria.matchTcpFlags(0x12), m -> m.set(Field.TCP_FLAGS, 0x12)),
            refused(Criteria.matchLambda(Lambda.ochSignal(GridType.DWDM, ChannelSpacing.CHL_100GHZ, 1, 1)), "optical"),
            refused(Criteria.matchOchSignalType(OchSignalType.FIXED_GRID), "optical"),
            refused(Criteria.matchOduSignalId(OduSignalId.oduSignalId(1, 8, new byte[10])), "optical"),
            refused(Criteria.matchOduSignalType(OduSignalType.ODU2), "optical"),
            refused(PiCriterion.builder().matchExact(PiMatchFieldId.of("f"), 1).build(), "P4"),
            refused(typed(Type.EXTENSION), "extension"),
            refused(typed(Type.UNASSIGNED_40), "not assigned"),
            refused(typed(Type.PBB_UCA), "extension selector"),
            refused(typed(Type.ACTSET_OUTPUT), "extension selector"),
            refused(typed(Type.PACKET_TYPE), "extension selector"),
            refused(Criteria.dummy(), "placeholder"));

    @Test
    void everyTypeOfTheApiHasARow() {
        Set<Type> missing = EnumSet.allOf(Type.class);
        ROWS.forEach(r -> missing.remove(r.criterion.type()));
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyTypeIsTranslatedExactlyOrRefusedWithItsName() throws UntranslatableException {
        for (Row r : ROWS) {
            if (r.expected != null) {
                assertEquals(r.expected, translate(r.criterion), r.criterion::toString);
            } else {
                String message = assertThrows(UntranslatableException.class, () -> translate(r.criterion), r.criterion::toString).getMessage();
                assertTrue(message.contains(r.reason), message);
                assertTrue(message.startsWith(r.criterion.toString()), message);
            }
        }
    }

    @Test
    void aMaskOfZerosAndAPrefixOfNoLengthMatchAnything() throws UntranslatableException {
        MacAddress none = MacAddress.ZERO;
        assertEquals(Match.ANY, translate(Criteria.matchEthDstMasked(MAC, none)));
        assertEquals(Match.ANY, translate(Criteria.matchTcpDstMasked(TpPort.tpPort(5), TpPort.tpPort(0))));
        assertEquals(Match.ANY, translate(Criteria.matchIPDst(IpPrefix.valueOf("0.0.0.0/0"))));
        assertEquals(Match.ANY, translate(Criteria.matchIPv6Dst(IpPrefix.valueOf("::/0"))));
    }

    @Test
    void prefixesOfSixtyFourBitsAndMoreReachTheLowerHalf() throws UntranslatableException {
        assertEquals(Match.builder().set(Field.IPV6_DST, V6_HI, 0, -1, 0).build(), translate(Criteria.matchIPv6Dst(IpPrefix.valueOf("2001:db8::/64"))));
        assertEquals(Match.builder().set(Field.IPV6_DST, V6_HI, 0, -1, 1L << 63).build(), translate(Criteria.matchIPv6Dst(IpPrefix.valueOf("2001:db8::/65"))));
    }

    @Test
    void vlanNoneIsUntaggedAndVlanAnyIsAnyTag() throws UntranslatableException {
        assertEquals(Match.builder().set(Field.VLAN_VID, 0).build(), translate(Criteria.matchVlanId(VlanId.NONE)));
        assertEquals(Match.builder().set(Field.VLAN_VID, 0x1000, 0x1000).build(), translate(Criteria.matchVlanId(VlanId.ANY)));
    }

    @Test
    void innerVlanNoneIsNoSecondTagAndInnerVlanAnyIsAnyOne() throws UntranslatableException {
        assertEquals(Match.builder().set(Field.INNER_VLAN_VID, 0).build(), translate(Criteria.matchInnerVlanId(VlanId.NONE)));
        assertEquals(Match.builder().set(Field.INNER_VLAN_VID, 0x1000, 0x1000).build(), translate(Criteria.matchInnerVlanId(VlanId.ANY)));
    }

    @Test
    void valuesBeyondTheFieldAreRefused() {
        for (Criterion c : List.of(Criteria.matchIPv6ExthdrFlags(0x200),
                Criteria.matchTcpFlags(0x1000))) {
            assertThrows(UntranslatableException.class, () -> translate(c), c::toString);
        }
    }

    @Test
    void reservedInPortsAreRefusedButForTheController() throws UntranslatableException {
        assertEquals(Match.builder().set(Field.IN_PORT, 0xfffffffdL).build(), translate(Criteria.matchInPort(PortNumber.CONTROLLER)));
        assertThrows(UntranslatableException.class, () -> translate(Criteria.matchInPort(PortNumber.FLOOD)));
        assertThrows(UntranslatableException.class, () -> translate(Criteria.matchInPort(PortNumber.portNumber(0))));
    }

    @Test
    void anAddressOfTheWrongFamilyIsRefused() {
        assertThrows(UntranslatableException.class, () -> translate(Criteria.matchIPDst(IpPrefix.valueOf("2001:db8::/32"))));
        assertThrows(UntranslatableException.class, () -> translate(Criteria.matchIPv6Dst(IpPrefix.valueOf("10.0.0.0/8"))));
    }

    private static Match translate(Criterion c) throws UntranslatableException {
        Match.Builder m = Match.builder();
        CriterionTranslator.add(c, m);
        return m.build();
    }

    private static Row row(Criterion c, UnaryOperator<Match.Builder> m) {
        return new Row(c, m.apply(Match.builder()).build(), null);
    }

    private static Row refused(Criterion c, String reason) {
        return new Row(c, null, reason);
    }

    /** For types that the API cannot make. */
    private static Criterion typed(Type t) {
        return new Criterion() {
            @Override
            public Type type() {
                return t;
            }

            @Override
            public String toString() {
                return t.toString();
            }
        };
    }

    private static final class Row {
        final Criterion criterion;
        final Match expected;
        final String reason;

        Row(Criterion criterion, Match expected, String reason) {
            this.criterion = criterion;
            this.expected = expected;
            this.reason = reason;
        }
    }

}
