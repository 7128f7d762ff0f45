package org.onosnetmap.dataplane.compile;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.objectweb.asm.Opcodes.*;

import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.packet.PacketKey;
import org.onosnetmap.dataplane.packet.Protocols;

/**
 * Code that makes a word of a packet's key ({@link org.onosnetmap.dataplane.packet.KeyLayout}) from a frame of a shape: untagged Ethernet, or IPv4 in it. Bits that are the same in all such frames are known
 * beforehand, and are not made.
 */
final class KeyWord {

    /** Static fields: by protocol, what the upper half of word INNER is but for the TOS; which bits of the lower half there are, as ports, or as ICMP type and code. */
    private static final String UPPER = "UPPER";
    private static final String PORTS = "PORTS";
    private static final String ICMP = "ICMP";

    private static final long TYPE = 0xffff;

    private final int shape;
    private final int word;

    KeyWord(int shape, int word) {
        this.shape = shape;
        this.word = word;
    }

    /** Whether rules that read the word can be compiled for frames of the shape. */
    boolean isSupported() {
        switch (word) {
            case METADATA:
            case IN_PORT:
            case DST_TYPE:
            case SRC_VLAN:
            case INNER_VLAN:
            case TUNNEL_ID:
                return true;
            case INNER:
            case IPV4:
                return shape == FrameShape.IPV4;
            default:
                return false;
        }
    }

    /** Bits that are the same in all frames of the shape. */
    long known() {
        switch (word) {
            case IN_PORT:
                return ~0xffffffffL;
            case DST_TYPE:
                return shape == FrameShape.IPV4 ? TYPE : 0;
            case SRC_VLAN:
                return 0xffff;
            case METADATA:
            case TUNNEL_ID:
            case INNER_VLAN:
                return -1;
            default:
                return 0;
        }
    }

    /** What these are. */
    long knownValue() {
        switch (word) {
            case IN_PORT:
                return PacketKey.NO_ACTSET_OUTPUT;
            case DST_TYPE:
                return shape == FrameShape.IPV4 ? Protocols.ETH_IPV4 : 0;
            case INNER_VLAN:
                return TAG_WHOLE | INNER_TAG_WHOLE;
            default:
                return 0;
        }
    }

    /** Adds the static fields that the code of some word reads. */
    static void constants(Generated g) {
        long[] upper = new long[256];
        long[] ports = new long[256];
        long[] icmp = new long[256];
        for (int p = 0; p < 256; p++) {
            boolean hasPorts = p == Protocols.IP_TCP || p == Protocols.IP_UDP || p == Protocols.IP_SCTP;
            boolean isIcmp = p == Protocols.IP_ICMP;
            upper[p] = HAS_NETWORK | HAS_PROTO | (long) p << PROTO_SHIFT | (hasPorts || isIcmp ? HAS_TRANSPORT : 0);
            ports[p] = hasPorts ? 0xffffffffL : 0;
            icmp[p] = isIcmp ? 0xff00ff : 0;
        }
        g.constant(UPPER, "[J", upper);
        g.constant(PORTS, "[J", ports);
        g.constant(ICMP, "[J", icmp);
    }

    /**
     * Leaves the word, but for bits that are known.
     *
     * @param a      local variable: the frame's address
     * @param inPort local variable: the port
     * @param read   bits that must be right
     */
    void emit(Code c, int a, int inPort, long read) {
        switch (word) {
            case IN_PORT:
                c.load(inPort);
                c.op(I2L);
                c.push(0xffffffffL);
                c.op(LAND);
                break;
            case DST_TYPE:
                reversed(c, a, 0);
                c.push(~TYPE);
                c.op(LAND);
                if (shape != FrameShape.IPV4) {
                    type(c, a);
                    c.op(LOR);
                }
                break;
            case SRC_VLAN:
                reversed(c, a, 6);
                break;
            case IPV4:
                reversed(c, a, 26);
                break;
            case INNER:
                inner(c, a, read);
                break;
            default:
                throw new IllegalArgumentException("all of word " + word + " is known");
        }
    }

    private static void reversed(Code c, int a, int offset) {
        c.longAt(a, offset);
        c.call(Long.class, "reverseBytes", "(J)J");
    }

    /** The EtherType; what is a length is no type. */
    private static void type(Code c, int a) {
        int type = c.newInt();
        int isLength = c.newInt();
        c.intAt(a, 12);
        c.call(Integer.class, "reverseBytes", "(I)I");
        c.push(16);
        c.op(IUSHR);
        c.store(type);
        c.load(type);
        c.push(Protocols.ETH_MIN_TYPE);
        c.op(ISUB);
        c.push(31);
        c.op(ISHR);
        c.store(isLength);
        c.load(type);
        c.load(isLength);
        c.op(ICONST_M1, IXOR, IAND);
        c.load(isLength);
        c.push(Protocols.ETH_NO_TYPE);
        c.op(IAND, IOR, I2L);
    }

    private static void inner(Code c, int a, long read) {
        int protocol = c.newInt();
        int behind = c.newInt();
        c.intAt(a, 20);
        c.push(24);
        c.op(IUSHR);
        c.store(protocol);
        byProtocol(c, UPPER, protocol);
        if ((read & 0xffL << TOS_SHIFT) != 0) {
            c.intAt(a, 12);
            c.push(24);
            c.op(IUSHR, I2L);
            c.push(TOS_SHIFT);
            c.op(LSHL, LOR);
        }
        if ((read & 0xffffffffL) == 0) {
            return;
        }
        c.intAt(a, 34);
        c.call(Integer.class, "reverseBytes", "(I)I");
        c.store(behind);
        c.load(behind);
        c.op(I2L);
        byProtocol(c, PORTS, protocol);
        c.op(LAND, LOR);
        // Type and code are the first two bytes.
        c.load(behind);
        c.push(8);
        c.op(IUSHR);
        c.push(0xff0000);
        c.op(IAND);
        c.load(behind);
        c.push(16);
        c.op(IUSHR);
        c.push(0xff);
        c.op(IAND, IOR, I2L);
        byProtocol(c, ICMP, protocol);
        c.op(LAND, LOR);
    }

    private static void byProtocol(Code c, String table, int protocol) {
        c.field(table, "[J");
        c.load(protocol);
        c.op(LALOAD);
    }
}
