package org.onosnetmap.dataplane.trace;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;

/** Traces packets through the tables of a datapath; see the package. */
public final class Tracer {

    private final FlowTables tables;
    private final FlowTables.Miss miss;
    private final IntPredicate live;
    private final IntFunction<String> trouble;

    /**
     * @param live    which ports are live
     * @param trouble why nothing can leave by a port, as "has no link"; null if something can
     */
    public Tracer(FlowTables tables, FlowTables.Miss miss, IntPredicate live, IntFunction<String> trouble) {
        this.tables = tables;
        this.miss = miss;
        this.live = live;
        this.trouble = trouble;
    }

    /**
     * Traces a frame.
     *
     * @param inPort   number of the port that it seems to come in by
     * @param frame    from the Ethernet header on, without FCS
     * @param capacity bytes of a buffer: what pushes may fill
     */
    public Trace trace(int inPort, byte[] frame, int capacity) {
        ReferencePipeline pipeline = new ReferencePipeline(miss, live, (group, now) -> tables.select(group.id(), now, live));
        List<FlowStats> rules;
        synchronized (tables) { // one moment's rules, groups and meters, which point to each other
            rules = tables.flows();
            for (GroupStats g : tables.groups(live)) {
                pipeline.apply(GroupMod.add(g.group()));
            }
            for (MeterStats m : tables.meters()) {
                pipeline.apply(MeterMod.add(m.meter()));
            }
        }
        for (FlowStats r : rules) {
            pipeline.apply(FlowMod.add(r.rule()));
        }
        Narrator narrator = new Narrator(rules, miss, trouble);
        narrator.packet(inPort, frame);
        pipeline.observe(narrator);
        narrator.end(pipeline.process(frame, capacity, inPort).isEmpty());
        return narrator.trace();
    }
}
