package org.onosnetmap.dataplane.traffic;

import static org.onosnetmap.dataplane.traffic.FrameLayout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/** Receives from one ring, counts, and checks the numbers of the frames that a {@link Transmitter} has made. */
public final class Receiver extends Task {

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int NATIVE_MARK = LITTLE_ENDIAN ? Integer.reverseBytes(MARK) : MARK;
    private static final short NATIVE_IPV4 = LITTLE_ENDIAN ? Short.reverseBytes((short) TYPE_IPV4) : (short) TYPE_IPV4;

    private final NetmapRing rx;
    private final long count;
    private final int header;
    private final Consumer<Receiver> tap;
    private final SequenceCheck sequence = new SequenceCheck();
    private long received;
    private int slot;
    private boolean looked;
    private volatile boolean foundNothing;
    /** In the middle of a packet that goes over several slots. */
    private boolean inPacket;

    /**
     * @param count  packets to receive; 0 for no end
     * @param header bytes of virtio-net header in front of each frame
     * @param tap    sees each packet, see {@link #frameOffset}; null for nobody
     */
    public Receiver(Port port, int ring, int burst, long count, int header, Consumer<Receiver> tap) {
        super(port, ring, burst);
        this.rx = port.rxRing(ring);
        this.count = count == 0 ? Long.MAX_VALUE : count;
        this.header = header;
        this.tap = tap;
    }

    @Override
    int step(long now) {
        NetmapRing r = rx;
        if (r.available() == 0) {
            port.rxsync(ring);
        }
        int n = (int) Math.min(Math.min(r.available(), burst), count - received);
        if (!looked) {
            looked = true;
            foundNothing = n <= 0;
        }
        if (n <= 0) {
            return 0;
        }
        int end = r.head();
        long sum = 0;
        int packets = 0;
        for (int k = 0; k < n; k++) {
            long word = r.word(end);
            int idx = (int) word;
            int len = (int) (word >>> 32) & 0xffff;
            boolean first = !inPacket;
            inPacket = (word >>> 48 & NetmapAbi.NS_MOREFRAG) != 0;
            packets += inPacket ? 0 : 1;
            if (r.validBuffer(idx) && len <= r.bufSize()) {
                sum += len;
                if (first) {
                    check(r.memory(), r.bufferOffset(idx) + header, len - header);
                    if (tap != null) {
                        slot = end;
                        tap.accept(this);
                    }
                }
            }
            end = end + 1 == r.numSlots() ? 0 : end + 1;
        }
        r.advanceTo(end);
        port.rxsync(ring); // the sender gets its slots back now, not with the next packet
        received += packets;
        count(packets, sum, now);
        if (received >= count) {
            finish();
        }
        return n;
    }

    private void check(ByteBuffer m, int at, int len) {
        int payload = len >= PAYLOAD_IPV4 + PAYLOAD && m.getShort(at + TYPE) == NATIVE_IPV4 ? at + PAYLOAD_IPV4 : len >= PAYLOAD_IPV6 + PAYLOAD ? at + PAYLOAD_IPV6 : -1;
        if (payload < 0 || m.getInt(payload) != NATIVE_MARK) {
            return;
        }
        int stream = m.getShort(payload + STREAM) & 0xffff;
        int number = m.getInt(payload + NUMBER);
        if (LITTLE_ENDIAN) {
            stream = Short.reverseBytes((short) stream) & 0xffff;
            number = Integer.reverseBytes(number);
        }
        sequence.accept(stream, number);
    }

    /** For the tap: where in the ring's memory the packet at hand begins. */
    public int frameOffset() {
        return rx.bufferAt(slot);
    }

    /** For the tap: bytes of the packet's first slot. */
    public int frameLength() {
        return rx.len(slot);
    }

    /** Whether there was nothing to receive when it looked for the first time. */
    public boolean foundNothing() {
        return foundNothing;
    }

    /** Numbers that were left out and have not come since. */
    public long lost() {
        return sequence.lost.get();
    }

    /** Frames that had come before. */
    public long duplicates() {
        return sequence.duplicates.get();
    }

    /** Frames that came after one that was sent later. */
    public long reordered() {
        return sequence.reordered.get();
    }

    /** Streams seen; 0 if what comes has no numbers. */
    public long streams() {
        return sequence.streams.get();
    }

    @Override
    long idleNanos(long now) {
        return nextRxNanos();
    }

    @Override
    boolean receives() {
        return true;
    }
}
