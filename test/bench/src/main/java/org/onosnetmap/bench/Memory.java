package org.onosnetmap.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import javax.management.ObjectName;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.pcap.PcapReader;

/**
 * What rules and flows take of memory, and how long a change takes, from a thousand to a million of them. Started by {@code test/bench/run
 * memory} with a heap whose pages are all in memory from the start, so that what the process grows by is what lies outside of the heap.
 * Prints tables.
 */
public final class Memory {

    private static final int RULES_AT_ONCE = 10_000;
    private static final int CHANGES = 2_000;
    private static final int SLOW_CHANGES = 10;
    private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};
    private static final double MILLION = 1e6;

    private Memory() {
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: Memory PCAP [--quick] [--histogram]   (PCAP: packets of many UDP flows, none twice)");
            System.exit(2);
        }
        List<String> options = Arrays.asList(args).subList(1, args.length);
        int[] sizes = options.contains("--quick") ? Arrays.copyOf(SIZES, SIZES.length - 1) : SIZES;
        System.out.printf("%-10s %12s %12s | %-37s | %10s %10s %10s%n", "", "", "", "one change, µs: median (99 %)", "group with", "timeouts", "overlap");
        System.out.printf("%-10s %12s %12s | %-12s %-12s %-11s | %10s %10s %10s%n", "rules", "bytes/rule", "load/s", "add", "modify", "delete", "1 rule, ms", "tick, ms", "check, ms");
        rules(SIZES[1], false, false); // warm
        for (int n : sizes) {
            rules(n, true, options.contains("--histogram") && n == sizes[sizes.length - 1]);
        }
        System.out.printf("%n%-10s %-22s %14s %14s %12s%n", "flows", "rules", "outside, B/flow", "heap, B/flow", "Mpackets/s");
        List<FlowRule> flows = rulesOf(Path.of(args[0]));
        for (int n : sizes) {
            flows(args[0], flows.subList(0, Math.min(n, flows.size())));
        }
    }

    // ---- rules

    /** A datapath with so many rules of four masks and seven priorities. Nothing forwards: what is measured is the control side. */
    private static void rules(int n, boolean print, boolean histogram) throws Exception {
        try (Engine engine = Engine.start(new EngineConfig().threads(false))) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("bench"));
            long before = heap();
            long start = System.nanoTime();
            load(d, n, i -> rule(i).build());
            double loadSeconds = (System.nanoTime() - start) / 1e9;
            double bytes = (heap() - before) / (double) n;
            if (histogram) {
                histogram();
            }
            long[] add = new long[CHANGES];
            long[] modify = new long[CHANGES];
            long[] delete = new long[CHANGES];
            for (int i = 0; i < CHANGES; i++) {
                add[i] = time(d, FlowMod.add(rule(n + i).build()));
            }
            for (int i = 0; i < CHANGES; i++) {
                modify[i] = time(d, FlowMod.modify(rule((int) (i * 7919L % n)).apply(Action.output(3)).build()));
            }
            for (int i = 0; i < CHANGES; i++) {
                delete[i] = time(d, FlowMod.delete(rule((int) (i * 7919L % n)).build()));
            }
            long[] groups = new long[SLOW_CHANGES];
            long[] overlaps = new long[SLOW_CHANGES];
            for (int i = 0; i < SLOW_CHANGES; i++) {
                groups[i] = groupComesAndGoes(d, n + CHANGES + i);
                overlaps[i] = time(d, FlowMod.add(rule(n + 2 * CHANGES + i).priority(5).flag(FlowFlag.CHECK_OVERLAP).build()));
            }
            long tick = timeouts(n);
            if (print) {
                System.out.printf(Locale.ROOT, "%-10d %12.0f %12.0f | %-12s %-12s %-11s | %10.2f %10.2f %10.2f%n", n, bytes, n / loadSeconds, micros(add), micros(modify), micros(delete),
                        median(groups) / MILLION, tick / MILLION, median(overlaps) / MILLION);
            }
        }
    }

    private static FlowRule.Builder rule(int i) {
        Match.Builder m = Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0x0a000000L + i);
        if ((i & 1) != 0) {
            m.set(Field.IPV4_SRC, 0xac100001L);
        }
        if ((i & 2) != 0) {
            m.set(Field.IP_PROTO, 17).set(Field.UDP_DST, 53);
        }
        return FlowRule.builder().priority(100 + i % 7).match(m.build()).apply(Action.output(2));
    }

    private static long time(Datapath d, FlowMod mod) throws FlowException {
        List<FlowMod> one = List.of(mod);
        long start = System.nanoTime();
        List<FlowException> refusals = d.apply(one);
        long took = System.nanoTime() - start;
        check(refusals);
        return took;
    }

    /** A group with one rule that points to it is deleted, and the rule with it. */
    private static long groupComesAndGoes(Datapath d, int i) throws FlowException {
        GroupMod add = GroupMod.add(new Group(1, Group.Type.INDIRECT, List.of(Bucket.of(Action.output(2)))));
        check(d.applyGroups(List.of(add)));
        check(d.apply(List.of(FlowMod.add(rule(i).apply(Action.group(1)).build()))));
        long start = System.nanoTime();
        List<FlowException> refusals = d.applyGroups(List.of(GroupMod.delete(1)));
        long took = System.nanoTime() - start;
        check(refusals);
        return took;
    }

    private static void load(Datapath d, int n, IntFunction<FlowRule> rule) throws FlowException {
        for (int at = 0; at < n; at += RULES_AT_ONCE) {
            List<FlowMod> mods = new ArrayList<>(RULES_AT_ONCE);
            for (int i = at; i < Math.min(n, at + RULES_AT_ONCE); i++) {
                mods.add(FlowMod.add(rule.apply(i)));
            }
            check(d.apply(mods));
        }
    }

    private static void check(List<FlowException> refusals) throws FlowException {
        for (FlowException e : refusals) {
            if (e != null) {
                throw e;
            }
        }
    }

    // ---- flows

    /** A rule for each packet of a capture, on its addresses and ports. */
    private static List<FlowRule> rulesOf(Path pcap) throws IOException {
        List<FlowRule> rules = new ArrayList<>();
        try (PcapReader reader = new PcapReader(pcap)) {
            while (reader.next()) {
                ByteBuffer b = reader.buffer().duplicate().order(ByteOrder.BIG_ENDIAN);
                int ip = reader.position() + 14;
                rules.add(FlowRule.builder().priority(10).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 17)
                        .set(Field.IPV4_SRC, b.getInt(ip + 12) & 0xffff_ffffL).set(Field.IPV4_DST, b.getInt(ip + 16) & 0xffff_ffffL)
                        .set(Field.UDP_SRC, b.getShort(ip + 20) & 0xffff).set(Field.UDP_DST, b.getShort(ip + 22) & 0xffff).build()).apply(Action.output(2)).build());
            }
        }
        return rules;
    }

    /** The flows of the first packets of a capture: under one rule that reads nothing, a few that read all, and one for each. */
    private static void flows(String pcap, List<FlowRule> rules) throws Exception {
        int n = rules.size();
        Path part = Files.createTempFile("onos-netmap-bench", ".pcap");
        try (Engine engine = Engine.start(new EngineConfig().opener(PortName.Type.PCAP, ReplayPort::open))) {
            byte[] head = new byte[24 + n * (16 + CaptureFile.FRAME)];
            try (var in = Files.newInputStream(Path.of(pcap))) {
                in.readNBytes(head, 0, head.length);
            }
            Files.write(part, head);
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("bench").maxPorts(2));
            check(d.apply(List.of(FlowMod.add(FlowRule.builder().priority(1).apply(Action.output(2)).build()))));
            d.addPort(PortSpec.of("null:2", 2, Map.of()));
            d.addPort(PortSpec.of("pcap:" + part, 1, Map.of("loop", "true")));
            settle();
            long outside = resident();
            long heap = heap();
            // A rule that no packet matches, but all must be looked at for.
            FlowRule other = rules.get(0);
            check(d.apply(List.of(FlowMod.add(FlowRule.builder().priority(20).match(Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 17).set(Field.IPV4_SRC, 1)
                    .set(Field.IPV4_DST, 1).set(Field.UDP_SRC, 1).set(Field.UDP_DST, other.match().value(Field.UDP_DST)).build()).apply(Action.output(2)).build()))));
            settle();
            print(d, n, "a few", outside, heap);
            outside = resident();
            for (int at = 0; at < n; at += RULES_AT_ONCE) {
                List<FlowMod> mods = new ArrayList<>(RULES_AT_ONCE);
                rules.subList(at, Math.min(n, at + RULES_AT_ONCE)).forEach(r -> mods.add(FlowMod.add(r)));
                check(d.apply(mods));
            }
            heap = heap();
            settle();
            print(d, n, "one for each, beyond", outside, heap);
        } finally {
            Files.delete(part);
        }
    }

    private static void print(Datapath d, int n, String rules, long outside, long heap) throws Exception {
        long packets = d.port(1).orElseThrow().rxPackets();
        long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(1);
        double rate = (d.port(1).orElseThrow().rxPackets() - packets) * 1e3 / (System.nanoTime() - start);
        System.out.printf(Locale.ROOT, "%-10d %-22s %14.0f %14.0f %12.1f%n", n, rules, (resident() - outside) / (double) n, (heap() - heap) / (double) n, rate);
    }

    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(4);
    }

    // ---- timeouts

    /** What the control thread does ten times a second for rules with an idle timeout: nanoseconds of a tick, median. */
    private static long timeouts(int n) throws FlowException {
        FlowTables tables = new FlowTables(1, FlowTables.Miss.DROP);
        for (int at = 0; at < n; at += RULES_AT_ONCE) {
            List<FlowMod> mods = new ArrayList<>(RULES_AT_ONCE);
            for (int i = at; i < Math.min(n, at + RULES_AT_ONCE); i++) {
                mods.add(FlowMod.add(rule(i).idleTimeout(600).build()));
            }
            check(tables.apply(mods));
        }
        long[] ticks = new long[SLOW_CHANGES];
        for (int i = 0; i < ticks.length; i++) {
            long now = System.nanoTime();
            tables.expire(now, true);
            ticks[i] = System.nanoTime() - now;
        }
        return median(ticks);
    }

    // ---- figures

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Bytes of the process that are in memory. */
    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }

    private static void histogram() throws Exception {
        Object text = ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram", new Object[] {null},
                new String[] {String[].class.getName()});
        text.toString().lines().limit(25).forEach(System.out::println);
    }

    private static String micros(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.1f (%.0f)", sorted[sorted.length / 2] / 1e3, sorted[sorted.length * 99 / 100] / 1e3);
    }

    private static long median(long[] all) {
        Arrays.sort(all);
        return all[all.length / 2];
    }
}
