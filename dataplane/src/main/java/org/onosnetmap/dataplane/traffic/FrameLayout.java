package org.onosnetmap.dataplane.traffic;

/**
 * Where things stand in a frame that a {@link Transmitter} or {@link Pinger} makes, in bytes from the Ethernet header on, big endian: the
 * headers (RFC 791, RFC 8200, RFC 768), and the payload of 18 bytes: mark (u32), stream (u16), number in the stream (u32, from 0 on, around its end), and
 * for pings the sender's clock (i64). The rest is zero.
 */
final class FrameLayout {

    static final int ETHERNET = 14;
    static final int TYPE = 12;
    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_IPV6 = 0x86dd;
    static final int IPV4 = 20;
    static final int IPV6 = 40;
    static final int UDP = 8;
    /** Bytes of the payload that mean something. */
    static final int PAYLOAD = 18;

    static final int PAYLOAD_IPV4 = ETHERNET + IPV4 + UDP;
    static final int PAYLOAD_IPV6 = ETHERNET + IPV6 + UDP;
    /** Offsets in the payload. */
    static final int STREAM = 4;
    static final int NUMBER = 6;
    static final int TIME = 10;

    /** Stands at the beginning of the payload. */
    static final int MARK = 0x6e6d7067;

    private FrameLayout() {
    }
}
