package org.onosnetmap.tools.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.pipeline.Expired;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.Packet;
import org.onosnetmap.dataplane.pipeline.PipelineExecutor;

/** One run: rules, then the packets of all captures in the order of their time. */
final class OfflineRun implements AutoCloseable {

    /** Bytes of the longest frame, and of the buffer that tags are pushed into. */
    static final int MAX_FRAME = 16_384;
    /** How often the engine looks for timeouts, in nanoseconds. */
    private static final long TICK = 100_000_000;

    /** A thing of a file that the data plane refuses. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(Object line, FlowException why) {
            super("line " + line + ": " + why.getMessage(), why);
        }
    }

    private final List<Input> inputs;
    private final Outputs outputs;
    private final FlowTables tables;
    private final PipelineExecutor executor;
    private final List<Expired> expired = new ArrayList<>();
    private final List<FlowStats> triggered = new ArrayList<>();
    private final PriorityQueue<Input> next;
    /** Time of the packet under way, in nanoseconds since 1970. */
    private long now;
    private long lastTick;

    /**
     * Goes to the first packets, whose earliest sets the clock.
     *
     * @param miss what becomes of packets that no rule of table 0 matches
     */
    OfflineRun(List<Input> inputs, Outputs outputs, FlowTables.Miss miss) throws IOException {
        this.inputs = inputs;
        this.outputs = outputs;
        // Among packets of the same time those of the capture that was named first.
        this.next = new PriorityQueue<>((a, b) -> a.time() != b.time() ? Long.compare(a.time(), b.time()) : Integer.compare(inputs.indexOf(a), inputs.indexOf(b)));
        for (Input i : inputs) {
            advance(i);
        }
        now = next.isEmpty() ? 0 : next.peek().time();
        lastTick = now;
        tables = new FlowTables(1, miss, () -> now);
        executor = new PipelineExecutor(0, outputs);
    }

    private void advance(Input i) throws IOException {
        try {
            if (i.next(MAX_FRAME)) {
                next.add(i);
            }
        } catch (IOException e) {
            throw new IOException(i.file + ": " + e.getMessage(), e);
        }
    }

    /** Adds meters whose tags are the numbers of their lines. */
    void meters(List<Meter> meters) throws RefusedException {
        List<MeterMod> mods = meters.stream().map(MeterMod::add).collect(Collectors.toList());
        check(tables.applyMeters(mods, new ArrayList<>()), i -> meters.get(i).tag());
    }

    /** Adds groups whose tags are the numbers of their lines; one that points to another comes after it. */
    void groups(List<Group> groups) throws RefusedException {
        List<GroupMod> mods = groups.stream().map(GroupMod::add).collect(Collectors.toList());
        check(tables.applyGroups(mods, new ArrayList<>()), i -> groups.get(i).tag());
    }

    /** Adds rules whose tags are the numbers of their lines. */
    void rules(List<FlowRule> rules) throws RefusedException {
        List<FlowMod> mods = rules.stream().map(FlowMod::add).collect(Collectors.toList());
        check(tables.apply(mods), i -> rules.get(i).tag());
    }

    private static void check(List<FlowException> refusals, IntFunction<Object> line) throws RefusedException {
        for (int i = 0; i < refusals.size(); i++) {
            if (refusals.get(i) != null) {
                throw new RefusedException(line.apply(i), refusals.get(i));
            }
        }
    }

    /** Takes all packets through the pipeline. */
    void run() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_FRAME).order(ByteOrder.nativeOrder());
        Packet packet = new Packet();
        Input in;
        while ((in = next.poll()) != null) {
            clock(in.time());
            packet.set(buffer, 0, in.take(buffer), MAX_FRAME, in.port);
            executor.process(tables.snapshot(), packet);
            advance(in);
        }
        housekeeping(now);
    }

    private void housekeeping(long time) {
        expired.addAll(tables.expire(time, true));
        triggered.addAll(tables.triggered(time));
        tables.settleMeters(time);
    }

    /** A capture whose clock was set back stops for a while, as in the engine. */
    private void clock(long time) {
        long t = Math.max(now, time);
        if (t - lastTick >= TICK) {
            // Once as of the last packet, because a rule counts as used when a look finds it so.
            housekeeping(now);
            housekeeping(t);
            lastTick = t;
        }
        now = t;
        outputs.time(t);
        executor.time(t);
    }

    List<Input> inputs() {
        return inputs;
    }

    Outputs outputs() {
        return outputs;
    }

    FlowTables tables() {
        return tables;
    }

    PipelineExecutor executor() {
        return executor;
    }

    List<Expired> expired() {
        return expired;
    }

    /** What statistics triggers reported, in this order. */
    List<FlowStats> triggered() {
        return triggered;
    }

    long now() {
        return now;
    }

    @Override
    public void close() throws IOException {
        for (Input i : inputs) {
            i.close();
        }
        outputs.close();
    }
}
