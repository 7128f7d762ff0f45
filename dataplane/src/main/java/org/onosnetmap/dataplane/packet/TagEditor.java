package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.nio.ByteBuffer;

/**
 * Puts VLAN tags, MPLS label stack entries and I-TAGs into a frame and takes them out (OpenFlow 1.3.5 sections 5.12 and 7.2.5). Fields
 * of a new header are those that the packet has outermost, else 0 (section 5.12.1). Headers move, so that the key is read anew.
 *
 * <p>A push needs room in the buffer; if it has not, nothing changes and the result is false.
 */
final class TagEditor {

    private static final int ADDRESSES = 12;
    private static final int BOTTOM_OF_STACK = 0x100;
    /** Behind the I-TAG's EtherType and TCI: the customer's addresses. */
    private static final int PBB_TCI = 4;

    private final PacketKey key;

    TagEditor(PacketKey key) {
        this.key = key;
    }

    /** In front of the other tags, with VID and priority of the outermost. */
    boolean pushVlan(int etherType, int capacity) {
        key.need(DEPTH_ETHERNET);
        int length = key.length();
        if (length + VLAN_TAG > capacity) {
            return false;
        }
        ByteBuffer mem = key.mem;
        int at = key.base + ADDRESSES;
        int tci = key.hasTag() ? Wire.u16(mem, at + 2) & 0xefff : 0;
        moveUp(mem, at, length - ADDRESSES, VLAN_TAG);
        Wire.put16(mem, at, etherType);
        Wire.put16(mem, at + 2, tci);
        key.restart(length + VLAN_TAG);
        return true;
    }

    /** The outermost tag. */
    void popVlan() {
        key.need(DEPTH_ETHERNET);
        if (key.hasTag()) {
            int length = key.length();
            moveDown(key.mem, key.base + ADDRESSES + VLAN_TAG, length - ADDRESSES - VLAN_TAG, VLAN_TAG);
            key.restart(length - VLAN_TAG);
        }
    }

    /**
     * Behind the VLAN tags and in front of all else, with label, class and TTL of the outermost entry; else with the TTL of the IP header,
     * as the bottom of the stack. Without an EtherType (a VLAN tag is cut off) there is no place for it, and nothing changes.
     */
    boolean pushMpls(int etherType, int capacity) {
        key.need(DEPTH_NETWORK);
        if (key.etherType() == TYPE_DAMAGED) {
            return true;
        }
        int length = key.length();
        if (length + MPLS_ENTRY > capacity) {
            return false;
        }
        ByteBuffer mem = key.mem;
        int at = key.networkOffset();
        int entry = key.hasMpls() ? Wire.i32(mem, at) & ~BOTTOM_OF_STACK
                : BOTTOM_OF_STACK | (key.ipVersion == 4 ? Wire.u8(mem, at + 8) : key.ipVersion == 6 ? Wire.u8(mem, at + 7) : 0);
        moveUp(mem, at, key.base + length - at, MPLS_ENTRY);
        Wire.put32(mem, at, entry);
        Wire.put16(mem, at - 2, etherType);
        key.restart(length + MPLS_ENTRY);
        return true;
    }

    /** The outermost entry; what follows is of type {@code etherType}. */
    void popMpls(int etherType) {
        key.need(DEPTH_NETWORK);
        if (key.hasMpls()) {
            int length = key.length();
            int behind = key.networkOffset() + MPLS_ENTRY;
            moveDown(key.mem, behind, key.base + length - behind, MPLS_ENTRY);
            Wire.put16(key.mem, behind - MPLS_ENTRY - 2, etherType);
            key.restart(length - MPLS_ENTRY);
        }
    }

    /**
     * Puts an Ethernet header with the same addresses and an I-TAG in front of the frame, whose addresses thereby become the customer's.
     * Priority is that of the outermost VLAN tag, I-SID that of the outermost I-TAG; drop eligible and UCA are 0.
     */
    boolean pushPbb(int etherType, int capacity) {
        key.need(DEPTH_NETWORK);
        int length = key.length();
        if (length + PBB_TAG > capacity) {
            return false;
        }
        ByteBuffer mem = key.mem;
        int base = key.base;
        int tci = key.hasPbb() ? Wire.i32(mem, key.networkOffset()) & 0xffffff : 0;
        if (key.hasTag()) {
            tci |= Wire.u8(mem, base + ETHERNET_HEADER) >>> 5 << 29;
        }
        moveUp(mem, base, length, PBB_TAG);
        Wire.put16(mem, base + ADDRESSES, etherType);
        Wire.put32(mem, base + ETHERNET_HEADER, tci);
        key.restart(length + PBB_TAG);
        return true;
    }

    /** The outermost I-TAG; the customer's addresses become the frame's. A backbone VLAN tag in front of it stays (section 7.2.5). */
    void popPbb() {
        key.need(DEPTH_NETWORK);
        if (key.hasPbb()) {
            ByteBuffer mem = key.mem;
            int length = key.length();
            int customer = key.networkOffset() + PBB_TCI;
            int behind = customer + ADDRESSES;
            Wire.put64(mem, key.base, Wire.i64(mem, customer));
            Wire.put32(mem, key.base + 8, Wire.i32(mem, customer + 8));
            moveDown(mem, behind, key.base + length - behind, PBB_TAG);
            key.restart(length - PBB_TAG);
        }
    }

    /** Moves bytes up: eight at a time from the end, so that nothing is overwritten before it is read. */
    private static void moveUp(ByteBuffer mem, int from, int length, int distance) {
        int at = from + length;
        while (at - from >= 8) {
            at -= 8;
            Wire.put64(mem, at + distance, Wire.i64(mem, at));
        }
        while (at > from) {
            at--;
            mem.put(at + distance, mem.get(at));
        }
    }

    private static void moveDown(ByteBuffer mem, int from, int length, int distance) {
        int at = from;
        int last = from + length;
        while (last - at >= 8) {
            Wire.put64(mem, at - distance, Wire.i64(mem, at));
            at += 8;
        }
        while (at < last) {
            mem.put(at - distance, mem.get(at));
            at++;
        }
    }
}
