package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.classify.Classifier;
import org.onosnetmap.dataplane.classify.LookupBatch;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.ShapedKey;

/**
 * Finds the outcomes of frames that the flow cache does not know, all frames of a batch together, before anything is done with any of them. The key of each frame is written from
 * fixed places ({@link ShapedKey}); then table by table all frames that are there are looked up at once, and what each has met leads it through the trie of {@link Outcomes}.
 *
 * <p>It goes past rules that leave the frame as it is and have no meter ({@link CompiledRule#passesOn}). A frame that meets another rule with a goto, or that goes a way which no
 * frame has gone before, keeps the outcome 0: a {@link PipelineExecutor} takes it through the tables, and its way is known then. Under random headers nearly all frames go few ways.
 *
 * <p>One object a worker.
 */
final class Resolver {

    /** Instead of a node: the frame has arrived, or cannot go on. No edge begins here. */
    private static final int OFF = -1;
    /** Less than one frame in so many may be off where the others stay where they are. */
    private static final int FEW = 4;

    private final LookupBatch batch = new LookupBatch();
    /** Frames on their way: their keys one behind the other, and parallel to them number of the frame, node of the trie, table. */
    private long[] keys = new long[0];
    private int stride;
    private final int[] frame = new int[Batch.CAPACITY];
    private final int[] node = new int[Batch.CAPACITY];
    private final int[] table = new int[Batch.CAPACITY];
    /** Lowest and highest table that any of them is at. */
    private int first;
    private int last;

    /** Of the last batch: the frames that were looked up, and how many of them have got an outcome. */
    private final int[] asked = new int[Batch.CAPACITY];
    private int askedCount;
    private int resolvedCount;

    /** Of one table: how many frames go on from it, to which tables at least and at most. */
    private int on;
    private int lowest;
    private int highest;
    /** Frames that have met something else there than most: their places, their edges, and which outcomes they have. */
    private final int[] differing = new int[Batch.CAPACITY];
    private final long[] edges = new long[Batch.CAPACITY];
    private final int[] before = new int[Batch.CAPACITY];

    /** Numbers of the frames that had no outcome, and a shape that is cached. */
    int[] asked() {
        return asked;
    }

    /** How many they are. */
    int askedCount() {
        return askedCount;
    }

    /**
     * Finds outcomes for the frames that have none and are of a shape that is cached.
     *
     * @return how many have got one
     */
    int resolve(Snapshot s, Batch b, Outcomes outcomes) {
        prepare(s.plan.stride);
        return resolve(s, b, outcomes, gather(s.plan, b));
    }

    /** As {@link #resolve(Snapshot, Batch, Outcomes)} for frames whose shapes are not known: of all, outcome and shape are set. */
    int resolveAll(Snapshot s, Batch b, Outcomes outcomes, boolean link) {
        prepare(s.plan.stride);
        return resolve(s, b, outcomes, gatherAll(s.plan, b, link));
    }

    private int resolve(Snapshot s, Batch b, Outcomes outcomes, int keys) {
        askedCount = keys;
        resolvedCount = 0;
        first = 0;
        last = 0;
        for (int n = keys; n > 0;) {
            int here = first == last ? n : bringForward(n);
            lookUp(s.tables[first], here);
            n = goOn(b, outcomes, here, n);
        }
        return resolvedCount;
    }

    private void prepare(int planned) {
        if (planned != stride) {
            stride = planned;
            if (keys.length < planned * Batch.CAPACITY) {
                keys = new long[planned * Batch.CAPACITY];
            }
            ShapedKey.clear(keys, planned);
        }
    }

    /** Writes the keys of frames that have no outcome. */
    private int gather(CachePlan plan, Batch b) {
        int n = 0;
        for (int i = 0; i < b.size; i++) {
            if (b.outcome[i] == 0) {
                n += writeKey(plan, b, i, b.shape(i), n);
            }
        }
        return n;
    }

    /** Finds the shapes of all frames, and writes their keys. */
    private int gatherAll(CachePlan plan, Batch b, boolean link) {
        int seen = b.shapes(link);
        int shape = Integer.numberOfTrailingZeros(seen);
        if (seen != 1 << shape || plan.windows[shape] == null) {
            return gather(plan, b);
        }
        FrameShape.writeKeys(b, shape, keys, stride);
        System.arraycopy(Batch.EACH, 0, asked, 0, b.size);
        System.arraycopy(Batch.EACH, 0, frame, 0, b.size);
        Arrays.fill(node, 0, b.size, shape);
        Arrays.fill(table, 0, b.size, 0);
        return b.size;
    }

    /** Writes a frame's key behind others; it begins at table 0, and at the node of its shape. Returns how many keys that is: 0 if its shape is not cached. */
    private int writeKey(CachePlan plan, Batch b, int i, int shape, int n) {
        if (plan.windows[shape] == null) {
            return 0;
        }
        FrameShape.writeKey(b.mem, b.at[i], shape, b.inPort, keys, n * stride, stride);
        asked[n] = i;
        frame[n] = i;
        node[n] = shape;
        table[n] = 0;
        return 1;
    }

    private void lookUp(Classifier<CompiledRule> classifier, int here) {
        if (classifier == null) {
            batch.nothing(here);
        } else {
            classifier.lookup(keys, stride, here, batch);
        }
    }

    /** Brings the frames at the lowest table in front of the others. Returns how many they are. */
    private int bringForward(int n) {
        int here = 0;
        for (int j = 0; j < n; j++) {
            if (table[j] == first) {
                if (j != here) {
                    swap(j, here);
                }
                here++;
            }
        }
        return here;
    }

    /**
     * All frames at the lowest table have been looked up: those that have arrived, or cannot go on, are off. As long as they are few and the others go on together, they go along, which is less work
     * than to close the gaps.
     *
     * @return how many are left, or go along
     */
    private int goOn(Batch b, Outcomes outcomes, int here, int n) {
        lowest = Integer.MAX_VALUE;
        highest = 0;
        on = 0;
        if (!goOnAlike(b, outcomes, here)) {
            for (int j = 0; j < here; j++) {
                goOn(b, j, outcomes.edge(node[j], batch.id(j)));
            }
        }
        if (here == n && lowest == highest && FEW * (n - on) < n) {
            first = lowest;
            last = highest;
            return n;
        }
        return closeGaps(n);
    }

    /**
     * Where most frames have met the same, as under random headers, their edge is looked up once.
     *
     * @return whether it is so; else nothing has been done
     */
    private boolean goOnAlike(Batch b, Outcomes outcomes, int here) {
        int middle = here / 2;
        int one = batch.isSame(0, middle) && node[0] == node[middle] ? 0 : here - 1; // of most, if there are most: seldom do two of three differ from them
        int others = batch.differing(one, here, node, differing);
        long edge = outcomes.edge(node[one], batch.id(one));
        if (FEW * others > here || Outcomes.writesMetadata(edge)) {
            return false;
        }
        int[] outcome = b.outcome;
        for (int k = 0; k < others; k++) {
            int j = differing[k];
            edges[k] = outcomes.edge(node[j], batch.id(j));
            before[k] = outcome[frame[j]];
        }
        allGo(edge, outcome, here, here - others);
        for (int k = 0; k < others; k++) {
            int j = differing[k];
            outcome[frame[j]] = before[k];
            goOn(b, j, edges[k]);
        }
        return true;
    }

    /** Goes one edge with all frames, though only some are meant: without questions that is less work. */
    private void allGo(long edge, int[] outcome, int here, int meant) {
        int next = (int) edge;
        if (next > 0) {
            for (int j = 0; j < here; j++) {
                outcome[frame[j]] = next;
            }
            resolvedCount += meant;
        }
        if (next < 0 && edge > 0) {
            int to = Outcomes.table(edge);
            Arrays.fill(node, 0, here, ~next);
            Arrays.fill(table, 0, here, to);
            lowest = to;
            highest = to;
            on = meant;
        } else {
            Arrays.fill(node, 0, here, OFF);
        }
    }

    private void goOn(Batch b, int j, long edge) {
        int next = (int) edge;
        node[j] = OFF;
        if (next > 0) {
            b.outcome[frame[j]] = next;
            resolvedCount++;
        } else if (edge > 0) {
            int to = Outcomes.table(edge);
            node[j] = ~next;
            table[j] = to;
            lowest = Math.min(lowest, to);
            highest = Math.max(highest, to);
            on++;
            if (Outcomes.writesMetadata(edge)) {
                write((CompiledRule) batch.found(j), j * stride + KeyLayout.METADATA);
            }
        }
    }

    private void write(CompiledRule r, int metadata) {
        keys[metadata] = keys[metadata] & ~r.metadataMask | r.metadata & r.metadataMask;
    }

    private int closeGaps(int n) {
        int left = 0;
        first = Integer.MAX_VALUE;
        last = 0;
        for (int j = 0; j < n; j++) {
            if (node[j] != OFF) {
                move(j, left++);
                first = Math.min(first, table[j]);
                last = Math.max(last, table[j]);
            }
        }
        return left;
    }

    private void move(int j, int to) {
        if (j != to) {
            frame[to] = frame[j];
            node[to] = node[j];
            table[to] = table[j];
            for (int w = 0; w < stride; w++) {
                keys[to * stride + w] = keys[j * stride + w];
            }
        }
    }

    private void swap(int a, int b) {
        int f = frame[a];
        int n = node[a];
        int t = table[a];
        frame[a] = frame[b];
        node[a] = node[b];
        table[a] = table[b];
        frame[b] = f;
        node[b] = n;
        table[b] = t;
        for (int w = 0; w < stride; w++) {
            long k = keys[a * stride + w];
            keys[a * stride + w] = keys[b * stride + w];
            keys[b * stride + w] = k;
        }
    }
}
