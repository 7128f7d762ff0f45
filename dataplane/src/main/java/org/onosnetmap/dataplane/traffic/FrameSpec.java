package org.onosnetmap.dataplane.traffic;

import static org.onosnetmap.dataplane.traffic.FrameLayout.*;

/** What the frames of a sender look like. Plain values, set before a {@link FrameMaker} is made of them. */
public final class FrameSpec {

    /** Shortest frame without FCS over IPv4, which is also the shortest of Ethernet. */
    public static final int MIN_IPV4 = PAYLOAD_IPV4 + PAYLOAD;
    /** Shortest frame without FCS over IPv6. */
    public static final int MIN_IPV6 = PAYLOAD_IPV6 + PAYLOAD;

    long sourceMac = 0x02_00_00_00_00_01L;
    long destinationMac = 0xff_ff_ff_ff_ff_ffL;
    Endpoints source = Endpoints.parse("10.0.0.1", 1234);
    Endpoints destination = Endpoints.parse("10.1.0.1", 1234);
    boolean randomSource;
    boolean randomDestination;
    int length = MIN_IPV4;
    int minLength = MIN_IPV4;
    int header;
    byte[] frame;

    /** Ethernet addresses in the 48 low bits. */
    public FrameSpec macs(long source, long destination) {
        sourceMac = source;
        destinationMac = destination;
        return this;
    }

    /**
     * Where frames come from and go to. Over ranges the source's ports go round first, then its addresses, then ports and addresses of the
     * destination.
     *
     * @throws IllegalArgumentException if one is of IPv4 and the other of IPv6
     */
    public FrameSpec endpoints(Endpoints source, Endpoints destination) {
        if (source.ipv6 != destination.ipv6) {
            throw new IllegalArgumentException("source and destination are of different IP versions; give both as IPv4 or both as IPv6");
        }
        this.source = source;
        this.destination = destination;
        return this;
    }

    /** Addresses and ports by chance: within the range if there is one, else any (IPv4: none of 0, 127 and 224 upward). */
    public FrameSpec random(boolean source, boolean destination) {
        randomSource = source;
        randomDestination = destination;
        return this;
    }

    /**
     * Bytes of a frame without FCS; by chance from {@code min} to below {@code max} if these differ.
     *
     * @throws IllegalArgumentException if there is no room for the headers and the sequence number, or it ends before it starts
     */
    public FrameSpec lengths(int min, int max) {
        int least = source.ipv6 ? MIN_IPV6 : MIN_IPV4;
        if (min < least) {
            throw new IllegalArgumentException("frames of " + min + " bytes are too short; " + (source.ipv6 ? "IPv6" : "IPv4") + " takes " + least + " at least");
        }
        if (max < min) {
            throw new IllegalArgumentException("sizes from " + min + " to " + max + ": the range ends before it starts");
        }
        minLength = min;
        length = max;
        return this;
    }

    /** Bytes of zero in front of each frame, for a virtio-net header: 0, 10 or 12. */
    public FrameSpec virtioHeader(int bytes) {
        if (bytes != 0 && bytes != 10 && bytes != 12) {
            throw new IllegalArgumentException("a virtio-net header of " + bytes + " bytes; take 0, 10 or 12");
        }
        header = bytes;
        return this;
    }

    /** Sends this frame as it is, in place of all of the above but {@link #virtioHeader}. It has no stream and no number. */
    public FrameSpec frame(byte[] bytes) {
        frame = bytes;
        return this;
    }

    /** Bytes of the longest, with the virtio-net header. */
    public int longest() {
        return header + (frame != null ? frame.length : length);
    }
}
