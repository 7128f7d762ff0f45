package org.onosnetmap.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.engine.WorkerStats;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;

/**
 * Forwarding rate of one worker, or of several with a port each: a capture file is replayed from memory for ever on port 1 of a datapath with the rules of a file in the
 * syntax of {@code ovs-ofctl}; port 2, and every other that a rule names, swallows. Prints one line of JSON. Started by
 * {@code test/bench/datapath}, which tells what the options mean.
 */
public final class DatapathRate {

    private static final int RULES_AT_ONCE = 10_000;
    private static final long WINDOW_NANOS = 100_000_000L;
    private static final String WORKER = "netmap-worker-";
    /** Number of the port that the second worker receives from; the first one's is 1. */
    private static final int SECOND_IN = 1001;

    private final Path flows;
    private final String pcap;
    private final String learn;
    private final double seconds;
    private final double warmUp;
    private final int core;
    private final int workers;
    private final boolean turns;

    private DatapathRate(Map<String, String> options) {
        flows = Path.of(required(options, "flows"));
        pcap = required(options, "pcap");
        learn = options.getOrDefault("learn", "");
        seconds = number(options, "seconds", "5", 0.1, 86_400);
        warmUp = number(options, "warmup", "5", 0, 86_400);
        core = wholeNumber(options, "core", "-1", -1, Runtime.getRuntime().availableProcessors() - 1);
        workers = wholeNumber(options, "workers", "1", 1, 64);
        turns = options.containsKey("turns");
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private static int wholeNumber(Map<String, String> options, String name, String unless, int min, int max) {
        double n = number(options, name, unless, min, max);
        if (n != Math.rint(n)) {
            throw new IllegalArgumentException("--" + name + " " + options.get(name) + " is no whole number");
        }
        return (int) n;
    }

    private static double number(Map<String, String> options, String name, String unless, double min, double max) {
        String value = options.getOrDefault(name, unless);
        double n;
        try {
            n = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            n = Double.NaN;
        }
        if (!(n >= min && n <= max)) {
            throw new IllegalArgumentException(String.format("--%s '%s' is no number from %s to %s", name, value, BigDecimal.valueOf(min).stripTrailingZeros().toPlainString(), BigDecimal.valueOf(max).stripTrailingZeros().toPlainString()));
        }
        return n;
    }

    public static void main(String[] args) throws Exception {
        DatapathRate rate;
        try {
            rate = new DatapathRate(options(args));
        } catch (IllegalArgumentException e) {
            System.err.println("DatapathRate: " + e.getMessage() + "; test/bench/datapath --help tells the options");
            System.exit(2);
            return;
        }
        try {
            rate.run();
        } catch (FlowException | FlowTextException | PortException e) {
            System.err.println("DatapathRate: " + e.getMessage());
            System.exit(1);
        } catch (NoSuchFileException e) {
            System.err.println("DatapathRate: there is no file " + e.getMessage());
            System.exit(1);
        }
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            boolean flag = args[i].equals("--turns");
            if (!flag && (!args[i].matches("--(flows|pcap|learn|seconds|warmup|core|workers)") || i + 1 == args.length)) {
                throw new IllegalArgumentException("'" + args[i] + "' is no option, or has no value");
            }
            options.put(args[i].substring(2), flag ? "" : args[++i]);
        }
        return options;
    }

    /** What has been counted at one moment. */
    private static final class Sample {
        final long nanos;
        final long packets;
        final long bytes;
        final long sent;
        final long lookups;
        final long matched;
        final long cacheHits;
        final long allocated;
        /** Nanoseconds that the workers had a processor. */
        final long processor;

        Sample(Datapath d, long[] workers) {
            nanos = System.nanoTime();
            packets = received(d);
            List<PortInfo> ports = d.ports();
            bytes = ports.stream().filter(DatapathRate::isIn).mapToLong(PortInfo::rxBytes).sum();
            sent = ports.stream().mapToLong(PortInfo::txPackets).sum();
            List<TableStats> tables = d.tables();
            lookups = tables.stream().mapToLong(TableStats::lookups).sum();
            matched = tables.stream().mapToLong(TableStats::matched).sum();
            cacheHits = d.stats().cacheHits();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            allocated = Arrays.stream(threads.getThreadAllocatedBytes(workers)).sum();
            processor = Arrays.stream(threads.getThreadCpuTime(workers)).sum();
        }
    }

    private static boolean isIn(PortInfo p) {
        return p.number() == 1 || p.number() >= SECOND_IN;
    }

    private static long received(Datapath d) {
        return d.ports().stream().filter(DatapathRate::isIn).mapToLong(PortInfo::rxPackets).sum();
    }

    private void run() throws Exception {
        String text = Files.readString(flows);
        List<FlowRule> rules = FlowText.parseAll(text);
        Set<Integer> sinks = sinks(rules);
        for (int in = SECOND_IN; in < SECOND_IN + workers - 1; in++) { // the rules of port 1 are those of all that packets come in by
            List<FlowRule> more = FlowText.parseAll(text.replaceAll("\\bin_port=1\\b", "in_port=" + in));
            more.removeAll(new HashSet<>(rules));
            rules.addAll(more);
        }
        try (Engine engine = Engine.start(new EngineConfig().workers(workers).opener(PortName.Type.PCAP, ReplayPort::open))) {
            Datapath d = engine.addDatapath(DatapathSpec.openFlow("bench").maxPorts(sinks.size() + workers));
            double loadSeconds = load(d, rules);
            List<PortSpec> ins = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                String name = Path.of(pcap).toAbsolutePath().getParent() + "/.".repeat(i) + "/" + Path.of(pcap).getFileName(); // a file is attached once
                ins.add(PortSpec.of("pcap:" + name, i == 0 ? 1 : SECOND_IN + i - 1, Map.of("loop", "true", "stations", String.valueOf(i))));
            }
            List<PortSpec> ports = new ArrayList<>();
            for (int port : sinks) {
                ports.add(port == 2 && !learn.isEmpty() ? PortSpec.of("pcap:" + learn, port, Map.of()) : PortSpec.of("null:" + port, port, Map.of()));
            }
            ports.addAll(workers == 1 ? ports.size() : 0, ins); // receive rings are dealt to the workers in turn
            for (PortSpec p : ports) {
                d.addPort(p);
            }
            if (core >= 0) {
                Cores.pin(ProcessHandle.current().pid(), workers, core);
            }
            Thread.sleep((long) (warmUp * 1000));
            if (!turns) {
                System.out.println(measure(engine, d, seconds, rules.size(), loadSeconds));
                return;
            }
            measure(engine, d, 0, rules.size(), loadSeconds); // loads what the first one needs
            System.out.println("{\"pid\": " + ProcessHandle.current().pid() + "}");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(measure(engine, d, Double.parseDouble(line), rules.size(), loadSeconds));
            }
        }
    }

    private static String measure(Engine engine, Datapath d, double seconds, int rules, double loadSeconds) throws InterruptedException {
        long[] threads = threads(engine.workers().size());
        int windows = (int) Math.max(1, seconds * 1e9 / WINDOW_NANOS);
        double[] rates = new double[windows];
        Sample first = new Sample(d, threads);
        long until = first.nanos;
        long packets = first.packets;
        long nanos = first.nanos;
        for (int i = 0; i < windows; i++) {
            until += WINDOW_NANOS;
            Thread.sleep(Math.max(1, (until - System.nanoTime()) / 1_000_000));
            long now = System.nanoTime();
            long p = received(d);
            rates[i] = (p - packets) * 1e3 / (now - nanos);
            packets = p;
            nanos = now;
        }
        Sample last = new Sample(d, threads);
        for (WorkerStats w : engine.workers()) {
            if (!w.failure().isEmpty()) {
                throw new IllegalStateException("the worker reports " + w.failure());
            }
        }
        return json(rules, loadSeconds, first, last, rates);
    }

    /** Ports that the rules send to, with 2 and without 1. */
    private static Set<Integer> sinks(List<FlowRule> rules) {
        Set<Integer> ports = new TreeSet<>(List.of(2));
        for (FlowRule r : rules) {
            for (List<Action> actions : List.of(r.apply(), r.write())) {
                for (Action a : actions) {
                    if (a.type() == Action.Type.OUTPUT && ((Action.Output) a).port() > 0) { // the reserved ones are negative
                        ports.add(((Action.Output) a).port());
                    }
                }
            }
        }
        ports.remove(1);
        return ports;
    }

    private static double load(Datapath d, List<FlowRule> rules) throws FlowException {
        long start = System.nanoTime();
        for (int at = 0; at < rules.size(); at += RULES_AT_ONCE) {
            List<FlowMod> mods = rules.subList(at, Math.min(rules.size(), at + RULES_AT_ONCE)).stream().map(FlowMod::add).collect(Collectors.toList());
            for (FlowException refusal : d.apply(mods)) {
                if (refusal != null) {
                    throw refusal;
                }
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static long[] threads(int workers) {
        long[] ids = Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith(WORKER)).mapToLong(Thread::getId).toArray();
        if (ids.length != workers) {
            throw new IllegalStateException("there are " + ids.length + " threads " + WORKER + "N where " + workers + " forward");
        }
        return ids;
    }

    private static String json(int rules, double loadSeconds, Sample first, Sample last, double[] rates) {
        double[] sorted = rates.clone();
        Arrays.sort(sorted);
        long packets = last.packets - first.packets;
        return String.format(Locale.ROOT, "{\"mpps\": %.3f, \"mppsMedian\": %.3f, \"mppsBest\": %.3f, \"packets\": %d, \"bytes\": %d, \"sent\": %d,"
                + " \"tableLookups\": %d, \"tableHits\": %d, \"cacheHits\": %d, \"bytesAllocatedPerPacket\": %.6f, \"processorNanosPerPacket\": %.2f, \"rules\": %d, \"loadSeconds\": %.3f}",
                packets * 1e3 / (last.nanos - first.nanos), sorted[sorted.length / 2], sorted[sorted.length - 1], packets, last.bytes - first.bytes,
                last.sent - first.sent, last.lookups - first.lookups, last.matched - first.matched, last.cacheHits - first.cacheHits,
                packets == 0 ? 0 : (double) (last.allocated - first.allocated) / packets,
                packets == 0 ? 0 : (double) (last.processor - first.processor) / packets, rules, loadSeconds);
    }
}
