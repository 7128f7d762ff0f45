package org.onosnetmap.tools.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.Packet;
import org.onosnetmap.dataplane.port.pcap.PcapWriter;
import org.onosnetmap.dataplane.vale.LearningSwitch;
import org.onosnetmap.dataplane.vale.MacTable;

/** Where packets go: a capture for each port that sends, with the time stamps of the packets that caused the sending. */
final class Outputs extends Egress implements AutoCloseable {

    private static final int MACS = 131_072;

    /** What a port has sent. */
    static final class Sent {
        long packets;
        long bytes;
        long dropped;
        PcapWriter writer;
    }

    /** Takes packets for the controller. */
    interface Controller {
        void packet(Packet p, int maxLen, int reason, int table, long cookie);
    }

    private final Path folder;
    private final Set<Integer> flooded;
    private final Set<Integer> down;
    private final Controller controller;
    private final LearningSwitch learning = new LearningSwitch(new MacTable(MACS));
    private final Map<Integer, Sent> ports = new TreeMap<>(Integer::compareUnsigned);
    private long now;

    /**
     * @param folder  for the captures
     * @param flooded ports that floods go to
     * @param down    ports without a link
     */
    Outputs(Path folder, Set<Integer> flooded, Set<Integer> down, Controller controller) {
        this.folder = folder;
        this.flooded = new TreeSet<>(flooded);
        this.down = down;
        this.controller = controller;
    }

    /** The packets from now on leave at that time, in nanoseconds since 1970. */
    void time(long nanos) {
        now = nanos;
    }

    /** The capture of a port. */
    Path file(int port) {
        return folder.resolve("port-" + Integer.toUnsignedString(port) + ".pcap");
    }

    /** All ports that have sent or dropped. */
    Map<Integer, Sent> ports() {
        return ports;
    }

    /** All ports have a link, whether they are known or not, but for those that the command line took down. */
    @Override
    public boolean isLive(int port) {
        return !down.contains(port);
    }

    @Override
    public void output(Packet p, int port, boolean last) {
        Sent s = ports.computeIfAbsent(port, n -> new Sent());
        if (!isLive(port)) {
            s.dropped++;
            return;
        }
        s.packets++;
        s.bytes += p.length;
        ByteBuffer frame = p.mem.duplicate();
        frame.limit(p.offset + p.length).position(p.offset);
        try {
            if (s.writer == null) {
                s.writer = new PcapWriter(file(port));
            }
            s.writer.write(now, frame);
        } catch (IOException e) {
            throw new UncheckedIOException(file(port) + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void flood(Packet p, boolean all, boolean last) {
        for (int port : flooded) {
            if (port != p.inPort && isLive(port)) {
                output(p, port, false);
            }
        }
    }

    @Override
    public void normal(Packet p, boolean last) {
        learning.begin();
        int port = learning.port(p, (int) (now / 1_000_000_000L));
        if (port < 0) {
            flood(p, false, last);
        } else if (port != p.inPort) {
            output(p, port, last);
        }
    }

    @Override
    public void controller(Packet p, int maxLen, int reason, int table, long cookie) {
        controller.packet(p, maxLen, reason, table, cookie);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Sent s : ports.values()) {
            try {
                if (s.writer != null) {
                    s.writer.close();
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
