package org.onosnetmap.tools.capture;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.onosnetmap.dataplane.port.pcap.PcapngWriter;

/**
 * One file, or a ring of them: when a file is full or old enough the next begins, and after the last the first is written anew. Files of a ring
 * are {@code NAME.1}, {@code NAME.2} and so on, with as many digits as the last one needs. Not thread-safe.
 */
final class Files implements AutoCloseable {

    private static final long SECOND = 1_000_000_000L;

    private final Path path;
    private final String port;
    private final String filter;
    private final int snapLen;
    private final long maxBytes;
    private final long maxNanos;
    private final int count;
    private PcapngWriter writer;
    private Path current;
    private int number;
    private long begun;
    private long received;
    private long dropped;

    /**
     * Begins the first file.
     *
     * @param path     null for the standard output
     * @param maxBytes of a file; 0 for no limit
     * @param seconds  that a file is for; 0 for no limit
     * @param count    files of the ring; 0 for no ring: files have numbers without end
     */
    Files(Path path, String port, String filter, int snapLen, long maxBytes, int seconds, int count) throws IOException {
        this.path = path;
        this.port = port;
        this.filter = filter;
        this.snapLen = snapLen;
        this.maxBytes = maxBytes;
        this.maxNanos = seconds * SECOND;
        this.count = count;
        next(0);
    }

    private boolean several() {
        return maxBytes > 0 || maxNanos > 0;
    }

    /** The file of the ring that is being written. */
    Path current() {
        return current;
    }

    private void next(long time) throws IOException {
        if (path == null) { // not System.out, which would keep trouble to itself
            writer = new PcapngWriter(new FileOutputStream(FileDescriptor.out).getChannel(), port, filter, snapLen);
            return;
        }
        number = count > 0 ? number % count + 1 : number + 1;
        current = several() ? path.resolveSibling(String.format("%s.%0" + Integer.toString(Math.max(1, count)).length() + "d", path.getFileName(), number)) : path;
        begun = time;
        writer = new PcapngWriter(current, port, filter, snapLen);
    }

    /** As {@link PcapngWriter#write}. */
    void write(long time, ByteBuffer packet, int length) throws IOException {
        if (begun == 0) {
            begun = time;
        }
        if (maxBytes > 0 && writer.size() + packet.remaining() + 32 > maxBytes || maxNanos > 0 && time - begun >= maxNanos) {
            end(time);
            next(time);
        }
        writer.write(time, packet, length);
    }

    /** What the port has received and dropped in all, for the end of each file. */
    void counters(long received, long dropped) {
        this.received = received;
        this.dropped = dropped;
    }

    private void end(long time) throws IOException {
        writer.statistics(time, received, dropped);
        writer.close();
    }

    void flush() throws IOException {
        writer.flush();
    }

    /** Ends the last file at that time. */
    void end() throws IOException {
        java.time.Instant now = java.time.Instant.now();
        writer.statistics(now.getEpochSecond() * SECOND + now.getNano(), received, dropped);
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
