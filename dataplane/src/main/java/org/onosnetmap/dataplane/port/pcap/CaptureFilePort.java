package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
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
    private final PacketFilter filter;
    private final PcapngWriter writer;
    private final ByteBuffer[] sent;
    /** What to add to {@link System#nanoTime} for nanoseconds since 1970. */
    private final long epoch;
    private long seen;
    private long written;
    private volatile String failure = "";
    private boolean closed;

    private CaptureFilePort(PortSpec spec, NetmapIf nif, NetmapMemory memory, PacketFilter filter, PcapngWriter writer) {
        super(spec.name(), nif);
        this.memory = memory;
        this.filter = filter;
        this.writer = writer;
        this.sent = new ByteBuffer[nif.txRings()];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = nif.txRing(i).memory().duplicate();
        }
        Instant now = Instant.now();
        this.epoch = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
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
            synchronized (writer) {
                write(r, sent[ring], at, head);
            }
        }
        r.tail(head == 0 ? r.numSlots() - 1 : head - 1);
    }

    private void write(NetmapRing r, ByteBuffer view, int at, int head) {
        long now = epoch + System.nanoTime();
        int lost = 0;
        for (; at != head; at = r.next(at)) {
            int from = r.bufferAt(at);
            int len = r.checkedLength(at);
            if (from < 0 || len < 0 || !failure.isEmpty()) {
                lost++;
                continue;
            }
            seen++;
            if (filter.matches(view.clear(), from, len, len)) {
                view.limit(from + len).position(from);
                try {
                    writer.write(now, view, len);
                    written++;
                } catch (IOException e) {
                    lost++;
                    failed(e);
                }
            }
        }
        if (lost > 0) {
            counters().addTxErrors(lost);
        }
    }

    private void failed(IOException e) {
        failure = "the file cannot be written: " + e.getMessage();
    }

    @Override
    public LinkState link() {
        return failure.isEmpty() ? LinkState.UP : LinkState.DOWN;
    }

    @Override
    public String linkReason() {
        return failure;
    }

    /** Brings what was captured to the file. */
    @Override
    public synchronized void refresh() {
        if (closed) {
            return;
        }
        synchronized (writer) {
            if (failure.isEmpty()) {
                try {
                    writer.flush();
                } catch (IOException e) {
                    failed(e);
                }
            }
        }
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> d = new TreeMap<>();
        d.put("driver", "pcap");
        synchronized (writer) {
            d.put("written", written + " of " + seen + " packets");
        }
        return d;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        synchronized (writer) {
            try {
                if (failure.isEmpty()) {
                    writer.statistics(epoch + System.nanoTime(), seen, 0);
                }
                writer.close();
            } catch (IOException e) {
                LOG.warn("{}: closing: {}", name(), e.toString());
            }
        }
        memory.free(netmapIf());
    }
}
