package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.KeyWindows;

/**
 * Writes a {@link BatchLookup}: loops over the batch, each in a method of its own, because a processor has few registers, and what one loop holds in them it would else put away
 * for the others in each round.
 *
 * <pre>
 *  locate:   for (i = 0; i &lt; n; i++) {
 *                a = frames + at[i]
 *                keys[i + 256 * w] = *(a + 26) &amp; 0xff..          each word of the key
 *                place[i] = bucket of keys[i] * 0x9e..  +  keys[i + 256] * 0x3b..
 *            }
 *  compare:  for (i = 0; i &lt; n; i++)
 *                compare both entries; outcome[i] = ...; generation[i] = ...; absent |= it is neither
 *  differ:   for (i = 0; i &lt; n; i++)
 *                odds |= *(a + 12), *(a + 20) and length[i] are not those of the shape
 *  others:   for (i = 0; i &lt; n; i++) {
 *                a = frames + at[i]
 *                odd[odds] = i;  odds += 1 if *(a + 12), *(a + 20) and length[i] are not those of the shape
 *            }
 * </pre>
 */
final class LookupWriter {

    private static final int N = 1;

    private final int shape;
    private final KeyWindows windows;

    private LookupWriter(int shape, KeyWindows windows) {
        this.shape = shape;
        this.windows = windows;
    }

    /** A look-up of frames of a shape by keys in these windows. */
    static BatchLookup lookup(int shape, KeyWindows windows) {
        LookupWriter w = new LookupWriter(shape, windows);
        Generated g = new Generated(BatchLookup.class);
        ShapeCode.constants(g, shape);
        g.method("locate", "(I[IJI[J[I)V", w::locate);
        g.method("compare", "(I[J[IJI[I[I)I", w::compare);
        g.method("differ", "(I[I[IJ)I", w::differ);
        g.method("others", "(I[I[IJ[I)I", w::others);
        return (BatchLookup) g.instance();
    }

    /** Leaves the array of keys and the place of a word in it. */
    private static void key(Code c, int keys, int i, int w) {
        c.loadRef(keys);
        c.load(i);
        c.push(w * Batch.CAPACITY);
        c.op(IADD);
    }

    private void locate(Code c) {
        final int at = 2;
        final int frames = 3;
        final int mask = 5;
        final int keys = 6;
        final int place = 7;
        int i = c.newInt();
        int a = c.newLong();
        int h = c.newLong();
        int e = c.newInt();
        c.push(0);
        c.loop(i, N, () -> {
            c.frame(frames, at, i, a);
            hash(c, a, keys, i);
            c.storeLong(h);
            c.loadLong(h);
            c.loadLong(h);
            c.push(32);
            c.op(LUSHR, LXOR);
            c.push(FlowCache.lastFactor());
            c.op(LMUL);
            c.push(32);
            c.op(LUSHR, L2I);
            c.load(mask);
            c.op(IAND);
            c.push(windows.bucketShift());
            c.op(ISHL);
            c.store(e);
            c.loadRef(place);
            c.load(i);
            c.load(e);
            c.op(IASTORE);
        });
        c.op(RETURN);
    }

    /** Keeps the words of a key, and leaves the sum of their products. */
    private void hash(Code c, int a, int keys, int i) {
        int word = c.newLong();
        for (int w = 0; w < windows.size(); w++) {
            window(c, a, w);
            if (windows.words() == 1 && windows.mask(1) != 0) {
                window(c, a, 1);
                c.push(windows.rotation());
                c.call(Long.class, "rotateLeft", "(JI)J");
                c.op(LOR);
            }
            c.storeLong(word);
            key(c, keys, i, w);
            c.loadLong(word);
            c.op(LASTORE);
            c.loadLong(word);
            c.push(FlowCache.factor(w));
            c.op(LMUL);
            if (w > 0) {
                c.op(LADD);
            }
        }
    }

    private void window(Code c, int a, int w) {
        c.longAt(a, windows.at(w));
        if (windows.mask(w) != -1) {
            c.push(windows.mask(w));
            c.op(LAND);
        }
    }

    private void compare(Code c) {
        final int keys = 2;
        final int place = 3;
        final int table = 4;
        final int floor = 6;
        final int outcome = 7;
        final int generation = 8;
        int i = c.newInt();
        int entry = c.newLong();
        int notFirst = c.newInt();
        int neither = c.newInt();
        int chosen = c.newLong();
        int word = c.newLong();
        int age = c.newInt();
        int absent = c.newInt();
        c.push(0);
        c.store(absent);
        c.push(0);
        c.loop(i, N, () -> {
            c.loadLong(table);
            c.element(place, i);
            c.op(I2L, LADD);
            c.storeLong(entry);
            differences(c, keys, i, entry, 0);
            c.store(notFirst);
            differences(c, keys, i, entry, 1 << windows.bucketShift() - 1);
            c.load(notFirst);
            c.op(IAND);
            c.store(neither);
            c.load(absent);
            c.load(neither);
            c.op(IOR);
            c.store(absent);
            // The word behind the first key, or behind the second.
            c.loadLong(entry);
            c.load(notFirst);
            c.push(windows.bucketShift() - 1);
            c.op(ISHL, I2L, LADD);
            c.storeLong(chosen);
            c.longAt(chosen, 8 * windows.words());
            c.storeLong(word);
            c.loadLong(word);
            c.push(32);
            c.op(LUSHR, L2I);
            c.store(age);
            c.loadRef(generation);
            c.load(i);
            c.load(age);
            c.op(IASTORE);
            c.loadRef(outcome);
            c.load(i);
            c.loadLong(word);
            c.op(L2I);
            c.load(age);
            c.load(floor);
            c.op(ISUB);
            c.push(31);
            c.op(ISHR, ICONST_M1, IXOR, IAND);
            c.load(neither);
            c.op(ICONST_M1, IADD, IAND, IASTORE);
        });
        c.load(absent);
        c.op(IRETURN);
    }

    /** Leaves 0 if the entry has the key, else 1. Words that no key uses are 0 in all of them. */
    private void differences(Code c, int keys, int i, int entry, int offset) {
        for (int w = 0; w < windows.size(); w++) {
            c.longAt(entry, offset + 8 * w);
            key(c, keys, i, w);
            c.op(LALOAD, LXOR);
            if (w > 0) {
                c.op(LOR);
            }
        }
        c.isNotZero();
    }

    private void differ(Code c) {
        final int at = 2;
        final int length = 3;
        final int frames = 4;
        ShapeCode.differ(c, shape, N, at, length, frames);
    }

    private void others(Code c) {
        final int at = 2;
        final int length = 3;
        final int frames = 4;
        final int odd = 6;
        ShapeCode.others(c, shape, N, at, length, frames, odd);
    }
}
