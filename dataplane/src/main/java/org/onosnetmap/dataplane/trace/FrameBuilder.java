package org.onosnetmap.dataplane.trace;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.HeaderEditor;
import org.onosnetmap.dataplane.packet.PacketKey;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;

/**
 * A frame that has the fields of a match with the wanted values, and otherwise ordinary ones: addresses 02:00:00:00:00:01 and
 * 02:00:00:00:00:02, a TTL of 64, no payload, right checksums. What a mask leaves open is 0.
 */
public final class FrameBuilder {

    private static final int CAPACITY = 512;
    private static final int IPV4 = 0x800;
    private static final int IPV6 = 0x86dd;
    private static final int ARP = 0x806;
    private static final int PBB = 0x88e7;

    private final Match m;
    private final ByteBuffer b = ByteBuffer.allocate(CAPACITY).order(ByteOrder.BIG_ENDIAN);

    private FrameBuilder(Match m) {
        this.m = m;
    }

    /**
     * Makes the frame.
     *
     * @throws FlowException if no frame can have such fields; the message names the first that it cannot have
     */
    public static byte[] frame(Match m) throws FlowException {
        return new FrameBuilder(m).build();
    }

    private byte[] build() throws FlowException {
        int type = (int) (m.has(Field.ETH_TYPE) ? m.value(Field.ETH_TYPE) : 0x88b5);
        b.putShort((short) 0x0200).putInt(2).putShort((short) 0x0200).putInt(1);
        if (has(Field.VLAN_VID)) {
            b.putShort((short) (has(Field.INNER_VLAN_VID) ? 0x88a8 : 0x8100)).putShort((short) 0);
        }
        if (has(Field.INNER_VLAN_VID)) {
            b.putShort((short) 0x8100).putShort((short) 0);
        }
        if (type < 0x600) {
            b.putShort((short) 46);
        } else {
            b.putShort((short) type);
        }
        payload(type);
        while (b.position() < 60) {
            b.put((byte) 0);
        }
        byte[] frame = Arrays.copyOf(b.array(), b.position());
        return withFields(frame);
    }

    private boolean has(Field f) {
        return m.has(f) && m.value(f) != 0;
    }

    private void payload(int type) {
        switch (type) {
            case IPV4:
                ipv4();
                break;
            case IPV6:
                ipv6();
                break;
            case ARP:
                b.putShort((short) 1).putShort((short) IPV4).put((byte) 6).put((byte) 4).putShort((short) 1).put(new byte[20]);
                break;
            case 0x8847:
            case 0x8848:
                b.putInt(m.has(Field.MPLS_BOS) && m.value(Field.MPLS_BOS) == 0 ? 64 : 0x100 | 64).putInt(0x100 | 64);
                break;
            case PBB:
                b.putInt(0).putShort((short) 0x0200).putInt(4).putShort((short) 0x0200).putInt(3).putShort((short) 0x88b5);
                break;
            default:
                break;
        }
    }

    private void ipv4() {
        int at = b.position();
        int protocol = m.has(Field.IP_PROTO) ? (int) m.value(Field.IP_PROTO) : 253;
        b.putShort((short) 0x4500).putShort((short) 0).putInt(0).put((byte) 64).put((byte) protocol).putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        int transport = b.position();
        transport(protocol);
        b.putShort(at + 2, (short) (b.position() - at));
        b.putShort(at + 10, (short) checksum(at, transport, 0));
        finish(protocol, transport, 0x0a00 + 1 + 0x0a00 + 2);
    }

    private void ipv6() {
        int at = b.position();
        int protocol = m.has(Field.IP_PROTO) ? (int) m.value(Field.IP_PROTO) : 253;
        int flags = m.has(Field.IPV6_EXTHDR) ? (int) m.value(Field.IPV6_EXTHDR) : 0;
        b.putInt(0x60000000).putShort((short) 0).put((byte) protocol).put((byte) 64);
        b.putLong(0x20010db8_00000000L).putLong(1).putLong(0x20010db8_00000000L).putLong(2);
        int place = at + 6;
        place = extension(place, flags, Field.IPV6_EXTHDR_HOP, 0, protocol);
        place = extension(place, flags, Field.IPV6_EXTHDR_DEST, 60, protocol);
        place = extension(place, flags, Field.IPV6_EXTHDR_ROUTER, 43, protocol);
        extension(place, flags, Field.IPV6_EXTHDR_FRAG, 44, protocol);
        int transport = b.position();
        transport(protocol);
        b.putShort(at + 4, (short) (b.position() - at - 40));
        finish(protocol, transport, 2 * (0x2001 + 0x0db8) + 1 + 2);
    }

    /** Puts an extension header in, if its flag is set; returns where its "next header" lies, or what was given. */
    private int extension(int place, int flags, int flag, int kind, int next) {
        if ((flags & flag) == 0) {
            return place;
        }
        b.put(place, (byte) kind);
        int at = b.position();
        b.put((byte) next).put((byte) 0).put(kind == 0 || kind == 60 ? new byte[] {1, 4, 0, 0, 0, 0} : new byte[6]);
        return at;
    }

    private void transport(int protocol) {
        switch (protocol) {
            case 6:
                b.putLong(0).putInt(0).putInt(0x5000_2000).putInt(0);
                break;
            case 17:
                b.putInt(0).putShort((short) 8).putShort((short) 0);
                break;
            case 132:
                b.putLong(0).putInt(0);
                break;
            case 58:
                b.put((byte) (m.has(Field.ICMPV6_TYPE) ? m.value(Field.ICMPV6_TYPE) : 128)).put(new byte[7]);
                neighbourDiscovery();
                break;
            case 1:
                b.putShort((short) 0x0800).putShort((short) 0).putInt(0);
                break;
            default:
                break;
        }
    }

    private void neighbourDiscovery() {
        long type = m.value(Field.ICMPV6_TYPE);
        if (type == 135 || type == 136) {
            b.putLong(0).putLong(0);
            if (m.has(Field.IPV6_ND_SLL) || m.has(Field.IPV6_ND_TLL)) {
                b.put((byte) (type == 135 ? 1 : 2)).put((byte) 1).put(new byte[6]);
            }
        }
    }

    /** Writes the checksum of the transport header; {@code addresses} is the sum over those of the IP header. */
    private void finish(int protocol, int transport, int addresses) {
        int length = b.position() - transport;
        int pseudo = addresses + protocol + length;
        switch (protocol) {
            case 6:
                b.putShort(transport + 16, (short) checksum(transport, b.position(), pseudo));
                break;
            case 17:
                int udp = checksum(transport, b.position(), pseudo);
                b.putShort(transport + 6, (short) (udp == 0 ? 0xffff : udp));
                break;
            case 58:
                b.putShort(transport + 2, (short) checksum(transport, b.position(), pseudo));
                break;
            case 1:
                b.putShort(transport + 2, (short) checksum(transport, b.position(), 0));
                break;
            case 132:
                CRC32C crc = new CRC32C();
                crc.update(b.array(), transport, length);
                b.order(ByteOrder.LITTLE_ENDIAN).putInt(transport + 8, (int) crc.getValue()).order(ByteOrder.BIG_ENDIAN);
                break;
            default:
                break;
        }
    }

    /** RFC 1071; an odd last byte counts as the upper one. */
    private int checksum(int from, int to, int start) {
        long sum = start;
        for (int i = from; i < to; i += 2) {
            sum += (b.get(i) & 255) << 8 | (i + 1 < to ? b.get(i + 1) & 255 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) ~sum & 0xffff;
    }

    /** Overwrites the fields as an action would, and looks whether the frame has them then. */
    private byte[] withFields(byte[] frame) throws FlowException {
        ByteBuffer mem = ByteBuffer.wrap(Arrays.copyOf(frame, CAPACITY)).order(ByteOrder.nativeOrder());
        PacketKey key = new PacketKey();
        key.start(mem, 0, frame.length, 1);
        HeaderEditor editor = new HeaderEditor(key);
        for (Field f : m.fields()) {
            boolean absentTag = (f == Field.VLAN_VID || f == Field.INNER_VLAN_VID) && m.value(f) == 0;
            if (HeaderEditor.canSet(f) && f != Field.ETH_TYPE && f != Field.IP_PROTO && f != Field.TUNNEL_ID && !absentTag) {
                editor.set(f, m.valueHi(f), m.value(f));
            }
        }
        byte[] result = Arrays.copyOf(mem.array(), frame.length);
        check(result);
        return result;
    }

    private void check(byte[] frame) throws FlowException {
        Map<Field, BigInteger> fields = ReferencePipeline.fields(frame);
        for (Field f : m.fields()) {
            boolean beside = f == Field.IN_PORT || f == Field.IN_PHY_PORT || f == Field.METADATA || f == Field.TUNNEL_ID || f == Field.PACKET_TYPE
                    || f == Field.ACTSET_OUTPUT;
            if (!beside && !Mismatch.of(Match.builder().set(f, m.valueHi(f), m.value(f), m.maskHi(f), m.mask(f)).build(), fields).startsWith("it would")) {
                throw new FlowException("OFPBMC_BAD_PREREQ", "no packet can be made in which " + f + " is " + FieldText.format(f, m.valueHi(f), m.value(f))
                        + ": name the protocol too (ip, ipv6, arp, tcp, udp, sctp, icmp, icmp6, mpls, vlan_tci), or give the packet in hex");
            }
        }
    }
}
