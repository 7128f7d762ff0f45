package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.DEPTH_NETWORK;
import static org.onosnetmap.dataplane.packet.KeyLayout.depth;

import org.onosnetmap.dataplane.flow.Field;

/**
 * Changes the headers of the packet that a {@link PacketKey} stands for: in place, with the checksums, and with the key following, so
 * that the next table matches the new headers. An action on a header that the packet does not have changes nothing.
 */
public final class HeaderEditor {

    private final PacketKey key;
    private final EthernetEditor ethernet;
    private final NetworkEditor network;
    private final TransportEditor transport;
    private final TagEditor tags;
    private final TtlEditor ttl;

    public HeaderEditor(PacketKey key) {
        this.key = key;
        ethernet = new EthernetEditor(key);
        network = new NetworkEditor(key);
        transport = new TransportEditor(key);
        tags = new TagEditor(key);
        ttl = new TtlEditor(key);
    }

    /**
     * Whether {@link #set} can write the field. All can be written but those that are no part of the packet, and the flags of the IPv6
     * extension headers, which say what headers there are.
     */
    public static boolean canSet(Field f) {
        switch (f) {
            case IN_PORT:
            case IN_PHY_PORT:
            case METADATA:
            case IPV6_EXTHDR:
            case ACTSET_OUTPUT:
            case PACKET_TYPE:
                return false;
            default:
                return true;
        }
    }

    /** Overwrites a field for which {@link #canSet} holds. */
    public void set(Field f, long hi, long lo) {
        switch (f) {
            case ETH_DST:
            case ETH_SRC:
            case ETH_TYPE:
            case VLAN_VID:
            case VLAN_PCP:
            case INNER_VLAN_VID:
            case INNER_VLAN_PCP:
                ethernet.set(f, lo);
                break;
            case TCP_SRC:
            case TCP_DST:
            case TCP_FLAGS:
            case UDP_SRC:
            case UDP_DST:
            case SCTP_SRC:
            case SCTP_DST:
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
            case IPV6_ND_TARGET:
            case IPV6_ND_SLL:
            case IPV6_ND_TLL:
                transport.set(f, hi, lo);
                break;
            case TUNNEL_ID:
                key.tunnelId(lo);
                break;
            default:
                network.set(f, hi, lo);
                break;
        }
    }

    /** Overwrites the bits of a field that a mask has; value bits outside of it are 0. */
    public void setMasked(Field f, long hi, long lo, long maskHi, long maskLo) {
        key.need(depth(f));
        set(f, key.valueHi(f) & ~maskHi | hi, key.value(f) & ~maskLo | lo);
    }

    /** Bytes that the frame has now. */
    public int length() {
        return key.length();
    }

    /** Puts a VLAN tag in; false, and nothing changed, if the frame would have more than {@code capacity} bytes. So with the other pushes. */
    public boolean pushVlan(int etherType, int capacity) {
        return tags.pushVlan(etherType, capacity);
    }

    /** Puts an MPLS label stack entry in. */
    public boolean pushMpls(int etherType, int capacity) {
        return tags.pushMpls(etherType, capacity);
    }

    /** Puts an I-TAG and backbone addresses in. */
    public boolean pushPbb(int etherType, int capacity) {
        return tags.pushPbb(etherType, capacity);
    }

    /** Takes the outermost VLAN tag off. */
    public void popVlan() {
        tags.popVlan();
    }

    /** Takes the outermost MPLS label stack entry off; what follows it is of type {@code etherType}. */
    public void popMpls(int etherType) {
        tags.popMpls(etherType);
    }

    /** Takes the outermost I-TAG off, and the backbone addresses with it. */
    public void popPbb() {
        tags.popPbb();
    }

    /** Decrements TTL or hop limit; false, and nothing changed, if it would become 0. */
    public boolean decrementTtl() {
        return ttl.decrement();
    }

    /** Decrements the TTL of the outermost label; false, and nothing changed, if it would become 0. */
    public boolean decrementMplsTtl() {
        return ttl.decrementMpls();
    }

    /**
     * Raises the drop precedence in the DSCP, if that is of an assured forwarding class: AFx1 becomes AFx2 or AFx3, AFx3 stays (RFC 2597
     * section 6).
     */
    public void raiseDropPrecedence(int steps) {
        key.need(DEPTH_NETWORK);
        if (key.ipVersion == 0) {
            return;
        }
        int dscp = (int) key.value(Field.IP_DSCP);
        int afClass = dscp >> 3;
        int precedence = dscp >> 1 & 3;
        if (afClass >= 1 && afClass <= 4 && precedence > 0 && (dscp & 1) == 0) {
            set(Field.IP_DSCP, 0, afClass << 3 | Math.min(3, precedence + steps) << 1);
        }
    }

    /** Overwrites TTL or hop limit. */
    public void setTtl(int value) {
        ttl.set(value);
    }

    /** Overwrites the TTL of the outermost label. */
    public void setMplsTtl(int value) {
        ttl.setMpls(value);
    }

    /** Copies the TTL from the second outermost header with a TTL to the outermost. */
    public void copyTtlOut() {
        ttl.copyOut();
    }

    /** Copies the TTL from the outermost header with a TTL to the second outermost. */
    public void copyTtlIn() {
        ttl.copyIn();
    }
}
