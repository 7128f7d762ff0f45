package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * The frames that are sent to a port whose other end is a file, with the time of sending. Workers write their rings one after the other. What
 * cannot be written is lost, from the first failure on, and the rings go on.
 */
final class SentFrames {

    /** The file. Called by one thread at a time. */
    interface Sink {
        /**
         * Writes a frame.
         *
         * @param timeNanos since 1970
         * @param frame     from position to limit
         */
        void write(long timeNanos, ByteBuffer frame) throws IOException;

        void flush() throws IOException;

        /** Writes what stands at the end, and closes the file. */
        void close(long timeNanos) throws IOException;
    }

    private final String file;
    private final Sink sink;
    private final ByteBuffer[] views;
    /** What to add to {@link System#nanoTime} for nanoseconds since 1970. */
    private final long epoch;
    private volatile String failure = "";

    /** @param file what it is called if it cannot be written */
    SentFrames(NetmapIf nif, Sink sink, String file) {
        this.file = file;
        this.sink = sink;
        this.views = new ByteBuffer[nif.txRings()];
        for (int i = 0; i < views.length; i++) {
            views[i] = nif.txRing(i).memory().duplicate();
        }
        Instant now = Instant.now();
        this.epoch = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    }

    /** Why the file cannot be written any more; empty if it can. */
    String failure() {
        return failure;
    }

    /** Writes the slots of a ring from one up to another; returns how many frames are lost. */
    synchronized int write(int ring, NetmapRing r, int first, int end) {
        ByteBuffer view = views[ring];
        long now = epoch + System.nanoTime();
        int lost = 0;
        for (int i = first; i != end; i = r.next(i)) {
            int from = r.bufferAt(i);
            int len = r.checkedLength(i);
            if (from < 0 || len < 0 || !failure.isEmpty()) {
                lost++;
                continue;
            }
            view.limit(from + len).position(from);
            try {
                sink.write(now, view);
            } catch (IOException e) {
                lost++;
                failed(e);
            }
        }
        return lost;
    }

    synchronized void flush() {
        if (failure.isEmpty()) {
            try {
                sink.flush();
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    synchronized void close() throws IOException {
        sink.close(epoch + System.nanoTime());
    }

    private void failed(IOException e) {
        failure = file + " cannot be written: " + e.getMessage();
    }
}
