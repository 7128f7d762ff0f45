package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.LoopGaps;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosnetmap.app.codec.DatapathStatusCodec;

/** Shows counters. */
@Service
@Command(scope = "onos", name = "netmap-stats", description = "Shows counters of datapaths, ports and forwarding threads")
public class StatsCommand extends NetmapCommand {

    private static final double PERCENT = 100.0;

    @Argument(index = 0, name = "datapath", description = "Name of the datapath; all, and the forwarding threads, without one")
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Override
    void run() throws NetmapException {
        if (outputJson()) {
            ObjectNode root = mapper().createObjectNode();
            ArrayNode all = root.putArray("datapaths");
            for (DatapathStatus d : datapaths(name)) {
                ObjectNode n = all.addObject().put("name", d.name());
                DatapathStatusCodec.counters(n, d);
                n.set("ports", json(d.ports(), PortStatus.class));
            }
            root.set("workers", json(service().workers(), WorkerStatus.class));
            printJson(root);
            return;
        }
        for (DatapathStatus d : datapaths(name)) {
            print("%s: %s", d.name(), d.counters());
            print("  %s", d.ruleChanges());
            for (PortStatus p : d.ports()) {
                PortCounters c = p.counters();
                print("  %d: %s, %s, rx packets=%d bytes=%d dropped=%d errors=%d repaired=%d, tx packets=%d bytes=%d dropped=%d errors=%d%s", p.number(), p.name(), p.state(),
                        c.rxPackets(), c.rxBytes(), c.rxDropped(), c.rxErrors(), c.rxRepaired(), c.txPackets(), c.txBytes(), c.txDropped(), c.txErrors(),
                        p.reason().isEmpty() ? "" : ", " + p.reason());
            }
        }
        if (name == null) {
            for (WorkerStatus w : service().workers()) {
                print("worker %d: %s, rings=%d packets=%d rounds=%d sleeps=%d busy=%.1f %%", w.number(), w.alive() ? "alive" : "ended", w.rings(), w.packets(), w.rounds(), w.sleeps(),
                        w.upNanos() == 0 ? 0 : PERCENT * w.busyNanos() / w.upNanos());
                LoopGaps g = w.loopGaps();
                print("  loop gaps in µs: median=%.1f p99=%.1f p99.9=%.1f p99.99=%.1f max=%.1f; longer than 1 ms: %d of %d, %.3f %% of the time", micros(g.medianNanos()),
                        micros(g.p99Nanos()), micros(g.p999Nanos()), micros(g.p9999Nanos()), micros(g.maxNanos()), g.overMilli(), g.count(), PERCENT * g.shareOverMilli());
                if (!w.failure().isEmpty()) {
                    print("  %s", w.failure());
                }
            }
        }
    }

    private static double micros(long nanos) {
        return nanos / 1e3;
    }
}
