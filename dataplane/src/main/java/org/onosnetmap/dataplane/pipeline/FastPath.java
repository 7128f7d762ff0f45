package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.FlowCache;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.compile.BatchDecision;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.pipeline.FlowMemory.Flows;

/**
 * Forwarding side of a datapath for whole batches, one per worker: what a {@link PipelineExecutor} would do with each frame in turn, but
 * from memory. First all frames are looked up in a {@link FlowCache}; then they go on in their order, neighbours with the same outcome
 * together. What the cache does not know goes through a {@link Resolver} before; what that does not know, and frames of no {@link FrameShape}, take the executor's way, which
 * also says what to remember.
 */
public final class FastPath {

    /** Ports that a batch's frames are gathered for, one after the other. */
    private static final int GATHERED = 4;
    /** Generations in which entries of the cache may last: half of what a comparison of 32 bits can tell apart. */
    private static final long MAX_AGE = 1 << 30;

    private final Egress egress;
    private final PipelineExecutor executor;
    private final Packet packet = new Packet();
    private final Resolver resolver = new Resolver();
    private final Bypass bypass;
    private final Contest contest;
    private final Counter hits = new Counter();
    private final Counter misses = new Counter();
    private final Counter unshaped = new Counter();
    private final Counter compiled = new Counter();
    private final Counter resolved = new Counter();
    private final Counter leftOut = new Counter();
    private FlowMemory memory = new FlowMemory(null, compiled);
    private Outcomes outcomes = new Outcomes();
    private final OutcomeCounts counts;
    /** The generation that the memory began with. */
    private long began;
    private WorkerCounters[] tableCounters;

    /** What was loaded so that it is near; kept, so that it is loaded. */
    private long touched;
    /** What is to be done with each frame of the batch. */
    private final int[] step = new int[Batch.CAPACITY];
    /** Resolved frames that are to be kept. */
    private final int[] chosen = new int[Batch.CAPACITY];
    /** Frames that leave by the same port. */
    private final int[] which = new int[Batch.CAPACITY];

    private final int[] odd = new int[Batch.CAPACITY + 1];
    /** The rules as code that {@link #outcomeOf} is of: by shape and number of the way; 0 where no frame has been yet. */
    private SmallPipeline small;
    private int[][] outcomeOf;
    /** Of frames that were decided so: their ways. */
    private final BatchDecision.Work work = new BatchDecision.Work();
    /** Their shape; none if the batch was not. */
    private int decided;

    /** Beside an executor of the same worker, whose way is taken by what is not remembered. */
    public FastPath(int worker, Egress egress, PipelineExecutor executor) {
        this(worker, egress, executor, new Bypass(), new Contest());
    }

    FastPath(int worker, Egress egress, PipelineExecutor executor, Bypass bypass, Contest contest) {
        this.bypass = bypass;
        this.contest = contest;
        this.counts = new OutcomeCounts(WorkerCounters.place(worker));
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

    /** Of the {@link #misses}, those whose outcome the {@link Resolver} has found. */
    long resolved() {
        return resolved.get();
    }

    /** Frames that were not looked up, because hardly any would have been found, or because the tables are quicker. */
    long leftOut() {
        return leftOut.get();
    }

    /** Size of the tables in which flows are remembered. */
    long cacheBytes() {
        return memory.bytes();
    }

    /** Takes a batch of frames through the pipeline. Never throws because of what is in a frame. */
    public void process(Snapshot s, Batch b) {
        if (s.plan != memory.plan || outcomes.isFull() || s.generation() - began > MAX_AGE) {
            forget(s);
        }
        Flows m = memory.of(b.inPort);
        int floor = (int) s.rulesSince;
        boolean alike = true;
        decided = FrameShape.NONE;
        if (memory.isConstant()) {
            b.fillOutcome(m.constant(floor));
        } else if (!memory.lookupSame(s, m, b, floor)) {
            alike = lookup(s, m, b, floor);
        }
        int kinds = 0;
        if (alike) {
            counts.addAlike(b);
        } else {
            kinds = counts.addEach(b, outcomes.steps(), step);
        }
        try {
            if (alike) {
                act(s, m, b, outcomes.steps()[b.outcome[0]], 0, b.size);
            } else {
                act(s, m, b, kinds);
            }
        } finally {
            hits.add(b.size); // those that were none are taken off where they are met
            if (counts.isDue(b.size, outcomes.size())) {
                flush();
            }
        }
    }

    /** Finds the outcomes of frames that are not one flow. Returns whether all have the same. */
    private boolean lookup(Snapshot s, Flows m, Batch b, int floor) {
        if (contest.isOver()) {
            contest.hold(memory.bytes());
        }
        boolean tables = contest.begin(b.size);
        boolean unread = tables || bypass.isOn(b.size);
        if (unread) {
            leftOut.add(b.size);
            if (decideCompiled(s, m, b, floor, !tables)) {
                contest.end(b.size, b.size, 0);
                return (b.outcomes() & Batch.ALIKE) != 0;
            }
        } else {
            memory.lookup(s, m, b, floor);
            int all = b.outcomes();
            if ((all & Batch.UNKNOWN) == 0) {
                bypass.calm();
                contest.end(b.size, 0, 0);
                return (all & Batch.ALIKE) != 0;
            }
        }
        int n = tables ? resolve(s, b, true) : resolveAndKeep(s, m, b, floor, unread);
        contest.end(b.size, resolver.askedCount(), resolver.askedCount() - n);
        return (b.outcomes() & Batch.ALIKE) != 0;
    }

    /**
     * Finds the outcomes of frames that were not looked up or not found.
     *
     * @param unread whether that is all of them, whose shapes are not known
     * @return how many have got one
     */
    private int resolve(Snapshot s, Batch b, boolean unread) {
        int n = unread ? resolver.resolveAll(s, b, outcomes, memory.isLink()) : resolver.resolve(s, b, outcomes);
        hits.add(-n);
        misses.add(n);
        resolved.add(n);
        return n;
    }

    private int resolveAndKeep(Snapshot s, Flows m, Batch b, int floor, boolean unread) {
        bypass.begin();
        int n = resolve(s, b, unread);
        bypass.met(b.size, resolver.askedCount(), n);
        keep(s, m, b, floor);
        return n;
    }

    /** Keeps frames that were resolved; first all places are touched, because they are far and in no order. */
    private void keep(Snapshot s, Flows m, Batch b, int floor) {
        int[] frames = resolver.asked();
        int n = resolver.askedCount();
        int kept = 0;
        long near = 0;
        for (int j = bypass.keep(0, n); j < n; j = bypass.keep(j + 1, n)) {
            int i = frames[j];
            if (b.outcome[i] != 0) {
                near += memory.cache(m, b.shape(i)).touch(b.mem, b.at[i]);
                chosen[kept++] = i;
            }
        }
        touched = near;
        for (int j = 0; j < kept; j++) {
            int i = chosen[j];
            FlowCache c = memory.cache(m, b.shape(i));
            c.insert(c.locate(b.mem, b.at[i]), (int) s.generation(), b.outcome[i], floor, bypass.growth());
        }
    }

    /**
     * By the rules themselves, as code.
     *
     * @param bypassed whether the batch is one that {@link #bypass} wants to hear of
     * @return whether they are code
     */
    private boolean decideCompiled(Snapshot s, Flows m, Batch b, int floor, boolean bypassed) {
        SmallPipeline p = s.small;
        if (p == null || memory.isMixed()) {
            return false;
        }
        int shape = b.findShape(0, memory.isLink());
        BatchDecision d = p.byShape[shape];
        if (d == null) {
            return false;
        }
        if (p != small) {
            small = p;
            outcomeOf = new int[FrameShape.COUNT][p.ways];
        }
        if (bypassed) {
            bypass.begin();
        }
        int others = d.decide(b, b.inPort, work, odd);
        b.fillShape(shape);
        b.take(work.way, outcomeOf[shape]);
        decided = shape;
        for (int j = 0; j < others; j++) {
            int i = odd[j];
            memory.lookupOne(m, b, i, floor);
            if (b.outcome[i] != 0 && s.marked != 0 && s.marks.isOld(b, i, s.marked)) {
                b.outcome[i] = 0;
            }
        }
        memory.compiled(b, others);
        if (bypassed) {
            bypass.met(b.size, b.size, b.size);
        }
        return true;
    }

    private void act(Snapshot s, Flows m, Batch b, int kinds) {
        if ((kinds & OutcomeCounts.SPECIAL) != 0) {
            inOrder(s, m, b, 0);
            return;
        }
        if ((kinds & OutcomeCounts.EDITED) != 0) {
            edit(s, b);
        }
        gather(s, m, b);
    }

    /** Neighbours with the same step together. */
    private void inOrder(Snapshot s, Flows m, Batch b, int first) {
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
                FrameEdit e = outcomes.edit(what[i]);
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
    private void gather(Snapshot s, Flows m, Batch b) {
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
    private void act(Snapshot s, Flows m, Batch b, int what, int from, int to) {
        if (what >= 0) {
            leave(b, from, to, what);
        } else if (what <= Outcome.EDIT) {
            edit(s, outcomes.edit(what), b, from, to);
        } else if (what != Outcome.DROP) {
            actOnEach(s, m, what, b, from, to);
        }
    }

    private void actOnEach(Snapshot s, Flows m, int what, Batch b, int from, int to) {
        switch (what) {
            case Outcome.NORMAL:
                egress.normalAll(b, from, to, packet);
                break;
            case Outcome.RULES:
                for (int i = from; i < to; i++) {
                    replay(s, outcomes.get(b.outcome[i]), b, i);
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
        counts.add(id, -1, -b.length[i]);
        replay(s, outcomes.get(id), b, i);
    }

    private void leave(Batch b, int from, int to, int port) {
        if (from < to && port != b.inPort) {
            egress.outputAll(b, Batch.EACH, from, to, port, packet);
        }
    }

    /** Hands what has been counted to rules and tables. To be called when there is nothing else to do; in between it happens by itself. */
    public void flush() {
        counts.flush(outcomes, tableCounters);
    }

    /** A frame whose outcome is known since a frame before it in the batch. */
    private void known(Snapshot s, Flows m, int id, Batch b, int i) {
        counts.add(id, 1, b.length[i]);
        b.outcome[i] = id;
        act(s, m, b, outcomes.steps()[id], i, i + 1);
    }

    /** Forwards a frame whose outcome is not known, and remembers it; unless it was remembered since the look-up. */
    private void miss(Snapshot s, Flows m, Batch b, int i) {
        int shape = memory.isConstant() ? FrameShape.NONE : b.shape(i);
        if (shape == decided && shape != FrameShape.NONE) {
            missDecided(s, m, b, i);
            return;
        }
        FlowCache cache = memory.cache(m, shape);
        int floor = (int) s.rulesSince;
        if (cache == null && !memory.isConstant()) {
            unshaped.increment();
            hits.add(-1);
            egress.frame(b, i);
            packet.set(b, i);
            executor.process(s, packet);
            return;
        }
        int id = cache == null ? m.constant(floor) : cache.find(b.mem, b.at[i], floor);
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
            cache.insert(where, (int) s.generation(), id, floor, bypass.growth());
        } else {
            m.constant = id;
            m.constantGeneration = (int) s.generation();
        }
    }

    /** The first frame on a way through a small pipeline, or one that no outcome is remembered of. */
    private void missDecided(Snapshot s, Flows m, Batch b, int i) {
        int[] known = outcomeOf[decided];
        int way = (int) work.way[i];
        if (known[way] != 0) {
            known(s, m, known[way], b, i);
        } else {
            known[way] = follow(s, b, i, decided);
        }
    }

    /** Forwards a frame by the tables. Returns the number of its outcome; 0 if that is not remembered. */
    private int follow(Snapshot s, Batch b, int i, int shape) {
        hits.add(-1);
        misses.increment();
        egress.frame(b, i);
        packet.set(b, i);
        executor.follow(s, packet);
        if (executor.path.end == Path.UNKNOWN) {
            return 0;
        }
        int id = outcomes.of(executor.path, shape, s.miss);
        counts.room(outcomes.size());
        return id;
    }

    private void forget(Snapshot s) {
        if (memory.plan != null) {
            flush();
        }
        tableCounters = s.counters;
        memory = new FlowMemory(s.plan, compiled);
        began = s.generation();
        small = null;
        outcomes = new Outcomes();
    }
}
