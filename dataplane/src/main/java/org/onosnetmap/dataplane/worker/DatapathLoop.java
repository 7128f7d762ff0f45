package org.onosnetmap.dataplane.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.FastPath;
import org.onosnetmap.dataplane.pipeline.Packet;
import org.onosnetmap.dataplane.pipeline.PipelineExecutor;
import org.onosnetmap.dataplane.pipeline.Snapshot;
import org.onosnetmap.dataplane.queue.EgressQueue;
import org.onosnetmap.dataplane.queue.PortQueues;
import org.onosnetmap.dataplane.vale.LearningSwitch;

/**
 * One datapath on one worker: receives a batch from each of its rings, runs every frame through the pipeline, and puts what comes out
 * into its own transmit rings, by swapping buffers where both rings are in one region and by copying otherwise. Transmit rings are
 * synced at the end of each batch.
 *
 * <p>Frames that find a transmit ring full are dropped and counted there: a slow port never holds up another.
 */
final class DatapathLoop extends Egress {

    /** Frames taken from a ring before the next one has its turn. */
    static final int BATCH = Batch.CAPACITY;

    private static final long SECOND = 1_000_000_000L;

    private final DatapathContext context;
    private final int worker;
    private final PipelineExecutor executor;
    private final FastPath fastPath;
    private final Batch batch = new Batch();
    private final Packet packet = new Packet();
    private final ByteBuffer scratch;
    private final PacketInQueue packetIns;
    private final LearningSwitch learning;
    /** Port that the learning switch says of each frame of a batch. */
    private final int[] belongs = new int[BATCH];

    private volatile PortTable published = PortTable.EMPTY;
    private PortTable ports = PortTable.EMPTY;
    /** Transmit rings filled in this batch. */
    private Tx[] dirty = new Tx[16];
    private int dirtyCount;
    /** Ring and slot of the current frame; null for a packet-out. */
    private NetmapRing ring;
    private int slot;
    /** Null in this round if there is no mirror. */
    private Mirrors mirrors;
    /** Mirrors that have the current frame already, a bit for each. */
    private long mirrored;
    /** When the round began, in nanoseconds, and in seconds for the learning switch. */
    private long now;
    private int tick;
    /** Frames sent to ports that do not exist. */
    private final Counter noSuchPort = new Counter();
    /** Frames sent to queues that do not exist. */
    private final Counter noSuchQueue = new Counter();

    DatapathLoop(DatapathContext context, int worker) {
        this.context = context;
        this.worker = worker;
        this.executor = new PipelineExecutor(worker, this);
        this.fastPath = new FastPath(worker, this, executor);
        this.learning = new LearningSwitch(context.macs);
        this.packetIns = new PacketInQueue(context.bufSize);
        this.scratch = ByteBuffer.allocateDirect(context.bufSize).order(ByteOrder.nativeOrder());
    }

    PacketInQueue packetIns() {
        return packetIns;
    }

    PipelineExecutor executor() {
        return executor;
    }

    FastPath fastPath() {
        return fastPath;
    }

    long noSuchPort() {
        return noSuchPort.get();
    }

    long noSuchQueue() {
        return noSuchQueue.get();
    }

    PortTable published() {
        return published;
    }

    /** Control side: the ports from the next batch on. */
    void publish(PortTable table) {
        published = table;
    }

    /** Whether there is something to do that no descriptor and no doorbell tells of: packet-outs, and packets to send again. */
    boolean hasBacklog() {
        PortTable t = published;
        for (int i = 0; i < t.tx.length; i++) {
            if (t.tx[i].port.txBacklog(t.tx[i].ringNo)) {
                return true;
            }
        }
        return worker == 0 && !context.packetOuts.isEmpty();
    }

    /** Nanoseconds until a frame that waits in a queue may go; {@link Long#MAX_VALUE} if none waits. */
    long nextTxNanos(long time) {
        long next = Long.MAX_VALUE;
        for (Tx tx : published.queued) {
            PortQueues q = tx.queues;
            if (q != null) {
                next = Math.min(next, q.dueIn(time));
            }
        }
        return next;
    }

    /**
     * One round over the rings, and the queues whose time has come. Returns the number of frames handled.
     *
     * @param time of {@link System#nanoTime}
     */
    int round(long time) {
        ports = published;
        mirrors = ports.mirrors == Mirrors.NONE ? null : ports.mirrors;
        now = time;
        tick = (int) (time / SECOND);
        executor.time(time);
        int n = worker == 0 ? packetOuts() : 0;
        Rx[] rx = ports.rx;
        for (int i = 0; i < rx.length; i++) {
            n += receive(rx[i]);
        }
        Tx[] queued = ports.queued;
        for (int i = 0; i < queued.length; i++) {
            PortQueues q = queued[i].queues;
            if (q != null && q.isDue(time)) {
                n += serve(queued[i], q);
            }
        }
        if (n == 0) {
            fastPath.flush();
        }
        return n;
    }

    /** Calls txsync where packets could not be passed on before. */
    void retry() {
        for (int i = 0; i < ports.tx.length; i++) {
            Tx tx = ports.tx[i];
            if (tx.port.txBacklog(tx.ringNo)) {
                tx.sync();
            }
        }
    }

    private int receive(Rx rx) {
        rx.port.rxsync(rx.ringNo);
        NetmapRing r = rx.ring;
        int n = Math.min(r.available(), BATCH);
        if (n <= 0) {
            return 0;
        }
        int first = r.head();
        int end = first + n;
        if (end >= r.numSlots()) {
            end -= r.numSlots();
        }
        if (rx.disabled) {
            rx.counts.dropped += n;
        } else {
            try {
                forward(rx, r, first, end, n);
            } finally {
                // Whatever happened to one frame, the ring goes on behind this batch.
                r.advanceTo(end);
                flush();
            }
            return n;
        }
        r.advanceTo(end);
        return n;
    }

    private void forward(Rx rx, NetmapRing r, int first, int end, int n) {
        Batch b = batch;
        ring = r;
        b.inPort = rx.portNo;
        b.bufSize = r.bufSize();
        b.memory(r.memory(), r.memoryAddress());
        long bytes = rx.collect(b, first, end);
        Counts c = rx.counts;
        c.packets += b.size;
        c.bytes += bytes;
        c.errors += n - b.size;
        Snapshot snapshot = context.tables.snapshot();
        if (mirrors == null && b.bufSize >= FrameShape.REACH) {
            fastPath.process(snapshot, b);
        } else {
            oneByOne(snapshot, b);
        }
    }

    private void oneByOne(Snapshot snapshot, Batch b) {
        for (int i = 0; i < b.size; i++) {
            frame(b, i);
            packet.set(b, i);
            if (mirrors != null) {
                mirror(packet, mirrors.in[b.inPort]);
            }
            executor.process(snapshot, packet);
        }
    }

    private int packetOuts() {
        int n = 0;
        PacketOutQueue.Item item;
        ring = null;
        while (n < BATCH && (item = context.packetOuts.poll()) != null) {
            n++;
            for (int i = 0; i < item.frame.length; i++) {
                scratch.put(i, item.frame[i]);
            }
            packet.set(scratch, 0, item.frame.length, scratch.capacity(), item.inPort);
            mirrored = 0;
            try {
                executor.execute(context.tables.snapshot(), item.actions, packet);
            } finally {
                flush();
            }
        }
        return n;
    }

    private void flush() {
        for (int i = 0; i < dirtyCount; i++) {
            Tx tx = dirty[i];
            tx.dirty = false;
            tx.full = false;
            PortQueues q = tx.queues;
            if (q != null && q.owner == worker) {
                serve(tx, q);
                continue;
            }
            if (q != null) {
                q.signal();
            }
            tx.sync();
        }
        dirtyCount = 0;
    }

    /** Puts the frames that wait and may go into the ring. Returns how many. */
    private int serve(Tx tx, PortQueues q) {
        if (!tx.up) {
            long lost = q.discard();
            tx.counts.dropped += lost;
            return (int) lost;
        }
        int n = 0;
        boolean full = false;
        EgressQueue e;
        q.begin(now);
        while ((e = q.next(now)) != null) {
            if (tx.room == 0) {
                tx.sync();
                if (tx.room == 0) {
                    full = true;
                    break;
                }
            }
            int len = e.firstLength();
            boolean taken = tx.put(e.firstMemory(), e.firstAt(), len);
            q.sent(e, taken);
            n++;
        }
        q.end(now, full);
        tx.sync();
        return n;
    }

    private void touch(Tx tx) {
        if (!tx.dirty) {
            tx.dirty = true;
            if (dirtyCount == dirty.length) {
                dirty = java.util.Arrays.copyOf(dirty, dirtyCount * 2); // grows to the number of ports, once
            }
            dirty[dirtyCount++] = tx;
        }
    }

    @Override
    public void frame(Batch b, int i) {
        slot = b.slot[i];
        mirrored = 0;
    }

    @Override
    public void outputAll(Batch b, int[] which, int from, int to, int port, Packet p) {
        Tx tx = byNumber(ports.byNumber, port);
        if (tx == null || !tx.up || tx.queues != null || tx.ring.memory() != b.mem) {
            super.outputAll(b, which, from, to, port, p);
            return;
        }
        boolean inRow = which == Batch.EACH && b.slot[to - 1] - b.slot[from] == to - 1 - from;
        for (int i = from; i < to;) {
            if (tx.room == 0 && !makeRoom(tx)) {
                tx.counts.dropped += to - i;
                touch(tx);
                return;
            }
            int end = Math.min(to, i + Math.min(tx.room, tx.ring.numSlots() - tx.next));
            if (inRow) {
                tx.swapRow(b, ring, i, end);
            } else {
                tx.swap(b, ring, which, i, end);
            }
            i = end;
        }
        touch(tx);
    }

    @Override
    public void normalAll(Batch b, int from, int to, Packet p) {
        learning.begin();
        for (int i = from; i < to; i++) {
            belongs[i] = learning.port(b.mem, b.at[i], b.length[i], b.inPort, tick);
        }
        for (int i = from; i < to;) {
            int port = belongs[i];
            int j = i + 1;
            while (j < to && belongs[j] == port) {
                j++;
            }
            if (port < 0 || byNumber(ports.byNumber, port) == null) {
                floodAll(b, i, j, p);
            } else if (port != b.inPort) {
                outputAll(b, Batch.EACH, i, j, port, p);
            }
            i = j;
        }
    }

    private void floodAll(Batch b, int from, int to, Packet p) {
        for (int i = from; i < to; i++) {
            frame(b, i);
            p.set(b, i);
            flood(p, false, true);
        }
    }

    @Override
    public boolean isLive(int port) {
        Tx tx = byNumber(ports.byNumber, port);
        return tx != null && tx.up;
    }

    @Override
    public void output(Packet p, int port, boolean last) {
        Tx[] t = ports.byNumber;
        Tx tx = port == PortNo.IN_PORT ? byNumber(t, p.inPort) : byNumber(t, port);
        if (tx == null) {
            noSuchPort.increment();
            return;
        }
        send(p, tx, last);
    }

    private static Tx byNumber(Tx[] t, int port) {
        return port >= 0 && port < t.length ? t[port] : null;
    }

    private void send(Packet p, Tx tx, boolean last) {
        int len = p.length;
        if (!tx.up) {
            tx.counts.dropped++;
            return;
        }
        if (mirrors != null) {
            mirror(p, mirrors.out[tx.portNo]);
        }
        transmit(p, len, tx, last);
    }

    /** Copies the current frame, as it is now, to those of the mirrors that do not have it yet. */
    private void mirror(Packet p, long which) {
        for (long rest = which & ~mirrored; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            Mirror m = mirrors.all[i];
            Tx to = byNumber(ports.byNumber, m.port);
            if (to != null && to.up && m.wants(p)) {
                mirrored |= 1L << i;
                m.count(worker, p.length);
                int queue = p.queue;
                p.queue = QueueSpec.DEFAULT;
                transmit(p, p.length, to, false);
                p.queue = queue;
            }
        }
    }

    private void transmit(Packet p, int len, Tx tx, boolean last) {
        PortQueues queues = tx.queues;
        if (queues != null) {
            enqueue(p, tx, queues);
            return;
        }
        if (p.queue != QueueSpec.DEFAULT) {
            noSuchQueue.increment();
        }
        if (tx.room == 0 && !makeRoom(tx)) {
            tx.counts.dropped++;
            return;
        }
        if (last && ring != null && tx.ring.memory() == p.mem) {
            tx.swap(ring, slot, len);
        } else if (!tx.put(p.mem, p.offset, len)) {
            return;
        }
        touch(tx);
    }

    private void enqueue(Packet p, Tx tx, PortQueues queues) {
        EgressQueue q = queues.queue(p.queue);
        if (q == null) {
            noSuchQueue.increment();
            q = queues.defaultQueue();
        }
        int at = q.reserve(worker, p.length);
        if (at < 0) {
            tx.counts.dropped++;
            return;
        }
        Tx.copy(p.mem, p.offset, q.memory(worker), at, p.length);
        q.commit(worker);
        touch(tx);
    }

    /** The ring was full: maybe the port has sent something meanwhile. Asked once a batch. */
    private boolean makeRoom(Tx tx) {
        if (tx.full) {
            return false;
        }
        tx.sync();
        tx.full = tx.room == 0;
        touch(tx);
        return tx.room > 0;
    }

    @Override
    public void flood(Packet p, boolean all, boolean last) {
        Tx[] t = ports.tx;
        Tx pending = null;
        for (int i = 0; i < t.length; i++) {
            Tx tx = t[i];
            if (tx.portNo == p.inPort || !tx.up || !all && mirrors != null && mirrors.analysis[tx.portNo]) {
                continue;
            }
            if (pending != null) {
                send(p, pending, false);
            }
            pending = tx;
        }
        if (pending != null) {
            send(p, pending, last);
        }
    }

    @Override
    public void normal(Packet p, boolean last) {
        learning.begin();
        int port = learning.port(p, tick);
        Tx tx = port < 0 ? null : byNumber(ports.byNumber, port);
        if (tx == null) {
            flood(p, false, last);
        } else if (port != p.inPort) {
            send(p, tx, last);
        }
    }

    @Override
    public void controller(Packet p, int maxLen, int reason, int table, long cookie) {
        if (packetIns.offer(p, maxLen, reason, table, cookie)) {
            context.packetInSignal.wake();
        }
    }
}
