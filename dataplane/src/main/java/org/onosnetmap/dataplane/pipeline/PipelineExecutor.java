package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.classify.Classifier;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.packet.Counter;
import org.onosnetmap.dataplane.packet.HeaderEditor;
import org.onosnetmap.dataplane.packet.PacketKey;
import org.onosnetmap.dataplane.packet.Protocols;

/**
 * Forwarding side of a datapath, one per worker: takes a packet through the tables of a snapshot and hands the results to an
 * {@link Egress}. Nothing here allocates, locks, logs or reads a clock. Only the owning worker may call it, but anybody may read the
 * counters.
 */
public final class PipelineExecutor {

    /** Cookie of packet-ins that no rule caused (OpenFlow 1.3.5 section 7.4.1). */
    private static final long NO_COOKIE = -1;
    /** OFPCML_NO_BUFFER: the whole packet. */
    private static final int WHOLE = 0xffff;

    private final int place;
    private final Egress egress;
    private final PacketKey mainKey = new PacketKey();
    /** Those of the packet at hand: the packet itself, or a copy that a bucket works on. */
    private PacketKey key = mainKey;
    private HeaderEditor editor = new HeaderEditor(mainKey);
    private final GroupRunner groups;
    private final ActionSet set = new ActionSet();
    /** Where the last packet went that was followed. */
    final Path path = new Path();
    private boolean following;
    /** The time that meters see. */
    private long now;
    private final Counter tooShort = new Counter();
    private final Counter noRoom = new Counter();
    private final Counter ttlExpired = new Counter();

    /**
     * @param worker number of the worker, below the count that the {@link FlowTables} was made for
     * @param egress where packets go
     */
    public PipelineExecutor(int worker, Egress egress) {
        this.place = WorkerCounters.place(worker);
        this.egress = egress;
        this.groups = new GroupRunner(this, place, egress, mainKey);
    }

    /** Tells the time, in nanoseconds on the clock of {@link System#nanoTime}, once a batch: packets read no clock. */
    public void time(long nanos) {
        now = nanos;
    }

    PacketKey key() {
        return key;
    }

    HeaderEditor editor() {
        return editor;
    }

    /** Goes on with another copy of the packet, or with the packet itself. */
    void work(PacketKey k, HeaderEditor e) {
        key = k;
        editor = e;
    }

    /** Takes a packet that came in by a port through the pipeline. Never throws because of what is in the packet. */
    public void process(Snapshot s, Packet p) {
        if (start(p)) {
            tables(s, p);
        }
    }

    /** Runs the actions of a packet-out; {@code OUTPUT:TABLE} among them takes the packet through the pipeline. */
    public void execute(Snapshot s, CompiledActions a, Packet p) {
        if (start(p)) {
            run(s, a, p, null, true);
        }
    }

    /** Packets with a header that is cut short or contradicts itself, where rules or actions looked. They go on as packets without that header. */
    public long malformed() {
        return mainKey.malformed();
    }

    /** Frames shorter than an Ethernet header, which are dropped. */
    public long tooShort() {
        return tooShort.get();
    }

    /** Packets dropped because the buffer had no room for one more tag or label. */
    public long noRoom() {
        return noRoom.get();
    }

    /** Packets whose TTL, hop limit or MPLS TTL ran out, dropped or sent to the controller. */
    public long ttlExpired() {
        return ttlExpired.get();
    }

    private boolean start(Packet p) {
        if (p.length < Protocols.ETHERNET_HEADER) {
            tooShort.increment();
            return false;
        }
        key.start(p.mem, p.offset, p.length, p.inPort);
        return true;
    }

    /** As {@link #process}, and keeps the rules that the packet meets in {@link #path}. */
    void follow(Snapshot s, Packet p) {
        path.clear();
        if (start(p)) {
            following = true;
            tables(s, p);
            following = false;
        }
    }

    /** As {@link #process}, for a packet whose rules are known. */
    void replay(Snapshot s, Outcome o, Packet p) {
        start(p);
        set.clear();
        for (int i = 0; i < o.rules.length; i++) {
            if (!visit(s, o.rules[i], p)) {
                return;
            }
        }
        if (o.end == Path.MISS) {
            miss(s, o.table(), p);
        } else {
            tables(s, p, o.table());
        }
    }

    private void tables(Snapshot s, Packet p) {
        set.clear();
        tables(s, p, 0);
    }

    private void tables(Snapshot s, Packet p, int first) {
        int table = first;
        for (;;) {
            Classifier<CompiledRule> classifier = s.tables[table];
            CompiledRule r = classifier == null ? null : classifier.lookup(key);
            if (r == null) {
                miss(s, table, p);
                return;
            }
            if (following) {
                path.add(r);
            }
            if (!visit(s, r, p)) {
                return;
            }
            table = r.gotoTable;
        }
    }

    private void miss(Snapshot s, int table, Packet p) {
        if (following) {
            path.miss();
        }
        s.counters[table].addSecond(place);
        if (table == 0 && s.miss == FlowTables.Miss.NORMAL) {
            egress.normal(p, true);
        }
    }

    /** Runs a rule that the packet has met. Returns whether the packet goes on to another table. */
    private boolean visit(Snapshot s, CompiledRule r, Packet p) {
        s.counters[r.table].addFirst(place);
        r.counters.add(place, p.length);
        if (r.meters != null && !pass(s, r.meters, p)) {
            return false;
        }
        if (r.gotoTable < 0 && (r.clear || set.isEmpty())) {
            // A clear-actions instruction runs before this rule's own write-actions, so they are all that is left.
            run(s, r.whole, p, r, true);
            return false;
        }
        if (!run(s, r.apply, p, r, false)) {
            return false;
        }
        if (r.clear) {
            set.clear();
        }
        set.merge(r);
        if (r.gotoTable < 0) {
            runSet(s, p);
            return false;
        }
        key.writeMetadata(r.metadata, r.metadataMask);
        key.actsetOutput(set.outputPort());
        return true;
    }

    private boolean pass(Snapshot s, int[] meters, Packet p) {
        for (int i = 0; i < meters.length; i++) {
            if (!s.meters.get(meters[i]).pass(place, now, p, editor)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs actions in their order.
     *
     * @param r    the rule they are of; null for a packet-out
     * @param last whether nobody needs the frame afterwards
     * @return whether the packet is still under way
     */
    boolean run(Snapshot s, CompiledActions a, Packet p, CompiledRule r, boolean last) {
        int[] step = a.step;
        int end = last ? step.length - 1 : -1;
        for (int i = 0; i < step.length; i++) {
            switch (step[i]) {
                case CompiledActions.OUTPUT:
                case CompiledActions.IN_PORT:
                case CompiledActions.ALL:
                case CompiledActions.FLOOD:
                case CompiledActions.NORMAL:
                case CompiledActions.CONTROLLER:
                    output(p, step[i], a.arg[i], (int) a.lo[i], r, i == end);
                    break;
                case CompiledActions.SET:
                    editor.set(a.field[i], a.hi[i], a.lo[i]);
                    break;
                case CompiledActions.SET_MASKED:
                    editor.setMasked(a.field[i], a.hi[i], a.lo[i], a.maskHi[i], a.maskLo[i]);
                    break;
                case CompiledActions.SET_QUEUE:
                    p.queue = a.arg[i];
                    break;
                case CompiledActions.GROUP:
                    groups.run(s, a.arg[i], p, r, i == end);
                    break;
                case CompiledActions.SET_GROUP:
                    if (!groups.runInSet(s, a.arg[i], p, r, last, i < step.length - 1)) {
                        return false;
                    }
                    break;
                case CompiledActions.TABLE:
                    tables(s, p);
                    return false;
                default:
                    if (!change(p, step[i], a.arg[i], r)) {
                        return false;
                    }
                    break;
            }
        }
        return true;
    }

    private void runSet(Snapshot s, Packet p) {
        for (int left = set.changes; left != 0; left &= left - 1) {
            int step = Integer.numberOfTrailingZeros(left);
            if (!change(p, step, set.arg[step], step == CompiledActions.DEC_MPLS_TTL ? set.mplsTtlRule : set.ttlRule)) {
                return;
            }
        }
        for (long left = set.sets; left != 0; left &= left - 1) {
            int f = Long.numberOfTrailingZeros(left);
            Field field = ActionSet.FIELDS[f];
            if ((set.masked >>> f & 1) == 0) {
                editor.set(field, set.hi[f], set.lo[f]);
            } else {
                editor.setMasked(field, set.hi[f], set.lo[f], set.maskHi[f], set.maskLo[f]);
            }
        }
        if (set.setQueue) {
            p.queue = set.queue;
        }
        if (set.groupRule != null && !groups.runInSet(s, set.group, p, set.groupRule, true, set.outputRule != null)) {
            return;
        }
        if (set.outputRule != null) {
            output(p, set.outputStep, set.outputArg, set.outputMaxLen, set.outputRule, true);
        }
    }

    /**
     * Makes a step that changes headers.
     *
     * @param r whose packet-in it is if the TTL ran out; null for a packet-out
     * @return whether the packet is still under way
     */
    private boolean change(Packet p, int step, int arg, CompiledRule r) {
        switch (step) {
            case CompiledActions.PUSH_VLAN:
                return fits(p, editor.pushVlan(arg, p.capacity));
            case CompiledActions.PUSH_MPLS:
                return fits(p, editor.pushMpls(arg, p.capacity));
            case CompiledActions.PUSH_PBB:
                return fits(p, editor.pushPbb(arg, p.capacity));
            case CompiledActions.DEC_TTL:
                return lives(p, editor.decrementTtl(), arg != 0, r);
            case CompiledActions.DEC_MPLS_TTL:
                return lives(p, editor.decrementMplsTtl(), arg != 0, r);
            case CompiledActions.POP_VLAN:
                editor.popVlan();
                break;
            case CompiledActions.POP_MPLS:
                editor.popMpls(arg);
                break;
            case CompiledActions.POP_PBB:
                editor.popPbb();
                break;
            case CompiledActions.SET_TTL:
                editor.setTtl(arg);
                break;
            case CompiledActions.SET_MPLS_TTL:
                editor.setMplsTtl(arg);
                break;
            case CompiledActions.COPY_TTL_IN:
                editor.copyTtlIn();
                break;
            default:
                editor.copyTtlOut();
                break;
        }
        p.length = editor.length();
        return true;
    }

    private boolean fits(Packet p, boolean fits) {
        p.length = editor.length();
        if (!fits) {
            noRoom.increment();
        }
        return fits;
    }

    private boolean lives(Packet p, boolean lives, boolean expiredToController, CompiledRule r) {
        if (!lives) {
            ttlExpired.increment();
            if (expiredToController) {
                toController(p, WHOLE, Egress.REASON_INVALID_TTL, r);
            }
        }
        return lives;
    }

    /** Only what leaves is cut to {@code maxLen} bytes; the packet is whole again afterwards. */
    private void output(Packet p, int step, int arg, int maxLen, CompiledRule r, boolean last) {
        if (step == CompiledActions.CONTROLLER) {
            toController(p, maxLen, r == null || groups.inBucket() ? Egress.REASON_ACTION : r.reason, r);
            return;
        }
        int whole = p.length;
        if (whole <= maxLen) {
            toPort(p, step, arg, last);
        } else {
            p.length = maxLen;
            toPort(p, step, arg, last);
            p.length = whole;
        }
    }

    private void toPort(Packet p, int step, int arg, boolean last) {
        switch (step) {
            case CompiledActions.OUTPUT:
                // OpenFlow 1.3.5 section 7.2.1: back out of the ingress port only by OFPP_IN_PORT.
                if (arg != p.inPort) {
                    egress.output(p, arg, last);
                }
                break;
            case CompiledActions.IN_PORT:
                egress.output(p, p.inPort, last);
                break;
            case CompiledActions.ALL:
                egress.flood(p, true, last);
                break;
            case CompiledActions.FLOOD:
                egress.flood(p, false, last);
                break;
            default:
                egress.normal(p, last);
                break;
        }
    }

    private void toController(Packet p, int maxLen, int reason, CompiledRule r) {
        egress.controller(p, maxLen, reason, r == null ? 0 : r.table, r == null ? NO_COOKIE : r.cookie);
    }
}
