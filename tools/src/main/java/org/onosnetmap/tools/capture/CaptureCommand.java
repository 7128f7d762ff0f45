package org.onosnetmap.tools.capture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.onosnetmap.dataplane.filter.FilterException;
import org.onosnetmap.dataplane.filter.PacketFilter;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.tools.ToolException;
import org.onosnetmap.tools.run.Interruption;
import org.onosnetmap.tools.run.Links;
import org.onosnetmap.tools.run.Numbers;
import org.onosnetmap.tools.run.PortOptions;
import org.onosnetmap.tools.run.Threads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netmap capture}. */
@Command(name = "capture", description = "Writes what a port receives to a pcapng file, until Ctrl-C or as many packets as wanted.", mixinStandardHelpOptions = true, sortOptions = false,
        footer = {"", "Examples:", "  netmap capture -i packet:eth1 -o out.pcapng tcp port 80 or 443", "  netmap capture -i packet:eth1 -o ring.pcapng -C 100 -W 10",
            "  netmap capture -i packet:eth1 -o - | tcpdump -n -r -"})
public final class CaptureCommand implements Callable<Integer> {

    private static final int TICK_MILLIS = 20;
    private static final long MEGABYTE = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "-i", required = true, paramLabel = "PORT", description = "The port.")
    private String name;

    @Option(names = "-o", required = true, paramLabel = "FILE", description = "The file; - for the standard output.")
    private String file;

    @Option(names = "-n", paramLabel = "COUNT", converter = Numbers.Count.class, description = "Packets to write; 0 for no end. Default: 0.")
    private long count;

    @Option(names = "-s", paramLabel = "BYTES", description = "Keep so many bytes of each packet. Default: 262144, all.")
    private int snapLen = 262_144;

    @Option(names = "-C", paramLabel = "MB", description = "Begin another file after so many million bytes: FILE.1, FILE.2 and so on.")
    private int megabytes;

    @Option(names = "-G", paramLabel = "SECONDS", description = "Begin another file after so many seconds.")
    private int seconds;

    @Option(names = "-W", paramLabel = "FILES", description = "With -C or -G: after so many files write the first anew.")
    private int files;

    @Mixin
    private PortOptions options;

    @Parameters(paramLabel = "FILTER", arity = "0..*", description = "What to write, as pcap-filter(7) has it (docs/tools.md). Default: everything.")
    private List<String> filter = List.of();

    @Override
    public Integer call() throws ToolException {
        String text = String.join(" ", filter);
        if (count < 0 || snapLen < 1 || megabytes < 0 || seconds < 0 || files < 0 || files > 100_000 || files > 0 && megabytes == 0 && seconds == 0) {
            throw new ParameterException(spec.commandLine(), files > 0 && megabytes == 0 && seconds == 0 ? "-W needs -C or -G" : "-n, -s, -C, -G and -W take no negative number");
        }
        if (options.trouble() != null) {
            throw new ParameterException(spec.commandLine(), options.trouble());
        }
        PacketFilter compiled;
        try {
            compiled = PacketFilter.compile(text);
        } catch (FilterException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Path path = file.equals("-") ? null : Path.of(file);
        if (path == null && (megabytes > 0 || seconds > 0)) {
            throw new ParameterException(spec.commandLine(), "-o -: -C and -G are for files");
        }
        try (Interruption interruption = new Interruption(); PortSet set = options.portSet()) {
            Port port = options.open(set, name);
            Links links = new Links(set);
            links.add(port);
            try (Files to = open(path, text)) {
                links.await(options.wait, interruption).forEach(d -> spec.commandLine().getErr().println("netmap: " + d));
                return record(port, new Recorder(port, compiled, to, snapLen, count), to, links, interruption);
            } catch (IOException e) {
                throw new ToolException(cannotWrite(path, e), e);
            }
        }
    }

    private Files open(Path path, String text) throws ToolException {
        try {
            return new Files(path, name, text, snapLen, megabytes * MEGABYTE, seconds, files);
        } catch (IOException e) {
            throw new ToolException("-o " + ToolException.why(path == null ? Path.of("-") : path, e), e);
        }
    }

    private static String cannotWrite(Path path, IOException e) {
        return (path == null ? "the standard output" : path) + " cannot be written: " + e.getMessage() + "; what is there is whole up to its last packet";
    }

    private int record(Port port, Recorder recorder, Files to, Links links, Interruption interruption) throws ToolException {
        PrintWriter err = spec.commandLine().getErr();
        Thread thread = new Thread(recorder, "netmap-capture");
        thread.setDaemon(true);
        thread.start();
        long start = System.nanoTime();
        long last = start;
        long quietSince = start;
        long seen = -1;
        long reported = 0;
        ToolException failure = null;
        while (thread.isAlive() && !interruption.sleep(TICK_MILLIS)) {
            long now = System.nanoTime();
            if (recorder.received() != seen) {
                seen = recorder.received();
                quietSince = now;
            }
            boolean file = port.name().type() == PortName.Type.PCAP;
            if (file && now - quietSince > 100_000_000 && recorder.isEmpty() && (port.link() == LinkState.GONE || recorder.isExhausted())) {
                failure = port.link() == LinkState.GONE ? new ToolException(port.name() + ": " + port.linkReason()) : null;
                break;
            }
            if (!file) {
                try {
                    links.watch();
                } catch (ToolException e) {
                    failure = e;
                    break;
                }
            }
            if (options.interval > 0 && now - last >= options.interval * 1_000_000L) {
                long n = recorder.recorded();
                err.printf(Locale.ROOT, "%7.3f  %s  written %d%n", (now - start) / 1e9, Numbers.rate((n - reported) / ((now - last) / 1e9), "pps", false), n);
                reported = n;
                last = now;
            }
        }
        recorder.stop();
        Threads.join(thread);
        port.refresh();
        err.printf("%s: %d packets received, %d written to %s, %d dropped by the port, %d receive errors%n", port.name(), recorder.received(), recorder.recorded(),
                to.current() == null ? "the standard output" : to.current(), port.counters().rxDropped, port.counters().rxErrors);
        err.flush();
        if (recorder.defect() != null) {
            throw new IllegalStateException("the thread that captures has failed", recorder.defect());
        }
        if (recorder.failure() != null) {
            throw new ToolException(cannotWrite(to.current(), recorder.failure()), recorder.failure());
        }
        if (failure != null) {
            throw failure;
        }
        return 0;
    }
}
