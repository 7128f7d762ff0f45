package org.onosnetmap.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Capture files of equal frames: what a port replays, and what another one has written, of which each frame's time can be read. */
final class CaptureFile {

    /** Bytes of each frame. */
    static final int FRAME = 60;

    private static final int HEADER = 24;
    private static final int RECORD = 16 + FRAME;
    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final long SECOND = 1_000_000_000L;

    private final Path path;

    CaptureFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Makes a file of broadcasts with the local experimental EtherType 0x88b5 (IEEE 802), so many and so far apart. */
    CaptureFile write(int frames, int microsApart) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(HEADER + frames * RECORD).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(MICROSECONDS).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(65_535).putInt(1);
        for (int i = 0; i < frames; i++) {
            int at = i * microsApart;
            b.putInt(at / 1_000_000).putInt(at % 1_000_000).putInt(FRAME).putInt(FRAME);
            b.putLong(0x0002_ffff_ffff_ffffL).putInt(0x0100_0000).putShort((short) 0xb588).position(HEADER + (i + 1) * RECORD);
        }
        Files.write(path, b.array());
        return this;
    }

    /** How many frames are in the file. */
    long frames() throws IOException {
        return Math.max(0, (Files.size(path) - HEADER) / RECORD);
    }

    /** When a frame was written, in nanoseconds since 1970. The file has time stamps in nanoseconds, in the byte order of the machine. */
    long timeNanos(long frame) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long at = HEADER + frame * RECORD;
            while (b.hasRemaining() && file.read(b, at + b.position()) >= 0) {
                // a file gives all it has, but need not at once
            }
        }
        return (b.getInt(0) & 0xffff_ffffL) * SECOND + b.getInt(4);
    }
}
