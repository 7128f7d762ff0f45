package org.onosnetmap.tools.offline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.onosnetmap.dataplane.port.pcap.PcapReader;

/** A capture that is received by a port, at one of its packets. */
final class Input implements AutoCloseable {

    final int port;
    final Path file;
    private final PcapReader reader;
    long rxPackets;
    long rxBytes;
    /** Packets that the capture does not hold whole, or that no buffer can hold. */
    long rxErrors;

    Input(int port, Path file) throws IOException {
        this.port = port;
        this.file = file;
        this.reader = new PcapReader(file);
    }

    /** Goes to the next packet that can be received. False if there is none. */
    boolean next(int maxFrame) throws IOException {
        while (reader.next()) {
            if (reader.captured() == reader.original() && reader.captured() <= maxFrame && reader.captured() >= 14) {
                return true;
            }
            rxErrors++;
        }
        return false;
    }

    /** When the packet was captured, in nanoseconds since 1970. */
    long time() {
        return reader.timeNanos();
    }

    /** Copies the packet to the begin of a buffer; tells its length. */
    int take(ByteBuffer to) {
        ByteBuffer from = reader.buffer();
        int at = reader.position();
        int length = reader.captured();
        for (int i = 0; i < length; i++) {
            to.put(i, from.get(at + i));
        }
        rxPackets++;
        rxBytes += length;
        return length;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
