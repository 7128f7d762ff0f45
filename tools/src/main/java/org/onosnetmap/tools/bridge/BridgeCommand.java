package org.onosnetmap.tools.bridge;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.onosnetmap.dataplane.port.NetmapName;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.traffic.Relay;
import org.onosnetmap.dataplane.traffic.Task;
import org.onosnetmap.tools.ToolException;
import org.onosnetmap.tools.json.JsonWriter;
import org.onosnetmap.tools.run.Interruption;
import org.onosnetmap.tools.run.Links;
import org.onosnetmap.tools.run.Numbers;
import org.onosnetmap.tools.run.PortOptions;
import org.onosnetmap.tools.run.TaskThread;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netmap bridge}. */
@Command(name = "bridge", description = "Passes packets between two ports, or between an interface and its host side, until Ctrl-C.", mixinStandardHelpOptions = true, sortOptions = false,
        footer = {"", "Example: netmap bridge -i packet:eth1 -i packet:eth2"})
public final class BridgeCommand implements Callable<Integer> {

    private static final int TICK_MILLIS = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "-i", required = true, paramLabel = "PORT", description = "A port; twice for two. Once for netmap:IF and its host side, netmap:IF^.")
    private List<String> names;

    @Option(names = "-b", paramLabel = "PACKETS", description = "Most packets of a batch. Default: 1024.")
    private int burst = 1024;

    @Option(names = "-c", description = "Copy packets, also where buffers could be exchanged.")
    private boolean copy;

    @Option(names = "-v", description = "Tell more.")
    private boolean verbose;

    @Option(names = "--json", description = "The summary as one JSON object on the standard output; reports go to the standard error.")
    private boolean json;

    @Mixin
    private PortOptions options;

    @Override
    public Integer call() throws ToolException {
        if (names.size() > 2) {
            throw new ParameterException(spec.commandLine(), "-i is given " + names.size() + " times; a bridge has two ports");
        }
        if (names.size() == 1 && !hasHostSide(PortOptions.fullName(names.get(0)))) {
            throw new ParameterException(spec.commandLine(), names.get(0) + " has no host side that could be the other port (netmap:IF has); name another port with -i");
        }
        if (burst < 1 || options.trouble() != null) {
            throw new ParameterException(spec.commandLine(), burst < 1 ? "-b " + burst + ": take 1 or more" : options.trouble());
        }
        PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        ToolException failure = null;
        try (Interruption interruption = new Interruption(); PortSet set = options.portSet()) {
            Port a = options.open(set, names.get(0));
            Port b = options.open(set, names.size() > 1 ? names.get(1) : names.get(0) + "^");
            Links links = new Links(set);
            links.add(a);
            links.add(b);
            links.await(options.wait, interruption).forEach(d -> spec.commandLine().getErr().println("netmap: " + d));
            List<Relay> there = relays(a, b);
            List<Relay> back = relays(b, a);
            List<Relay> all = new ArrayList<>(there);
            all.addAll(back);
            if (verbose) {
                out.println(a.name() + " and " + b.name() + ": " + (all.get(0).isZeroCopy() ? "zero copy" : "copying") + "; " + a.details() + "; " + b.details());
            }
            try (TaskThread thread = new TaskThread(all)) {
                failure = supervise(thread, links, interruption, out, a, b, there, back);
            }
            summary(a, b, there, back, failure);
        }
        if (failure != null) {
            throw failure;
        }
        return 0;
    }

    private static boolean hasHostSide(String name) throws ToolException {
        try {
            NetmapName n = PortName.parse(name).netmap();
            return n != null && n.isInterface() && n.rings() == NetmapName.Rings.NIC && !n.isMonitor();
        } catch (PortException e) {
            throw new ToolException(e.getMessage(), e);
        }
    }

    private List<Relay> relays(Port from, Port to) {
        List<Relay> all = new ArrayList<>();
        for (int i = 0; i < from.rxRings(); i++) {
            all.add(new Relay(from, i, to, i % to.txRings(), burst, copy, 0));
        }
        return all;
    }

    private ToolException supervise(TaskThread thread, Links links, Interruption interruption, PrintWriter out, Port a, Port b, List<Relay> there, List<Relay> back) {
        long last = System.nanoTime();
        long start = last;
        long[] packets = new long[2];
        while (thread.isRunning() && !interruption.sleep(TICK_MILLIS)) {
            try {
                links.watch();
            } catch (ToolException e) {
                return e;
            }
            long now = System.nanoTime();
            if (options.interval > 0 && now - last >= options.interval * 1_000_000L) {
                double seconds = (now - last) / 1e9;
                last = now;
                out.printf(Locale.ROOT, "%7.3f  %s > %s  %s  %s > %s  %s%n", (now - start) / 1e9, a.name(), b.name(), rate(there, packets, 0, seconds), b.name(), a.name(), rate(back, packets, 1, seconds));
                out.flush();
            }
        }
        return null;
    }

    private static String rate(List<Relay> relays, long[] last, int i, double seconds) {
        long n = sum(relays, Task::packets);
        String s = Numbers.rate((n - last[i]) / seconds, "pps", false) + "  total " + n;
        last[i] = n;
        return s;
    }

    private interface OfRelay {
        long get(Relay r);
    }

    private static long sum(List<Relay> relays, OfRelay what) {
        return relays.stream().mapToLong(what::get).sum();
    }

    private void summary(Port a, Port b, List<Relay> there, List<Relay> back, ToolException failure) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            line(out, a, b, there);
            line(out, b, a, back);
            out.flush();
            return;
        }
        JsonWriter j = new JsonWriter(out);
        j.beginObject();
        if (failure != null) {
            j.member("failure", failure.getMessage());
        }
        j.name("directions").beginArray();
        direction(j, a, b, there);
        direction(j, b, a, back);
        j.endArray().endObject();
    }

    private static void line(PrintWriter out, Port from, Port to, List<Relay> relays) {
        long batches = sum(relays, Task::batches);
        out.printf(Locale.ROOT, "%s > %s: %d packets, %d bytes, average batch %.1f, %d dropped, %d receive drops, %d transmit errors%n", from.name(), to.name(), sum(relays, Task::packets),
                sum(relays, Task::bytes), batches == 0 ? 0 : (double) sum(relays, Task::packets) / batches, sum(relays, Relay::dropped), from.counters().rxDropped, to.counters().txErrors);
    }

    private static void direction(JsonWriter j, Port from, Port to, List<Relay> relays) {
        j.beginObject().member("from", from.name().toString()).member("to", to.name().toString()).name("zeroCopy").value(relays.get(0).isZeroCopy());
        j.member("packets", sum(relays, Task::packets)).member("bytes", sum(relays, Task::bytes)).member("batches", sum(relays, Task::batches));
        j.member("dropped", sum(relays, Relay::dropped)).member("rxDropped", from.counters().rxDropped).member("rxErrors", from.counters().rxErrors)
                .member("txErrors", to.counters().txErrors).endObject();
    }
}
