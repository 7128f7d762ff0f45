package org.onosnetmap.dataplane.pipeline;

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

    private int asked;
    private final int[] resolved = new int[Batch.CAPACITY];
    private int count;

    /** How many frames had no outcome, and a shape that is cached. */
    int asked() {
        return asked;
    }

    /** Numbers of the frames that have got an outcome. */
    int[] resolved() {
        return resolved;
    }

    /**
     * Finds outcomes for the frames that have none and are of a shape that is cached.
     *
     * @return how many have got one
     */
    int resolve(Snapshot s, Batch b, Outcomes outcomes) {
        prepare(s.plan.stride);
        count = 0;
        int n = gather(s.plan, b);
        asked = n;
        first = 0;
        last = 0;
        while (n > 0) {
            int here = first == last ? n : bringForward(n);
            lookUp(s.tables[first], here);
            n = goOn(b, outcomes, here, n);
        }
        return count;
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

    /** Writes keys. All begin at table 0, and at the node of their shape. */
    private int gather(CachePlan plan, Batch b) {
        int[] outcome = b.outcome;
        int n = 0;
        for (int i = 0; i < b.size; i++) {
            if (outcome[i] != 0) {
                continue;
            }
            int shape = b.shape(i);
            if (plan.windows[shape] != null) {
                FrameShape.writeKey(b.mem, b.at[i], shape, b.inPort, keys, n * stride, stride);
                frame[n] = i;
                node[n] = shape;
                table[n++] = 0;
            }
        }
        return n;
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
        int lowest = Integer.MAX_VALUE;
        int highest = 0;
        int on = 0;
        for (int j = 0; j < here; j++) {
            long edge = outcomes.edge(node[j], batch.id(j));
            int next = (int) edge;
            node[j] = OFF;
            if (next > 0) {
                b.outcome[frame[j]] = next;
                resolved[count++] = frame[j];
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
        if (here == n && lowest == highest && FEW * (n - on) < n) {
            first = lowest;
            last = highest;
            return n;
        }
        return closeGaps(n);
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
