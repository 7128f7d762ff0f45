package org.onosnetmap.dataplane.port.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code pcap:FILE} receives the packets of a capture file.
 *
 * <p>Options: {@code loop} ({@code false}, {@code true}, or how many times), {@code timing} ({@code full}: as fast as they are taken;
 * {@code file}: by the time stamps; {@code x2.5}: 2.5 times as fast as the time stamps), {@code write} (a file for what is sent to the
 * port, with the time of sending; without it that is swallowed); {@code read=false} makes it a {@link CaptureFilePort}.
 */
public final class PcapPort extends Port {

    private static final Logger LOG = LoggerFactory.getLogger(PcapPort.class);
    private static final Pattern FACTOR = Pattern.compile("x[0-9]{1,6}(\\.[0-9]{1,6})?");

    private final NetmapMemory memory;
    private final Replay replay;
    private final ByteBuffer source;
    private final ByteBuffer target;
    /** Null if what is sent is swallowed. */
    private final SentFrames sent;
    private final String writePath;
    private final String timing;
    private final String loop;

    private int released;
    private volatile long replayed;
    private volatile String gone = "";
    private boolean closed;

    private PcapPort(PortSpec spec, NetmapIf nif, NetmapMemory memory, Replay replay, PcapWriter writer) {
        super(spec.name(), nif);
        this.memory = memory;
        this.replay = replay;
        this.source = replay.buffer().duplicate();
        this.target = nif.rxRing(0).memory().duplicate();
        this.writePath = spec.option("write", "");
        this.timing = spec.option("timing", "full");
        this.loop = spec.option("loop", "false");
        this.sent = writer == null ? null : new SentFrames(nif, sink(writer), "the capture file " + writePath);
    }

    private static SentFrames.Sink sink(PcapWriter writer) {
        return new SentFrames.Sink() {
            @Override
            public void write(long timeNanos, ByteBuffer frame) throws IOException {
                writer.write(timeNanos, frame);
            }

            @Override
            public void flush() throws IOException {
                writer.flush();
            }

            @Override
            public void close(long timeNanos) throws IOException {
                writer.close();
            }
        };
    }

    /**
     * Opens the file, and the one to write. A {@link org.onosnetmap.dataplane.port.PortOpener}.
     *
     * @throws PortException if a file cannot be read or made, or is no capture of Ethernet packets
     */
    public static Port open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        if (CaptureFilePort.isWanted(spec)) {
            return CaptureFilePort.open(spec, memory, txRings);
        }
        PortOptions.check(spec, Set.of("loop", "timing", "write", "read"));
        if (PortOptions.rxRings(spec) != 1) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": a file is received by one ring; leave option rxRings out");
        }
        int passes = passes(spec);
        double speed = speed(spec);
        Path file = path(spec, spec.name().device());
        String write = spec.option("write", "");
        NetmapIf nif = PortRings.allocate(spec, memory, txRings);
        PcapReader reader = null;
        try {
            if (Files.isDirectory(file)) {
                throw new PortException(Kind.NOT_FOUND, spec.name() + ": is a folder; name a capture file");
            }
            reader = new PcapReader(file);
            PcapWriter writer = null;
            if (!write.isEmpty()) {
                Path to = path(spec, write);
                if (Files.exists(to) && Files.isSameFile(file, to)) {
                    throw new PortException(Kind.BAD_NAME, spec.name() + ": option write names the file that is read; name another");
                }
                writer = create(spec, to);
            }
            return new PcapPort(spec, nif, memory, new Replay(reader, memory.bufSize(), speed, passes), writer);
        } catch (IOException e) {
            undo(spec, nif, memory, reader);
            throw new PortException(e instanceof PcapException ? Kind.BAD_NAME : Kind.NOT_FOUND, spec.name() + ": "
                    + (e instanceof PcapException ? e.getMessage() : "cannot read the file (" + why(e) + ")"), e);
        } catch (PortException | RuntimeException e) {
            undo(spec, nif, memory, reader);
            throw e;
        }
    }

    private static PcapWriter create(PortSpec spec, Path to) throws PortException {
        try {
            return new PcapWriter(to);
        } catch (IOException e) {
            throw new PortException(Kind.FAILED, spec.name() + ": option write: cannot make " + to + " (" + why(e) + "); name a file in a folder that can be written", e);
        }
    }

    private static void undo(PortSpec spec, NetmapIf nif, NetmapMemory memory, PcapReader reader) {
        memory.free(nif);
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                LOG.warn("{}: closing the file: {}", spec.name(), e.toString());
            }
        }
    }

    static String why(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "there is no such file or folder"
                : e instanceof java.nio.file.AccessDeniedException ? "permission denied" : e.getMessage();
    }

    private static Path path(PortSpec spec, String name) throws PortException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": '" + name + "' is no file name: " + e.getReason(), e);
        }
    }

    private static int passes(PortSpec spec) throws PortException {
        switch (spec.option("loop", "false")) {
            case "false":
                return 1;
            case "true":
                return Integer.MAX_VALUE;
            default:
                return spec.intOption("loop", 1, 1, Integer.MAX_VALUE - 1);
        }
    }

    private static double speed(PortSpec spec) throws PortException {
        String s = spec.option("timing", "full");
        if (s.equals("full")) {
            return Replay.FULL_SPEED;
        }
        double factor = s.equals("file") ? 1 : FACTOR.matcher(s).matches() ? Double.parseDouble(s.substring(1)) : 0;
        if (factor == 0) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": option timing is '" + s + "'; take full, file, or a factor as x2 or x0.5");
        }
        return factor;
    }

    @Override
    public void rxsync(int ring) {
        NetmapRing r = rxRing(0);
        if (!gone.isEmpty() || !r.headWithin(released)) {
            return;
        }
        released = r.head();
        int fill = r.tail();
        int full = released == 0 ? r.numSlots() - 1 : released - 1;
        long now = replay.timed() ? System.nanoTime() : 0;
        int n = 0;
        int bad = 0;
        try {
            while (fill != full && replay.hasPacket(now) && (!replay.timed() || replay.dueNanos() - now <= 0)) {
                int len = replay.reader().captured();
                int to = r.bufferAt(fill);
                if (to < 0) { // the client spoilt the slot: it goes back empty
                    bad++;
                    r.len(fill, 0);
                    fill = r.next(fill);
                } else {
                    int at = replay.reader().position();
                    source.limit(at + len).position(at);
                    target.position(to);
                    target.put(source);
                    r.len(fill, len);
                    r.flags(fill, 0);
                    fill = r.next(fill);
                    n++;
                }
                replay.delivered();
            }
        } catch (EOFException e) {
            bad++;
            gone = "the file is cut short: " + e.getMessage();
        } catch (IOException e) {
            bad++;
            gone = e.getMessage();
        }
        bad += replay.takeSkipped();
        if (bad > 0) {
            counters().addRxErrors(bad);
        }
        r.tail(fill);
        if (n > 0) {
            replayed += n;
        }
    }

    @Override
    public long nextRxNanos(int ring) {
        if (!gone.isEmpty() || replay.ended()) {
            return Long.MAX_VALUE;
        }
        if (!replay.timed()) {
            return 0;
        }
        long now = System.nanoTime();
        try {
            return replay.hasPacket(now) ? Math.max(0, replay.dueNanos() - now) : Long.MAX_VALUE;
        } catch (IOException e) {
            return 0; // the next sync meets it again and tells
        }
    }

    @Override
    public void txsync(int ring) {
        NetmapRing r = txRing(ring);
        int at = r.next(r.tail());
        if (!r.headWithin(at)) {
            return;
        }
        int head = r.head();
        if (sent != null && at != head) {
            int lost = sent.write(ring, r, at, head);
            if (lost > 0) {
                counters().addTxErrors(lost);
            }
        }
        r.tail(head == 0 ? r.numSlots() - 1 : head - 1);
    }

    private String captureFailure() {
        return sent == null ? "" : sent.failure();
    }

    @Override
    public LinkState link() {
        return !gone.isEmpty() ? LinkState.GONE : !captureFailure().isEmpty() ? LinkState.DOWN : LinkState.UP;
    }

    @Override
    public String linkReason() {
        return !gone.isEmpty() ? gone : captureFailure();
    }

    /** Brings what was captured to the file. */
    @Override
    public synchronized void refresh() {
        if (!closed && sent != null) {
            sent.flush();
        }
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>();
        d.put("driver", "pcap");
        d.put("timing", timing);
        d.put("loop", loop);
        d.put("replayed", replayed + (replay.ended() ? " packets, at the end of the file" : " packets"));
        if (sent != null) {
            d.put("write", writePath);
        }
        return d;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        refresh();
        closed = true;
        try {
            replay.reader().close();
            if (sent != null) {
                sent.close();
            }
        } catch (IOException e) {
            LOG.warn("{}: closing: {}", name(), e.toString());
        }
        memory.free(netmapIf());
    }
}
