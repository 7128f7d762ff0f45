package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes Ethernet packets to a pcapng file (draft-ietf-opsawg-pcapng): one section, one interface with its name and filter, time stamps in
 * nanoseconds, and what was received and dropped at the end. After a failure the file ends behind the last packet that was written whole, and every
 * further write fails as the first did. Not thread-safe.
 */
public final class PcapngWriter implements AutoCloseable {

    private static final int SECTION = 0x0a0d0d0a;
    private static final int SECTION_ORDER = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int IF_NAME = 2;
    private static final int IF_TSRESOL = 9;
    private static final int IF_FILTER = 11;
    private static final int SHB_USERAPPL = 4;
    private static final int ISB_RECEIVED = 4;
    private static final int ISB_DROPPED = 5;
    private static final int PACKET_HEAD = 28;
    private static final int TRAILER = 4;

    private final WritableByteChannel channel;
    private final FileChannel file; // null if it is no file
    private final ByteBuffer buf = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.nativeOrder());
    private long written;
    private IOException failure;

    /**
     * Makes the file, or makes it empty.
     *
     * @param name    of the interface
     * @param filter  that packets have passed; empty for none
     * @param snapLen bytes of a packet that are kept
     */
    public PcapngWriter(Path path, String name, String filter, int snapLen) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        channel = file;
        try {
            begin(name, filter, snapLen);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** As {@link #PcapngWriter(Path, String, String, int)}, to whatever takes bytes. */
    public PcapngWriter(WritableByteChannel to, String name, String filter, int snapLen) throws IOException {
        file = null;
        channel = to;
        begin(name, filter, snapLen);
    }

    private void begin(String name, String filter, int snapLen) throws IOException {
        int at = block(SECTION);
        buf.putInt(SECTION_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SHB_USERAPPL, "netmap capture".getBytes(StandardCharsets.UTF_8));
        end(at, true);
        at = block(INTERFACE);
        buf.putShort((short) PcapReader.ETHERNET).putShort((short) 0).putInt(snapLen);
        option(IF_NAME, name.getBytes(StandardCharsets.UTF_8));
        option(IF_TSRESOL, new byte[] {9});
        if (!filter.isEmpty()) {
            byte[] text = filter.getBytes(StandardCharsets.UTF_8);
            byte[] value = new byte[text.length + 1]; // code 0: as the user wrote it
            System.arraycopy(text, 0, value, 1, text.length);
            option(IF_FILTER, value);
        }
        end(at, true);
        flush();
    }

    private int block(int type) {
        int at = buf.position();
        buf.putInt(type).putInt(0);
        return at;
    }

    private void option(int code, byte[] value) {
        buf.putShort((short) code).putShort((short) value.length).put(value);
        pad();
    }

    private void pad() {
        while (buf.position() % 4 != 0) {
            buf.put((byte) 0);
        }
    }

    private void end(int at, boolean options) {
        if (options) {
            buf.putInt(0);
        }
        int length = buf.position() - at + TRAILER;
        buf.putInt(length);
        buf.putInt(at + 4, length);
    }

    /**
     * Adds a packet; it reaches the file with {@link #flush}, or when the buffer is full.
     *
     * @param timeNanos since 1970
     * @param mem       holds what is kept of the packet between position and limit; the position is used up
     * @param length    bytes the packet had
     */
    public void write(long timeNanos, ByteBuffer mem, int length) throws IOException {
        if (buf.remaining() < PACKET_HEAD + mem.remaining() + 3 + TRAILER) {
            flush();
        }
        int at = block(ENHANCED_PACKET);
        buf.putInt(0).putInt((int) (timeNanos >>> 32)).putInt((int) timeNanos).putInt(mem.remaining()).putInt(length).put(mem);
        pad();
        end(at, false);
    }

    /** Adds what the interface has received and dropped since the file began. */
    public void statistics(long timeNanos, long received, long dropped) throws IOException {
        if (buf.remaining() < 64) {
            flush();
        }
        int at = block(STATISTICS);
        buf.putInt(0).putInt((int) (timeNanos >>> 32)).putInt((int) timeNanos);
        buf.putShort((short) ISB_RECEIVED).putShort((short) 8).putLong(received);
        buf.putShort((short) ISB_DROPPED).putShort((short) 8).putLong(dropped);
        end(at, true);
    }

    /** Bytes written, with those that {@link #flush} would bring to the file. */
    public long size() {
        return written + buf.position();
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
                channel.write(buf);
            }
            written += whole;
        } catch (IOException e) {
            failure = e;
            if (file != null) {
                keepWholeBlocks();
            }
            throw e;
        } finally {
            buf.clear();
        }
    }

    /** The disk took only a part of the buffer: leaves the whole blocks of that part in the file. */
    private void keepWholeBlocks() throws IOException {
        long took = file.position() - written;
        int whole = 0;
        while (whole + 8 <= took && whole + buf.getInt(whole + 4) <= took) {
            whole += buf.getInt(whole + 4);
        }
        file.truncate(written + whole);
        file.position(written + whole);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (failure == null) {
                flush();
            }
        }
    }
}
