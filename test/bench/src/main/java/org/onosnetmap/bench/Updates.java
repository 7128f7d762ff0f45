package org.onosnetmap.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;

/**
 * What changes of rules cost the traffic, and how many the engine takes: rules on single source addresses are added and deleted, a hundred in
 * one call, while one worker forwards under the rules of a file. Rates with and without changes are measured in turns. Arguments: a rules file in
 * the syntax of {@code ovs-ofctl} and a capture file.
 */
public final class Updates {

    private static final int AT_ONCE = 100;
    private static final int TARGET = 60_000;
    private static final int TURNS = 5;
    private static final long TURN_NANOS = 1_000_000_000L;
    /** Rules that come and go lie on these addresses, 172.16.0.0 on, which no packet of the captures has. */
    private static final long FIRST_ADDRESS = 0xac100000L;
    private static final int ADDRESSES = 10_000;

    private final Datapath datapath;
    private int next;

    private Updates(Datapath datapath) {
        this.datapath = datapath;
    }

    public static void main(String[] args) throws Exception {
        try (Engine engine = Engine.start(new EngineConfig().opener(PortName.Type.PCAP, ReplayPort::open))) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("bench").maxPorts(2));
            List<FlowRule> rules = FlowText.parseAll(Files.readString(Path.of(args[0])));
            check(d.apply(rules.stream().map(FlowMod::add).collect(Collectors.toList())));
            d.addPort(PortSpec.of("null:2", 2, Map.of()));
            d.addPort(PortSpec.of("pcap:" + args[1], 1, Map.of("loop", "true")));
            new Updates(d).run(rules.size());
        }
    }

    private void run(int rules) throws FlowException {
        turn(0);
        turn(TARGET); // warm
        double[] without = new double[TURNS];
        double[] with = new double[TURNS];
        double[] most = new double[TURNS];
        for (int i = 0; i < TURNS; i++) {
            without[i] = turn(0)[0];
            with[i] = turn(TARGET)[0];
            most[i] = turn(Integer.MAX_VALUE)[1];
        }
        System.out.printf(Locale.ROOT, "%,d rules, %.1f million packets/s; while %,d rules/s are added or deleted %.1f (ratio %.2f); changes/s at most, while forwarding: %,.0f%n",
                rules, median(without), TARGET, median(with), median(with) / median(without), median(most));
    }

    private static double median(double[] all) {
        Arrays.sort(all);
        return all[all.length / 2];
    }

    /** For a second, so many changes a second; packets (millions) and changes a second. */
    private double[] turn(int perSecond) throws FlowException {
        long begin = System.nanoTime();
        long packets = datapath.port(1).orElseThrow().rxPackets();
        long changes = 0;
        long now = begin;
        while (now - begin < TURN_NANOS) {
            double due = (now - begin) * 1e-9 * perSecond;
            if (changes < due) {
                check(datapath.apply(changes()));
                changes += AT_ONCE;
            } else {
                LockSupport.parkNanos(200_000);
            }
            now = System.nanoTime();
        }
        double seconds = (now - begin) * 1e-9;
        return new double[] {(datapath.port(1).orElseThrow().rxPackets() - packets) / seconds * 1e-6, changes / seconds};
    }

    /** Adds rules, or deletes those that were added an age ago. */
    private List<FlowMod> changes() {
        List<FlowMod> mods = new ArrayList<>(AT_ONCE);
        for (int i = 0; i < AT_ONCE / 2; i++) {
            mods.add(FlowMod.add(rule(next)));
            mods.add(FlowMod.delete(rule((next + ADDRESSES / 2) % ADDRESSES)));
            next = (next + 1) % ADDRESSES;
        }
        return mods;
    }

    private static FlowRule rule(int n) {
        return FlowRule.builder().priority(100).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_SRC, FIRST_ADDRESS + n).build()).apply(Action.output(2)).build();
    }

    private static void check(List<FlowException> refusals) throws FlowException {
        for (FlowException e : refusals) {
            if (e != null) {
                throw e;
            }
        }
    }
}
