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

    final Map<Field, BigInteger> fields = new EnumMap<>(Field.class);
    /** Places in the frame; -1 for what is not there. */
    int tag = -1;
    /** The outermost label stack entry. */
    int mpls = -1;
    /** The outermost I-TAG, behind its EtherType. */
    int pbb = -1;
    int ipv4 = -1;
    int ipv6 = -1;
    int transport = -1;
    /** Protocol of {@link #transport}. */
    int protocol = -1;
    /** Checksum that covers a pseudo header. */
    int transportChecksum = -1;
    /** A routing header names a later destination. */
    boolean routed;

    private final byte[] frame;

    ReferenceHeaders(byte[] frame) {
        this.frame = frame;
        ethernet();
    }

    private void ethernet() {
        put(Field.ETH_DST, frame, 0, 6);
        put(Field.ETH_SRC, frame, 6, 6);
        int type = number(frame, 12, 2);
        int at = 14;
        int tags = 0;
        while (type == 0x8100 || type == 0x88a8) {
            if (at + 4 > frame.length) {
                return;
            }
            tags++;
            int tci = number(frame, at, 2);
            if (tags == 1) {
                tag = 12;
                tag(Field.VLAN_VID, Field.VLAN_PCP, tci);
            } else if (tags == 2) {
                tag(Field.INNER_VLAN_VID, Field.INNER_VLAN_PCP, tci);
            }
            type = number(frame, at + 2, 2);
            at += 4;
        }
        if (tags == 0) {
            fields.put(Field.VLAN_VID, BigInteger.ZERO);
        }
        if (tags <= 1) {
            fields.put(Field.INNER_VLAN_VID, BigInteger.ZERO);
        }
        if (type < 0x600) {
            type = 0x5ff;
        }
        fields.put(Field.ETH_TYPE, BigInteger.valueOf(type));
        byte[] payload = Arrays.copyOfRange(frame, at, frame.length);
        if (type == 0x806) {
            arp(payload);
        } else if (type == 0x800) {
            ipv4(payload, at);
        } else if (type == 0x86dd) {
            ipv6(payload, at);
        } else if (type == 0x8847 || type == 0x8848) {
            mpls(payload, at);
        } else if (type == 0x88e7) {
            pbb(payload, at);
        }
    }

    private void tag(Field vid, Field pcp, int tci) {
        fields.put(vid, BigInteger.valueOf(0x1000 | tci & 0xfff));
        fields.put(pcp, BigInteger.valueOf(tci >> 13));
    }

    /** RFC 3032 section 2.1: label 20 bits, traffic class 3, bottom of stack 1, TTL 8. What is behind has no fields. */
    private void mpls(byte[] stack, int at) {
        if (stack.length >= 4) {
            mpls = at;
            int entry = number(stack, 0, 4);
            fields.put(Field.MPLS_LABEL, BigInteger.valueOf(entry >>> 12));
            fields.put(Field.MPLS_TC, BigInteger.valueOf(entry >> 9 & 7));
            fields.put(Field.MPLS_BOS, BigInteger.valueOf(entry >> 8 & 1));
        }
    }

    /** IEEE 802.1Q section 9.7: priority 3 bits, drop eligible 1, use customer address 1, reserved 3, I-SID 24, two addresses; then a type. */
    private void pbb(byte[] service, int at) {
        if (service.length >= 4 + 6 + 6 + 2) {
            pbb = at;
            fields.put(Field.PBB_UCA, BigInteger.valueOf(service[0] >> 3 & 1));
            put(Field.PBB_ISID, service, 1, 3);
        }
    }

    private void arp(byte[] arp) {
        if (arp.length >= 28 && Arrays.equals(Arrays.copyOf(arp, 6), new byte[] {0, 1, 8, 0, 6, 4})) {
            put(Field.ARP_OP, arp, 6, 2);
            put(Field.ARP_SHA, arp, 8, 6);
            put(Field.ARP_SPA, arp, 14, 4);
            put(Field.ARP_THA, arp, 18, 6);
            put(Field.ARP_TPA, arp, 24, 4);
        }
    }

    private void ipv4(byte[] ip, int at) {
        if (ip.length < 20) {
            return;
        }
        int version = ip[0] >> 4 & 15;
        int header = (ip[0] & 15) * 4;
        int total = number(ip, 2, 2);
        if (version != 4 || header < 20 || header > ip.length || total < header) {
            return;
        }
        ipv4 = at;
        trafficClass(ip[1]);
        put(Field.IPV4_SRC, ip, 12, 4);
        put(Field.IPV4_DST, ip, 16, 4);
        protocol = ip[9] & 255;
        fields.put(Field.IP_PROTO, BigInteger.valueOf(protocol));
        int fragmentOffset = number(ip, 6, 2) & 0x1fff;
        if (fragmentOffset == 0) {
            transport(Arrays.copyOfRange(ip, header, Math.min(total, ip.length)), at + header);
        }
    }

    private void ipv6(byte[] ip, int at) {
        if (ip.length < 40 || (ip[0] >> 4 & 15) != 6) {
            return;
        }
        ipv6 = at;
        trafficClass(number(ip, 0, 2) >> 4);
        fields.put(Field.IPV6_FLABEL, BigInteger.valueOf(number(ip, 0, 4) & 0xfffff));
        put(Field.IPV6_SRC, ip, 8, 16);
        put(Field.IPV6_DST, ip, 24, 16);
        byte[] rest = Arrays.copyOfRange(ip, 40, Math.min(40 + number(ip, 4, 2), ip.length));
        int next = ip[6] & 255;
        int position = at + 40;
        List<Integer> met = new ArrayList<>();
        while (EXTENSIONS.contains(next)) {
            if (rest.length < 8) {
                return;
            }
            int length = next == 44 ? 8 : next == 51 ? ((rest[1] & 255) + 2) * 4 : ((rest[1] & 255) + 1) * 8;
            if (length > rest.length) {
                return;
            }
            met.add(next);
            if (next == 44 && number(rest, 2, 2) >> 3 != 0) {
                protocol = rest[0] & 255;
                fields.put(Field.IP_PROTO, BigInteger.valueOf(protocol));
                extensionHeaders(met);
                return;
            }
            if (next == 43 && rest[3] != 0) {
                routed = true;
            }
            next = rest[0] & 255;
            position += length;
            rest = Arrays.copyOfRange(rest, length, rest.length);
        }
        protocol = next;
        fields.put(Field.IP_PROTO, BigInteger.valueOf(protocol));
        met.add(protocol);
        extensionHeaders(met);
        transport(rest, position);
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

    private void trafficClass(int tos) {
        fields.put(Field.IP_DSCP, BigInteger.valueOf((tos & 255) >> 2));
        fields.put(Field.IP_ECN, BigInteger.valueOf(tos & 3));
    }

    private void transport(byte[] data, int at) {
        if (protocol == 6 && data.length >= 20) {
            transport = at;
            transportChecksum = at + 16;
            put(Field.TCP_SRC, data, 0, 2);
            put(Field.TCP_DST, data, 2, 2);
            fields.put(Field.TCP_FLAGS, BigInteger.valueOf(number(data, 12, 2) & 0xfff));
        } else if (protocol == 17 && data.length >= 8) {
            transport = at;
            transportChecksum = at + 6;
            put(Field.UDP_SRC, data, 0, 2);
            put(Field.UDP_DST, data, 2, 2);
        } else if (protocol == 132 && data.length >= 12) {
            transport = at;
            put(Field.SCTP_SRC, data, 0, 2);
            put(Field.SCTP_DST, data, 2, 2);
        } else if (protocol == 136 && data.length >= 8 || protocol == 33 && data.length >= 12) {
            transportChecksum = at + 6;
        } else if (protocol == 1 && ipv4 >= 0 && data.length >= 4) {
            put(Field.ICMPV4_TYPE, data, 0, 1);
            put(Field.ICMPV4_CODE, data, 1, 1);
        } else if (protocol == 58 && ipv6 >= 0 && data.length >= 4) {
            transportChecksum = at + 2;
            put(Field.ICMPV6_TYPE, data, 0, 1);
            put(Field.ICMPV6_CODE, data, 1, 1);
            int type = data[0] & 255;
            if ((type == 135 || type == 136) && data.length >= 24) {
                put(Field.IPV6_ND_TARGET, data, 8, 16);
                neighbourOptions(type, Arrays.copyOfRange(data, 24, data.length));
            }
        }
    }

    private void neighbourOptions(int type, byte[] options) {
        byte[] rest = options;
        while (rest.length >= 8) {
            int length = (rest[1] & 255) * 8;
            if (length == 0 || length > rest.length) {
                return;
            }
            if (length == 8 && type == 135 && rest[0] == 1 && !fields.containsKey(Field.IPV6_ND_SLL)) {
                put(Field.IPV6_ND_SLL, rest, 2, 6);
            }
            if (length == 8 && type == 136 && rest[0] == 2 && !fields.containsKey(Field.IPV6_ND_TLL)) {
                put(Field.IPV6_ND_TLL, rest, 2, 6);
            }
            rest = Arrays.copyOfRange(rest, length, rest.length);
        }
    }

    private void put(Field f, byte[] from, int at, int length) {
        fields.put(f, new BigInteger(1, Arrays.copyOfRange(from, at, at + length)));
    }

    private static int number(byte[] from, int at, int length) {
        return new BigInteger(1, Arrays.copyOfRange(from, at, at + length)).intValue();
    }
}
