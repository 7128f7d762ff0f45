package org.onosnetmap.dataplane.traffic;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;

/** Sends the frames of one stream through one transmit ring. */
public final class Transmitter extends Task {

    /** How long what is in the ring may take to leave after the last packet, in nanoseconds. */
    private static final long DRAIN = 1_000_000_000L;
    /** How long a full ring is left alone. */
    private static final long FULL = 20_000;

    private final NetmapRing tx;
    private final FrameMaker maker;
    private final Rate rate;
    private final long count;
    private final int fragments;
    private final int fragmentSize;
    private final boolean rubbish;
    /** Where frames are if not in the ring's buffers, else null. */
    private final IndirectBuffers indirect;
    private final Consumer<Transmitter> tap;
    private long sent;
    private long drainUntil;
    private int slot;

    /** How to send. Plain values, set before use. */
    public static final class Options {
        int burst = 512;
        long count;
        double rate;
        int fragments = 1;
        int fragmentSize;
        boolean rubbish;
        boolean indirect;
        Consumer<Transmitter> tap;

        /** Most packets of a batch. */
        public Options burst(int packets) {
            burst = packets;
            return this;
        }

        /** Packets to send; 0 for no end. */
        public Options count(long packets) {
            count = packets;
            return this;
        }

        /** Packets per second; 0 for as fast as it goes. */
        public Options rate(double packetsPerSecond) {
            rate = packetsPerSecond;
            return this;
        }

        /** Slots of each packet, and bytes of each but the last; 0 divides evenly. */
        public Options fragments(int slots, int size) {
            fragments = slots;
            fragmentSize = size;
            return this;
        }

        /** Sends what happens to be in the buffers. */
        public Options rubbish(boolean on) {
            rubbish = on;
            return this;
        }

        /** Leaves frames in memory of the process, and says in each slot where ({@code NS_INDIRECT}); for ports of the kernel's VALE switches. */
        public Options indirect(boolean on) {
            indirect = on;
            return this;
        }

        /** Sees each packet before it is sent, see {@link Transmitter#frameOffset}; null for nobody. */
        public Options tap(Consumer<Transmitter> each) {
            tap = each;
            return this;
        }
    }

    /** @param stream tells this sender from others, 0 to 65,535 */
    public Transmitter(Port port, int ring, FrameSpec frames, int stream, Options options) {
        super(port, ring, options.burst);
        this.tx = port.txRing(ring);
        this.indirect = options.indirect ? new IndirectBuffers(tx.numSlots(), frames.longest()) : null;
        this.maker = new FrameMaker(frames, memory(), stream);
        this.rate = options.rate > 0 ? new Rate(options.rate) : null;
        this.count = options.count == 0 ? Long.MAX_VALUE : options.count;
        this.fragments = options.fragments;
        this.fragmentSize = options.fragmentSize;
        this.rubbish = options.rubbish;
        this.tap = options.tap;
        if (indirect == null && (frames.longest() + 7 & ~7) > tx.bufSize()) {
            throw new IllegalArgumentException(port.name() + ": frames of " + frames.longest() + " bytes do not fit the port's buffers of " + tx.bufSize());
        }
        if (fragments > tx.numSlots() - 1) {
            throw new IllegalArgumentException(port.name() + ": " + fragments + " fragments do not fit the ring of " + tx.numSlots() + " slots");
        }
    }

    @Override
    void start(long now) {
        if (rate != null) {
            rate.start(now);
        }
    }

    @Override
    int step(long now) {
        if (sent == count) {
            drain(now);
            return 0;
        }
        int n = (int) Math.min(burst, count - sent);
        if (rate != null) {
            n = Math.min(n, rate.due(now));
            if (n == 0) {
                return 0;
            }
        }
        int room = tx.available();
        if (room < n * fragments) {
            port.txsync(ring);
            room = tx.available();
            if (room < fragments) {
                return 0;
            }
        }
        n = Math.min(n, room / fragments);
        long sum = fragments == 1 ? fill(n) : fillFragments(n);
        port.txsync(ring);
        sent += n;
        if (rate != null) {
            rate.sent(n);
        }
        count(n, sum, now);
        return n;
    }

    private long fill(int n) {
        NetmapRing r = tx;
        int first = r.head();
        long sum = indirect != null ? indirect.fill(r, first, n, maker, rubbish) : rubbish ? fillLengths(r, first, n) : maker.fill(r, first, n);
        int end = first + n;
        end = end >= r.numSlots() ? end - r.numSlots() : end;
        for (int i = first; tap != null && i != end; i = r.next(i)) {
            slot = i;
            tap.accept(this);
        }
        r.advanceTo(end);
        return sum;
    }

    private long fillLengths(NetmapRing r, int i, int n) {
        long sum = 0;
        for (int k = 0; k < n; k++) {
            int len = maker.length();
            r.word(i, r.bufIdx(i) & 0xffff_ffffL | (long) len << 32);
            sum += len;
            i = r.next(i);
        }
        return sum;
    }

    /** Each packet over several slots: all but the last say that there is more. */
    private long fillFragments(int n) {
        int i = tx.head();
        long sum = 0;
        for (int k = 0; k < n; k++) {
            int first = tx.bufferAt(i);
            int len = first < 0 ? 0 : maker.next(first, 0);
            int each = (len + fragments - 1) / fragments;
            if (fragmentSize > 0 && fragmentSize < each) {
                each = fragmentSize;
            }
            slot = i;
            int done = 0;
            for (int f = 0; f < fragments; f++) {
                int part = f == fragments - 1 ? len - done : Math.min(each, len - done);
                int to = tx.bufferAt(i);
                for (int b = 0; f > 0 && to >= 0 && b < part; b++) {
                    tx.memory().put(to + b, tx.memory().get(first + done + b));
                }
                tx.len(i, part);
                tx.flags(i, f == fragments - 1 ? 0 : NetmapAbi.NS_MOREFRAG);
                done += part;
                i = tx.next(i);
            }
            sum += len;
            if (tap != null) {
                tap.accept(this);
            }
        }
        tx.advanceTo(i);
        return sum;
    }

    private void drain(long now) {
        if (drainUntil == 0) {
            drainUntil = now + DRAIN;
        }
        port.txsync(ring);
        if (!tx.txPending() || now - drainUntil > 0 || port.link() != LinkState.UP) {
            finish();
        }
    }

    /** For the tap: where packets are. */
    public ByteBuffer memory() {
        return indirect == null ? tx.memory() : indirect.memory();
    }

    /** For the tap: where in {@link #memory} the packet at hand begins. */
    public int frameOffset() {
        return indirect == null ? tx.bufferAt(slot) : indirect.offset(slot);
    }

    /** For the tap: bytes of the packet's first slot. */
    public int frameLength() {
        return tx.len(slot);
    }

    @Override
    long idleNanos(long now) {
        if (sent == count || rate == null) {
            return FULL;
        }
        long next = rate.untilNext(now);
        return next == 0 ? FULL : next;
    }

    @Override
    boolean receives() {
        return false;
    }
}
