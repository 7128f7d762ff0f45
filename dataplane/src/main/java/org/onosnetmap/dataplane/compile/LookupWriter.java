package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.KeyWindows;

/**
 * Writes a {@link BatchLookup}. It goes through the batch in pieces, and through each piece twice: first it makes the hashes of all keys and touches all buckets, so that
 * the memory of many is on its way at once; then it compares the keys.
 *
 * <pre>
 *  for (from = 0; from &lt; n; from = to) {
 *      to = min(from + PIECE, n)
 *      for (i = from; i &lt; to; i++) {
 *          a = frames + at[i]
 *          h = (*(a + 26) &amp; 0xff..) * 0x9e..  +  (*(a + 34) &amp; 0xff..) * 0x3b..          each word of the key
 *          place[i] = e = bucket of h;  touched += *(table + e)
 *          odd[odds] = i;  odds += 1 if *(a + 12), *(a + 20) and length[i] are not those of the shape
 *      }
 *      for (i = from; i &lt; to; i++) {
 *          compare both entries; outcome[i] = ...; generation[i] = ...
 *          absent[absentees] = i;  absentees += 1 if it is neither
 *      }
 *  }
 * </pre>
 */
final class LookupWriter {

    /** Frames whose buckets are touched together: they and their frames' lines fit into the nearest cache. */
    private static final int PIECE = 32;

    private static final String DESCRIPTOR = "(I[I[I[I[IJJII[I[I[I)J";
    private static final int N = 1;
    private static final int AT = 2;
    private static final int LENGTH = 3;
    private static final int OUTCOME = 4;
    private static final int GENERATION = 5;
    private static final int FRAMES = 6;
    private static final int TABLE = 8;
    private static final int MASK = 10;
    private static final int FLOOR = 11;
    private static final int PLACE = 12;
    private static final int ABSENT = 13;
    private static final int ODD = 14;

    private final Code c;
    private final int shape;
    private final KeyWindows windows;
    private final int absentees;
    private final int odds;
    private final int touched;
    private final int from;
    private final int to;
    private final int i;
    private final int a;
    private final int e;
    private final int entry;
    private final int[] key;

    private LookupWriter(Code c, int shape, KeyWindows windows) {
        this.c = c;
        this.shape = shape;
        this.windows = windows;
        this.absentees = c.newInt();
        this.odds = c.newInt();
        this.touched = c.newLong();
        this.from = c.newInt();
        this.to = c.newInt();
        this.i = c.newInt();
        this.a = c.newLong();
        this.e = c.newInt();
        this.entry = c.newLong();
        this.key = new int[windows.size()];
        for (int w = 0; w < key.length; w++) {
            key[w] = c.newLong();
        }
    }

    /** A look-up of frames of a shape by keys in these windows. */
    static BatchLookup lookup(int shape, KeyWindows windows) {
        Generated g = new Generated(BatchLookup.class);
        ShapeCode.constants(g, shape);
        g.method("lookup", DESCRIPTOR, c -> new LookupWriter(c, shape, windows).emit());
        return (BatchLookup) g.instance();
    }

    private void emit() {
        for (int local : new int[] {absentees, odds, from}) {
            c.push(0);
            c.store(local);
        }
        c.push(0L);
        c.storeLong(touched);
        c.whileBelow(from, N, () -> {
            c.load(from);
            c.push(PIECE);
            c.op(IADD);
            c.load(N);
            c.call(Math.class, "min", "(II)I");
            c.store(to);
            c.load(from);
            c.loop(i, to, this::touch);
            c.load(from);
            c.loop(i, to, this::compare);
            c.load(to);
            c.store(from);
        });
        // Must be used, or the compiler leaves the touching out.
        c.loadRef(PLACE);
        c.push(Batch.CAPACITY);
        c.loadLong(touched);
        c.op(L2I, IASTORE);
        c.load(odds);
        c.op(I2L);
        c.push(32);
        c.op(LSHL);
        c.load(absentees);
        c.op(I2L, LOR, LRETURN);
    }

    private void frame() {
        c.loadLong(FRAMES);
        c.element(AT, i);
        c.op(I2L, LADD);
        c.storeLong(a);
    }

    /** Leaves a word of the key. */
    private void word(int w) {
        c.longAt(a, windows.at(w));
        if (windows.mask(w) != -1) {
            c.push(windows.mask(w));
            c.op(LAND);
        }
    }

    private void touch() {
        frame();
        int h = key[0];
        for (int w = 0; w < key.length; w++) {
            word(w);
            c.push(FlowCache.factor(w));
            c.op(LMUL);
            if (w > 0) {
                c.op(LADD);
            }
        }
        c.storeLong(h);
        c.loadLong(h);
        c.loadLong(h);
        c.push(32);
        c.op(LUSHR, LXOR);
        c.push(FlowCache.lastFactor());
        c.op(LMUL);
        c.push(32);
        c.op(LUSHR, L2I);
        c.load(MASK);
        c.op(IAND);
        c.push(windows.bucketShift());
        c.op(ISHL);
        c.store(e);
        c.loadRef(PLACE);
        c.load(i);
        c.load(e);
        c.op(IASTORE);
        c.loadLong(TABLE);
        c.load(e);
        c.op(I2L, LADD);
        c.storeLong(entry);
        c.loadLong(touched);
        c.longAt(entry, 0);
        c.op(LADD);
        c.storeLong(touched);
        new ShapeCode(c, shape, LENGTH, i, a).collectOthers(ODD, odds);
    }

    private void compare() {
        frame();
        for (int w = 0; w < key.length; w++) {
            word(w);
            c.storeLong(key[w]);
        }
        c.loadLong(TABLE);
        c.element(PLACE, i);
        c.op(I2L, LADD);
        c.storeLong(entry);
        int notFirst = c.newInt();
        differences(0);
        c.isNotZero();
        c.store(notFirst);
        // The word behind the first key, or behind the second.
        int age = c.newInt();
        int word = c.newLong();
        int chosen = c.newLong();
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
        c.loadRef(GENERATION);
        c.load(i);
        c.load(age);
        c.op(IASTORE);
        c.loadRef(OUTCOME);
        c.load(i);
        c.loadLong(word);
        c.op(L2I);
        c.load(age);
        c.load(FLOOR);
        c.op(ISUB);
        c.push(31);
        c.op(ISHR, ICONST_M1, IXOR, IAND, IASTORE);
        c.loadRef(ABSENT);
        c.load(absentees);
        c.load(i);
        c.op(IASTORE);
        differences(1 << windows.bucketShift() - 1);
        c.isNotZero();
        c.load(notFirst);
        c.op(IAND);
        c.load(absentees);
        c.op(IADD);
        c.store(absentees);
    }

    /** Leaves a long that is 0 if the entry has the key. Words that no key uses are 0 in all of them. */
    private void differences(int offset) {
        for (int w = 0; w < key.length; w++) {
            c.longAt(entry, offset + 8 * w);
            c.loadLong(key[w]);
            c.op(LXOR);
            if (w > 0) {
                c.op(LOR);
            }
        }
    }
}
