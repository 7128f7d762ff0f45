package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.PortNo;

/** Actions that were found valid, in the form in which a {@link PipelineExecutor} runs them: parallel arrays, one step an index. Immutable. */
public final class CompiledActions {

    /** Steps. The argument is {@link #arg} unless said otherwise. Outputs have the bytes that leave in {@link #lo} beside it. */
    static final int OUTPUT = 0;
    static final int IN_PORT = 1;
    static final int ALL = 2;
    static final int FLOOD = 3;
    static final int NORMAL = 4;
    /** Argument: bytes to send. */
    static final int CONTROLLER = 5;
    /** Packet-outs only, last. */
    static final int TABLE = 6;
    /** Arguments: {@link #field}, {@link #hi}, {@link #lo}. */
    static final int SET = 7;
    /** Argument: EtherType. */
    static final int PUSH_VLAN = 8;
    static final int POP_VLAN = 9;
    /** Argument: 1 if expired packets go to the controller. */
    static final int DEC_TTL = 10;
    /** Argument: number of the queue. */
    static final int SET_QUEUE = 11;

    static final CompiledActions NONE = new CompiledActions(List.of(), false);

    final int[] step;
    final int[] arg;
    final Field[] field;
    final long[] hi;
    final long[] lo;
    /** Whether nobody needs the frame after the last step. */
    final boolean lastGivesFrameAway;

    private CompiledActions(List<Action> actions, boolean frameEnds) {
        int n = actions.size();
        step = new int[n];
        arg = new int[n];
        field = new Field[n];
        hi = new long[n];
        lo = new long[n];
        lastGivesFrameAway = frameEnds;
        for (int i = 0; i < n; i++) {
            put(i, actions.get(i));
        }
    }

    /** Actions after which the frame is still needed. */
    static CompiledActions inside(List<Action> actions) {
        return new CompiledActions(actions, false);
    }

    /** Actions after which the frame is not needed: what comes after the last use of the frame is left out. */
    static CompiledActions atEnd(List<Action> actions) {
        int n = actions.size();
        while (n > 0 && !usesFrame(actions.get(n - 1))) {
            n--;
        }
        return new CompiledActions(actions.subList(0, n), true);
    }

    private static boolean usesFrame(Action a) {
        return a.type() == Action.Type.OUTPUT || a.type() == Action.Type.DEC_NW_TTL && ((Action.DecTtl) a).expiredToController();
    }

    private void put(int i, Action a) {
        switch (a.type()) {
            case OUTPUT:
                putOutput(i, (Action.Output) a);
                break;
            case SET_FIELD:
                Action.SetField s = (Action.SetField) a;
                step[i] = SET;
                field[i] = s.field();
                hi[i] = s.valueHi();
                lo[i] = s.value();
                break;
            case PUSH_VLAN:
                step[i] = PUSH_VLAN;
                arg[i] = ((Action.Push) a).etherType();
                break;
            case POP_VLAN:
                step[i] = POP_VLAN;
                break;
            case DEC_NW_TTL:
                step[i] = DEC_TTL;
                arg[i] = ((Action.DecTtl) a).expiredToController() ? 1 : 0;
                break;
            case SET_QUEUE:
                step[i] = SET_QUEUE;
                arg[i] = ((Action.SetQueue) a).queue();
                break;
            default:
                throw new IllegalArgumentException("action " + a + " was not refused but cannot be compiled");
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
    public String toString() {
        return "steps " + Arrays.toString(step) + " args " + Arrays.toString(arg);
    }
}
