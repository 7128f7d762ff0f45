package org.onosnetmap.app.translate;

import java.nio.ByteBuffer;
import java.util.Set;
import org.onlab.packet.Ip4Prefix;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.Ip6Prefix;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.criteria.ArpHaCriterion;
import org.onosproject.net.flow.criteria.ArpOpCriterion;
import org.onosproject.net.flow.criteria.ArpPaCriterion;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.EthCriterion;
import org.onosproject.net.flow.criteria.EthTypeCriterion;
import org.onosproject.net.flow.criteria.IPCriterion;
import org.onosproject.net.flow.criteria.IPDscpCriterion;
import org.onosproject.net.flow.criteria.IPEcnCriterion;
import org.onosproject.net.flow.criteria.IPProtocolCriterion;
import org.onosproject.net.flow.criteria.IPv6ExthdrFlagsCriterion;
import org.onosproject.net.flow.criteria.IPv6FlowLabelCriterion;
import org.onosproject.net.flow.criteria.IPv6NDLinkLayerAddressCriterion;
import org.onosproject.net.flow.criteria.IPv6NDTargetAddressCriterion;
import org.onosproject.net.flow.criteria.IcmpCodeCriterion;
import org.onosproject.net.flow.criteria.IcmpTypeCriterion;
import org.onosproject.net.flow.criteria.Icmpv6CodeCriterion;
import org.onosproject.net.flow.criteria.Icmpv6TypeCriterion;
import org.onosproject.net.flow.criteria.MetadataCriterion;
import org.onosproject.net.flow.criteria.MplsBosCriterion;
import org.onosproject.net.flow.criteria.MplsCriterion;
import org.onosproject.net.flow.criteria.MplsTcCriterion;
import org.onosproject.net.flow.criteria.PbbIsidCriterion;
import org.onosproject.net.flow.criteria.PortCriterion;
import org.onosproject.net.flow.criteria.SctpPortCriterion;
import org.onosproject.net.flow.criteria.TcpFlagsCriterion;
import org.onosproject.net.flow.criteria.TcpPortCriterion;
import org.onosproject.net.flow.criteria.TunnelIdCriterion;
import org.onosproject.net.flow.criteria.UdpPortCriterion;
import org.onosproject.net.flow.criteria.VlanIdCriterion;
import org.onosproject.net.flow.criteria.VlanPcpCriterion;

/** Criteria of ONOS as fields of a match. */
final class CriterionTranslator {

    /** A tag is there (OpenFlow 1.3.5 section 7.2.3.7, OFPVID_PRESENT). */
    static final int VLAN_PRESENT = 0x1000;

    private CriterionTranslator() {
    }

    /**
     * Adds a criterion to a match.
     *
     * @throws UntranslatableException if the data plane has no such field, or the value cannot be matched
     */
    static void add(Criterion c, Match.Builder m) throws UntranslatableException {
        switch (c.type()) {
            case IN_PORT:
                PortNumber port = ((PortCriterion) c).port();
                if (port.isLogical() && !port.equals(PortNumber.CONTROLLER)) {
                    throw new UntranslatableException(c, "no packet comes in by that reserved port; take the number of a port, or CONTROLLER for packet-outs that go through the tables");
                }
                m.set(Field.IN_PORT, Integer.toUnsignedLong(Ports.toDataplane(port)));
                break;
            case IN_PHY_PORT:
                m.set(Field.IN_PHY_PORT, Integer.toUnsignedLong(Ports.toDataplane(((PortCriterion) c).port())));
                break;
            case METADATA:
                m.set(Field.METADATA, ((MetadataCriterion) c).metadata());
                break;
            case ETH_DST:
            case ETH_DST_MASKED:
                mac(m, Field.ETH_DST, (EthCriterion) c);
                break;
            case ETH_SRC:
            case ETH_SRC_MASKED:
                mac(m, Field.ETH_SRC, (EthCriterion) c);
                break;
            case ETH_TYPE:
                m.set(Field.ETH_TYPE, ((EthTypeCriterion) c).ethType().toShort() & 0xffff);
                break;
            case VLAN_VID:
                vlan(m, Field.VLAN_VID, ((VlanIdCriterion) c).vlanId());
                break;
            case INNER_VLAN_VID:
                vlan(m, Field.INNER_VLAN_VID, ((VlanIdCriterion) c).vlanId());
                break;
            case INNER_VLAN_PCP:
                m.set(Field.INNER_VLAN_PCP, bits(c, ((VlanPcpCriterion) c).priority(), 7));
                break;
            case VLAN_PCP:
                m.set(Field.VLAN_PCP, bits(c, ((VlanPcpCriterion) c).priority(), 7));
                break;
            case IP_DSCP:
                m.set(Field.IP_DSCP, bits(c, ((IPDscpCriterion) c).ipDscp(), 63));
                break;
            case IP_ECN:
                m.set(Field.IP_ECN, bits(c, ((IPEcnCriterion) c).ipEcn(), 3));
                break;
            case IP_PROTO:
                m.set(Field.IP_PROTO, bits(c, ((IPProtocolCriterion) c).protocol(), 255));
                break;
            case IPV4_SRC:
                ip4(m, Field.IPV4_SRC, c);
                break;
            case IPV4_DST:
                ip4(m, Field.IPV4_DST, c);
                break;
            case IPV6_SRC:
                ip6(m, Field.IPV6_SRC, c);
                break;
            case IPV6_DST:
                ip6(m, Field.IPV6_DST, c);
                break;
            case TCP_SRC:
            case TCP_SRC_MASKED:
                port(m, Field.TCP_SRC, ((TcpPortCriterion) c).tcpPort(), ((TcpPortCriterion) c).mask());
                break;
            case TCP_DST:
            case TCP_DST_MASKED:
                port(m, Field.TCP_DST, ((TcpPortCriterion) c).tcpPort(), ((TcpPortCriterion) c).mask());
                break;
            case UDP_SRC:
            case UDP_SRC_MASKED:
                port(m, Field.UDP_SRC, ((UdpPortCriterion) c).udpPort(), ((UdpPortCriterion) c).mask());
                break;
            case UDP_DST:
            case UDP_DST_MASKED:
                port(m, Field.UDP_DST, ((UdpPortCriterion) c).udpPort(), ((UdpPortCriterion) c).mask());
                break;
            case SCTP_SRC:
            case SCTP_SRC_MASKED:
                port(m, Field.SCTP_SRC, ((SctpPortCriterion) c).sctpPort(), ((SctpPortCriterion) c).mask());
                break;
            case SCTP_DST:
            case SCTP_DST_MASKED:
                port(m, Field.SCTP_DST, ((SctpPortCriterion) c).sctpPort(), ((SctpPortCriterion) c).mask());
                break;
            case TCP_FLAGS:
                m.set(Field.TCP_FLAGS, bits(c, ((TcpFlagsCriterion) c).flags(), 0xfff));
                break;
            case ICMPV4_TYPE:
                m.set(Field.ICMPV4_TYPE, bits(c, ((IcmpTypeCriterion) c).icmpType(), 255));
                break;
            case ICMPV4_CODE:
                m.set(Field.ICMPV4_CODE, bits(c, ((IcmpCodeCriterion) c).icmpCode(), 255));
                break;
            case ICMPV6_TYPE:
                m.set(Field.ICMPV6_TYPE, bits(c, ((Icmpv6TypeCriterion) c).icmpv6Type(), 255));
                break;
            case ICMPV6_CODE:
                m.set(Field.ICMPV6_CODE, bits(c, ((Icmpv6CodeCriterion) c).icmpv6Code(), 255));
                break;
            case ARP_OP:
                m.set(Field.ARP_OP, bits(c, ((ArpOpCriterion) c).arpOp(), 0xffff));
                break;
            case ARP_SPA:
                m.set(Field.ARP_SPA, Integer.toUnsignedLong(((ArpPaCriterion) c).ip().toInt()));
                break;
            case ARP_TPA:
                m.set(Field.ARP_TPA, Integer.toUnsignedLong(((ArpPaCriterion) c).ip().toInt()));
                break;
            case ARP_SHA:
                m.set(Field.ARP_SHA, ((ArpHaCriterion) c).mac().toLong());
                break;
            case ARP_THA:
                m.set(Field.ARP_THA, ((ArpHaCriterion) c).mac().toLong());
                break;
            case IPV6_FLABEL:
                m.set(Field.IPV6_FLABEL, bits(c, ((IPv6FlowLabelCriterion) c).flowLabel(), 0xfffff));
                break;
            case IPV6_ND_TARGET:
                Ip6Address target = ((IPv6NDTargetAddressCriterion) c).targetAddress();
                m.set(Field.IPV6_ND_TARGET, hi(target), lo(target), Field.IPV6_ND_TARGET.fullMaskHi(), Field.IPV6_ND_TARGET.fullMaskLo());
                break;
            case IPV6_ND_SLL:
                m.set(Field.IPV6_ND_SLL, ((IPv6NDLinkLayerAddressCriterion) c).mac().toLong());
                break;
            case IPV6_ND_TLL:
                m.set(Field.IPV6_ND_TLL, ((IPv6NDLinkLayerAddressCriterion) c).mac().toLong());
                break;
            case IPV6_EXTHDR:
                m.set(Field.IPV6_EXTHDR, bits(c, ((IPv6ExthdrFlagsCriterion) c).exthdrFlags(), 0x1ff));
                break;
            case MPLS_LABEL:
                m.set(Field.MPLS_LABEL, ((MplsCriterion) c).label().toInt());
                break;
            case MPLS_TC:
                m.set(Field.MPLS_TC, bits(c, ((MplsTcCriterion) c).tc(), 7));
                break;
            case MPLS_BOS:
                m.set(Field.MPLS_BOS, ((MplsBosCriterion) c).mplsBos() ? 1 : 0);
                break;
            case PBB_ISID:
                m.set(Field.PBB_ISID, bits(c, ((PbbIsidCriterion) c).pbbIsid(), 0xffffff));
                break;
            case TUNNEL_ID:
                m.set(Field.TUNNEL_ID, ((TunnelIdCriterion) c).tunnelId());
                break;
            case EXTENSION:
                Match extension = ExtensionTranslator.match(c);
                for (Field f : extension.fields()) {
                    m.set(f, extension.valueHi(f), extension.value(f), extension.maskHi(f), extension.mask(f));
                }
                break;
            default:
                throw new UntranslatableException(c, SupportTable.reason(c.type()));
        }
    }

    /** The fields that a translated criterion sets; for finding two that set the same. */
    static Set<Field> fields(Criterion c) throws UntranslatableException {
        if (c.type() == Criterion.Type.EXTENSION) {
            return ExtensionTranslator.match(c).fields();
        }
        String name = c.type().name();
        return Set.of(Field.valueOf(name.endsWith("_MASKED") ? name.substring(0, name.length() - "_MASKED".length()) : name));
    }

    private static long bits(Criterion c, int value, int max) throws UntranslatableException {
        if (value < 0 || value > max) {
            throw new UntranslatableException(c, "the value is out of range; take 0 to " + max);
        }
        return value;
    }

    /** A mask of zeros means any value, which OpenFlow says by leaving the field out. */
    private static void mac(Match.Builder m, Field f, EthCriterion c) {
        MacAddress mask = c.mask();
        if (mask == null) {
            m.set(f, c.mac().toLong());
        } else if (mask.toLong() != 0) {
            m.set(f, c.mac().toLong(), mask.toLong());
        }
    }

    private static void vlan(Match.Builder m, Field f, VlanId vlan) {
        if (vlan.equals(VlanId.NONE)) {
            m.set(f, 0);
        } else if (vlan.equals(VlanId.ANY)) {
            m.set(f, VLAN_PRESENT, VLAN_PRESENT);
        } else {
            m.set(f, VLAN_PRESENT | vlan.toShort());
        }
    }

    private static void ip4(Match.Builder m, Field f, Criterion c) throws UntranslatableException {
        IpPrefix ip = ((IPCriterion) c).ip();
        if (!ip.isIp4()) {
            throw new UntranslatableException(c, "wants an IPv4 prefix");
        }
        Ip4Prefix p = ip.getIp4Prefix();
        if (p.prefixLength() > 0) {
            m.set(f, Integer.toUnsignedLong(p.address().toInt()), 0xffff_ffffL << 32 - p.prefixLength() & 0xffff_ffffL);
        }
    }

    private static void ip6(Match.Builder m, Field f, Criterion c) throws UntranslatableException {
        IpPrefix ip = ((IPCriterion) c).ip();
        if (!ip.isIp6()) {
            throw new UntranslatableException(c, "wants an IPv6 prefix");
        }
        Ip6Prefix p = ip.getIp6Prefix();
        int n = p.prefixLength();
        if (n > 0) {
            long maskHi = n >= 64 ? -1L : -1L << 64 - n;
            long maskLo = n <= 64 ? 0 : -1L << 128 - n;
            m.set(f, hi(p.address()), lo(p.address()), maskHi, maskLo);
        }
    }

    private static void port(Match.Builder m, Field f, TpPort port, TpPort mask) {
        if (mask == null) {
            m.set(f, port.toInt());
        } else if (mask.toInt() != 0) {
            m.set(f, port.toInt(), mask.toInt());
        }
    }

    static long hi(Ip6Address a) {
        return ByteBuffer.wrap(a.toOctets()).getLong(0);
    }

    static long lo(Ip6Address a) {
        return ByteBuffer.wrap(a.toOctets()).getLong(8);
    }
}
