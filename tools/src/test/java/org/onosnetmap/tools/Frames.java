package org.onosnetmap.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.dataplane.port.pcap.PcapWriter;

/** Captures to work with. */
public final class Frames {

    private Frames() {
    }

    /** A capture of frames of 60 bytes, UDP and TCP in turn from 10.0.0.1 to 10.0.0.2, whose last byte is their number, so many milliseconds apart. */
    public static Path capture(Path file, int frames, int millis) throws IOException {
        try (PcapWriter w = new PcapWriter(file)) {
            for (int i = 0; i < frames; i++) {
                w.write(1_700_000_000_000_000_000L + i * millis * 1_000_000L, ByteBuffer.wrap(frame(i)));
            }
        }
        return file;
    }

    /** The frame of that number. */
    public static byte[] frame(int i) {
        byte[] f = new byte[60];
        byte[] head = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 46, 0, 1, 0, 0, 64, (byte) (i % 2 == 0 ? 17 : 6), 0, 0, 10, 0, 0, 1, 10, 0, 0, 2};
        System.arraycopy(head, 0, f, 0, head.length);
        f[59] = (byte) i;
        return f;
    }

    /** The last bytes of all frames of a capture, which must be whole. */
    public static List<Integer> numbers(Path file) throws IOException {
        List<Integer> all = new ArrayList<>();
        try (PcapReader r = new PcapReader(file)) {
            while (r.next()) {
                all.add((int) r.buffer().get(r.position() + r.captured() - 1));
            }
        }
        return all;
    }
}
