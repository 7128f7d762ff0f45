package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.BatchDecision;
import org.onosnetmap.dataplane.cache.BatchLookup;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.cache.KeyWindows;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Forwarding side of a datapath for whole batches, one per worker: what a {@link PipelineExecutor} would do with each frame in turn, but
 * from memory. First all frames are looked up in a {@link FlowCache}; then they go on in their order, neighbours with the same outcome
 * together. What the cache does not know, and frames of no {@link FrameShape}, take the executor's way, which also says what to remember.
 */
public final class FastPath {

    /** Outcomes that are kept at most; with one more, all is forgotten. */
    private static final int MAX_OUTCOMES = 1 << 20;
    private static final int FIRST_OUTCOMES = 64;
    /** Batches below this size are counted at once, so that who sees one packet sees its count. */
    private static final int LIGHT = 32;
    /** Frames that are counted together otherwise, a millisecond or so; and for each outcome, because to tell the rules costs more than to count. */
    private static final int FLUSH = 1 << 15;
    private static final int FLUSH_SHARE = 16;
    /** Ports that a batch's frames are gathered for, one after the other. */
    private static final int GATHERED = 4;
    /** A batch that is not light is mixed if one of so many frames is of another shape than the first; then so many batches do without compiled code. */
    private static final int MIXED = 8;
    private static final int WITHOUT = 64;
    /** Generations in which entries of the cache may last: half of what a comparison of 32 bits can tell apart. */
    private static final long MAX_AGE = 1 << 30;

    /** What is remembered of frames that came in by one port, or by any where rules tell no ports apart. */
    private static final class Memory {
        final FlowCache[] byShape = new FlowCache[FrameShape.COUNT];
        /** Where nothing of a frame is read: outcome of all, and its generation. */
        int constant;
        int constantGeneration;
    }

    private final int place;
    private final Egress egress;
    private final PipelineExecutor executor;
    private final Packet packet = new Packet();
    /** Null before the first batch. */
    private CachePlan plan;
    /** The generation that the memory began with. */
    private long began;
    private Memory shared = new Memory();
    private Memory[] byPort = new Memory[0];

    /** From 1 on; those that are equal are the same. */
    private Outcome[] outcomes;
    /** By number: {@link Outcome#what}. */
    private int[] stepOf;
    private FrameEdit[] edits = new FrameEdit[16];
    private final Map<FrameEdit, Integer> editNumbers = new HashMap<>();
    /** By number: packets and bytes that rules and tables have not been told of. */
    private long[] counts;
    private int outcomeCount;
    /** Whether there is no room for one more: most are of rules that are long gone, so that all is forgotten before the next batch. */
    private boolean full;
    /** Open hash table of the numbers of outcomes. */
    private int[] index;
    /** Numbers of outcomes that have something to count. */
    private int[] touched = new int[Batch.CAPACITY];
    private int touchedCount;
    /** Frames since the last flush. */
    private int unflushed;
    private WorkerCounters[] tableCounters;
    /** What is to be done with each frame of the batch. */
    private final int[] step = new int[Batch.CAPACITY];
    /** Whether any of it is more than edits and outputs; whether there are edits. */
    private boolean special;
    private boolean edited;
    /** Frames that leave by the same port. */
    private final int[] which = new int[Batch.CAPACITY];

    /** Batches that still do without compiled code. */
    private int mixed;
    private final int[] odd = new int[Batch.CAPACITY + 1];
    /** The rules as code that {@link #outcomeOf} is of: by shape and number of the rule; 0 where no frame has been yet. */
    private SmallTable small;
    private int[][] outcomeOf;
    /** Of frames that were decided so: their rules. */
    private final int[] rule = new int[Batch.CAPACITY];
    /** Their shape; none if the batch was not. */
    private int decided;

    private final Counter hits = new Counter();
    private final Counter misses = new Counter();
    private final Counter unshaped = new Counter();
    private final Counter compiled = new Counter();

    /** Beside an executor of the same worker, whose way is taken by what is not remembered. */
    public FastPath(int worker, Egress egress, PipelineExecutor executor) {
        this.place = WorkerCounters.place(worker);
        this.egress = egress;
        this.executor = executor;
    }

    /** Frames whose outcome was remembered. */
    public long hits() {
        return hits.get();
    }

    /** Frames whose outcome was not remembered. */
    public long misses() {
        return misses.get();
    }

    /** Frames that were not looked up, because they have none of the shapes that can be. */
    public long unshaped() {
        return unshaped.get();
    }

    /** Frames that were looked up by code that was made for their shape. */
    public long compiled() {
        return compiled.get();
    }

    /** Takes a batch of frames through the pipeline. Never throws because of what is in a frame. */
    public void process(Snapshot s, Batch b) {
        if (s.plan != plan || full || s.generation() - began > MAX_AGE) {
            forget(s);
        }
        Memory m = plan.inPort ? memory(b.inPort) : shared;
        int floor = (int) s.rulesSince;
        boolean alike = true;
        decided = FrameShape.NONE;
        if (plan.depth == KeyLayout.DEPTH_PORT) {
            b.fillOutcome(m.constantGeneration - floor >= 0 ? m.constant : 0);
        } else if (!lookupSame(s, m, b, floor)) {
            if (!decideCompiled(s, m, b, floor)) {
                if (!lookupCompiled(m, b, floor)) {
                    lookup(m, b, floor);
                }
                if (s.marked != 0) {
                    s.marks.check(b, s.marked);
                }
            }
            alike = areAlike(b);
        }
        if (alike) {
            decideAlike(b);
        } else {
            decide(b);
        }
        try {
            if (alike) {
                act(s, m, b, stepOf[b.outcome[0]], 0, b.size);
            } else {
                act(s, m, b);
            }
        } finally {
            hits.add(b.size); // those that were none are taken off where they are met
            unflushed += b.size;
            if (b.size < LIGHT || unflushed > FLUSH && unflushed > outcomeCount * FLUSH_SHARE) {
                flush();
            }
        }
    }

    /** By the rules themselves, as code. */
    private boolean decideCompiled(Snapshot s, Memory m, Batch b, int floor) {
        SmallTable t = s.small;
        if (t == null || mixed > 0) {
            return false;
        }
        int shape = b.findShape(0, isLink());
        BatchDecision d = t.byShape[shape];
        if (d == null) {
            return false;
        }
        if (t != small) {
            small = t;
            outcomeOf = new int[FrameShape.COUNT][t.size + 1];
        }
        int others = d.decide(b.size, b.at, b.length, rule, b.address, b.inPort, odd);
        b.fillShape(shape);
        b.take(rule, outcomeOf[shape]);
        decided = shape;
        for (int j = 0; j < others; j++) {
            int i = odd[j];
            lookupOne(m, b, i, floor);
            if (b.outcome[i] != 0 && s.marked != 0 && s.marks.isOld(b, i, s.marked)) {
                b.outcome[i] = 0;
            }
        }
        compiled.add(b.size - others);
        leaveOut(b, others);
        return true;
    }

    /** Whether many frames of a batch were of other shapes: then others do without compiled code. */
    private void leaveOut(Batch b, int others) {
        if (b.size >= LIGHT && others * MIXED > b.size) {
            mixed = WITHOUT;
        }
    }

    /** Looks up the first frame for all, if they are one flow. */
    private boolean lookupSame(Snapshot s, Memory m, Batch b, int floor) {
        if (b.size < 2) {
            return false;
        }
        int shape = b.findShape(0, isLink());
        FlowCache c = m.byShape[shape];
        if (c == null || !(s.marked == 0 ? plan.same : plan.sameMarked)[shape].holds(b)) {
            return false;
        }
        b.fillShape(shape);
        int id = c.find(b.mem, b.at[0], floor);
        b.fillOutcome(id != 0 && s.marked != 0 && s.marks.isOld(b, 0, c.generation(), s.marked) ? 0 : id);
        return true;
    }

    /** Whether nothing behind the EtherType is read. */
    private boolean isLink() {
        return plan.depth == KeyLayout.DEPTH_ETHERNET;
    }

    /** By the code that was made for the shape of the first frame; frames of other shapes are looked up one by one, so if they are many, other batches do without. */
    private boolean lookupCompiled(Memory m, Batch b, int floor) {
        if (mixed > 0) {
            mixed--;
            return false;
        }
        int shape = b.findShape(0, isLink());
        BatchLookup l = plan.compiled(shape);
        FlowCache c = m.byShape[shape];
        if (l == null || c == null) {
            return false;
        }
        int others = c.lookup(l, b, floor, odd);
        b.fillShape(shape);
        for (int i = 0; i < others; i++) {
            lookupOne(m, b, odd[i], floor);
        }
        compiled.add(b.size - others);
        leaveOut(b, others);
        return true;
    }

    private void lookupOne(Memory m, Batch b, int i, int floor) {
        FlowCache c = cache(m, b.findShape(i, isLink()));
        if (c == null) {
            b.outcome[i] = 0;
        } else {
            c.lookupOne(b, i, floor);
        }
    }

    private void lookup(Memory m, Batch b, int floor) {
        int seen = b.shapes(isLink());
        for (int shape = 1; shape < FrameShape.COUNT; shape++) {
            if ((seen >>> shape & 1) != 0) {
                FlowCache c = cache(m, shape);
                if (c != null) {
                    c.lookup(b, shape, floor);
                }
            }
        }
    }

    /** The cache for a shape, which is made for the first frame; null if such frames are not kept. */
    private FlowCache cache(Memory m, int shape) {
        FlowCache c = m.byShape[shape];
        KeyWindows w = plan.windows[shape];
        if (c == null && w != null) {
            c = new FlowCache(w);
            m.byShape[shape] = c;
        }
        return c;
    }

    /** Whether all frames have the same outcome. */
    private static boolean areAlike(Batch b) {
        int[] outcome = b.outcome;
        int first = outcome[0];
        int differences = 0;
        int n = b.size;
        for (int i = 1; i < n; i++) {
            differences |= outcome[i] ^ first;
        }
        return differences == 0 && n > 0;
    }

    /** Counts frames of one outcome. */
    private void decideAlike(Batch b) {
        int[] length = b.length;
        int bytes = 0;
        int n = b.size;
        for (int i = 0; i < n; i++) {
            bytes += length[i];
        }
        count(b.outcome[0], n, bytes);
    }

    private void count(int id, int packets, int bytes) {
        if (counts[2 * id] == 0) {
            touch(id);
        }
        counts[2 * id] += packets;
        counts[2 * id + 1] += bytes;
    }

    /** Counts frames by outcome, and says what is to be done with each. Calls nothing in its loop, so that all it works on stays in registers. */
    private void decide(Batch b) {
        int n = b.size;
        if (touchedCount + n >= touched.length) {
            touched = Arrays.copyOf(touched, 2 * (touchedCount + n));
        }
        int[] outcome = b.outcome;
        int[] length = b.length;
        int[] what = step;
        int[] steps = stepOf;
        int[] news = touched;
        long[] sums = counts;
        int count = touchedCount;
        int signOfSpecial = 0;
        int signOfEdit = 0;
        for (int i = 0; i < n; i++) {
            int id = outcome[i];
            int w = steps[id];
            what[i] = w;
            signOfSpecial |= ~(w - Outcome.NONE) & w - Outcome.DROP; // negative from NONE up to below DROP
            signOfEdit |= w - Outcome.NONE;
            long before = sums[2 * id];
            news[count] = id;
            count += (int) (before - 1 >>> 63); // one more if it was 0
            sums[2 * id] = before + 1;
            sums[2 * id + 1] += length[i];
        }
        touchedCount = count;
        special = signOfSpecial < 0;
        edited = signOfEdit < 0;
    }

    private void touch(int id) {
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, 2 * touchedCount);
        }
        touched[touchedCount++] = id;
    }

    private void act(Snapshot s, Memory m, Batch b) {
        if (special) {
            inOrder(s, m, b, 0);
            return;
        }
        if (edited) {
            edit(s, b);
        }
        gather(s, m, b);
    }

    /** Neighbours with the same step together. */
    private void inOrder(Snapshot s, Memory m, Batch b, int first) {
        int[] what = step;
        int n = b.size;
        for (int i = first; i < n;) {
            int w = what[i];
            int j = i + 1;
            while (j < n && what[j] == w) {
                j++;
            }
            act(s, m, b, w, i, j);
            i = j;
        }
    }

    /** All edits; what is left to do is to pass on. */
    private void edit(Snapshot s, Batch b) {
        int[] what = step;
        int n = b.size;
        for (int i = 0; i < n; i++) {
            if (what[i] <= Outcome.EDIT) {
                FrameEdit e = edits[Outcome.EDIT - what[i]];
                if (e.apply(b.mem, b.at[i])) {
                    what[i] = e.port;
                } else {
                    expired(s, b, i);
                    what[i] = Outcome.DROP;
                }
            }
        }
    }

    /**
     * Frames that only leave, by port, and each port's in their order: where neighbours go cannot be foreseen, and a branch that is guessed
     * wrong costs a processor as much as all else that is done for a frame.
     */
    private void gather(Snapshot s, Memory m, Batch b) {
        int[] what = step;
        int[] same = which;
        int n = b.size;
        int i = 0;
        for (int ports = 0; ports < GATHERED; ports++) {
            while (i < n && what[i] == Outcome.DROP) {
                i++;
            }
            if (i == n) {
                return;
            }
            int port = what[i];
            int found = 0;
            for (int j = i; j < n; j++) {
                int w = what[j];
                same[found] = j;
                found += w == port ? 1 : 0;
                what[j] = w == port ? Outcome.DROP : w;
            }
            if (port != b.inPort) {
                egress.outputAll(b, same, 0, found, port, packet);
            }
        }
        inOrder(s, m, b, i);
    }

    /** Does the same with neighbours. */
    private void act(Snapshot s, Memory m, Batch b, int what, int from, int to) {
        if (what >= 0) {
            leave(b, from, to, what);
        } else if (what <= Outcome.EDIT) {
            edit(s, edits[Outcome.EDIT - what], b, from, to);
        } else if (what != Outcome.DROP) {
            actOnEach(s, m, what, b, from, to);
        }
    }

    private void actOnEach(Snapshot s, Memory m, int what, Batch b, int from, int to) {
        switch (what) {
            case Outcome.NORMAL:
                egress.normalAll(b, from, to, packet);
                break;
            case Outcome.RULES:
                for (int i = from; i < to; i++) {
                    replay(s, outcomes[b.outcome[i]], b, i);
                }
                break;
            default:
                for (int i = from; i < to; i++) {
                    miss(s, m, b, i);
                }
                break;
        }
    }

    private void replay(Snapshot s, Outcome o, Batch b, int i) {
        egress.frame(b, i);
        packet.set(b, i);
        executor.replay(s, o, packet);
    }

    /** Frames whose TTL runs out part from the others. */
    private void edit(Snapshot s, FrameEdit e, Batch b, int from, int to) {
        int begin = from;
        for (int i = from; i < to; i++) {
            if (!e.apply(b.mem, b.at[i])) {
                leave(b, begin, i, e.port);
                begin = i + 1;
                expired(s, b, i);
            }
        }
        leave(b, begin, to, e.port);
    }

    /** A frame whose TTL runs out goes its rules' way, which counts it. */
    private void expired(Snapshot s, Batch b, int i) {
        int id = b.outcome[i];
        count(id, -1, -b.length[i]);
        replay(s, outcomes[id], b, i);
    }

    private void leave(Batch b, int from, int to, int port) {
        if (from < to && port != b.inPort) {
            egress.outputAll(b, Batch.EACH, from, to, port, packet);
        }
    }

    /** Hands what has been counted to rules and tables. To be called when there is nothing else to do; in between it happens by itself. */
    public void flush() {
        for (int i = 0; i < touchedCount; i++) {
            int id = touched[i];
            if (id != 0) {
                outcomes[id].count(tableCounters, place, counts[2 * id], counts[2 * id + 1]);
            }
            counts[2 * id] = 0;
            counts[2 * id + 1] = 0;
        }
        touchedCount = 0;
        unflushed = 0;
    }

    /** A frame whose outcome is known since a frame before it in the batch. */
    private void known(Snapshot s, Memory m, int id, Batch b, int i) {
        count(id, 1, b.length[i]);
        b.outcome[i] = id;
        act(s, m, b, stepOf[id], i, i + 1);
    }

    /** Forwards a frame whose outcome is not known, and remembers it; unless it was remembered since the look-up. */
    private void miss(Snapshot s, Memory m, Batch b, int i) {
        int shape = plan.depth == KeyLayout.DEPTH_PORT ? FrameShape.NONE : b.shape(i);
        if (shape == decided && shape != FrameShape.NONE) {
            missDecided(s, m, b, i);
            return;
        }
        FlowCache cache = m.byShape[shape];
        int floor = (int) s.rulesSince;
        if (cache == null && plan.depth != KeyLayout.DEPTH_PORT) {
            unshaped.increment();
            hits.add(-1);
            egress.frame(b, i);
            packet.set(b, i);
            executor.process(s, packet);
            return;
        }
        int id = cache == null ? m.constantGeneration - floor >= 0 ? m.constant : 0 : cache.find(b.mem, b.at[i], floor);
        if (id != 0 && (cache == null || s.marked == 0 || !s.marks.isOld(b, i, cache.generation(), s.marked))) {
            known(s, m, id, b, i);
            return;
        }
        int where = cache == null ? 0 : cache.locate(b.mem, b.at[i]);
        id = follow(s, b, i, shape);
        if (id == 0) {
            return;
        }
        if (cache != null) {
            cache.insert(where, (int) s.generation(), id, floor);
        } else {
            m.constant = id;
            m.constantGeneration = (int) s.generation();
        }
    }

    /** The first frame that a rule of a small table takes, or one that no outcome is remembered of. */
    private void missDecided(Snapshot s, Memory m, Batch b, int i) {
        int[] known = outcomeOf[decided];
        if (known[rule[i]] != 0) {
            known(s, m, known[rule[i]], b, i);
        } else {
            known[rule[i]] = follow(s, b, i, decided);
        }
    }

    /** Forwards a frame by the tables. Returns the number of its outcome; 0 if that is not remembered. */
    private int follow(Snapshot s, Batch b, int i, int shape) {
        hits.add(-1);
        misses.increment();
        egress.frame(b, i);
        packet.set(b, i);
        executor.follow(s, packet);
        return executor.path.end == Path.UNKNOWN ? 0 : remember(s, shape);
    }

    /** Number of the outcome of the path that the executor followed; 0 if there is no room for it. */
    private int remember(Snapshot s, int shape) {
        Path p = executor.path;
        int slot = p.hash(shape) >>> 8 & index.length - 1;
        while (index[slot] != 0) {
            if (outcomes[index[slot]].isOf(p, shape)) {
                return index[slot];
            }
            slot = slot + 1 & index.length - 1;
        }
        if (outcomeCount == MAX_OUTCOMES) {
            full = true;
            return 0;
        }
        int id = ++outcomeCount;
        if (id == outcomes.length) {
            outcomes = Arrays.copyOf(outcomes, 2 * id);
            stepOf = Arrays.copyOf(stepOf, 2 * id);
            counts = Arrays.copyOf(counts, 4 * id);
        }
        Outcome o = new Outcome(p, shape, s.miss);
        outcomes[id] = o;
        stepOf[id] = o.what == Outcome.EDIT ? Outcome.EDIT - number(o.edit) : o.what;
        index[slot] = id;
        if (4 * id > index.length) {
            grow();
        }
        return id;
    }

    /** Equal edits are one, because routers have many routes and few neighbours. */
    private int number(FrameEdit e) {
        Integer known = editNumbers.get(e);
        if (known != null) {
            return known;
        }
        int n = editNumbers.size();
        editNumbers.put(e, n);
        if (n == edits.length) {
            edits = Arrays.copyOf(edits, 2 * n);
        }
        edits[n] = e;
        return n;
    }

    private void grow() {
        int[] larger = new int[2 * index.length];
        for (int id = 1; id <= outcomeCount; id++) {
            int slot = outcomes[id].hash() >>> 8 & larger.length - 1;
            while (larger[slot] != 0) {
                slot = slot + 1 & larger.length - 1;
            }
            larger[slot] = id;
        }
        index = larger;
    }

    private Memory memory(int port) {
        if (port >= byPort.length) {
            byPort = Arrays.copyOf(byPort, Math.max(port + 1, 2 * byPort.length));
        }
        if (byPort[port] == null) {
            byPort[port] = new Memory();
        }
        return byPort[port];
    }

    private void forget(Snapshot s) {
        flush();
        tableCounters = s.counters;
        plan = s.plan;
        began = s.generation();
        shared = new Memory();
        byPort = new Memory[0];
        small = null;
        outcomes = new Outcome[FIRST_OUTCOMES];
        stepOf = new int[FIRST_OUTCOMES];
        stepOf[0] = Outcome.NONE;
        counts = new long[2 * FIRST_OUTCOMES];
        outcomeCount = 0;
        edits = new FrameEdit[16];
        editNumbers.clear();
        full = false;
        index = new int[256];
    }
}
