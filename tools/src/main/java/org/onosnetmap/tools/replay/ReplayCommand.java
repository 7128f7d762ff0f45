package org.onosnetmap.tools.replay;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.traffic.Relay;
import org.onosnetmap.tools.ToolException;
import org.onosnetmap.tools.json.JsonWriter;
import org.onosnetmap.tools.run.Interruption;
import org.onosnetmap.tools.run.Links;
import org.onosnetmap.tools.run.Numbers;
import org.onosnetmap.tools.run.PortOptions;
import org.onosnetmap.tools.run.TaskThread;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netmap replay}. */
@Command(name = "replay", description = "Sends the packets of a capture (pcap or pcapng) through a port, by the time stamps unless told otherwise.", mixinStandardHelpOptions = true,
        sortOptions = false, footer = {"", "Examples:", "  netmap replay -i packet:eth1 in.pcap", "  netmap replay -i packet:eth1 -R 10k -l 3 in.pcap"})
public final class ReplayCommand implements Callable<Integer> {

    private static final int TICK_MILLIS = 10;
    /** How long the last packets may take to leave, in nanoseconds. */
    private static final long DRAIN = 1_000_000_000L;

    @Spec
    private CommandSpec spec;

    @Option(names = "-i", required = true, paramLabel = "PORT", description = "The port that packets leave by.")
    private String name;

    @Parameters(paramLabel = "FILE", description = "The capture.")
    private String file;

    /** One of these at most. */
    static final class Pace {
        @Option(names = "-x", paramLabel = "FACTOR", description = "So many times the speed of the time stamps, as 2 or 0.5.")
        private Double factor;

        @Option(names = "-R", paramLabel = "RATE", converter = Numbers.Rate.class, description = "Packets per second, as 1000, 10k, 1.5M, whatever the time stamps say.")
        private Double rate;

        @Option(names = "-t", description = "As fast as it goes.")
        private boolean top;
    }

    @ArgGroup
    private Pace pace = new Pace();

    @Option(names = "-l", paramLabel = "TIMES", description = "Send the file so often; 0 for no end. Default: 1.")
    private int times = 1;

    @Option(names = "-b", paramLabel = "PACKETS", description = "Most packets of a batch. Default: 512.")
    private int burst = 512;

    @Option(names = "--json", description = "The summary as one JSON object on the standard output; reports go to the standard error.")
    private boolean json;

    @Mixin
    private PortOptions options;

    @Override
    public Integer call() throws ToolException {
        String trouble = times < 0 ? "-l " + times + ": take 0 or more" : burst < 1 ? "-b " + burst + ": take 1 or more" : pace.factor != null && !(pace.factor > 0) ? "-x " + pace.factor + ": take more than 0"
                : pace.rate != null && !(pace.rate > 0) ? "-R: take more than 0" : options.trouble();
        if (trouble != null) {
            throw new ParameterException(spec.commandLine(), trouble);
        }
        Map<String, String> how = new HashMap<>();
        how.put("loop", times == 0 ? "true" : Integer.toString(times));
        how.put("timing", pace.top || pace.rate != null ? "full" : pace.factor != null ? "x" + String.format(Locale.ROOT, "%f", pace.factor) : "file");
        PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        ToolException failure = null;
        try (Interruption interruption = new Interruption(); PortSet set = options.portSet()) {
            Port source = PortOptions.open(set, "pcap:" + file, how);
            Port target = options.open(set, name);
            Links links = new Links(set);
            links.add(target);
            links.await(options.wait, interruption).forEach(d -> spec.commandLine().getErr().println("netmap: " + d));
            Relay relay = new Relay(source, 0, target, 0, burst, false, pace.rate == null ? 0 : pace.rate);
            try (TaskThread thread = new TaskThread(List.of(relay))) {
                failure = supervise(thread, links, interruption, out, source, relay);
            }
            if (failure == null && source.link() == LinkState.GONE) {
                failure = new ToolException(file + ": " + source.linkReason());
            }
            summary(source, target, relay, failure);
        }
        if (failure != null) {
            throw failure;
        }
        return 0;
    }

    private ToolException supervise(TaskThread thread, Links links, Interruption interruption, PrintWriter out, Port source, Relay relay) {
        long start = System.nanoTime();
        long last = start;
        long ended = 0;
        long packets = 0;
        while (thread.isRunning() && !interruption.sleep(TICK_MILLIS)) {
            try {
                links.watch();
            } catch (ToolException e) {
                return e;
            }
            long now = System.nanoTime();
            if (source.link() == LinkState.GONE || relay.isExhausted()) {
                ended = ended == 0 ? now : ended;
                if (relay.isEmpty() || now - Math.max(ended, relay.lastNanos()) > DRAIN) {
                    return null;
                }
            }
            if (options.interval > 0 && now - last >= options.interval * 1_000_000L) {
                long n = relay.packets();
                out.printf(Locale.ROOT, "%7.3f  %s  total %d%n", (now - start) / 1e9, Numbers.rate((n - packets) / ((now - last) / 1e9), "pps", false), n);
                out.flush();
                packets = n;
                last = now;
            }
        }
        return null;
    }

    private void summary(Port source, Port target, Relay relay, ToolException failure) {
        double seconds = (relay.lastNanos() - relay.firstNanos()) / 1e9;
        PrintWriter out = spec.commandLine().getOut();
        long skipped = source.counters().rxErrors + relay.dropped();
        if (json) {
            JsonWriter j = new JsonWriter(out).beginObject();
            if (failure != null) {
                j.member("failure", failure.getMessage());
            }
            j.member("packets", relay.packets()).member("bytes", relay.bytes()).member("seconds", seconds).member("skipped", skipped).member("txErrors", target.counters().txErrors).endObject();
            return;
        }
        out.printf(Locale.ROOT, "%s: sent %d packets, %d bytes in %.3f s: %s; %d of the file not sent, because they are not whole or too long; %d transmit errors%n", target.name(), relay.packets(),
                relay.bytes(), seconds, Numbers.rate(seconds == 0 ? 0 : relay.packets() / seconds, "pps", false), skipped, target.counters().txErrors);
        out.flush();
    }
}
