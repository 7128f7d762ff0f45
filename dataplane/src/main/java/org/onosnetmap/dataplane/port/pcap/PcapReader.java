package org.onosnetmap.dataplane.port.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the Ethernet packets of a capture file one after the other, without an object per packet: {@link #next} moves on, and the other
 * methods tell of the packet at hand. Not thread-safe.
 */
public final class PcapReader implements AutoCloseable {

    /** Longest record that is believed, in bytes; a longer one means that the file is damaged. */
    public static final int MAX_RECORD = 256 << 10;
    /** LINKTYPE_ETHERNET of the registry at tcpdump.org. */
    public static final int ETHERNET = 1;

    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int SECTION = 0x0a0d0d0a;
    private static final int SECTION_ORDER = 0x1a2b3c4d;
    private static final int INTERFACE = 1;
    private static final int PACKET = 2; // obsolete, but written by old programs
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_END = 0;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int MAX_INTERFACES = 64;

    private final Path path;
    private final FileChannel file;
    private final ByteBuffer buf = ByteBuffer.allocateDirect(2 * MAX_RECORD);
    private final boolean ng;
    private final boolean nanos;

    // pcapng: what the interfaces of the section say
    private final int[] linkType = new int[MAX_INTERFACES];
    private final long[] unitsPerSecond = new long[MAX_INTERFACES];
    private final long[] offsetSeconds = new long[MAX_INTERFACES];
    private int interfaces;
    private int snapLength;

    private long bufferAt; // position in the file of the buffer's first byte
    private long firstRecord;
    private long time;
    private int position;
    private int captured;
    private int original;

    /**
     * Opens a file and reads its heading.
     *
     * @throws PcapException if it is no capture file of Ethernet frames
     * @throws IOException   if it cannot be read
     */
    public PcapReader(Path path) throws IOException {
        this.path = path;
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            buf.limit(0);
            if (!want(24)) {
                throw new PcapException(path, "is " + (buf.limit() == 0 ? "empty" : "only " + buf.limit() + " bytes long") + " and no capture file");
            }
            int magic = buf.order(ByteOrder.BIG_ENDIAN).getInt(0);
            ng = magic == SECTION;
            boolean micros = true;
            if (!ng) {
                if (magic != MICROSECONDS && magic != NANOSECONDS) {
                    buf.order(ByteOrder.LITTLE_ENDIAN);
                    magic = buf.getInt(0);
                }
                if (magic != MICROSECONDS && magic != NANOSECONDS) {
                    throw new PcapException(path, String.format("begins with %08x and is neither pcap nor pcapng; capture with 'tcpdump -w', or convert the file with 'editcap -F pcap'",
                            Integer.reverseBytes(magic)));
                }
                micros = magic == MICROSECONDS;
                checkLinkType(buf.getInt(20) & 0x0fffffff); // the upper bits tell of a frame check sequence
                buf.position(24);
            }
            nanos = !micros;
            firstRecord = ng ? 0 : 24;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void checkLinkType(int type) throws PcapException {
        if (type != ETHERNET) {
            throw new PcapException(path, "has packets of link type " + type + " and not of Ethernet (1); capture on an Ethernet interface");
        }
    }

    /**
     * Goes to the next packet.
     *
     * @return false at the end of the file
     * @throws EOFException  if the file ends in the middle of a packet
     * @throws PcapException if the file contradicts itself
     */
    public boolean next() throws IOException {
        return ng ? nextBlock() : nextRecord();
    }

    /** Goes back to before the first packet. */
    public void rewind() throws IOException {
        file.position(firstRecord);
        bufferAt = firstRecord;
        buf.clear().limit(0);
        interfaces = 0;
    }

    /** When the packet was captured, in nanoseconds since 1970. */
    public long timeNanos() {
        return time;
    }

    /** Bytes of the packet that are in the file. */
    public int captured() {
        return captured;
    }

    /** Bytes the packet had; more than {@link #captured} if the capture cut it. */
    public int original() {
        return original;
    }

    /** Holds the packet at {@link #position}, until the next {@link #next}. */
    public ByteBuffer buffer() {
        return buf;
    }

    /** Where in {@link #buffer} the packet begins. */
    public int position() {
        return position;
    }

    /** A view of {@link #buffer} that the caller may position. */
    public ByteBuffer view() {
        return buf.duplicate();
    }

    private boolean nextRecord() throws IOException {
        if (!want(1)) {
            return false;
        }
        need(16, "the head of a packet");
        int at = buf.position();
        long fraction = buf.getInt(at + 4) & 0xffff_ffffL;
        long seconds = buf.getInt(at) & 0xffff_ffffL;
        int len = buf.getInt(at + 8);
        int orig = buf.getInt(at + 12);
        if (len < 0 || len > MAX_RECORD) {
            throw damaged("a packet of " + (len & 0xffff_ffffL) + " bytes");
        }
        need(16 + len, "a packet");
        packet(seconds * 1_000_000_000L + (nanos ? fraction : fraction * 1000), buf.position() + 16, len, orig);
        buf.position(position + len);
        return true;
    }

    private void packet(long time, int position, int captured, int original) {
        this.time = time;
        this.position = position;
        this.captured = captured;
        this.original = original;
    }

    private boolean nextBlock() throws IOException {
        while (want(1)) {
            need(12, "the head of a block");
            int at = buf.position();
            int type = buf.getInt(at);
            if (type == SECTION) {
                order(at);
            }
            int len = buf.getInt(at + 4);
            if (len < 12 || len % 4 != 0 || len > MAX_RECORD + 4096) {
                if (len >= 12 && len % 4 == 0 && !packetType(type)) {
                    skip(len & 0xffff_ffffL);
                    continue;
                }
                throw damaged("a block of " + (len & 0xffff_ffffL) + " bytes");
            }
            need(len, "a block");
            at = buf.position();
            int end = at + len;
            if (buf.getInt(end - 4) != len) {
                throw damaged("a block whose two lengths differ");
            }
            buf.position(end);
            if (block(type, at, end - 4)) {
                return true;
            }
        }
        return false;
    }

    private static boolean packetType(int type) {
        return type == PACKET || type == SIMPLE_PACKET || type == ENHANCED_PACKET || type == INTERFACE || type == SECTION;
    }

    private void order(int at) throws PcapException {
        buf.order(ByteOrder.BIG_ENDIAN);
        if (buf.getInt(at + 8) != SECTION_ORDER) {
            buf.order(ByteOrder.LITTLE_ENDIAN);
        }
        if (buf.getInt(at + 8) != SECTION_ORDER) {
            throw damaged("a section of unknown byte order");
        }
        interfaces = 0;
    }

    /** Reads the block from {@code at} to {@code end}, without its last length. True if it is a packet. */
    private boolean block(int type, int at, int end) throws PcapException {
        switch (type) {
            case INTERFACE:
                describe(at, end);
                return false;
            case ENHANCED_PACKET:
                return timed(at, end, 28, buf.getInt(at + 8));
            case PACKET:
                return timed(at, end, 28, buf.getShort(at + 8) & 0xffff);
            case SIMPLE_PACKET:
                if (interfaces == 0 || end - at < 12) {
                    throw damaged("a simple packet block without an interface");
                }
                checkLinkType(linkType[0]);
                int orig = buf.getInt(at + 8);
                int len = Math.min(orig, snapLength == 0 ? Integer.MAX_VALUE : snapLength);
                if (len < 0 || len > end - at - 12) {
                    throw damaged("a packet that is longer than its block");
                }
                packet(time, at + 12, len, orig); // has no time of its own
                return true;
            default:
                return false;
        }
    }

    private boolean timed(int at, int end, int head, int iface) throws PcapException {
        if (end - at < head) {
            throw damaged("a packet block without its head");
        }
        if (iface < 0 || iface >= interfaces) {
            throw damaged("a packet of interface " + iface + ", which is not described");
        }
        checkLinkType(linkType[iface]);
        int len = buf.getInt(at + 20);
        if (len < 0 || len > end - at - head) {
            throw damaged("a packet that is longer than its block");
        }
        long units = (buf.getInt(at + 12) & 0xffff_ffffL) << 32 | buf.getInt(at + 16) & 0xffff_ffffL;
        long per = unitsPerSecond[iface];
        long seconds = Long.divideUnsigned(units, per);
        long rest = Long.remainderUnsigned(units, per);
        long ns = per <= 1_000_000_000L ? rest * 1_000_000_000L / per : (long) ((double) rest / per * 1e9);
        packet((seconds + offsetSeconds[iface]) * 1_000_000_000L + ns, at + head, len, buf.getInt(at + 24));
        return true;
    }

    private void describe(int at, int end) throws PcapException {
        if (end - at < 16) {
            throw damaged("an interface description without its head");
        }
        if (interfaces == MAX_INTERFACES) {
            throw damaged("more than " + MAX_INTERFACES + " interfaces in a section");
        }
        int n = interfaces++;
        linkType[n] = buf.getShort(at + 8) & 0xffff;
        if (n == 0) {
            snapLength = buf.getInt(at + 12);
        }
        unitsPerSecond[n] = 1_000_000;
        offsetSeconds[n] = 0;
        for (int o = at + 16; o + 4 <= end; ) {
            int code = buf.getShort(o) & 0xffff;
            int len = buf.getShort(o + 2) & 0xffff;
            if (code == OPTION_END || o + 4 + len > end) {
                break;
            }
            if (code == OPTION_RESOLUTION && len == 1) {
                unitsPerSecond[n] = resolution(buf.get(o + 4) & 0xff);
            } else if (code == OPTION_OFFSET && len == 8) {
                offsetSeconds[n] = buf.getLong(o + 4);
            }
            o += 4 + (len + 3 & ~3);
        }
    }

    /** Units per second by the option: an exponent of 10, or of 2 if the highest bit is set. */
    private long resolution(int option) throws PcapException {
        int exponent = option & 0x7f;
        if ((option & 0x80) != 0 ? exponent > 62 : exponent > 18) {
            throw damaged("a time resolution of " + option);
        }
        if ((option & 0x80) != 0) {
            return 1L << exponent;
        }
        long n = 1;
        for (int i = 0; i < exponent; i++) {
            n *= 10;
        }
        return n;
    }

    private PcapException damaged(String what) {
        return new PcapException(path, "is damaged at byte " + (bufferAt + buf.position()) + ": " + what);
    }

    private void skip(long n) throws IOException {
        long to = bufferAt + buf.position() + n;
        if (to > file.size()) {
            throw new EOFException(path + " ends at byte " + file.size() + ", in a block of " + n + " bytes");
        }
        file.position(to);
        bufferAt = to;
        buf.clear().limit(0);
    }

    private void need(int n, String what) throws IOException {
        if (!want(n)) {
            throw new EOFException(path + " ends at byte " + (bufferAt + buf.limit()) + ", in " + what + ", which takes " + n + " bytes");
        }
    }

    /** Makes sure that {@code n} bytes are in the buffer from its position on. */
    private boolean want(int n) throws IOException {
        if (buf.remaining() >= n) {
            return true;
        }
        bufferAt += buf.position();
        buf.compact();
        while (buf.position() < n && file.read(buf) >= 0) {
            // a file gives all it has, but need not at once
        }
        buf.flip();
        return buf.remaining() >= n;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
