package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Field;

/**
 * The headers of a frame, read as OpenFlow 1.3.5 figure 4 says: the fields that the frame has, and where headers begin. A header that is
 * not whole, or contradicts itself, ends the reading; fields from there on are not in the map.
 */
final class ReferenceHeaders {

    private static final List<Integer> EXTENSIONS = List.of(0, 43, 44, 51, 60, 135, 139, 140);
    /** Extension headers that RFC 8200 section 4.1 puts into an order, with that order; 60 is the first of its two places. */
    private static final Map<Integer, Integer> ORDER = Map.of(0, 0, 60, 1, 43, 2, 44, 3, 51, 4, 50, 5);
    private static final int LAST_PLACE = 6;
    /** Least lengths of what IP carries, for the protocols that are looked into; 1 is so only in IPv4, 58 only in IPv6. */
    private static final Map<Integer, Integer> HEADER = Map.of(1, 4, 6, 20, 17, 8, 33, 12, 58, 4, 132, 12, 136, 8);

    final Map<Field, BigInteger> fields = new EnumMap<>(Field.class);
    /** Where a field lies: its first bit, counted from the frame's first, and its width in bits. */
    final Map<Field, int[]> places = new EnumMap<>(Field.class);
    /** Places in the frame; -1 for what is not there. */
    int tag = -1;
    /** The type behind all tags. */
    int type = -1;
    /** The outermost label stack entry. */
    int mpls = -1;
    /** The outermost I-TAG, behind its EtherType. */
    int pbb = -1;
    int ipv4 = -1;
    int ipv6 = -1;
    int transport = -1;
    /** First byte behind the IP packet. */
    int ipEnd = -1;
    /** Protocol of {@link #transport}. */
    int protocol = -1;
    /** Checksum that covers a pseudo header. */
    int transportChecksum = -1;
    /** A routing header names a later destination. */
    boolean routed;
    /** The IP packet is a fragment. */
    boolean fragment;
    /** The IP packet goes on behind the frame's end. */
    boolean cut;
    /** A header is cut short or contradicts itself. */
    boolean malformed;
    /** Places of the TTLs, the outermost first; in a pair with the place of the IPv4 header they are in, -1 if it is another header. */
    final List<int[]> ttls = new ArrayList<>();

    private final byte[] frame;

    ReferenceHeaders(byte[] frame) {
        this.frame = frame;
        ethernet();
    }

    private void ethernet() {
        field(Field.ETH_DST, 0, 0, 48);
        field(Field.ETH_SRC, 6, 0, 48);
        int at = 12;
        int tags = 0;
        while (number(at, 2) == 0x8100 || number(at, 2) == 0x88a8) {
            if (at + 6 > frame.length) {
                malformed = true;
                return;
            }
            tags++;
            if (tags == 1) {
                tag = at;
                tag(Field.VLAN_VID, Field.VLAN_PCP, at + 2);
            } else if (tags == 2) {
                tag(Field.INNER_VLAN_VID, Field.INNER_VLAN_PCP, at + 2);
            }
            at += 4;
        }
        if (tags == 0) {
            fields.put(Field.VLAN_VID, BigInteger.ZERO);
        }
        if (tags <= 1) {
            fields.put(Field.INNER_VLAN_VID, BigInteger.ZERO);
        }
        type = at;
        field(Field.ETH_TYPE, at, 0, 16);
        int etherType = number(at, 2);
        if (etherType < 0x600) {
            fields.put(Field.ETH_TYPE, BigInteger.valueOf(0x5ff));
        } else if (etherType == 0x806) {
            arp(at + 2);
        } else if (etherType == 0x800) {
            ipv4(at + 2);
        } else if (etherType == 0x86dd) {
            ipv6(at + 2);
        } else if (etherType == 0x8847 || etherType == 0x8848) {
            mpls(at + 2);
        } else if (etherType == 0x88e7) {
            pbb(at + 2);
        }
    }

    private void tag(Field vid, Field pcp, int tci) {
        field(pcp, tci, 0, 3);
        field(vid, tci, 4, 12);
        fields.computeIfPresent(vid, (f, v) -> v.setBit(12));
    }

    /** RFC 3032 section 2.1: label 20 bits, traffic class 3, bottom of stack 1, TTL 8. What is behind has no fields, but may have a TTL. */
    private void mpls(int at) {
        if (at + 4 > frame.length) {
            malformed = true;
            return;
        }
        mpls = at;
        field(Field.MPLS_LABEL, at, 0, 20);
        field(Field.MPLS_TC, at, 20, 3);
        field(Field.MPLS_BOS, at, 23, 1);
        ttls.add(new int[] {at + 3, -1});
        boolean bottom = fields.get(Field.MPLS_BOS).signum() == 1;
        if (bottom) {
            innerIpv4(at + 4, frame.length);
            innerIpv6(at + 4, frame.length);
        } else if (at + 8 <= frame.length) {
            ttls.add(new int[] {at + 7, -1});
        }
    }

    private void innerIpv4(int at, int end) {
        if (isIpv4(at, end)) {
            ttls.add(new int[] {at + 8, at});
        }
    }

    private void innerIpv6(int at, int end) {
        if (isIpv6(at, end)) {
            ttls.add(new int[] {at + 7, -1});
        }
    }

    /** IEEE 802.1Q section 9.7: priority 3 bits, drop eligible 1, use customer address 1, reserved 3, I-SID 24, two addresses; then a type. */
    private void pbb(int at) {
        if (at + 4 + 6 + 6 + 2 <= frame.length) {
            pbb = at;
            field(Field.PBB_UCA, at, 4, 1);
            field(Field.PBB_ISID, at, 8, 24);
        } else {
            malformed = true;
        }
    }

    private void arp(int at) {
        if (at + 28 <= frame.length && Arrays.equals(Arrays.copyOfRange(frame, at, at + 6), new byte[] {0, 1, 8, 0, 6, 4})) {
            field(Field.ARP_OP, at + 6, 0, 16);
            field(Field.ARP_SHA, at + 8, 0, 48);
            field(Field.ARP_SPA, at + 14, 0, 32);
            field(Field.ARP_THA, at + 18, 0, 48);
            field(Field.ARP_TPA, at + 24, 0, 32);
        } else {
            malformed = true;
        }
    }

    private boolean isIpv4(int at, int end) {
        if (at + 20 > end || number(at, 1) >> 4 != 4) {
            return false;
        }
        int header = (number(at, 1) & 15) * 4;
        return header >= 20 && at + header <= end && number(at + 2, 2) >= header;
    }

    private boolean isIpv6(int at, int end) {
        return at + 40 <= end && number(at, 1) >> 4 == 6;
    }

    private void ipv4(int at) {
        if (!isIpv4(at, frame.length)) {
            malformed = true;
            return;
        }
        ipv4 = at;
        ends(at + number(at + 2, 2));
        field(Field.IP_DSCP, at + 1, 0, 6);
        field(Field.IP_ECN, at + 1, 6, 2);
        field(Field.IP_PROTO, at + 9, 0, 8);
        field(Field.IPV4_SRC, at + 12, 0, 32);
        field(Field.IPV4_DST, at + 16, 0, 32);
        protocol = number(at + 9, 1);
        ttls.add(new int[] {at + 8, at});
        int offset = number(at + 6, 2) & 0x1fff;
        fragment = (number(at + 6, 2) & 0x3fff) != 0;
        if (offset == 0) {
            transport(at + (number(at, 1) & 15) * 4);
        }
    }

    private void ends(int announced) {
        ipEnd = Math.min(announced, frame.length);
        cut = announced > frame.length;
        malformed |= cut;
    }

    private void ipv6(int at) {
        if (!isIpv6(at, frame.length)) {
            malformed = true;
            return;
        }
        ipv6 = at;
        ends(at + 40 + number(at + 4, 2));
        field(Field.IP_DSCP, at, 4, 6);
        field(Field.IP_ECN, at, 10, 2);
        field(Field.IPV6_FLABEL, at, 12, 20);
        field(Field.IPV6_SRC, at + 8, 0, 128);
        field(Field.IPV6_DST, at + 24, 0, 128);
        ttls.add(new int[] {at + 7, -1});
        int nextPlace = at + 6;
        int position = at + 40;
        List<Integer> met = new ArrayList<>();
        while (EXTENSIONS.contains(number(nextPlace, 1))) {
            int header = number(nextPlace, 1);
            if (position + 8 > ipEnd) {
                malformed = true;
                return;
            }
            int length = header == 44 ? 8 : header == 51 ? (number(position + 1, 1) + 2) * 4 : (number(position + 1, 1) + 1) * 8;
            if (position + length > ipEnd) {
                malformed = true;
                return;
            }
            met.add(header);
            nextPlace = position;
            if (header == 44) {
                int offset = number(position + 2, 2) >> 3;
                boolean more = (number(position + 2, 2) & 1) == 1;
                fragment |= offset != 0 || more;
                if (offset != 0) {
                    protocol(nextPlace, met);
                    return;
                }
            }
            if (header == 43 && number(position + 3, 1) != 0) {
                routed = true;
            }
            position += length;
        }
        met.add(number(nextPlace, 1));
        protocol(nextPlace, met);
        transport(position);
    }

    private void protocol(int place, List<Integer> met) {
        field(Field.IP_PROTO, place, 0, 8);
        protocol = number(place, 1);
        extensionHeaders(met);
    }

    /** Section 7.2.3.8, OFPIEH_*. The last of the headers met is ESP, "no next header", or a protocol, unless the packet is a later fragment. */
    private void extensionHeaders(List<Integer> met) {
        int flags = 0;
        // In the order of the flags' bits; a hop-by-hop header counts if it is the first.
        List<Integer> flagged = List.of(59, 50, 51, 60, 44, 43);
        for (int bit = 0; bit < flagged.size(); bit++) {
            flags |= met.contains(flagged.get(bit)) ? 1 << bit : 0;
        }
        flags |= met.get(0) == 0 ? 1 << 6 : 0;
        for (int header : EXTENSIONS) {
            int expected = header == 60 ? 2 : 1;
            flags |= Collections.frequency(met, header) > expected ? 1 << 7 : 0;
        }
        flags |= inOrder(met) ? 0 : 1 << 8;
        fields.put(Field.IPV6_EXTHDR, BigInteger.valueOf(flags));
    }

    /**
     * RFC 8200 section 4.1. Destination options stand in their first place if nothing but hop-by-hop options is before them, else in
     * their last; hop-by-hop options must be the first header of all.
     */
    private static boolean inOrder(List<Integer> met) {
        List<Integer> places = new ArrayList<>();
        for (int header : met) {
            if (ORDER.containsKey(header)) {
                boolean behind = places.stream().anyMatch(p -> p > 0);
                places.add(header == 60 && behind ? LAST_PLACE : ORDER.get(header));
            }
        }
        List<Integer> sorted = new ArrayList<>(places);
        Collections.sort(sorted);
        return places.equals(sorted) && met.lastIndexOf(0) <= 0;
    }

    private void transport(int at) {
        int length = ipEnd - at;
        malformed |= length < HEADER.getOrDefault(protocol, 0) && protocol != (ipv4 >= 0 ? 58 : 1);
        if (protocol == 6 && length >= 20) {
            transport = at;
            transportChecksum = at + 16;
            field(Field.TCP_SRC, at, 0, 16);
            field(Field.TCP_DST, at + 2, 0, 16);
            field(Field.TCP_FLAGS, at + 12, 4, 12);
        } else if (protocol == 17 && length >= 8) {
            transport = at;
            transportChecksum = at + 6;
            field(Field.UDP_SRC, at, 0, 16);
            field(Field.UDP_DST, at + 2, 0, 16);
        } else if (protocol == 132 && length >= 12) {
            transport = at;
            field(Field.SCTP_SRC, at, 0, 16);
            field(Field.SCTP_DST, at + 2, 0, 16);
        } else if (protocol == 136 && length >= 8 || protocol == 33 && length >= 12) {
            transportChecksum = at + 6;
        } else if (protocol == 1 && ipv4 >= 0 && length >= 4) {
            transport = at;
            field(Field.ICMPV4_TYPE, at, 0, 8);
            field(Field.ICMPV4_CODE, at + 1, 0, 8);
        } else if (protocol == 58 && ipv6 >= 0 && length >= 4) {
            transport = at;
            transportChecksum = at + 2;
            field(Field.ICMPV6_TYPE, at, 0, 8);
            field(Field.ICMPV6_CODE, at + 1, 0, 8);
            int message = number(at, 1);
            if ((message == 135 || message == 136) && length >= 24) {
                field(Field.IPV6_ND_TARGET, at + 8, 0, 128);
                neighbourOptions(message, at + 24);
            } else {
                malformed |= message == 135 || message == 136;
            }
        } else if (protocol == 4) {
            innerIpv4(at, ipEnd);
        } else if (protocol == 41) {
            innerIpv6(at, ipEnd);
        }
    }

    private void neighbourOptions(int message, int first) {
        int at = first;
        while (at + 8 <= ipEnd) {
            int option = number(at, 1);
            int length = number(at + 1, 1) * 8;
            if (length == 0 || at + length > ipEnd) {
                break;
            }
            if (length == 8 && message == 135 && option == 1 && !fields.containsKey(Field.IPV6_ND_SLL)) {
                field(Field.IPV6_ND_SLL, at + 2, 0, 48);
            }
            if (length == 8 && message == 136 && option == 2 && !fields.containsKey(Field.IPV6_ND_TLL)) {
                field(Field.IPV6_ND_TLL, at + 2, 0, 48);
            }
            at += length;
        }
        malformed |= at < ipEnd;
    }

    /** The packet has a field: {@code bits} bits, the first of them {@code bit} bits behind the first of byte {@code at}. */
    private void field(Field f, int at, int bit, int bits) {
        int behind = 8 * at + bit + bits;
        BigInteger whole = new BigInteger(1, Arrays.copyOfRange(frame, at, (behind + 7) / 8));
        fields.put(f, whole.shiftRight(-behind & 7).and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE)));
        places.put(f, new int[] {8 * at + bit, bits});
    }

    private int number(int at, int length) {
        return new BigInteger(1, Arrays.copyOfRange(frame, at, at + length)).intValue();
    }
}
