package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.onosnetmap.dataplane.filter.FilterException;
import org.onosnetmap.dataplane.filter.PacketFilter;
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
 * {@code pcap:FILE} with option {@code read=false}: what is sent to the port goes to the file, pcapng with the time of sending; nothing is
 * received. As the port of a mirror it captures what other ports carry. Option {@code filter}: write only what matches this expression
 * ({@link PacketFilter}).
 */
public final class CaptureFilePort extends Port {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureFilePort.class);
    private static final int WHOLE = 262_144;

    private final NetmapMemory memory;
    private final Filtered file;
    private final SentFrames sent;
    private boolean closed;

    private CaptureFilePort(PortSpec spec, NetmapIf nif, NetmapMemory memory, PacketFilter filter, PcapngWriter writer) {
        super(spec.name(), nif);
        this.memory = memory;
        this.file = new Filtered(filter, writer);
        this.sent = new SentFrames(nif, file, "the file");
    }

    /** Writes what the filter wants. */
    private static final class Filtered implements SentFrames.Sink {
        private final PacketFilter filter;
        private final PcapngWriter writer;
        private volatile long seen;
        private volatile long written;

        Filtered(PacketFilter filter, PcapngWriter writer) {
            this.filter = filter;
            this.writer = writer;
        }

        @Override
        public void write(long timeNanos, ByteBuffer frame) throws IOException {
            seen++;
            int len = frame.remaining();
            int from = frame.position();
            if (filter.matches(frame.clear(), from, len, len)) {
                writer.write(timeNanos, frame.limit(from + len).position(from), len);
                written++;
            }
        }

        @Override
        public void flush() throws IOException {
            writer.flush();
        }

        @Override
        public void close(long timeNanos) throws IOException {
            try {
                writer.statistics(timeNanos, seen, 0);
            } finally {
                writer.close();
            }
        }
    }

    /** Whether the options ask for this and not for a file to read. */
    static boolean isWanted(PortSpec spec) throws PortException {
        String read = spec.option("read", "true");
        if (!read.equals("true") && !read.equals("false")) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": option read is '" + read + "'; take true or false");
        }
        return read.equals("false");
    }

    /**
     * Makes the file, or makes it empty. A {@link org.onosnetmap.dataplane.port.PortOpener}.
     *
     * @throws PortException if the file cannot be made, or the filter is none
     */
    static CaptureFilePort open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        PortOptions.check(spec, Set.of("read", "filter"));
        String text = spec.option("filter", "");
        PacketFilter filter;
        try {
            filter = PacketFilter.compile(text);
        } catch (FilterException e) {
            throw new PortException(Kind.BAD_NAME, spec.name() + ": option filter: " + e.getMessage(), e);
        }
        NetmapIf nif = PortRings.allocate(spec, memory, txRings);
        try {
            return new CaptureFilePort(spec, nif, memory, filter, new PcapngWriter(Path.of(spec.name().device()), spec.name().toString(), text, WHOLE));
        } catch (IOException e) {
            memory.free(nif);
            throw new PortException(Kind.FAILED, spec.name() + ": cannot make the file (" + PcapPort.why(e) + "); name a file in a folder that can be written", e);
        } catch (InvalidPathException e) {
            memory.free(nif);
            throw new PortException(Kind.BAD_NAME, spec.name() + ": is no file name: " + e.getReason(), e);
        } catch (RuntimeException e) {
            memory.free(nif);
            throw e;
        }
    }

    @Override
    public void rxsync(int ring) {
    }

    @Override
    public void txsync(int ring) {
        NetmapRing r = txRing(ring);
        int at = r.next(r.tail());
        if (!r.headWithin(at)) {
            return;
        }
        int head = r.head();
        if (at != head) {
            int lost = sent.write(ring, r, at, head);
            if (lost > 0) {
                counters().addTxErrors(lost);
            }
        }
        r.tail(head == 0 ? r.numSlots() - 1 : head - 1);
    }

    @Override
    public LinkState link() {
        return sent.failure().isEmpty() ? LinkState.UP : LinkState.DOWN;
    }

    @Override
    public String linkReason() {
        return sent.failure();
    }

    /** Brings what was captured to the file. */
    @Override
    public synchronized void refresh() {
        if (!closed) {
            sent.flush();
        }
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>();
        d.put("driver", "pcap");
        d.put("written", file.written + " of " + file.seen + " packets");
        return d;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            sent.close();
        } catch (IOException e) {
            LOG.warn("{}: closing: {}", name(), e.toString());
        }
        memory.free(netmapIf());
    }
}
