package org.onosnetmap.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.engine.WorkerStats;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.port.PortSpec;

/**
 * A datapath without ONOS, for measurements: {@code Switch PORT PORT} forwards between two ports by one rule each way; options are those of both ports. Prints {@code
 * ready} when it does, and at the end of its standard input counters as JSON.
 */
public final class Switch {

    private Switch() {
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: Switch PORT PORT [OPTION=VALUE ...]");
            System.exit(2);
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 2; i < args.length; i++) {
            String[] option = args[i].split("=", 2);
            options.put(option[0], option[1]);
        }
        try (Engine engine = Engine.start(new EngineConfig())) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("bench"));
            d.addPort(PortSpec.of(args[0], 1, options));
            d.addPort(PortSpec.of(args[1], 2, options));
            for (FlowException refusal : d.apply(List.of(FlowMod.add(rule(1, 2)), FlowMod.add(rule(2, 1))))) {
                if (refusal != null) {
                    throw refusal;
                }
            }
            System.out.println("ready " + d.ports().get(0).details().getOrDefault("mode", ""));
            while (System.in.read() >= 0) {
                // until it is closed
            }
            for (PortInfo p : d.ports()) {
                System.out.printf("{\"port\": \"%s\", \"rxPackets\": %d, \"txPackets\": %d, \"rxDropped\": %d, \"txDropped\": %d, \"rxErrors\": %d, \"txErrors\": %d, \"rxRepaired\": %d}%n",
                        p.name(), p.rxPackets(), p.txPackets(), p.rxDropped(), p.txDropped(), p.rxErrors(), p.txErrors(), p.rxRepaired());
            }
            for (WorkerStats w : engine.workers()) {
                System.out.printf("{\"worker\": %d, \"busy\": %.4f, \"sleeps\": %d, \"packets\": %d}%n",
                        w.worker(), (double) w.busyNanos() / w.upNanos(), w.sleeps(), w.packets());
            }
        }
    }

    private static FlowRule rule(int in, int out) {
        return FlowRule.builder().priority(1).match(Match.builder().set(Field.IN_PORT, in).build()).apply(Action.output(out)).build();
    }
}
