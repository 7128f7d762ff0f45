package org.onosnetmap.dataplane.filter;

import java.nio.ByteBuffer;

/** The frame under test. A read behind its end gives 0 and is remembered. */
final class Frame {

    ByteBuffer mem;
    int at;
    /** Bytes that are there. */
    int captured;
    /** Bytes the frame has on the wire. */
    int length;
    /** A test has read behind the end: the frame does not match, whatever the rest of the filter says. */
    boolean beyond;

    int u8(long offset) {
        if (offset < 0 || offset >= captured) {
            beyond = true;
            return 0;
        }
        return mem.get(at + (int) offset) & 255;
    }

    int u16(long offset) {
        if (offset < 0 || offset + 2 > captured) {
            beyond = true;
            return 0;
        }
        int i = at + (int) offset;
        return (mem.get(i) & 255) << 8 | mem.get(i + 1) & 255;
    }

    int u32(long offset) {
        if (offset < 0 || offset + 4 > captured) {
            beyond = true;
            return 0;
        }
        int i = at + (int) offset;
        return mem.get(i) << 24 | (mem.get(i + 1) & 255) << 16 | (mem.get(i + 2) & 255) << 8 | mem.get(i + 3) & 255;
    }
}
