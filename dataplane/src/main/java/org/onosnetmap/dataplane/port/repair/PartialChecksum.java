package org.onosnetmap.dataplane.port.repair;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Completes the checksum of a frame whose sender left that to the hardware, where nothing beside the frame tells so.
 *
 * <p>Such a TCP or UDP packet has the sum of its pseudo header in the checksum field; an SCTP packet has zero. A packet whose complete checksum
 * happens to be that number gets the same number again. (One that is damaged in just the way that makes its checksum so, one in 65,536 damaged
 * ones, becomes a valid one.) Checksums of packets inside of tunnels are left as they are.
 *
 * <p>Belongs to one receive ring and its thread. Allocates nothing.
 */
public final class PartialChecksum {

    private final TransportHeader header = new TransportHeader();
    private final CRC32C crc = new CRC32C();
    private ByteBuffer viewed;
    private ByteBuffer view;

    /**
     * Looks at a frame, and completes it.
     *
     * @param mem    holds the frame, in native byte order
     * @param at     position of the frame
     * @param length its bytes
     * @return whether its checksum was completed
     */
    public boolean complete(ByteBuffer mem, int at, int length) {
        if (!header.find(mem, at, length)) {
            return false;
        }
        int ip = at + header.l3;
        int l4 = at + header.l4;
        boolean v4 = (mem.get(ip) & 0xf0) == 0x40;
        // Short frames are padded: the packet ends where its header says.
        int end = ip + (v4 ? u16(mem, ip + 2) : 40 + u16(mem, ip + 4));
        int protocol = header.protocol;
        if (end > at + length || end < l4 + 8) {
            return false;
        }
        if (protocol == TransportHeader.SCTP) {
            return end >= l4 + 12 && mem.getInt(l4 + TransportHeader.SCTP_CSUM) == 0 && completeSctp(mem, l4, end);
        }
        if (protocol != TransportHeader.UDP && (protocol != TransportHeader.TCP || end < l4 + 20)) {
            return false;
        }
        int field = l4 + (protocol == TransportHeader.UDP ? TransportHeader.UDP_CSUM : TransportHeader.TCP_CSUM);
        int there = mem.getShort(field) & 0xffff;
        long pseudo = v4 ? InternetChecksum.add(0, mem, ip + 12, 8) : InternetChecksum.add(0, mem, ip + 8, 32);
        pseudo = InternetChecksum.add(InternetChecksum.add(pseudo, protocol), end - l4);
        if (there == 0 || there != (~InternetChecksum.fold(pseudo) & 0xffff)) {
            return false;
        }
        int checksum = InternetChecksum.fold(InternetChecksum.add(0, mem, l4, end - l4));
        mem.putShort(field, (short) (protocol == TransportHeader.UDP && checksum == 0 ? 0xffff : checksum));
        return true;
    }

    private boolean completeSctp(ByteBuffer mem, int l4, int end) {
        if (viewed != mem) { // once: a ring's frames are all in one region
            viewed = mem;
            view = mem.duplicate().order(mem.order());
        }
        FrameRepair.completeSctp(crc, view, l4, end);
        return true;
    }

    private static int u16(ByteBuffer mem, int at) {
        return InternetChecksum.swap(mem.getShort(at));
    }
}
