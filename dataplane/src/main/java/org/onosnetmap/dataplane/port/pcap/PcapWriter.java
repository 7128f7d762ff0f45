package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes Ethernet packets to a pcap file with time stamps in nanoseconds, which tcpdump and Wireshark read. After a failure the file
 * ends behind the last packet that was written whole, and every further write fails as the first did. Not thread-safe.
 */
public final class PcapWriter implements AutoCloseable {

    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int HEAD = 16;

    private final FileChannel file;
    private final ByteBuffer buf = ByteBuffer.allocateDirect(1 << 18).order(ByteOrder.nativeOrder());
    private long written; // bytes of the file that hold whole packets
    private IOException failure;

    /** Makes the file, or makes it empty. */
    public PcapWriter(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        buf.putInt(NANOSECONDS).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0).putInt(PcapReader.MAX_RECORD).putInt(PcapReader.ETHERNET);
        try {
            flush();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Adds a packet; it reaches the file with {@link #flush}, or when the buffer is full.
     *
     * @param timeNanos since 1970
     * @param mem       holds the packet between position and limit; the position is used up
     * @throws IllegalArgumentException if it is longer than {@link PcapReader#MAX_RECORD}
     */
    public void write(long timeNanos, ByteBuffer mem) throws IOException {
        int len = mem.remaining();
        if (len > PcapReader.MAX_RECORD - HEAD) {
            throw new IllegalArgumentException("a packet of " + len + " bytes");
        }
        if (buf.remaining() < HEAD + len) {
            flush();
        }
        buf.putInt((int) (timeNanos / 1_000_000_000L)).putInt((int) (timeNanos % 1_000_000_000L)).putInt(len).putInt(len);
        buf.put(mem);
    }

    /** Brings everything to the file. */
    public void flush() throws IOException {
        if (failure != null) {
            throw failure;
        }
        buf.flip();
        try {
            int whole = buf.limit();
            while (buf.hasRemaining()) {
                file.write(buf);
            }
            written += whole;
        } catch (IOException e) {
            failure = e;
            keepWholePackets();
            throw e;
        } finally {
            buf.clear();
        }
    }

    /** The disk took only a part of the buffer: leaves the whole packets of that part in the file. */
    private void keepWholePackets() throws IOException {
        long took = file.position() - written;
        int whole = written == 0 ? 24 : 0;
        while (whole + HEAD <= took && whole + HEAD + buf.getInt(whole + 8) <= took) {
            whole += HEAD + buf.getInt(whole + 8);
        }
        file.truncate(written + Math.min(whole, took));
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (failure == null) {
                flush();
            }
        }
    }
}
