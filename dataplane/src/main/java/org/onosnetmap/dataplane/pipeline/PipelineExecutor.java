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
    private final PacketKey key = new PacketKey();
    private final HeaderEditor editor = new HeaderEditor(key);
    private final ActionSet set = new ActionSet();
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
            run(s, a, p, null);
        }
    }

    /** Packets with a header that is cut short or contradicts itself, where rules or actions looked. They go on as packets without that header. */
    public long malformed() {
        return key.malformed();
    }

    /** Frames shorter than an Ethernet header, which are dropped. */
    public long tooShort() {
        return tooShort.get();
    }

    /** Packets dropped because the buffer had no room for one more VLAN tag. */
    public long noRoom() {
        return noRoom.get();
    }

    /** Packets whose TTL or hop limit ran out, dropped or sent to the controller. */
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

    private void tables(Snapshot s, Packet p) {
        set.clear();
        int table = 0;
        for (;;) {
            Classifier<CompiledRule> classifier = s.tables[table];
            CompiledRule r = classifier == null ? null : classifier.lookup(key);
            if (r == null) {
                s.counters[table].addSecond(place);
                if (table == 0 && s.miss == FlowTables.Miss.NORMAL) {
                    egress.normal(p, true);
                }
                return;
            }
            s.counters[table].addFirst(place);
            r.counters.add(place, p.length);
            if (r.gotoTable < 0 && (r.clear || set.isEmpty())) {
                // A clear-actions instruction runs before this rule's own write-actions, so they are all that is left.
                run(s, r.whole, p, r);
                return;
            }
            if (!run(s, r.apply, p, r)) {
                return;
            }
            if (r.clear) {
                set.clear();
            }
            set.merge(r);
            if (r.gotoTable < 0) {
                runSet(p);
                return;
            }
            key.writeMetadata(r.metadata, r.metadataMask);
            key.actsetOutput(set.outputPort);
            table = r.gotoTable;
        }
    }

    /**
     * Runs actions in their order.
     *
     * @param r the rule they are of; null for a packet-out
     * @return whether the packet is still under way
     */
    private boolean run(Snapshot s, CompiledActions a, Packet p, CompiledRule r) {
        int[] step = a.step;
        for (int i = 0; i < step.length; i++) {
            switch (step[i]) {
                case CompiledActions.SET:
                    editor.set(a.field[i], a.hi[i], a.lo[i]);
                    break;
                case CompiledActions.PUSH_VLAN:
                    if (!push(p, a.arg[i])) {
                        return false;
                    }
                    break;
                case CompiledActions.POP_VLAN:
                    p.length = editor.popVlan();
                    break;
                case CompiledActions.DEC_TTL:
                    if (!decrementTtl(p, a.arg[i] != 0, r)) {
                        return false;
                    }
                    break;
                case CompiledActions.SET_QUEUE:
                    p.queue = a.arg[i];
                    break;
                case CompiledActions.TABLE:
                    tables(s, p);
                    return false;
                default:
                    output(p, step[i], a.arg[i], (int) a.lo[i], r, a.lastGivesFrameAway && i == step.length - 1);
                    break;
            }
        }
        return true;
    }

    private void runSet(Packet p) {
        if (set.popVlan) {
            p.length = editor.popVlan();
        }
        if (set.pushVlan != 0 && !push(p, set.pushVlan)) {
            return;
        }
        if (set.ttlRule != null && !decrementTtl(p, set.expiredToController, set.ttlRule)) {
            return;
        }
        for (long left = set.sets; left != 0; left &= left - 1) {
            int f = Long.numberOfTrailingZeros(left);
            Field field = ActionSet.FIELDS[f];
            editor.set(field, set.hi[f], set.lo[f]);
        }
        if (set.setQueue) {
            p.queue = set.queue;
        }
        if (set.outputRule != null) {
            output(p, set.outputStep, set.outputArg, set.outputMaxLen, set.outputRule, true);
        }
    }

    /** Only what leaves is cut to {@code maxLen} bytes; the packet is whole again afterwards. */
    private void output(Packet p, int step, int arg, int maxLen, CompiledRule r, boolean last) {
        if (step == CompiledActions.CONTROLLER) {
            toController(p, maxLen, r == null ? Egress.REASON_ACTION : r.reason, r);
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

    private boolean push(Packet p, int etherType) {
        int length = editor.pushVlan(etherType, p.capacity);
        if (length < 0) {
            noRoom.increment();
            return false;
        }
        p.length = length;
        return true;
    }

    private boolean decrementTtl(Packet p, boolean expiredToController, CompiledRule r) {
        if (editor.decrementTtl()) {
            return true;
        }
        ttlExpired.increment();
        if (expiredToController) {
            toController(p, WHOLE, Egress.REASON_INVALID_TTL, r);
        }
        return false;
    }

    private void toController(Packet p, int maxLen, int reason, CompiledRule r) {
        egress.controller(p, maxLen, reason, r == null ? 0 : r.table, r == null ? NO_COOKIE : r.cookie);
    }
}
