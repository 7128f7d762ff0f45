package org.onosnetmap.bench;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import sun.misc.Unsafe;

/**
 * Replays the frames of a capture file from memory, once or ({@code loop}) for ever, and swallows what is sent. Stands in for {@code pcap:}
 * where rates are measured. With {@code stations=N} a byte of the source addresses is changed by N, so that several ports with the same file are not one station that moves with each frame.
 *
 * <p>It does what the peer's port does, DPDK's {@code net_pcap} with {@code infinite_rx}: each frame is copied from where it is kept into the
 * buffer that the switch gets, so that frames which rules rewrite come anew each time. Copies go by {@code Unsafe}: the byte buffers of the
 * data plane check bounds at each access, and what is measured is the switch, not this port.
 */
final class ReplayPort extends Port {

    private static final Unsafe UNSAFE = unsafe();
    private static final int LINE = 64;
    private static final int SLOT = 16;
    /** A byte of the source address. */
    private static final int STATION = 7;
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final NetmapMemory memory;
    /** Frames one behind the other, each from the begin of a cache line. */
    private final long frames;
    private final int[] lengths;
    private final boolean loop;
    private int next;
    private long position;
    private boolean ended;
    private int released;
    private boolean closed;

    private ReplayPort(PortSpec spec, NetmapIf nif, NetmapMemory memory, long frames, int[] lengths, boolean loop) {
        super(spec.name(), nif);
        this.memory = memory;
        this.frames = frames;
        this.lengths = lengths;
        this.loop = loop;
        this.ended = lengths.length == 0;
    }

    private static Unsafe unsafe() {
        try {
            Field f = Unsafe.class.getDeclaredField("theUnsafe");
            f.setAccessible(true);
            return (Unsafe) f.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A {@link org.onosnetmap.dataplane.port.PortOpener}. */
    static Port open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        PortOptions.check(spec, Set.of("loop", "stations"));
        if (!LITTLE) {
            throw new PortException(PortException.Kind.REFUSED, spec.name() + ": slots are written as on little-endian machines");
        }
        NetmapIf nif = PortRings.allocate(spec, memory, txRings);
        try (PcapReader reader = new PcapReader(Path.of(spec.name().device()))) {
            boolean loop = spec.boolOption("loop", false);
            int stations = Integer.parseInt(spec.options().getOrDefault("stations", "0"));
            int[] lengths = new int[1024];
            int n = 0;
            long size = LINE;
            do { // a few frames are laid out several times, so that a batch is one piece
                for (; reader.next(); n++) {
                    if (reader.captured() < reader.original() || reader.captured() > memory.bufSize()) {
                        throw new IOException("packet " + (n + 1) + " is cut short, or longer than a buffer");
                    }
                    lengths = n == lengths.length ? Arrays.copyOf(lengths, 2 * n) : lengths;
                    lengths[n] = reader.captured();
                    size += padded(lengths[n]);
                }
                reader.rewind();
            } while (loop && n > 0 && n < 1024);
            long frames = AnonymousMemory.reserve(size).address(); // in huge pages, as the peer's
            long at = frames;
            for (int i = 0; i < n; i++) {
                if (!reader.next()) {
                    reader.rewind();
                    reader.next();
                }
                ByteBuffer b = reader.buffer();
                for (int k = 0; k < reader.captured(); k++) {
                    UNSAFE.putByte(at + k, (byte) (b.get(reader.position() + k) ^ (k == STATION ? stations : 0)));
                }
                at += padded(lengths[i]);
            }
            return new ReplayPort(spec, nif, memory, frames, Arrays.copyOf(lengths, n), loop);
        } catch (IOException e) {
            memory.free(nif);
            throw new PortException(PortException.Kind.NOT_FOUND, spec.name() + ": " + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()), e);
        }
    }

    private static int padded(int len) {
        return len + LINE - 1 & -LINE;
    }

    @Override
    public void rxsync(int ring) {
        NetmapRing r = rxRing(0);
        if (ended || !r.headWithin(released)) {
            return;
        }
        released = r.head();
        int fill = r.tail();
        int full = released == 0 ? r.numSlots() - 1 : released - 1;
        while (fill != full && !ended) {
            int n = Math.min((full < fill ? r.numSlots() : full) - fill, lengths.length - next);
            deliver(r, fill, n);
            fill += n;
            if (fill == r.numSlots()) {
                fill = 0;
            }
        }
        r.tail(fill);
    }

    /** Fills slots that follow each other with frames that do. */
    private void deliver(NetmapRing r, int first, int n) {
        long region = memory.address();
        long slot = region + r.slot(first);
        long buffers = region + r.bufferOffset(0);
        int bufSize = r.bufSize();
        int frame = next;
        long from = position;
        for (int i = 0; i < n; i++) {
            int idx = UNSAFE.getInt(slot);
            int len = lengths[frame++];
            if (r.validBuffer(idx)) {
                copy(frames + from, buffers + (long) idx * bufSize, len);
                UNSAFE.putLong(slot, idx | (long) len << 32);
            } else {
                UNSAFE.putLong(slot, 0);
            }
            slot += SLOT;
            from += padded(len);
        }
        next = frame;
        position = from;
        if (next == lengths.length) {
            next = 0;
            position = 0;
            ended = !loop;
        }
    }

    /** Of short frames a line: a call costs as much as that. */
    private static void copy(long from, long to, int len) {
        if (len > LINE) {
            UNSAFE.copyMemory(from, to, padded(len));
            return;
        }
        UNSAFE.putLong(to, UNSAFE.getLong(from));
        UNSAFE.putLong(to + 8, UNSAFE.getLong(from + 8));
        UNSAFE.putLong(to + 16, UNSAFE.getLong(from + 16));
        UNSAFE.putLong(to + 24, UNSAFE.getLong(from + 24));
        UNSAFE.putLong(to + 32, UNSAFE.getLong(from + 32));
        UNSAFE.putLong(to + 40, UNSAFE.getLong(from + 40));
        UNSAFE.putLong(to + 48, UNSAFE.getLong(from + 48));
        UNSAFE.putLong(to + 56, UNSAFE.getLong(from + 56));
    }

    @Override
    public long nextRxNanos(int ring) {
        return ended ? Long.MAX_VALUE : 0;
    }

    @Override
    public void txsync(int ring) {
        NetmapRing r = txRing(ring);
        int head = r.head();
        r.tail(head == 0 ? r.numSlots() - 1 : head - 1);
    }

    @Override
    public LinkState link() {
        return LinkState.UP;
    }

    /** The frames stay: the process ends with its measurement. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.free(netmapIf());
        }
    }
}
