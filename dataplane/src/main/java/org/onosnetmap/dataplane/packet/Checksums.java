package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.nio.ByteBuffer;

/** Checksums of the packet that a {@link PacketKey} stands for, adjusted by the difference (see {@link InternetChecksum}, {@link Crc32c}). */
final class Checksums {

    private static final int IPV4_CHECKSUM = 10;
    private static final int SCTP_CHECKSUM = 8;

    private Checksums() {
    }

    /** The IPv4 header at {@code header} changed. */
    static void ipv4(ByteBuffer mem, int header, int change) {
        internet(mem, header + IPV4_CHECKSUM, change);
    }

    /** What the checksum at {@code at} covers changed. */
    static void internet(ByteBuffer mem, int at, int change) {
        Wire.put16(mem, at, InternetChecksum.apply(Wire.u16(mem, at), change));
    }

    /**
     * The pseudo header, or what the checksum of TCP, UDP, UDP-Lite, DCCP or ICMPv6 covers, changed. UDP's 0 means that the sender made no
     * checksum (RFC 768; over IPv6 only tunnels may, RFC 6935): that stays, and a sum of 0 is sent as 0xffff.
     */
    static void transport(PacketKey key, int change) {
        int at = key.transportChecksum;
        if (at < 0) {
            return;
        }
        int old = Wire.u16(key.mem, at);
        int now = InternetChecksum.apply(old, change);
        int protocol = key.protocol();
        if (protocol == IP_UDP || protocol == IP_UDPLITE) {
            if (old == 0) {
                return;
            }
            now = now == 0 ? 0xffff : now;
        }
        Wire.put16(key.mem, at, now);
    }

    /**
     * The ports of an SCTP packet changed. Two packets keep their checksum: one whose checksum is 0, which says that its sender made none
     * (RFC 9653), and a fragment or cut packet, where the length of the whole, on which the CRC depends, is not known.
     */
    static void sctp(PacketKey key, int difference) {
        int at = key.transportOffset() + SCTP_CHECKSUM;
        int old = Wire.i32(key.mem, at);
        if (old != 0 && key.isWholeIpPacket()) {
            Wire.put32(key.mem, at, old ^ Crc32c.change(difference, key.networkEnd() - key.transportOffset()));
        }
    }
}
