package org.onosnetmap.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.Packet;
import org.onosnetmap.dataplane.pipeline.PipelineExecutor;
import org.onosnetmap.dataplane.pipeline.Snapshot;
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

/** One packet through the pipeline, from the filled {@link Packet} to the call of the egress; batches of 256 different packets of 64 bytes, in direct memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PipelineBenchmark {

    private static final int BATCH = 256;
    private static final int SLOT = 2048;
    private static final int LENGTH = 64;
    private static final long MASK_24 = 0xffffff00L;

    /** What the tables hold. */
    public enum Rules {
        /** One rule on the input port. */
        IN_PORT,
        /** 1,000 rules on the destination's Ethernet address. */
        ETH_DST_1000,
        /** 1,000 rules of equal priority with 7 different masks, so that no lookup can be cut off; packets meet them all alike. */
        TUPLES_7,
        /** 10,000 rules on the five-tuple of TCP. */
        FIVE_TUPLE_10000,
        /** Three tables with metadata, the action set, and addresses, ports and TTL rewritten. */
        NAT_3_TABLES,
        /** A tag pushed in front of each packet, taken off by the next table. */
        PUSH_POP,
        /** One rule, a SELECT group of 4 buckets. */
        SELECT_4,
        /** One rule, a meter whose rate is never reached. */
        METER
    }

    @Param
    public Rules rules;

    private final CountingEgress egress = new CountingEgress();
    private final PipelineExecutor executor = new PipelineExecutor(0, egress);
    private final Packet packet = new Packet();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(BATCH * SLOT).order(ByteOrder.nativeOrder());
    private FlowTables tables;

    /** Stands for the worker: as little as an output can cost. */
    private static final class CountingEgress extends Egress {
        long packets;

        @Override
        public boolean isLive(int port) {
            return true;
        }

        @Override
        public void output(Packet p, int port, boolean last) {
            packets += port;
        }

        @Override
        public void flood(Packet p, boolean all, boolean last) {
            packets++;
        }

        @Override
        public void normal(Packet p, boolean last) {
            packets++;
        }

        @Override
        public void controller(Packet p, int maxLen, int reason, int table, long cookie) {
            packets++;
        }
    }

    @Setup
    public void fill() {
        for (int i = 0; i < BATCH; i++) {
            tcp(i * SLOT, i);
        }
        List<FlowMod> mods = new ArrayList<>();
        make(mods);
        tables = new FlowTables(1, FlowTables.Miss.DROP);
        List<Bucket> buckets = new ArrayList<>();
        for (int port = 2; port < 6; port++) {
            buckets.add(Bucket.of(Action.output(port)));
        }
        tables.applyGroups(List.of(GroupMod.add(new Group(1, Group.Type.SELECT, buckets))), new ArrayList<>());
        tables.applyMeters(List.of(MeterMod.add(new Meter(1, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.drop(1_000_000_000L, 0))))), new ArrayList<>());
        for (FlowException e : tables.apply(mods)) {
            if (e != null) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long packet() {
        Snapshot snapshot = tables.snapshot();
        executor.time(System.nanoTime());
        for (int i = 0; i < BATCH; i++) {
            packet.set(memory, i * SLOT, LENGTH, SLOT, 1);
            executor.process(snapshot, packet);
        }
        return egress.packets;
    }

    /** 10.0.(n / 8).1:1000+n to 10.1.0.n:80, Ethernet 02::n to 02::1:n. */
    private void tcp(int at, int n) {
        ByteBuffer b = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
        b.position(at);
        b.putShort((short) 0x0200).putInt(0x10000 | n).putShort((short) 0x0200).putInt(n).putShort((short) 0x0800);
        b.putShort((short) 0x4500).putShort((short) (LENGTH - 14)).putInt(0).put((byte) 255).put((byte) 6).putShort((short) 0);
        b.putInt(source(n)).putInt(destination(n)).putShort((short) (1000 + n)).putShort((short) 80);
    }

    private static int source(int n) {
        return 0x0a000001 | n / 8 << 8;
    }

    private static int destination(int n) {
        return 0x0a010000 | n;
    }

    private void make(List<FlowMod> mods) {
        switch (rules) {
            case IN_PORT:
                add(mods, FlowRule.builder().priority(10).match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.output(2)));
                break;
            case ETH_DST_1000:
                for (int n = 0; n < 1000; n++) {
                    add(mods, FlowRule.builder().priority(10).match(Match.builder().set(Field.ETH_DST, 0x0200_0001_0000L | n).build()).apply(Action.output(2)));
                }
                break;
            case TUPLES_7:
                for (int n = 0; n < 1000; n++) {
                    add(mods, FlowRule.builder().priority(10).match(tuple(n)).apply(Action.output(2)));
                }
                break;
            case FIVE_TUPLE_10000:
                for (int n = 0; n < 10_000; n++) {
                    add(mods, FlowRule.builder().priority(10).match(ipv4().set(Field.IP_PROTO, 6).set(Field.IPV4_SRC, source(n % 256) & 0xffffffffL)
                            .set(Field.IPV4_DST, destination(n % 256)).set(Field.TCP_SRC, 1000 + n).set(Field.TCP_DST, 80).build()).apply(Action.output(2)));
                }
                break;
            case NAT_3_TABLES:
                add(mods, FlowRule.builder().priority(10).match(Match.builder().set(Field.IN_PORT, 1).build()).metadata(1, 1).gotoTable(1));
                add(mods, FlowRule.builder().table(1).priority(10).match(ipv4().set(Field.METADATA, 1, 1).set(Field.IP_PROTO, 6).build())
                        .apply(Action.set(Field.IPV4_SRC, 0xc0a80001L), Action.set(Field.TCP_SRC, 4242)).gotoTable(2));
                add(mods, FlowRule.builder().table(2).priority(10).match(ipv4().set(Field.IPV4_SRC, 0xc0a80001L).build())
                        .write(Action.set(Field.ETH_DST, 0x0200_0000_0077L), Action.output(2)));
                break;
            case SELECT_4:
                add(mods, FlowRule.builder().priority(10).match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.group(1)));
                break;
            case METER:
                add(mods, FlowRule.builder().priority(10).match(Match.builder().set(Field.IN_PORT, 1).build()).meter(1).apply(Action.output(2)));
                break;
            default:
                add(mods, FlowRule.builder().priority(10).match(Match.builder().set(Field.IN_PORT, 1).build()).apply(Action.pushVlan(0x8100)).gotoTable(1));
                add(mods, FlowRule.builder().table(1).priority(10).match(Match.builder().set(Field.VLAN_VID, 0x1000).build())
                        .apply(Action.popVlan(), Action.output(2)));
                break;
        }
    }

    /** Packets match a rule of tuple 0 only, or none: what counts is that all seven are asked. */
    private static Match tuple(int n) {
        switch (n % 7) {
            case 0:
                return ipv4().set(Field.IPV4_DST, 0x0a010000L | n / 7 * 2).build();
            case 1:
                return ipv4().set(Field.IPV4_SRC, 0x0b000000L | n).build();
            case 2:
                return ipv4().set(Field.IPV4_DST, 0x0b000000L | n << 8, MASK_24).build();
            case 3:
                return ipv4().set(Field.IP_PROTO, 6).set(Field.TCP_DST, 1000 + n).build();
            case 4:
                return Match.builder().set(Field.ETH_DST, 0x0200_0002_0000L | n).build();
            case 5:
                return Match.builder().set(Field.IN_PORT, 2 + n).build();
            default:
                return ipv4().set(Field.IPV4_SRC, 0x0b000000L).set(Field.IPV4_DST, n).set(Field.IP_PROTO, 17).set(Field.UDP_DST, n).build();
        }
    }

    private static Match.Builder ipv4() {
        return Match.builder().set(Field.ETH_TYPE, 0x0800);
    }

    private static void add(List<FlowMod> mods, FlowRule.Builder b) {
        mods.add(FlowMod.add(b.build()));
    }
}
