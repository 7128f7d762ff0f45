package org.onosnetmap.dataplane.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.MirrorStats;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.pipeline.CompiledActions;
import org.onosnetmap.dataplane.pipeline.FastPath;
import org.onosnetmap.dataplane.pipeline.PipelineExecutor;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.queue.EgressQueue;
import org.onosnetmap.dataplane.queue.PortQueues;

/**
 * A datapath as the control side hands it to the workers: ports come and go here, and what the loops count is added up. Thread-safe;
 * calls that change ports return when all workers use the new set.
 */
public final class Forwarder {

    /** Mirrors that a datapath can have: a bit for each in a long. */
    public static final int MAX_MIRRORS = 64;

    /** Takes packets for the controller. */
    @FunctionalInterface
    public interface PacketInConsumer {
        /** See {@link org.onosnetmap.dataplane.engine.PacketIn}. */
        void packet(int inPort, int reason, int table, long cookie, int totalLength, byte[] data);
    }

    /** What all rings of a port have counted. */
    public static final class PortCounts {
        public long rxPackets;
        public long rxBytes;
        public long rxDropped;
        public long rxErrors;
        public long txPackets;
        public long txBytes;
        public long txDropped;
        public long txErrors;
    }

    private static final class Attached {
        final Port port;
        final Rx[] rx;
        /** Worker of each receive ring. */
        final int[] rxWorker;
        final Tx[] tx;
        /** Null for none. */
        PortQueues queues;
        /** Frames that waited when their queue was removed. */
        long discarded;

        Attached(Port port, Rx[] rx, int[] rxWorker, Tx[] tx) {
            this.port = port;
            this.rx = rx;
            this.rxWorker = rxWorker;
            this.tx = tx;
        }
    }

    /** How many rounds of the workers frames have to leave when their port loses its queues. */
    private static final int DRAIN_ROUNDS = 100;

    private final WorkerPool pool;
    private final DatapathContext context;
    private final DatapathLoop[] loops;
    private final TreeMap<Integer, Attached> ports = new TreeMap<>();
    private final Map<String, Mirror> mirrors = new LinkedHashMap<>();

    Forwarder(WorkerPool pool, DatapathContext context) {
        this.pool = pool;
        this.context = context;
        this.loops = new DatapathLoop[pool.size()];
        for (int i = 0; i < loops.length; i++) {
            loops[i] = new DatapathLoop(context, i);
        }
    }

    DatapathLoop loop(int worker) {
        return loops[worker];
    }

    /**
     * Begins to use an open port.
     *
     * @param number its number, free on this datapath
     * @param port   with one transmit ring for each worker
     */
    public synchronized void attach(int number, Port port) {
        Tx[] tx = new Tx[pool.size()];
        for (int w = 0; w < tx.length; w++) {
            tx[w] = new Tx(port, number, w);
        }
        Rx[] rx = new Rx[port.rxRings()];
        int[] rxWorker = new int[rx.length];
        int first = pool.leastLoaded();
        for (int i = 0; i < rx.length; i++) {
            rx[i] = new Rx(port, number, i);
            rxWorker[i] = (first + i) % pool.size();
            port.doorbell(i, pool.worker(rxWorker[i]).doorbell());
        }
        ports.put(number, new Attached(port, rx, rxWorker, tx));
        publish();
    }

    /** Ceases to use a port; when this returns it may be closed. */
    public synchronized void detach(int number) {
        Attached a = ports.remove(number);
        if (a != null) {
            publish();
            if (a.queues != null) {
                a.queues.close();
            }
        }
    }

    /**
     * Adds a queue to a port, or changes it.
     *
     * @return false if the port has as many queues as it can have
     */
    public synchronized boolean setQueue(int number, QueueSpec spec) {
        try {
            return queues(number).set(spec);
        } finally {
            settle(number); // in any case: the port may have got its default queue just now
        }
    }

    /** Whether a port has that queue. Every port has the default queue. */
    public synchronized boolean hasQueue(int number, int queue) {
        PortQueues q = ports.get(number).queues;
        return queue == QueueSpec.DEFAULT || q != null && q.has(queue);
    }

    /** Removes a queue; the default queue only loses its limits. Frames that wait in it are dropped. */
    public synchronized void removeQueue(int number, int queue) {
        Attached a = ports.get(number);
        if (a.queues != null) {
            EgressQueue removed = a.queues.remove(queue);
            settle(number);
            if (removed != null) {
                a.discarded += removed.close();
            }
        }
    }

    /** Limits what all queues of a port send together, in bits per second; 0 for no limit. */
    public synchronized void setRate(int number, long bitsPerSecond) {
        queues(number).rate(bitsPerSecond);
        settle(number);
    }

    /** What {@link #setRate} has set. */
    public synchronized long rate(int number) {
        PortQueues q = ports.get(number).queues;
        return q == null ? 0 : q.rate();
    }

    /** The queues of a port with their counters; none if nothing is limited. */
    public synchronized List<QueueStats> queueStats(int number) {
        PortQueues q = ports.get(number).queues;
        return q == null ? List.of() : q.stats(number);
    }

    private PortQueues queues(int number) {
        Attached a = ports.get(number);
        if (a.queues == null) {
            int owner = number % pool.size();
            use(a, new PortQueues(pool.size(), owner, pool.worker(owner).doorbell()));
        }
        return a.queues;
    }

    private static void use(Attached a, PortQueues queues) {
        a.queues = queues;
        for (Tx tx : a.tx) {
            tx.queues = queues;
        }
    }

    /**
     * Returns when a port's queues are in use as they are now; a port where nothing is limited does without. What waits when the last
     * limit goes has time to leave, unless the port does not take it.
     */
    private void settle(int number) {
        Attached a = ports.get(number);
        PortQueues q = a.queues;
        publish();
        if (!q.isPlain()) {
            return;
        }
        for (int i = 0; i < DRAIN_ROUNDS && q.isWaiting(); i++) {
            pool.awaitAll();
        }
        use(a, null);
        publish();
        a.discarded += q.close();
    }

    /**
     * Adds a mirror, or replaces the one of that name; its counters begin anew then.
     *
     * @return false if there are as many mirrors as there can be
     */
    public synchronized boolean setMirror(MirrorSpec spec) {
        if (mirrors.size() == MAX_MIRRORS && !mirrors.containsKey(spec.name())) {
            return false;
        }
        mirrors.put(spec.name(), new Mirror(spec, pool.size()));
        publish();
        return true;
    }

    /** Removes a mirror; false if there is none of that name. */
    public synchronized boolean removeMirror(String name) {
        boolean there = mirrors.remove(name) != null;
        if (there) {
            publish();
        }
        return there;
    }

    /** The mirrors with their counters. */
    public synchronized List<MirrorStats> mirrorStats() {
        List<MirrorStats> all = new ArrayList<>();
        mirrors.values().forEach(m -> all.add(m.stats()));
        return all;
    }

    /**
     * Lets a port carry packets, or not.
     *
     * @param rx whether what comes in is forwarded, or thrown away
     * @param tx whether packets may go out, or are dropped
     */
    public synchronized void enable(int number, boolean rx, boolean tx) {
        Attached a = ports.get(number);
        for (Tx t : a.tx) {
            t.up = tx;
        }
        for (Rx r : a.rx) {
            r.disabled = !rx;
        }
        if (!tx && a.queues != null) {
            a.queues.signal(); // what waits is dropped now, and not when it could go
        }
    }

    /** Looks again at a port whose descriptor reported an error, which is not polled since then. */
    public synchronized void unmute(int number) {
        for (Rx rx : ports.get(number).rx) {
            rx.muted = false;
        }
    }

    private void publish() {
        int max = ports.isEmpty() ? 0 : ports.lastKey();
        Mirrors mirroring = Mirrors.of(mirrors.values(), max);
        for (int w = 0; w < loops.length; w++) {
            List<Rx> rx = new ArrayList<>();
            Tx[] tx = new Tx[ports.size()];
            Tx[] byNumber = new Tx[max + 1];
            List<Tx> queued = new ArrayList<>();
            int n = 0;
            for (Map.Entry<Integer, Attached> e : ports.entrySet()) {
                Attached a = e.getValue();
                tx[n++] = byNumber[e.getKey()] = a.tx[w];
                if (a.queues != null && a.queues.owner == w) {
                    queued.add(a.tx[w]);
                }
                for (int i = 0; i < a.rx.length; i++) {
                    if (a.rxWorker[i] == w) {
                        rx.add(a.rx[i]);
                    }
                }
            }
            loops[w].publish(new PortTable(rx.toArray(new Rx[0]), tx, byNumber, queued.toArray(new Tx[0]), mirroring));
            pool.worker(w).ringsChanged();
        }
        pool.awaitAll();
    }

    /** What a port has counted, over all its rings. */
    public synchronized PortCounts counts(int number) {
        PortCounts sum = new PortCounts();
        Attached a = ports.get(number);
        sum.txDropped = a.discarded;
        for (Rx rx : a.rx) {
            sum.rxPackets += rx.counts.packets;
            sum.rxBytes += rx.counts.bytes;
            sum.rxDropped += rx.counts.dropped;
            sum.rxErrors += rx.counts.errors;
        }
        for (Tx tx : a.tx) {
            sum.txPackets += tx.counts.packets;
            sum.txBytes += tx.counts.bytes;
            sum.txDropped += tx.counts.dropped;
            sum.txErrors += tx.counts.errors;
        }
        return sum;
    }

    /** Sends a packet through a worker. False if too many are waiting; it is dropped and counted then. */
    public boolean packetOut(CompiledActions actions, int inPort, byte[] frame) {
        boolean taken = context.packetOuts.offer(new PacketOutQueue.Item(actions, inPort, frame));
        pool.worker(0).wake();
        return taken;
    }

    /** Packet-in thread: takes the packets for the controller. Returns how many. */
    public int drainPacketIns(PacketInConsumer consumer) {
        int n = 0;
        for (DatapathLoop l : loops) {
            n += l.packetIns().drain(consumer);
        }
        return n;
    }

    /** Packets for the controller that found the queue full. */
    public long packetInsDropped() {
        long n = 0;
        for (DatapathLoop l : loops) {
            n += l.packetIns().dropped();
        }
        return n;
    }

    /** Packets from the controller that found the queue full. */
    public long packetOutsDropped() {
        return context.packetOuts.dropped();
    }

    /** Packets that a rule sent to a port that does not exist. */
    public long noSuchPort() {
        long n = 0;
        for (DatapathLoop l : loops) {
            n += l.noSuchPort();
        }
        return n;
    }

    /** Packets that a rule sent to a queue that does not exist. */
    public long noSuchQueue() {
        long n = 0;
        for (DatapathLoop l : loops) {
            n += l.noSuchQueue();
        }
        return n;
    }

    /** The fast paths, for their counters. */
    public List<FastPath> fastPaths() {
        List<FastPath> all = new ArrayList<>();
        for (DatapathLoop l : loops) {
            all.add(l.fastPath());
        }
        return all;
    }

    /** The executors, for their counters. */
    public List<PipelineExecutor> executors() {
        List<PipelineExecutor> all = new ArrayList<>();
        for (DatapathLoop l : loops) {
            all.add(l.executor());
        }
        return all;
    }
}
