package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.nio.ByteBuffer;

/**
 * Changes TTLs: of IPv4, of IPv6 (hop limit) and of MPLS. For copies, headers with a TTL are counted from outside: label stack entries, then
 * the IP header behind the bottom of the stack; or an IP header and the one that it carries (protocols 4 and 41). What is behind a label has no type
 * (RFC 3032), so that its version says whether it is IP.
 */
final class TtlEditor {

    private static final int IP_IN_IP = 4;
    private static final int IPV6_IN_IP = 41;
    private static final int BOTTOM_OF_STACK = 0x100;

    /** Kinds of headers; IP is its version. */
    private static final int NONE = 0;
    private static final int LABEL = 1;

    private final PacketKey key;
    /** What {@link #locate} found: kind and place of the outermost and the second header with a TTL. */
    private int outerKind;
    private int outer;
    private int innerKind;
    private int inner;

    TtlEditor(PacketKey key) {
        this.key = key;
    }

    /** Decrements TTL or hop limit; false, and nothing changed, if it would become 0 (RFC 1812 section 5.3.1, RFC 8200 section 3). */
    boolean decrement() {
        key.need(DEPTH_NETWORK);
        return decrement(key.ipVersion);
    }

    /** As {@link #decrement()}, of the outermost label. */
    boolean decrementMpls() {
        key.need(DEPTH_NETWORK);
        return decrement(key.hasMpls() ? LABEL : NONE);
    }

    private boolean decrement(int kind) {
        int at = key.networkOffset();
        int old = read(kind, at);
        if (old <= 1) {
            return kind == NONE;
        }
        write(kind, at, old - 1);
        return true;
    }

    void set(int ttl) {
        key.need(DEPTH_NETWORK);
        write(key.ipVersion, key.networkOffset(), ttl);
    }

    void setMpls(int ttl) {
        key.need(DEPTH_NETWORK);
        write(key.hasMpls() ? LABEL : NONE, key.networkOffset(), ttl);
    }

    /** From the second header to the outermost. */
    void copyOut() {
        if (locate()) {
            write(outerKind, outer, read(innerKind, inner));
        }
    }

    /** From the outermost header to the second. */
    void copyIn() {
        if (locate()) {
            write(innerKind, inner, read(outerKind, outer));
        }
    }

    /** Whether there are two headers with a TTL. */
    private boolean locate() {
        key.need(DEPTH_NETWORK);
        outer = key.networkOffset();
        innerKind = NONE;
        if (key.hasMpls()) {
            outerKind = LABEL;
            inner = outer + MPLS_ENTRY;
            int end = key.base + key.length();
            if ((Wire.i32(key.mem, outer) & BOTTOM_OF_STACK) != 0) {
                innerKind = ipVersion(inner, end);
            } else if (inner + MPLS_ENTRY <= end) {
                innerKind = LABEL;
            }
        } else if (key.ipVersion != 0) {
            key.need(DEPTH_TRANSPORT);
            outerKind = key.ipVersion;
            inner = key.transportOffset();
            int wanted = !key.hasProtocol() || inner < 0 ? NONE : key.protocol() == IP_IN_IP ? 4 : key.protocol() == IPV6_IN_IP ? 6 : NONE;
            innerKind = wanted != NONE && ipVersion(inner, key.networkEnd()) == wanted ? wanted : NONE;
        }
        return innerKind != NONE;
    }

    /** 4 or 6 if a whole IP header that does not contradict itself is there, else 0. */
    private int ipVersion(int at, int end) {
        if (at + PacketKey.IPV4_MIN_HEADER > end) {
            return NONE;
        }
        long first = Wire.i64(key.mem, at);
        switch ((int) (first >>> 60)) {
            case 4:
                int headerLength = (int) (first >>> 56 & 15) * 4;
                int totalLength = (int) (first >>> 32) & 0xffff;
                return headerLength >= PacketKey.IPV4_MIN_HEADER && at + headerLength <= end && totalLength >= headerLength ? 4 : NONE;
            case 6:
                return at + PacketKey.IPV6_HEADER <= end ? 6 : NONE;
            default:
                return NONE;
        }
    }

    private int read(int kind, int at) {
        switch (kind) {
            case LABEL:
                return Wire.u8(key.mem, at + 3);
            case 4:
                return Wire.u8(key.mem, at + 8);
            case 6:
                return Wire.u8(key.mem, at + 7);
            default:
                return 0;
        }
    }

    private void write(int kind, int at, int ttl) {
        ByteBuffer mem = key.mem;
        switch (kind) {
            case LABEL:
                Wire.put8(mem, at + 3, ttl);
                if (at == key.networkOffset()) {
                    key.words()[INNER] = key.words()[INNER] & ~0xffL | ttl;
                }
                break;
            case 4:
                int old = Wire.u16(mem, at + 8);
                int now = old & 0x00ff | ttl << 8;
                Wire.put16(mem, at + 8, now);
                Checksums.ipv4(mem, at, InternetChecksum.change16(old, now));
                break;
            case 6:
                Wire.put8(mem, at + 7, ttl);
                break;
            default:
                break;
        }
    }
}
