package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import java.util.List;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchDecision;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Writes a {@link BatchDecision}: the words of the key that some rule reads are made once a frame; then rule after rule, from the last to the first, takes the frame if it matches, so that the
 * first of those that match has it in the end. Nothing branches on what is in a frame, so the time is the same whatever comes.
 *
 * <pre>
 *  k2 = reverse(*(a + 0)) &amp; ~0xffff;  k5 = reverse(*(a + 26))
 *  r = 2                                                       none
 *  d = (k5 ^ 0x0a000100..) &amp; 0xffffff00..      != 0            rule 1, on a prefix
 *  r = r ^ (r ^ 1) &amp; d - 1
 *  d = (k2 ^ 0x0200..) &amp; ~0xffff | (k5 ^ ..) &amp; ..  != 0        rule 0
 *  r = r ^ (r ^ 0) &amp; d - 1
 * </pre>
 */
public final class DecisionCompiler {

    /** Words that all rules compare together: with more, a look-up in the flow cache is quicker. */
    private static final int MAX_WORDS = 12;

    private static final String DESCRIPTOR = "(I[I[I[IJI[I)I";
    private static final int N = 1;
    private static final int AT = 2;
    private static final int LENGTH = 3;
    private static final int RULE = 4;
    private static final int FRAMES = 5;
    private static final int IN_PORT = 7;
    private static final int ODD = 8;

    /** Of the rule, by word of the key: bits that it reads, and what they must be. */
    private final long[][] mask;
    private final long[][] value;
    private final int shape;
    private final KeyWord[] words = new KeyWord[KeyLayout.WORDS];

    private DecisionCompiler(int shape, List<Match> rules) {
        this.shape = shape;
        this.mask = new long[rules.size()][];
        this.value = new long[rules.size()][];
        for (int w = 0; w < words.length; w++) {
            words[w] = new KeyWord(shape, w);
        }
        for (int r = 0; r < mask.length; r++) {
            read(r, rules.get(r));
        }
    }

    /**
     * The decision for frames of a shape.
     *
     * @param rules matches of the rules, those that win first
     * @param warm  whether the virtual machine is to compile it before it is used, which takes some ten milliseconds
     * @return null if they are too many, or one reads what is not compiled
     */
    public static BatchDecision decision(int shape, List<Match> rules, boolean warm) {
        DecisionCompiler d = new DecisionCompiler(shape, rules);
        if (!d.isPossible()) {
            return null;
        }
        BatchDecision decision = d.write();
        if (warm) {
            int[] rule = new int[Batch.CAPACITY];
            WarmBatch.run((b, odd) -> decision.decide(b.size, b.at, b.length, rule, b.address, 1, odd));
        }
        return decision;
    }

    private void read(int r, Match m) {
        long[] bits = new long[KeyLayout.WORDS];
        long[] wanted = new long[KeyLayout.WORDS];
        for (Field f : m.fields()) {
            int w = KeyLayout.word(f);
            bits[w] |= m.mask(f) << KeyLayout.shift(f);
            wanted[w] |= m.value(f) << KeyLayout.shift(f);
            if (f.bits() > 64) {
                bits[w - 1] |= m.maskHi(f);
                wanted[w - 1] |= m.valueHi(f);
            }
            bits[KeyLayout.presenceWord(f)] |= KeyLayout.presence(f, m);
            wanted[KeyLayout.presenceWord(f)] |= KeyLayout.presence(f, m);
        }
        mask[r] = bits;
        value[r] = wanted;
    }

    /** Whether no frame of the shape can match the rule. */
    private boolean isExcluded(int r) {
        for (int w = 0; w < words.length; w++) {
            if (((value[r][w] ^ words[w].knownValue()) & mask[r][w] & words[w].known()) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Bits of a word that the rule has to look at. */
    private long open(int r, int word) {
        return mask[r][word] & ~words[word].known();
    }

    private boolean isPossible() {
        int compared = 0;
        for (int r = 0; r < mask.length; r++) {
            for (int w = 0; w < words.length && !isExcluded(r); w++) {
                if (open(r, w) != 0) {
                    compared++;
                    if (!words[w].isSupported()) {
                        return false;
                    }
                }
            }
        }
        return compared <= MAX_WORDS;
    }

    private BatchDecision write() {
        Generated g = new Generated(BatchDecision.class);
        ShapeCode.constants(g, shape);
        KeyWord.constants(g);
        g.method("decide", DESCRIPTOR, this::emit);
        return (BatchDecision) g.instance();
    }

    private void emit(Code c) {
        int odds = c.newInt();
        int i = c.newInt();
        int a = c.newLong();
        int r = c.newInt();
        int[] key = new int[words.length];
        for (int w = 0; w < key.length; w++) {
            key[w] = c.newLong();
        }
        c.push(0);
        c.store(odds);
        c.push(0);
        c.loop(i, N, () -> {
            c.loadLong(FRAMES);
            c.element(AT, i);
            c.op(I2L, LADD);
            c.storeLong(a);
            for (int w = 0; w < key.length; w++) {
                if (isRead(w)) {
                    words[w].emit(c, a, IN_PORT);
                    c.storeLong(key[w]);
                }
            }
            c.push(mask.length);
            c.store(r);
            for (int rule = mask.length - 1; rule >= 0; rule--) {
                if (!isExcluded(rule)) {
                    take(c, rule, r, key);
                }
            }
            c.loadRef(RULE);
            c.load(i);
            c.load(r);
            c.op(IASTORE);
            new ShapeCode(c, shape, LENGTH, i, a).collectOthers(ODD, odds);
        });
        c.load(odds);
        c.op(IRETURN);
    }

    private boolean isRead(int word) {
        for (int r = 0; r < mask.length; r++) {
            if (!isExcluded(r) && open(r, word) != 0) {
                return true;
            }
        }
        return false;
    }

    /** {@code r} becomes the rule's number if the rule matches. */
    private void take(Code c, int rule, int r, int[] key) {
        int parts = 0;
        for (int w = 0; w < key.length; w++) {
            if (open(rule, w) != 0) {
                c.loadLong(key[w]);
                c.push(value[rule][w]);
                c.op(LXOR);
                c.push(open(rule, w));
                c.op(LAND);
                if (parts++ > 0) {
                    c.op(LOR);
                }
            }
        }
        if (parts == 0) { // matches all frames of the shape
            c.push(rule);
            c.store(r);
            return;
        }
        c.isNotZero();
        c.op(ICONST_1, ISUB);
        c.load(r);
        c.push(rule);
        c.op(IXOR, IAND);
        c.load(r);
        c.op(IXOR);
        c.store(r);
    }
}
