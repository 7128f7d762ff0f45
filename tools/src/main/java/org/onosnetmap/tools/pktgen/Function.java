package org.onosnetmap.tools.pktgen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.netmap.NetmapPort;
import org.onosnetmap.dataplane.port.pcap.PcapReader;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.traffic.Endpoints;
import org.onosnetmap.dataplane.traffic.FrameSpec;
import org.onosnetmap.dataplane.traffic.Pinger;
import org.onosnetmap.dataplane.traffic.Ponger;
import org.onosnetmap.dataplane.traffic.Receiver;
import org.onosnetmap.dataplane.traffic.Task;
import org.onosnetmap.dataplane.traffic.Transmitter;
import org.onosnetmap.tools.ToolException;
import org.onosnetmap.tools.pktgen.FunctionOptions.Kind;
import org.onosnetmap.tools.run.PortOptions;

/** One function on one port: checked options, then an open port, then tasks. */
final class Function {

    private static final Pattern MAC = Pattern.compile("(?:[0-9A-Fa-f]{1,2}:){5}[0-9A-Fa-f]{1,2}");
    private static final int MAX_FRAME = 16_384;
    private static final int MAX_THREADS = 16;
    private static final int DEFAULT_PORT = 1234;
    private static final long OWN_MAC = 0x02_00_00_00_00_01L;
    /** Latencies are told from one to this many nanoseconds, with three digits. */
    private static final long MAX_LATENCY = 10_000_000_000L;

    final FunctionOptions options;
    private final FrameSpec frames = new FrameSpec();
    private final PortConfig config;
    /** Whether packets may go over several slots. */
    private final boolean fragments;
    private Port port;
    final List<Task> tasks = new ArrayList<>();
    final List<Histogram> latencies = new ArrayList<>();

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException for a command line that makes no sense
     * @throws ToolException            if a file or an address is refused
     */
    Function(FunctionOptions o) throws ToolException {
        options = o;
        PortName name;
        try {
            name = PortName.parse(PortOptions.fullName(o.port));
            PortName.Type type = name.type();
            fragments = type == PortName.Type.PIPE_MASTER || type == PortName.Type.PIPE_SLAVE || type == PortName.Type.NETMAP;
        } catch (PortException e) {
            throw new ToolException("-i " + o.port + ": " + e.getMessage(), e);
        }
        inRange("-p", o.threads, 1, MAX_THREADS);
        inRange("-b", o.burst, 1, 65_536);
        inRange("-F", o.fragments, 1, 64);
        inRange("-w", o.wait == null ? 0 : o.wait, 0, 3600);
        config = new PortConfig(o.rings == null ? "0" : o.rings);
        if (o.fragments > 1 && !fragments) {
            throw new IllegalArgumentException("-F " + o.fragments + ": " + o.port + " carries packets of one slot; only pipes and netmap: ports carry more");
        }
        if (o.indirect) {
            checkIndirect(name);
        }
        frames();
    }

    /** Only the kernel's VALE switches read frames at any address of the process. */
    private void checkIndirect(PortName name) {
        if (name.type() == PortName.Type.VALE) {
            throw new IllegalArgumentException("-I: the switch of " + name + " is in this process and reads the buffers of its rings alone; netmap:" + name + " is a port of the kernel's");
        } else if (name.type() != PortName.Type.NETMAP || !name.netmap().isVale() || name.netmap().isMonitor()) {
            throw new IllegalArgumentException("-I: indirect buffers are for VALE ports of the kernel, as netmap:vale0:a, and " + name + " is none");
        } else if (options.function != Kind.tx || options.fragments > 1) {
            throw new IllegalArgumentException("-I: goes with -f tx, and not with -F");
        }
    }

    private static void inRange(String option, int n, int min, int max) {
        if (n < min || n > max) {
            throw new IllegalArgumentException(option + " " + n + ": take " + min + " to " + max);
        }
    }

    private void frames() throws ToolException {
        FunctionOptions o = options;
        frames.virtioHeader(o.virtioHeader);
        boolean v6 = o.ipv6 || !o.ipv4 && (isIpv6(o.source) || isIpv6(o.destination));
        if (o.ipv4 && o.ipv6) {
            throw new IllegalArgumentException("-4 and -6: take one");
        }
        Endpoints source = endpoints("-s", o.source, v6 ? "fd00::1" : "10.0.0.1", v6);
        Endpoints destination = endpoints("-d", o.destination, v6 ? "fd00::1:1" : "10.1.0.1", v6);
        frames.endpoints(source, destination).random(o.randomSource, o.randomDestination);
        if (o.lengths.size() > 2) {
            throw new IllegalArgumentException("-l: give it once, or twice for a range of sizes");
        }
        int max = o.lengths.isEmpty() ? v6 ? FrameSpec.MIN_IPV6 : FrameSpec.MIN_IPV4 : o.lengths.get(0);
        int min = o.lengths.size() < 2 ? max : o.lengths.get(1);
        if (max > MAX_FRAME - 64) {
            throw new IllegalArgumentException("-l " + max + ": take " + (MAX_FRAME - 64) + " at most");
        }
        if (o.lengths.size() == 2 && max <= min) {
            throw new IllegalArgumentException("-l " + max + " -l " + min + ": the range ends before it starts; give the upper end first");
        }
        if (o.file != null) {
            frames.frame(firstPacket());
        } else {
            try {
                frames.lengths(min, max);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("-l " + min + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean isIpv6(String s) {
        return s != null && s.matches("[^-]*:[^-]*:.*");
    }

    private static Endpoints endpoints(String option, String text, String otherwise, boolean v6) {
        try {
            Endpoints e = Endpoints.parse(text == null ? otherwise : text, DEFAULT_PORT);
            if (e.isIpv6() != v6) {
                throw new IllegalArgumentException("'" + text + "' is " + (v6 ? "IPv4, and IPv6 is wanted" : "IPv6, and IPv4 is wanted"));
            }
            return e;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private byte[] firstPacket() throws ToolException {
        try (PcapReader r = new PcapReader(options.file)) {
            if (!r.next()) {
                throw new ToolException("-P " + options.file + ": holds no packet");
            }
            byte[] b = new byte[r.captured()];
            for (int i = 0; i < b.length; i++) {
                b[i] = r.buffer().get(r.position() + i);
            }
            if (b.length < 14 || b.length > MAX_FRAME - 64) {
                throw new ToolException("-P " + options.file + ": its first packet has " + b.length + " bytes; take 14 to " + (MAX_FRAME - 64));
            }
            return b;
        } catch (IOException e) {
            throw new ToolException("-P " + ToolException.why(options.file, e), e);
        }
    }

    private static long mac(String option, String s) {
        if (!MAC.matcher(s).matches()) {
            throw new IllegalArgumentException(option + " " + s + ": is no Ethernet address; write aa:bb:cc:dd:ee:00");
        }
        long mac = 0;
        for (String part : s.split(":")) {
            mac = mac << 8 | Integer.parseInt(part, 16);
        }
        return mac;
    }

    /** Bytes of a buffer that the frames need. */
    int bufSize() {
        if (options.indirect) {
            return NetmapAbi.DEFAULT_BUF_SIZE;
        }
        int needed = options.fragments > 1 ? (frames.longest() + options.fragments - 1) / options.fragments : frames.longest();
        return Math.max(NetmapAbi.DEFAULT_BUF_SIZE, Math.max(needed, frames.longest()) + 63 & ~63);
    }

    /** Receive rings that a VALE port must have for this. */
    int valeWorkers() {
        return options.function == Kind.tx ? 1 : Math.max(options.threads, config.rxRings);
    }

    /** Opens the port. */
    void open(PortSet set) throws ToolException {
        Map<String, String> o = new HashMap<>(options.portOptions);
        if (config.slots() > 0) {
            o.put("slots", Integer.toString(config.slots()));
        }
        int rxRings = Math.max(config.rxRings, options.function == Kind.tx ? 0 : options.threads);
        boolean vale = options.port.startsWith("vale");
        if (rxRings > 1 && !vale) {
            o.put("rxRings", Integer.toString(rxRings));
        }
        try {
            port = set.open(PortOptions.fullName(options.port), Math.max(Math.max(config.txRings, 1), options.function == Kind.rx ? 1 : options.threads), o);
        } catch (PortException e) {
            throw new ToolException(e.getMessage(), e);
        }
    }

    Port port() {
        return port;
    }

    /**
     * Makes the tasks.
     *
     * @param stream number of the first stream
     * @param dump   takes packets to show; null for none
     * @throws IllegalArgumentException if the port is too small for what is wanted
     */
    void prepare(int stream, Consumer<byte[]> dump) {
        FunctionOptions o = options;
        long own = port.mac();
        frames.macs(o.sourceMac != null ? mac("-S", o.sourceMac) : own != 0 ? own : OWN_MAC, mac("-D", o.destinationMac));
        int rings = o.function == Kind.tx ? port.txRings() : o.function == Kind.rx ? port.rxRings() : Math.min(port.txRings(), port.rxRings());
        if (o.threads > rings) {
            throw new IllegalArgumentException("-p " + o.threads + ": " + port.name() + " has " + rings + (rings == 1 ? " ring" : " rings") + "; take as many threads at most");
        }
        if ((o.fragments > 1 || o.indirect) && port instanceof NetmapPort && ((NetmapPort) port).sharesRings()) {
            throw new IllegalArgumentException("-p " + o.threads + ": " + port.name() + " has fewer transmit rings; with -F and -I each thread needs one of its own");
        }
        int most = o.function == Kind.ping ? o.threads : rings;
        int n = o.count > 0 ? (int) Math.min(most, o.count) : most;
        for (int i = 0; i < n; i++) {
            tasks.add(task(i, n, stream + i, dump));
        }
    }

    private Task task(int ring, int of, int stream, Consumer<byte[]> dump) {
        FunctionOptions o = options;
        long count = o.count / of + (ring < o.count % of ? 1 : 0);
        switch (o.function) {
            case tx:
                return new Transmitter(port, ring, frames, stream, new Transmitter.Options().burst(o.burst).count(count).rate(o.rate / of).fragments(o.fragments, o.fragmentSize)
                        .rubbish(o.rubbish).indirect(o.indirect).tap(dump == null ? null : t -> dump.accept(bytes(t.memory(), t.frameOffset(), t.frameLength()))));
            case rx:
                return new Receiver(port, ring, o.burst, count, o.virtioHeader,
                        dump == null ? null : r -> dump.accept(bytes(r.port().rxRing(ring).memory(), r.frameOffset(), r.frameLength())));
            case ping:
                Histogram h = new Histogram(1, MAX_LATENCY, 3);
                latencies.add(h);
                return new Pinger(port, ring, frames, stream, count, o.rate / of, nanos -> h.recordValue(Math.max(1, Math.min(MAX_LATENCY, nanos))));
            default:
                return new Ponger(port, ring, o.burst, count, o.virtioHeader);
        }
    }

    private static byte[] bytes(java.nio.ByteBuffer mem, int at, int length) {
        byte[] b = new byte[at < 0 ? 0 : length];
        for (int i = 0; i < b.length; i++) {
            b[i] = mem.get(at + i);
        }
        return b;
    }

    /** Whether it sends of its own accord, so that others wait for it. */
    boolean isSource() {
        return options.function == Kind.tx || options.function == Kind.ping;
    }

    boolean isDone() {
        return tasks.stream().allMatch(Task::isDone);
    }

    long packets() {
        return tasks.stream().mapToLong(Task::packets).sum();
    }

    long bytes() {
        return tasks.stream().mapToLong(Task::bytes).sum();
    }

    long batches() {
        return tasks.stream().mapToLong(Task::batches).sum();
    }

    /** Seconds from the first packet to the last. */
    double seconds() {
        long first = tasks.stream().mapToLong(Task::firstNanos).filter(t -> t != 0).min().orElse(0);
        long last = tasks.stream().mapToLong(Task::lastNanos).filter(t -> t != 0).max().orElse(0);
        return (last - first) / 1e9;
    }
}
