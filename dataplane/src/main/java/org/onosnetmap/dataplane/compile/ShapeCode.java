package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import org.onosnetmap.dataplane.cache.FrameShape;

/** Code that tells whether a frame is of a {@link FrameShape}, without branches: the same tests as there. */
final class ShapeCode {

    private static final String MINIMA = "MINIMA";

    private final Code c;
    private final int shape;
    private final int length;
    private final int i;
    private final int a;
    private final int head;
    private final int behindTag;

    /**
     * @param shape  of the frames
     * @param length local variable: array of lengths
     */
    private ShapeCode(Code c, int shape, int length) {
        this.c = c;
        this.shape = shape;
        this.length = length;
        this.i = c.newInt();
        this.a = c.newLong();
        this.head = c.newLong();
        this.behindTag = c.newLong();
    }

    /** Adds the static fields that the code reads. */
    static void constants(Generated g, int shape) {
        if (shape == FrameShape.IPV4 || shape == FrameShape.IPV4_TAGGED || shape == FrameShape.IPV6) {
            g.constant(MINIMA, "[I", FrameShape.minTransport(shape));
        }
    }

    /**
     * A method that returns 0 if all frames are of the shape: asked first, because it is less work than to write a list that has nothing in it. Arguments as for {@link #others}.
     */
    static void differ(Code c, int shape, int n, int at, int length, int frames) {
        ShapeCode s = new ShapeCode(c, shape, length);
        int all = c.newInt();
        c.push(0);
        c.store(all);
        s.eachFrame(n, at, frames, () -> {
            s.difference();
            c.load(all);
            c.op(IOR);
            c.store(all);
        });
        c.load(all);
        c.op(IRETURN);
    }

    /**
     * A method that writes the numbers of frames of other shapes into a list, and returns how many they are: each number is written, and counted if it belongs there. Arguments are local variables.
     *
     * @param n      number of frames
     * @param at     array: where they begin
     * @param length array of their lengths
     * @param frames address of the memory in which they lie
     * @param list   an array, one longer than the batch
     */
    static void others(Code c, int shape, int n, int at, int length, int frames, int list) {
        ShapeCode s = new ShapeCode(c, shape, length);
        int count = c.newInt();
        c.push(0);
        c.store(count);
        s.eachFrame(n, at, frames, () -> {
            c.loadRef(list);
            c.load(count);
            c.load(s.i);
            c.op(IASTORE);
            s.difference();
            c.isNotZeroInt();
            c.load(count);
            c.op(IADD);
            c.store(count);
        });
        c.load(count);
        c.op(IRETURN);
    }

    private void eachFrame(int n, int at, int frames, Runnable body) {
        c.push(0);
        c.loop(i, n, () -> {
            c.frame(frames, at, i, a);
            body.run();
        });
    }

    /** Leaves an int that is 0 if the frame is of the shape. */
    private void difference() {
        c.longAt(a, 12);
        c.storeLong(head);
        switch (shape) {
            case FrameShape.ETHERNET:
                isTag(0);
                break;
            case FrameShape.ETHERNET_TAGGED:
                isTag(0);
                c.push(1);
                c.op(IXOR);
                isTag(32);
                c.op(IOR);
                c.element(length, i);
                c.push(18);
                c.op(ISUB);
                sign();
                c.op(IOR);
                break;
            case FrameShape.IPV4:
                ipv4(head, 0);
                break;
            case FrameShape.IPV4_TAGGED:
                c.longAt(a, 16);
                c.storeLong(behindTag);
                differs(head, 0xffff, 0x0081);
                ipv4(behindTag, 4);
                c.op(IOR);
                break;
            case FrameShape.IPV6:
                ipv6();
                break;
            default:
                throw new IllegalArgumentException("no shape has the number " + shape);
        }
    }

    /** Leaves 1 if the EtherType at these bits of the head is one of a tag, else 0. */
    private void isTag(int shift) {
        tag(shift, 0x0081);
        tag(shift, 0xa888);
        c.op(IAND);
        c.push(1);
        c.op(IXOR);
    }

    /** Leaves 0 for the EtherType, else 1. */
    private void tag(int shift, int type) {
        c.loadLong(head);
        c.push(shift);
        c.op(LUSHR, L2I);
        c.push(0xffff);
        c.op(IAND);
        c.push(type);
        c.op(IXOR);
        c.isNotZeroInt();
    }

    /** Leaves 0 if the word's bits are these. */
    private void differs(int word, int mask, int bits) {
        c.loadLong(word);
        c.op(L2I);
        c.push(mask);
        c.op(IAND);
        c.push(bits);
        c.op(IXOR);
    }

    /** Leaves the sign bit of an int as 0 or 1. */
    private void sign() {
        c.push(31);
        c.op(IUSHR);
    }

    /** Leaves 0 if there is IPv4 without options, whole, and no fragment. */
    private void ipv4(int word, int tag) {
        int total = c.newInt();
        int fragment = c.newInt();
        networkOrder(16 + tag);
        c.store(total);
        c.intAt(a, 20 + tag);
        c.store(fragment);
        differs(word, 0xffffff, 0x450008);
        c.load(fragment);
        c.push(0xff3f);
        c.op(IAND, IOR);
        // total > length - 14, or total < 20 + shortest header
        c.element(length, i);
        c.push(14 + tag);
        c.op(ISUB);
        c.load(total);
        c.op(ISUB);
        c.load(total);
        c.push(20);
        c.op(ISUB);
        c.field(MINIMA, "[I");
        c.load(fragment);
        c.push(24);
        c.op(IUSHR, IALOAD, ISUB, IOR);
        sign();
        c.op(IOR);
    }

    /** Leaves 16 bits that lie in network order. */
    private void networkOrder(int offset) {
        c.intAt(a, offset);
        c.call(Integer.class, "reverseBytes", "(I)I");
        c.push(16);
        c.op(IUSHR);
    }

    private void ipv6() {
        int payload = c.newInt();
        networkOrder(18);
        c.store(payload);
        differs(head, 0xf0ffff, 0x60dd86);
        c.element(length, i);
        c.push(54);
        c.op(ISUB);
        c.load(payload);
        c.op(ISUB);
        c.load(payload);
        c.field(MINIMA, "[I");
        c.intAt(a, 20);
        c.push(0xff);
        c.op(IAND, IALOAD, ISUB, IOR);
        sign();
        c.op(IOR);
    }
}
