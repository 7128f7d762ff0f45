package org.onosnetmap.dataplane.port;

import java.nio.ByteBuffer;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/** Copies frames from slots of one ring into slots of another one, which may be in another region. For one thread. */
public final class FrameCopier {

    private final NetmapRing from;
    private final NetmapRing to;
    // Views of one thread's own: a bulk copy moves the position.
    private final ByteBuffer source;
    private final ByteBuffer target;

    public FrameCopier(NetmapRing from, NetmapRing to) {
        this.from = from;
        this.to = to;
        this.source = from.memory().duplicate();
        this.target = to.memory().duplicate();
    }

    /** From slot {@code i} to slot {@code k}. False if one of them names no buffer, or the frame fits one of the buffers not. */
    public boolean copy(int i, int k) {
        long word = from.word(i);
        int idx = (int) word;
        int len = (int) (word >>> 32) & 0xffff;
        int dst = to.bufferAt(k);
        if (!from.validBuffer(idx) || dst < 0 || len > from.bufSize() || len > to.bufSize()) {
            return false;
        }
        int src = from.bufferOffset(idx);
        source.limit(src + len).position(src);
        target.position(dst);
        target.put(source);
        to.len(k, len);
        to.flags(k, 0);
        return true;
    }
}
