package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.onosnetmap.dataplane.cache.ChangeMarks;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.Recent;

/** Actions that were found valid, in the form in which a {@link PipelineExecutor} runs them: parallel arrays, one step an index. Immutable. */
public final class CompiledActions {

    /** Steps. The argument is {@link #arg} unless said otherwise. First those that change headers, in the order of the action set. */
    static final int COPY_TTL_IN = 0;
    static final int POP_VLAN = 1;
    /** Argument: EtherType of what is behind. */
    static final int POP_MPLS = 2;
    static final int POP_PBB = 3;
    /** Argument of pushes: EtherType. */
    static final int PUSH_MPLS = 4;
    static final int PUSH_PBB = 5;
    static final int PUSH_VLAN = 6;
    static final int COPY_TTL_OUT = 7;
    /** Argument: 1 if expired packets go to the controller. */
    static final int DEC_TTL = 8;
    static final int DEC_MPLS_TTL = 9;
    /** Argument: the TTL. */
    static final int SET_TTL = 10;
    static final int SET_MPLS_TTL = 11;
    /** Number of the steps above. */
    static final int CHANGES = 12;
    /** Arguments: {@link #field}, {@link #hi}, {@link #lo}. */
    static final int SET = 12;
    /** Arguments: those of SET, {@link #maskHi}, {@link #maskLo}. */
    static final int SET_MASKED = 13;
    /** Argument: number of the queue. */
    static final int SET_QUEUE = 14;
    /** Argument: port. This and the other outputs have the bytes that leave in {@link #lo} beside it. */
    static final int OUTPUT = 15;
    static final int IN_PORT = 16;
    static final int ALL = 17;
    static final int FLOOD = 18;
    static final int NORMAL = 19;
    /** Argument: bytes to send. */
    static final int CONTROLLER = 20;
    /** Packet-outs only, last. */
    static final int TABLE = 21;
    /** Argument: number of the group. */
    static final int GROUP = 22;
    /** The same in an action set, where it runs instead of the output that may follow it. */
    static final int SET_GROUP = 23;

    private static final Set<Field> SAYS_WHAT_FOLLOWS = EnumSet.of(Field.ETH_TYPE, Field.IP_PROTO, Field.ICMPV6_TYPE);

    /** Rules with the same actions share them. */
    private static final Recent<CompiledActions> RECENT = new Recent<>();
    private static final CompiledActions NONE = new CompiledActions(List.of(), 0);

    final int[] step;
    final int[] arg;
    final Field[] field;
    final long[] hi;
    final long[] lo;
    /** Null if there is no masked set-field. */
    final long[] maskHi;
    final long[] maskLo;

    /** @param set index of the first action that belongs to an action set */
    private CompiledActions(List<Action> actions, int set) {
        int n = actions.size();
        step = new int[n];
        arg = new int[n];
        field = new Field[n];
        hi = new long[n];
        lo = new long[n];
        boolean masks = actions.stream().anyMatch(a -> a.type() == Action.Type.SET_FIELD && ((Action.SetField) a).isMasked());
        maskHi = masks ? new long[n] : null;
        maskLo = masks ? new long[n] : null;
        for (int i = 0; i < n; i++) {
            put(i, actions.get(i));
            if (i >= set && step[i] == GROUP) {
                step[i] = SET_GROUP;
            }
        }
    }

    /** Actions after which the frame is still needed. */
    static CompiledActions inside(List<Action> actions) {
        return actions.isEmpty() ? NONE : RECENT.same(new CompiledActions(actions, actions.size()));
    }

    /**
     * Actions after which the frame is not needed: what comes after the last use of the frame is left out.
     *
     * @param list in their order
     * @param set  those of an action set, in the order in which it runs
     */
    static CompiledActions atEnd(List<Action> list, List<Action> set) {
        List<Action> actions = new ArrayList<>(list);
        actions.addAll(set);
        int n = actions.size();
        while (n > 0 && !usesFrame(actions.get(n - 1))) {
            n--;
        }
        return n == 0 ? NONE : RECENT.same(new CompiledActions(actions.subList(0, n), list.size()));
    }

    /** Whether a frame is not the same afterwards. */
    boolean changeFrame() {
        for (int s : step) {
            if (s < CHANGES || s == SET || s == SET_MASKED) {
                return true;
            }
        }
        return false;
    }

    /** Whether headers lie elsewhere afterwards, or are others: pushes, pops, and set-fields that say what follows. */
    boolean moveHeaders() {
        for (int i = 0; i < step.length; i++) {
            boolean set = step[i] == SET || step[i] == SET_MASKED;
            if (step[i] >= POP_VLAN && step[i] <= PUSH_VLAN || set && SAYS_WHAT_FOLLOWS.contains(field[i])) {
                return true;
            }
        }
        return false;
    }

    /** A bit for each kind of address ({@link ChangeMarks}) that is set. */
    int rewrites() {
        int kinds = 0;
        for (int i = 0; i < step.length; i++) {
            if (step[i] == SET || step[i] == SET_MASKED) {
                int kind = ChangeMarks.kind(field[i]);
                kinds |= kind < 0 ? 0 : 1 << kind;
            }
        }
        return kinds;
    }

    private static boolean usesFrame(Action a) {
        return a.type() == Action.Type.OUTPUT || a.type() == Action.Type.GROUP || a instanceof Action.DecTtl && ((Action.DecTtl) a).expiredToController();
    }

    private void put(int i, Action a) {
        switch (a.type()) {
            case OUTPUT:
                putOutput(i, (Action.Output) a);
                break;
            case SET_FIELD:
                putSet(i, (Action.SetField) a);
                break;
            case COPY_TTL_IN:
                step[i] = COPY_TTL_IN;
                break;
            case POP_VLAN:
                step[i] = POP_VLAN;
                break;
            case POP_MPLS:
                put(i, POP_MPLS, ((Action.PopMpls) a).etherType());
                break;
            case POP_PBB:
                step[i] = POP_PBB;
                break;
            case PUSH_MPLS:
                put(i, PUSH_MPLS, ((Action.Push) a).etherType());
                break;
            case PUSH_PBB:
                put(i, PUSH_PBB, ((Action.Push) a).etherType());
                break;
            case PUSH_VLAN:
                put(i, PUSH_VLAN, ((Action.Push) a).etherType());
                break;
            case COPY_TTL_OUT:
                step[i] = COPY_TTL_OUT;
                break;
            case DEC_NW_TTL:
                put(i, DEC_TTL, ((Action.DecTtl) a).expiredToController() ? 1 : 0);
                break;
            case DEC_MPLS_TTL:
                put(i, DEC_MPLS_TTL, ((Action.DecTtl) a).expiredToController() ? 1 : 0);
                break;
            case SET_NW_TTL:
                put(i, SET_TTL, ((Action.SetTtl) a).ttl());
                break;
            case SET_MPLS_TTL:
                put(i, SET_MPLS_TTL, ((Action.SetTtl) a).ttl());
                break;
            case GROUP:
                put(i, GROUP, ((Action.ToGroup) a).group());
                break;
            case SET_QUEUE:
                put(i, SET_QUEUE, ((Action.SetQueue) a).queue());
                break;
            default:
                throw new IllegalArgumentException("action " + a + " was not refused but cannot be compiled");
        }
    }

    private void put(int i, int code, int argument) {
        step[i] = code;
        arg[i] = argument;
    }

    private void putSet(int i, Action.SetField s) {
        field[i] = s.field();
        hi[i] = s.valueHi();
        lo[i] = s.value();
        step[i] = SET;
        if (s.isMasked()) {
            step[i] = SET_MASKED;
            maskHi[i] = s.maskHi();
            maskLo[i] = s.mask();
        }
    }

    private void putOutput(int i, Action.Output o) {
        lo[i] = o.maxLen();
        switch (o.port()) {
            case PortNo.IN_PORT:
                step[i] = IN_PORT;
                break;
            case PortNo.ALL:
                step[i] = ALL;
                break;
            case PortNo.FLOOD:
                step[i] = FLOOD;
                break;
            case PortNo.NORMAL:
                step[i] = NORMAL;
                break;
            case PortNo.TABLE:
                step[i] = TABLE;
                break;
            case PortNo.CONTROLLER:
                step[i] = CONTROLLER;
                arg[i] = o.maxLen();
                break;
            default:
                step[i] = OUTPUT;
                arg[i] = o.port();
                break;
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof CompiledActions)) {
            return false;
        }
        CompiledActions o = (CompiledActions) other;
        return Arrays.equals(step, o.step) && Arrays.equals(arg, o.arg) && Arrays.equals(field, o.field) && Arrays.equals(hi, o.hi) && Arrays.equals(lo, o.lo)
                && Arrays.equals(maskHi, o.maskHi) && Arrays.equals(maskLo, o.maskLo);
    }

    @Override
    public int hashCode() {
        return ((Arrays.hashCode(step) * 31 + Arrays.hashCode(arg)) * 31 + Arrays.hashCode(hi)) * 31 + Arrays.hashCode(lo);
    }

    @Override
    public String toString() {
        return "steps " + Arrays.toString(step) + " args " + Arrays.toString(arg);
    }
}
