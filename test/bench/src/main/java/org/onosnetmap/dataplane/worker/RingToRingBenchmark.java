package org.onosnetmap.dataplane.worker;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.port.Doorbell;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.NullPort;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.queue.PortQueues;
import org.onosnetmap.dataplane.vale.MacTable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One worker's round, from a full receive ring to the transmit ring of a port that swallows: frames of 64 bytes (60 without FCS) that
 * are in memory already, as if a NIC had just put them there. An operation is a packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingToRingBenchmark {

    private static final int ROUNDS = 100;

    /** What decides: one rule on the input port; one on the IPv4 destination; the learning switch; the first with a queue of the sink. */
    @Param({"in_port", "ipv4_dst", "normal", "queue"})
    public String rule;

    private DatapathLoop loop;

    /** A port whose receive ring is full again at every sync, with whatever frames its buffers hold. */
    private static final class FullPort extends Port {
        FullPort(PortName name, NetmapMemory memory) {
            super(name, memory.allocate(name.toString(), 1, 1, 1024, 1024));
        }

        @Override
        public void rxsync(int ring) {
            NetmapRing r = rxRing(ring);
            r.tail(r.head() == 0 ? r.numSlots() - 1 : r.head() - 1);
        }

        @Override
        public void txsync(int ring) {
            NetmapRing r = txRing(ring);
            r.tail(r.head() == 0 ? r.numSlots() - 1 : r.head() - 1);
        }

        @Override
        public LinkState link() {
            return LinkState.UP;
        }

        @Override
        public void close() {
        }
    }

    @Setup
    public void prepare() throws Exception {
        NetmapMemory memory = new NetmapMemory(2, 4, 1024, 4096, NetmapMemory.spread(2048));
        Port source = new FullPort(PortName.parse("null:source"), memory);
        Port sink = NullPort.open(PortSpec.of("null:sink"), memory, 1);
        for (NetmapRing r : new NetmapRing[] {source.rxRing(0), sink.txRing(0)}) {
            fill(r);
        }
        FlowTables tables = new FlowTables(1, FlowTables.Miss.DROP);
        for (FlowException refusal : tables.apply(List.of(FlowMod.add(rule())))) {
            if (refusal != null) {
                throw refusal;
            }
        }
        MacTable macs = new MacTable(1024);
        macs.learn(0x020000000002L, 0, 2, 0);
        loop = new DatapathLoop(new DatapathContext("bench", tables, macs, 2048, new Signal()), 0);
        Tx[] tx = {new Tx(source, 1, 0), new Tx(sink, 2, 0)};
        if (rule.equals("queue")) {
            tx[1].queues = new PortQueues(1, 0, Doorbell.NONE);
            tx[1].queues.set(new QueueSpec(1, 1_000_000, 0, 0));
        }
        loop.publish(new PortTable(new Rx[] {new Rx(source, 1, 0)}, tx, new Tx[] {null, tx[0], tx[1]}, new Tx[0], Mirrors.NONE));
    }

    private FlowRule rule() {
        FlowRule.Builder b = FlowRule.builder().priority(1);
        switch (rule) {
            case "in_port":
                return b.match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.output(2)).build();
            case "queue":
                return b.match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.setQueue(1), Action.output(2)).build();
            case "ipv4_dst":
                return b.match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0x0a000002).build()).apply(Action.output(2)).build();
            default:
                return b.apply(Action.output(org.onosnetmap.dataplane.flow.PortNo.NORMAL)).build();
        }
    }

    /** UDP over IPv4 in every buffer of the ring. */
    private static void fill(NetmapRing r) {
        byte[] frame = new byte[60];
        byte[] header = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 46, 0, 1, 0, 0, 64, 17, 0x66, (byte) 0xb6, 10, 0, 0, 1, 10, 0, 0, 2, 0x10, 0, 0x20, 0, 0, 26};
        System.arraycopy(header, 0, frame, 0, header.length);
        for (int i = 0; i < r.numSlots(); i++) {
            r.len(i, frame.length);
            for (int k = 0; k < frame.length; k++) {
                r.memory().put(r.bufferAt(i) + k, frame[k]);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS * DatapathLoop.BATCH)
    public int forward() {
        int n = 0;
        for (int i = 0; i < ROUNDS; i++) {
            n += loop.round(1);
        }
        if (n != ROUNDS * DatapathLoop.BATCH) {
            throw new IllegalStateException(n + " packets instead of " + ROUNDS * DatapathLoop.BATCH);
        }
        return n;
    }
}
