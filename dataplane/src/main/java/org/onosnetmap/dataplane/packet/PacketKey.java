package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.PortNo;

/**
 * What the rules can match of one packet, as longs in the layout of {@link KeyLayout}, and where its headers lie. Filled in place, only
 * as deep as somebody asks ({@link #need}), and used again for the next packet.
 *
 * <p>Every read is bounded by the frame's length and by the lengths that the headers around it give. A header that is cut short or
 * contradicts itself is not there, and neither is what would follow it; such a packet is counted once in {@link #malformed}.
 */
public final class PacketKey {

    static final int IPV4_MIN_HEADER = 20;
    static final int IPV6_HEADER = 40;
    private static final int ARP_PACKET = 28;
    /** Hardware type Ethernet, protocol type IPv4, address lengths 6 and 4 (RFC 826). */
    private static final long ARP_ETHERNET_IPV4 = 0x0001_0800_0604L;
    private static final int TCP_HEADER = 20;
    private static final int UDP_HEADER = 8;
    private static final int SCTP_HEADER = 12;
    /** Type, code and checksum. */
    private static final int ICMP_HEADER = 4;
    private static final int DCCP_GENERIC_HEADER = 12;
    private static final int ND_HEADER = 24;

    public static final long NO_ACTSET_OUTPUT = (long) PortNo.UNSET << ACTSET_SHIFT;

    private final long[] words = new long[WORDS];
    private int depth;

    /** Positions are absolute in {@code mem}; -1 for what is not there. Each is valid from its layer's depth on. */
    ByteBuffer mem;
    int base;
    private int end;
    /** First byte behind Ethernet header and VLAN tags, that is, behind the EtherType. */
    private int network;
    /** 4 or 6 if the IP header is whole, else 0. */
    int ipVersion;
    /** First byte behind the IP packet, which may end before the frame does (padding). */
    private int networkEnd;
    private int transport;
    /** Place of the checksum that covers the IP addresses. */
    int transportChecksum;
    /** A routing header is not used up yet, so that the pseudo header does not hold IPV6_DST (RFC 8200 section 8.1). */
    boolean routed;
    /** A fragment header of IPv6 says that more fragments follow. */
    private boolean moreFragments;
    /** IPv6: the byte that holds IP_PROTO, in the last header before the payload. */
    int nextHeader;
    /** IPV6_ND_SLL or IPV6_ND_TLL, whichever the message has. */
    int linkLayerAddress;

    private boolean damaged;
    private final Counter malformed;

    public PacketKey() {
        malformed = new Counter();
    }

    /** For copies of another key's packets: damage is counted there. */
    public PacketKey(PacketKey original) {
        malformed = original.malformed;
    }

    /** Begins a packet: its port, no metadata, no tunnel, no output in the action set; nothing is read. */
    public void start(ByteBuffer memory, int offset, int length, int inPort) {
        if (mem != memory) {
            // Rings stay the same from packet to packet, and a reference is dearer to write than to compare (garbage collector's barrier).
            mem = memory;
        }
        base = offset;
        end = offset + length;
        depth = DEPTH_PORT;
        damaged = false;
        words[METADATA] = 0;
        words[IN_PORT] = NO_ACTSET_OUTPUT | inPort & 0xffffffffL;
        words[TUNNEL_ID] = 0;
    }

    /** Begins a copy of another key's packet that lies elsewhere. What is damaged in both is counted once, if {@link #endCopy} follows. */
    public void startCopy(PacketKey original, ByteBuffer memory, int offset, int inPort) {
        start(memory, offset, original.length(), inPort);
        damaged = original.damaged;
    }

    /** Ends a copy. */
    public void endCopy(PacketKey original) {
        original.damaged |= damaged;
    }

    /** The headers moved: forgets what was read of them. */
    void restart(int length) {
        end = base + length;
        depth = DEPTH_PORT;
    }

    /** Lower 64 bits of a field, as far as the packet has it; from the field's depth on. */
    long value(Field f) {
        return words[word(f)] >>> shift(f) & f.fullMaskLo();
    }

    /** Upper 64 bits of a field. */
    long valueHi(Field f) {
        return f.bits() > 64 ? words[word(f) - 1] : 0;
    }

    /** Says what a field of up to 64 bits now is; the frame is the caller's business. */
    void store(Field f, long value) {
        int word = word(f);
        int shift = shift(f);
        words[word] = words[word] & ~(f.fullMaskLo() << shift) | value << shift;
    }

    /** The key. Only the words of the depth that was asked for are valid. */
    public long[] words() {
        return words;
    }

    /** Reads headers to this depth, if that has not been done. */
    public void need(int wanted) {
        if (depth < wanted) {
            parse(wanted);
        }
    }

    /** Overwrites metadata under a mask. */
    public void writeMetadata(long value, long mask) {
        words[METADATA] = words[METADATA] & ~mask | value & mask;
    }

    /** Sets the tunnel id. */
    public void tunnelId(long id) {
        words[TUNNEL_ID] = id;
    }

    /** Says to which port the action set would send; {@link PortNo#UNSET} if it has no output, or a group in its place (OpenFlow 1.5.1 section 7.2.3.8). */
    public void actsetOutput(int port) {
        words[IN_PORT] = (long) port << ACTSET_SHIFT | words[IN_PORT] & 0xffffffffL;
    }

    /** Packets since the beginning that had a damaged header where it was read. Any thread may ask. */
    public long malformed() {
        return malformed.get();
    }

    /** Behind the EtherType: an IP header, ARP, the outermost MPLS label stack entry or I-TAG; valid from DEPTH_ETHERNET on. */
    int networkOffset() {
        return network;
    }

    /** First byte behind the IP packet, or behind the frame if that is shorter. */
    int networkEnd() {
        return networkEnd;
    }

    /** Whether a whole MPLS label stack entry lies at {@link #networkOffset}; from DEPTH_NETWORK on. */
    boolean hasMpls() {
        return isMpls(etherType()) && (words[INNER] & HAS_NETWORK) != 0;
    }

    /** Whether a whole I-TAG and the EtherType behind it lie at {@link #networkOffset}; from DEPTH_NETWORK on. */
    boolean hasPbb() {
        return etherType() == ETH_PBB && (words[INNER] & HAS_NETWORK) != 0;
    }

    int transportOffset() {
        return transport;
    }

    int length() {
        return end - base;
    }

    /** Whether the packet is a part of an IP packet, or its sender says so; from DEPTH_TRANSPORT on. */
    boolean isFragment() {
        switch (ipVersion) {
            case 4:
                return (Wire.u16(mem, network + 6) & 0x3fff) != 0;
            case 6:
                return (words[FLABEL] >>> EXTHDR_SHIFT & Field.IPV6_EXTHDR_FRAG) != 0;
            default:
                return false;
        }
    }

    boolean hasTag() {
        return (words[SRC_VLAN] & VLAN_PRESENT) != 0;
    }

    boolean hasInnerTag() {
        return (words[INNER_VLAN] & VLAN_PRESENT) != 0;
    }

    /** Whether whole ARP for Ethernet and IPv4 lies at {@link #networkOffset}; from DEPTH_NETWORK on. */
    boolean hasArp() {
        return etherType() == ETH_ARP && (words[INNER] & HAS_NETWORK) != 0;
    }

    /** Whether {@link #protocol} is known; from DEPTH_TRANSPORT on. */
    boolean hasProtocol() {
        return (words[INNER] & HAS_PROTO) != 0;
    }

    /** Whether the frame holds the whole of an IP packet that is no fragment; from DEPTH_TRANSPORT on, for packets with an IP header. */
    boolean isWholeIpPacket() {
        int held = networkEnd - network;
        if (ipVersion == 4) {
            return (Wire.u16(mem, network + 6) & 0x3fff) == 0 && Wire.u16(mem, network + 2) == held;
        }
        return !moreFragments && Wire.u16(mem, network + 4) + IPV6_HEADER == held;
    }

    boolean hasTransport(int protocol) {
        return (words[INNER] & HAS_TRANSPORT) != 0 && protocol() == protocol;
    }

    int protocol() {
        return (int) (words[INNER] >>> PROTO_SHIFT) & 0xff;
    }

    /** The type behind the VLAN tags, 0x5ff for a length, 0 if it is cut off; from DEPTH_ETHERNET on. */
    int etherType() {
        return (int) words[DST_TYPE] & 0xffff;
    }

    private void parse(int wanted) {
        if (depth < DEPTH_ETHERNET) {
            parseEthernet();
        }
        if (depth < DEPTH_NETWORK && wanted >= DEPTH_NETWORK) {
            parseNetwork();
        }
        if (depth < DEPTH_TRANSPORT && wanted >= DEPTH_TRANSPORT) {
            parseTransport();
        }
        if (wanted >= DEPTH_ND) {
            parseNeighbourDiscovery();
        }
        depth = wanted;
    }

    private void damage() {
        if (!damaged) {
            damaged = true;
            malformed.increment();
        }
    }

    private void parseEthernet() {
        long dst = Wire.i64(mem, base);
        long srcType = Wire.i64(mem, base + 6);
        int type = (int) srcType & 0xffff;
        int vlan = 0;
        network = base + ETHERNET_HEADER;
        words[INNER_VLAN] = TAG_WHOLE | INNER_TAG_WHOLE;
        if (isVlan(type)) {
            vlan = tag();
            type = skipTags();
        } else {
            type = typeOrLength(type);
        }
        words[DST_TYPE] = dst & ~0xffffL | type;
        words[SRC_VLAN] = srcType & ~0xffffL | vlan;
    }

    /** TCI of the tag at {@link #network} without its drop-eligible bit, whose place says that a tag is there. */
    private int tag() {
        return network + VLAN_TAG <= end ? Wire.u16(mem, network) & 0xefff | VLAN_PRESENT : VLAN_DAMAGED;
    }

    /** Goes behind all tags; the first two are matched, the others are passed over (OpenFlow 1.3.5 figure 4). */
    private int skipTags() {
        int type;
        int first = network;
        do {
            if (network == first + VLAN_TAG) {
                words[INNER_VLAN] = TAG_WHOLE | INNER_TAG_WHOLE | tag();
            }
            if (network + VLAN_TAG > end) {
                if (network <= first + VLAN_TAG) {
                    words[INNER_VLAN] = VLAN_DAMAGED | (network == first ? 0 : TAG_WHOLE);
                }
                damage();
                return TYPE_DAMAGED;
            }
            type = Wire.u16(mem, network + 2);
            network += VLAN_TAG;
        } while (isVlan(type));
        return typeOrLength(type);
    }

    private static int typeOrLength(int n) {
        return n < ETH_MIN_TYPE ? ETH_NO_TYPE : n;
    }

    private void parseNetwork() {
        words[INNER] = 0;
        ipVersion = 0;
        switch (etherType()) {
            case ETH_IPV4:
                parseIpv4();
                break;
            case ETH_IPV6:
                parseIpv6();
                break;
            case ETH_ARP:
                parseArp();
                break;
            case ETH_MPLS:
            case ETH_MPLS_MULTICAST:
                parseFirstWord(MPLS_ENTRY);
                break;
            case ETH_PBB:
                parseFirstWord(PBB_TAG);
                break;
            default:
                break;
        }
    }

    /** MPLS and PBB: all that can be matched are the 32 bits behind the EtherType, if the header is whole. Headers behind them are not looked at. */
    private void parseFirstWord(int header) {
        if (network + header > end) {
            damage();
            return;
        }
        words[INNER] = HAS_NETWORK | Wire.i32(mem, network) & 0xffffffffL;
    }

    private void parseArp() {
        if (network + ARP_PACKET > end || Wire.i64(mem, network) >>> 16 != ARP_ETHERNET_IPV4) {
            damage();
            return;
        }
        words[INNER] = HAS_NETWORK | (long) Wire.u16(mem, network + 6) << 16;
        long shaSpa = Wire.i64(mem, network + 8);
        words[SOURCE_MAC] = shaSpa >>> 16;
        words[TARGET_MAC] = Wire.i64(mem, network + 16) & 0xffff_ffff_ffffL;
        words[IPV4] = (long) Wire.i32(mem, network + 14) << 32 | Wire.i32(mem, network + 24) & 0xffffffffL;
    }

    private void parseIpv4() {
        if (network + IPV4_MIN_HEADER > end) {
            damage();
            return;
        }
        long first = Wire.i64(mem, network);
        int headerLength = (int) (first >>> 56 & 15) * 4;
        int totalLength = (int) (first >>> 32) & 0xffff;
        if (first >>> 60 != 4 || headerLength < IPV4_MIN_HEADER || network + headerLength > end || totalLength < headerLength) {
            damage();
            return;
        }
        ipVersion = 4;
        endNetwork(network + totalLength);
        words[INNER] = HAS_NETWORK | HAS_PROTO | (long) Wire.u8(mem, network + 9) << PROTO_SHIFT | (first >>> 48 & 0xff) << TOS_SHIFT;
        words[IPV4] = Wire.i64(mem, network + 12);
        boolean laterFragment = (first & 0x1fff) != 0;
        transport = laterFragment ? -1 : network + headerLength;
    }

    private void parseIpv6() {
        if (network + IPV6_HEADER > end) {
            damage();
            return;
        }
        long first = Wire.i64(mem, network);
        if (first >>> 60 != 6) {
            damage();
            return;
        }
        ipVersion = 6;
        endNetwork(network + IPV6_HEADER + ((int) (first >>> 16) & 0xffff));
        words[INNER] = HAS_NETWORK | (first >>> 52 & 0xff) << TOS_SHIFT;
        words[FLABEL] = first >>> 32 & 0xfffff;
        words[KeyLayout.IPV6_SRC] = Wire.i64(mem, network + 8);
        words[KeyLayout.IPV6_SRC + 1] = Wire.i64(mem, network + 16);
        words[KeyLayout.IPV6_DST] = Wire.i64(mem, network + 24);
        words[KeyLayout.IPV6_DST + 1] = Wire.i64(mem, network + 32);
    }

    private void endNetwork(int announced) {
        networkEnd = announced;
        if (announced > end) {
            networkEnd = end;
            damage();
        }
    }

    private void parseTransport() {
        transportChecksum = -1;
        routed = false;
        moreFragments = false;
        if (ipVersion == 6) {
            skipExtensions();
        }
        if (ipVersion == 0 || transport < 0) {
            return;
        }
        switch (protocol()) {
            case IP_TCP:
                if (transportFits(TCP_HEADER)) {
                    transportPorts();
                    transportChecksum = transport + 16;
                    words[SOURCE_MAC] = Wire.u16(mem, transport + 12) & 0xfff;
                }
                break;
            case IP_UDP:
                if (transportFits(UDP_HEADER)) {
                    transportPorts();
                    transportChecksum = transport + 6;
                }
                break;
            case IP_SCTP:
                if (transportFits(SCTP_HEADER)) {
                    transportPorts();
                }
                break;
            case IP_UDPLITE:
                transportChecksum = transportFits(UDP_HEADER) ? transport + 6 : -1;
                break;
            case IP_DCCP:
                transportChecksum = transportFits(DCCP_GENERIC_HEADER) ? transport + 6 : -1;
                break;
            case IP_ICMP:
                if (ipVersion == 4 && transportFits(ICMP_HEADER)) {
                    icmpTypeAndCode();
                }
                break;
            case IP_ICMPV6:
                if (ipVersion == 6 && transportFits(ICMP_HEADER)) {
                    icmpTypeAndCode();
                    transportChecksum = transport + 2;
                }
                break;
            default:
                break;
        }
    }

    private boolean transportFits(int header) {
        if (transport + header > networkEnd) {
            damage();
            return false;
        }
        return true;
    }

    private void transportPorts() {
        words[INNER] |= HAS_TRANSPORT | Wire.i32(mem, transport) & 0xffffffffL;
    }

    private void icmpTypeAndCode() {
        words[INNER] |= HAS_TRANSPORT | (long) Wire.u8(mem, transport) << 16 | Wire.u8(mem, transport + 1);
    }

    /** Finds protocol and position of what the extension headers of IPv6 stand in front of. */
    private void skipExtensions() {
        nextHeader = network + 6;
        int next = Wire.u8(mem, nextHeader);
        int at = network + IPV6_HEADER;
        int met = 0;
        transport = -1;
        while (isExtension(next)) {
            if (at + 8 > networkEnd) {
                damage();
                return;
            }
            int header = next;
            int length = header == EXT_FRAGMENT ? 8
                    : header == EXT_AUTHENTICATION ? (Wire.u8(mem, at + 1) + 2) * 4
                    : (Wire.u8(mem, at + 1) + 1) * 8;
            if (at + length > networkEnd) {
                damage();
                return;
            }
            next = Wire.u8(mem, at);
            nextHeader = at;
            met = ExtensionHeaders.meet(met, header);
            if (header == EXT_FRAGMENT) {
                int offsetAndMore = Wire.u16(mem, at + 2);
                if ((offsetAndMore & 0xfff8) != 0) {
                    endExtensions(met, next);
                    return;
                }
                moreFragments |= (offsetAndMore & 1) != 0;
            }
            if (header == EXT_ROUTING && Wire.u8(mem, at + 3) != 0) {
                routed = true;
            }
            at += length;
        }
        endExtensions(ExtensionHeaders.meet(met, next), next);
        transport = at;
    }

    private void endExtensions(int met, int protocol) {
        words[FLABEL] |= (long) ExtensionHeaders.flags(met) << EXTHDR_SHIFT;
        words[INNER] |= HAS_PROTO | (long) protocol << PROTO_SHIFT;
    }

    private static boolean isExtension(int protocol) {
        switch (protocol) {
            case EXT_HOP_BY_HOP:
            case EXT_ROUTING:
            case EXT_FRAGMENT:
            case EXT_AUTHENTICATION:
            case EXT_DESTINATION:
            case EXT_MOBILITY:
            case EXT_HOST_IDENTITY:
            case EXT_SHIM6:
                return true;
            default:
                return false;
        }
    }

    private void parseNeighbourDiscovery() {
        if (ipVersion != 6 || !hasTransport(IP_ICMPV6)) {
            return;
        }
        int type = Wire.u8(mem, transport);
        if (type != ND_SOLICITATION && type != ND_ADVERTISEMENT) {
            return;
        }
        int at = transport + ND_HEADER;
        if (at > networkEnd) {
            damage();
            return;
        }
        words[INNER] |= HAS_ND_TARGET;
        words[ND_TARGET] = Wire.i64(mem, transport + 8);
        words[ND_TARGET + 1] = Wire.i64(mem, transport + 16);
        while (at < networkEnd) {
            int length = at + 8 <= networkEnd ? Wire.u8(mem, at + 1) * 8 : 0;
            if (length == 0 || at + length > networkEnd) {
                damage();
                return;
            }
            if (length == 8) {
                linkLayerOption(type, at);
            }
            at += length;
        }
    }

    /** The first option of the message's kind counts: source address of a solicitation, target address of an advertisement. */
    private void linkLayerOption(int type, int at) {
        int option = Wire.u8(mem, at);
        if (type == ND_SOLICITATION && option == ND_OPTION_SOURCE && (words[INNER] & HAS_ND_SLL) == 0) {
            words[INNER] |= HAS_ND_SLL;
            words[SOURCE_MAC] = Wire.i64(mem, at) & 0xffff_ffff_ffffL;
            linkLayerAddress = at + 2;
        } else if (type == ND_ADVERTISEMENT && option == ND_OPTION_TARGET && (words[INNER] & HAS_ND_TLL) == 0) {
            words[INNER] |= HAS_ND_TLL;
            words[TARGET_MAC] = Wire.i64(mem, at) & 0xffff_ffff_ffffL;
            linkLayerAddress = at + 2;
        }
    }
}
