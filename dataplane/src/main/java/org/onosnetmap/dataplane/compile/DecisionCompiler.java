package org.onosnetmap.dataplane.compile;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.compile.BatchDecision.Comparison;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** Makes a {@link BatchDecision} of rules: takes their matches apart into words of the key, and writes code that reads these words of frames of a shape. */
public final class DecisionCompiler {

    /** Words that all rules compare together: with more, a look-up in the flow cache is quicker. */
    private static final int MAX_COMPARED = 32;

    private static final int N = 1;
    private static final int AT = 2;

    /** Numbers of the tables' first rules, and of all rules. */
    private final int[] first;
    /** Of the rule, by word of the key: bits that it reads, and what they must be. */
    private final long[][] mask;
    private final long[][] value;
    private final int shape;
    private final KeyWord[] words = new KeyWord[KeyLayout.WORDS];
    /** Of each word the bits that rules compare which are not known. */
    private final long[] read = new long[KeyLayout.WORDS];

    private DecisionCompiler(int shape, List<List<Match>> tables) {
        this.shape = shape;
        this.first = new int[tables.size() + 1];
        List<Match> rules = new ArrayList<>();
        for (int t = 0; t < tables.size(); t++) {
            rules.addAll(tables.get(t));
            first[t + 1] = rules.size();
        }
        this.mask = new long[rules.size()][];
        this.value = new long[rules.size()][];
        for (int w = 0; w < words.length; w++) {
            words[w] = new KeyWord(shape, w);
        }
        for (int r = 0; r < mask.length; r++) {
            read(r, rules.get(r));
            for (int w = 0; w < words.length && !isExcluded(r); w++) {
                read[w] |= open(r, w);
            }
        }
    }

    /**
     * The decision for frames of a shape.
     *
     * @param tables matches of each table's rules, those that win first
     * @param warm   whether the virtual machine is to compile it before it is used, which takes some ten milliseconds
     * @return null if they are too many, or one reads what is not compiled
     */
    public static BatchDecision decision(int shape, List<List<Match>> tables, boolean warm) {
        DecisionCompiler d = new DecisionCompiler(shape, tables);
        if (!d.isPossible()) {
            return null;
        }
        BatchDecision decision = d.decision();
        if (warm) {
            BatchDecision.Work work = new BatchDecision.Work();
            WarmBatch.run((b, odd) -> decision.decide(b, 1, work, odd));
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
        return compared <= MAX_COMPARED;
    }

    private BatchDecision decision() {
        Generated g = new Generated(FrameWords.class);
        ShapeCode.constants(g, shape);
        KeyWord.constants(g);
        g.method("read", "(I[IJI[J)V", this::readWords);
        g.method("others", "(I[I[IJ[I)I", this::others);
        List<List<Comparison>> tables = new ArrayList<>();
        int[] sizes = new int[first.length - 1];
        for (int t = 0; t < sizes.length; t++) {
            sizes[t] = first[t + 1] - first[t];
            List<Comparison> some = new ArrayList<>();
            for (int r = first[t + 1] - 1; r >= first[t]; r--) {
                if (!isExcluded(r)) {
                    some.add(comparison(r, r - first[t]));
                }
            }
            tables.add(some);
        }
        return new BatchDecision((FrameWords) g.instance(), place(words.length), tables, sizes);
    }

    private Comparison comparison(int r, int number) {
        int[] compared = IntStream.range(0, words.length).filter(w -> open(r, w) != 0).toArray();
        return new Comparison(number, Arrays.stream(compared).map(w -> place(w) * Batch.CAPACITY).toArray(), Arrays.stream(compared).mapToLong(w -> open(r, w)).toArray(),
                Arrays.stream(compared).mapToLong(w -> value[r][w]).toArray());
    }

    /** How many words are read before this one. */
    private int place(int word) {
        return (int) Arrays.stream(read, 0, word).filter(bits -> bits != 0).count();
    }

    private void readWords(Code c) {
        final int frames = 3;
        final int inPort = 5;
        final int to = 6;
        int i = c.newInt();
        int a = c.newLong();
        int word = c.newLong();
        c.push(0);
        c.loop(i, N, () -> {
            c.frame(frames, AT, i, a);
            for (int w = 0; w < words.length; w++) {
                if (read[w] != 0) {
                    words[w].emit(c, a, inPort, read[w]);
                    c.storeLong(word);
                    c.loadRef(to);
                    c.load(i);
                    c.push(place(w) * Batch.CAPACITY);
                    c.op(IADD);
                    c.loadLong(word);
                    c.op(LASTORE);
                }
            }
        });
        c.op(RETURN);
    }

    private void others(Code c) {
        final int length = 3;
        final int frames = 4;
        final int odd = 6;
        ShapeCode.others(c, shape, N, AT, length, frames, odd);
    }
}
