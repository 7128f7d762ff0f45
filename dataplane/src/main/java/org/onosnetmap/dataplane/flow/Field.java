package org.onosnetmap.dataplane.flow;

/**
 * Match fields, with their width as OpenFlow 1.3.5 section 7.2.3.7 gives it. Fields of 128 bits take two longs, all others fit the low
 * bits of one.
 */
public enum Field {
    IN_PORT(32, false),
    METADATA(64, true),
    ETH_DST(48, true),
    ETH_SRC(48, true),
    ETH_TYPE(16, false),
    /** Bit 12 (0x1000) says that a tag is present; 0 matches untagged packets, 0x1000/0x1000 any tag. */
    VLAN_VID(13, true),
    VLAN_PCP(3, false),
    IP_DSCP(6, false),
    IP_ECN(2, false),
    IP_PROTO(8, false),
    IPV4_SRC(32, true),
    IPV4_DST(32, true),
    TCP_SRC(16, true),
    TCP_DST(16, true),
    UDP_SRC(16, true),
    UDP_DST(16, true),
    ICMPV4_TYPE(8, false),
    ICMPV4_CODE(8, false),
    ARP_OP(16, false),
    ARP_SPA(32, true),
    ARP_TPA(32, true),
    ARP_SHA(48, true),
    ARP_THA(48, true),
    IPV6_SRC(128, true),
    IPV6_DST(128, true),
    IPV6_FLABEL(20, true),
    ICMPV6_TYPE(8, false),
    ICMPV6_CODE(8, false),
    IPV6_ND_TARGET(128, false),
    IPV6_ND_SLL(48, false),
    IPV6_ND_TLL(48, false);

    private final int bits;
    private final boolean maskable;

    Field(int bits, boolean maskable) {
        this.bits = bits;
        this.maskable = maskable;
    }

    /** Width in bits. */
    public int bits() {
        return bits;
    }

    /** Whether a rule may mask single bits. A field that may not is matched whole. */
    public boolean maskable() {
        return maskable;
    }

    /** All-ones mask: the upper 64 bits. */
    public long fullMaskHi() {
        return bits > 64 ? -1L >>> (128 - bits) : 0;
    }

    /** All-ones mask: the lower 64 bits. */
    public long fullMaskLo() {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }
}
