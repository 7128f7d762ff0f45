package org.onosnetmap.app.translate;

import java.nio.ByteBuffer;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.Ip6Address;
import org.onlab.packet.IpAddress;
import org.onlab.packet.IpPrefix;
import org.onlab.packet.MacAddress;
import org.onlab.packet.MplsLabel;
import org.onlab.packet.TpPort;
import org.onlab.packet.VlanId;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.net.flow.criteria.Criteria;
import org.onosproject.net.flow.criteria.Criterion;

/** Fields of a match as criteria of ONOS, as far as it has them: the other way round than {@link CriterionTranslator}. */
final class CriterionWriter {

    private static final int MAX_ISID = 0xfffff;

    private CriterionWriter() {
    }

    /** The criterion for a field; null if only the extension can say it. */
    static Criterion criterion(Match m, Field f) {
        return m.isExact(f) ? exact(f, m.valueHi(f), m.value(f)) : masked(m, f);
    }

    private static Criterion exact(Field f, long hi, long v) {
        switch (f) {
            case IN_PORT:
                return isPort((int) v) || (int) v == PortNo.CONTROLLER ? Criteria.matchInPort(Ports.inPortToOnos((int) v)) : null;
            case IN_PHY_PORT:
                return isPort((int) v) ? Criteria.matchInPhyPort(Ports.toOnos((int) v)) : null;
            case METADATA:
                return Criteria.matchMetadata(v);
            case TUNNEL_ID:
                return Criteria.matchTunnelId(v);
            case ETH_DST:
                return Criteria.matchEthDst(MacAddress.valueOf(v));
            case ETH_SRC:
                return Criteria.matchEthSrc(MacAddress.valueOf(v));
            case ETH_TYPE:
                return Criteria.matchEthType((int) v);
            case VLAN_VID:
                return vlan(v) == null ? null : Criteria.matchVlanId(vlan(v));
            case VLAN_PCP:
                return Criteria.matchVlanPcp((byte) v);
            case INNER_VLAN_VID:
                return vlan(v) == null ? null : Criteria.matchInnerVlanId(vlan(v));
            case INNER_VLAN_PCP:
                return Criteria.matchInnerVlanPcp((byte) v);
            case MPLS_LABEL:
                return Criteria.matchMplsLabel(MplsLabel.mplsLabel((int) v));
            case MPLS_TC:
                return Criteria.matchMplsTc((byte) v);
            case MPLS_BOS:
                return Criteria.matchMplsBos(v != 0);
            case PBB_ISID:
                return v <= MAX_ISID ? Criteria.matchPbbIsid((int) v) : null;
            case ARP_OP:
                return Criteria.matchArpOp((int) v);
            case ARP_SPA:
                return Criteria.matchArpSpa(Ip4Address.valueOf((int) v));
            case ARP_TPA:
                return Criteria.matchArpTpa(Ip4Address.valueOf((int) v));
            case ARP_SHA:
                return Criteria.matchArpSha(MacAddress.valueOf(v));
            case ARP_THA:
                return Criteria.matchArpTha(MacAddress.valueOf(v));
            default:
                return exactIp(f, hi, v);
        }
    }

    private static Criterion exactIp(Field f, long hi, long v) {
        switch (f) {
            case IP_DSCP:
                return Criteria.matchIPDscp((byte) v);
            case IP_ECN:
                return Criteria.matchIPEcn((byte) v);
            case IP_PROTO:
                return Criteria.matchIPProtocol((short) v);
            case IPV4_SRC:
            case IPV4_DST:
                return ip(f, IpPrefix.valueOf(IpAddress.valueOf((int) v), 32));
            case IPV6_SRC:
            case IPV6_DST:
                return ip(f, IpPrefix.valueOf(ip6(hi, v), 128));
            case IPV6_FLABEL:
                return Criteria.matchIPv6FlowLabel((int) v);
            case IPV6_EXTHDR:
                return Criteria.matchIPv6ExthdrFlags((int) v);
            case TCP_SRC:
                return Criteria.matchTcpSrc(TpPort.tpPort((int) v));
            case TCP_DST:
                return Criteria.matchTcpDst(TpPort.tpPort((int) v));
            case TCP_FLAGS:
                return Criteria.matchTcpFlags((int) v);
            case UDP_SRC:
                return Criteria.matchUdpSrc(TpPort.tpPort((int) v));
            case UDP_DST:
                return Criteria.matchUdpDst(TpPort.tpPort((int) v));
            case SCTP_SRC:
                return Criteria.matchSctpSrc(TpPort.tpPort((int) v));
            case SCTP_DST:
                return Criteria.matchSctpDst(TpPort.tpPort((int) v));
            case ICMPV4_TYPE:
                return Criteria.matchIcmpType((short) v);
            case ICMPV4_CODE:
                return Criteria.matchIcmpCode((short) v);
            case ICMPV6_TYPE:
                return Criteria.matchIcmpv6Type((short) v);
            case ICMPV6_CODE:
                return Criteria.matchIcmpv6Code((short) v);
            case IPV6_ND_TARGET:
                return Criteria.matchIPv6NDTargetAddress(ip6(hi, v));
            case IPV6_ND_SLL:
                return Criteria.matchIPv6NDSourceLinkLayerAddress(MacAddress.valueOf(v));
            case IPV6_ND_TLL:
                return Criteria.matchIPv6NDTargetLinkLayerAddress(MacAddress.valueOf(v));
            default:
                return null;
        }
    }

    private static Criterion masked(Match m, Field f) {
        long v = m.value(f);
        long mask = m.mask(f);
        switch (f) {
            case ETH_DST:
                return Criteria.matchEthDstMasked(MacAddress.valueOf(v), MacAddress.valueOf(mask));
            case ETH_SRC:
                return Criteria.matchEthSrcMasked(MacAddress.valueOf(v), MacAddress.valueOf(mask));
            case VLAN_VID:
                return isAnyTag(v, mask) ? Criteria.matchVlanId(VlanId.ANY) : null;
            case INNER_VLAN_VID:
                return isAnyTag(v, mask) ? Criteria.matchInnerVlanId(VlanId.ANY) : null;
            case IPV4_SRC:
            case IPV4_DST:
                int n = Long.bitCount(mask);
                return mask == (-1L << 32 - n & 0xffff_ffffL) ? ip(f, IpPrefix.valueOf(IpAddress.valueOf((int) v), n)) : null;
            case IPV6_SRC:
            case IPV6_DST:
                return prefix6(m, f);
            case TCP_SRC:
                return Criteria.matchTcpSrcMasked(TpPort.tpPort((int) v), TpPort.tpPort((int) mask));
            case TCP_DST:
                return Criteria.matchTcpDstMasked(TpPort.tpPort((int) v), TpPort.tpPort((int) mask));
            case UDP_SRC:
                return Criteria.matchUdpSrcMasked(TpPort.tpPort((int) v), TpPort.tpPort((int) mask));
            case UDP_DST:
                return Criteria.matchUdpDstMasked(TpPort.tpPort((int) v), TpPort.tpPort((int) mask));
            case SCTP_SRC:
                return Criteria.matchSctpSrcMasked(TpPort.tpPort((int) v), TpPort.tpPort((int) mask));
            case SCTP_DST:
                return Criteria.matchSctpDstMasked(TpPort.tpPort((int) v), TpPort.tpPort((int) mask));
            default:
                return null;
        }
    }

    private static Criterion prefix6(Match m, Field f) {
        long hi = m.maskHi(f);
        long lo = m.mask(f);
        int n = Long.bitCount(hi) + Long.bitCount(lo);
        boolean prefix = n <= 64 ? lo == 0 && hi == -1L << 64 - n : hi == -1L && lo == -1L << 128 - n;
        return prefix ? ip(f, IpPrefix.valueOf(ip6(m.valueHi(f), m.value(f)), n)) : null;
    }

    private static Criterion ip(Field f, IpPrefix p) {
        switch (f) {
            case IPV4_SRC:
                return Criteria.matchIPSrc(p);
            case IPV4_DST:
                return Criteria.matchIPDst(p);
            case IPV6_SRC:
                return Criteria.matchIPv6Src(p);
            default:
                return Criteria.matchIPv6Dst(p);
        }
    }

    /** Null for what is neither a tag nor none. */
    private static VlanId vlan(long v) {
        if (v == 0) {
            return VlanId.NONE;
        }
        return (v & CriterionTranslator.VLAN_PRESENT) != 0 ? VlanId.vlanId((short) (v & 0xfff)) : null;
    }

    private static boolean isPort(int n) {
        return n != 0 && Integer.compareUnsigned(n, PortNo.MAX) <= 0;
    }

    private static boolean isAnyTag(long v, long mask) {
        return v == CriterionTranslator.VLAN_PRESENT && mask == CriterionTranslator.VLAN_PRESENT;
    }

    static Ip6Address ip6(long hi, long lo) {
        return Ip6Address.valueOf(ByteBuffer.allocate(16).putLong(hi).putLong(lo).array());
    }
}
