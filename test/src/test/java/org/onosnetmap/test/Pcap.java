package org.onosnetmap.test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Capture files in pcap's classic format: little endian, microseconds, Ethernet. */
final class Pcap {

    private static final int MAGIC = 0xa1b2c3d4;
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;

    private Pcap() {
    }

    /** Writes frames with a distance in time. */
    static Path write(Path file, int microsApart, byte[]... frames) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(MAGIC).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(1);
        int at = 0;
        for (byte[] f : frames) {
            at += microsApart;
            b.putInt(at / 1_000_000).putInt(at % 1_000_000).putInt(f.length).putInt(f.length).put(f);
        }
        byte[] all = new byte[b.position()];
        b.flip().get(all);
        return Files.write(file, all);
    }

    /** The frames of a file that may be still written: as many as are whole. */
    static List<byte[]> read(Path file) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        if (!Files.exists(file)) {
            return frames;
        }
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int p = FILE_HEADER;
        while (p + PACKET_HEADER <= b.limit() && p + PACKET_HEADER + b.getInt(p + 8) <= b.limit()) {
            byte[] f = new byte[b.getInt(p + 8)];
            b.position(p + PACKET_HEADER);
            b.get(f);
            frames.add(f);
            p += PACKET_HEADER + f.length;
        }
        return frames;
    }

    /** Bytes of a file; 0 if it is not there yet. */
    static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** An Ethernet frame. */
    static byte[] frame(long dst, long src, int type, byte... payload) {
        ByteBuffer b = ByteBuffer.allocate(Math.max(60, 14 + payload.length));
        b.putShort((short) (dst >>> 32)).putInt((int) dst).putShort((short) (src >>> 32)).putInt((int) src).putShort((short) type).put(payload);
        return b.array();
    }
}
