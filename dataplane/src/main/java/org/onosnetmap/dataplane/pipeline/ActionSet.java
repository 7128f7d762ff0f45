package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.PortNo;

/**
 * The action set of the packet under way (OpenFlow 1.3.5 section 5.10): at most one action of each type, and one set-field of each field.
 * One object a worker, used again for each packet.
 */
final class ActionSet {

    static final Field[] FIELDS = Field.values();

    private boolean empty = true;
    /** Bit n: the step n of {@link CompiledActions}, one of those that change headers, is to be made. They run in the order of their numbers. */
    int changes;
    /** Argument of each of these steps. */
    final int[] arg = new int[CompiledActions.CHANGES];
    /** Who decrements the TTL, for packet-ins. */
    CompiledRule ttlRule;
    CompiledRule mplsTtlRule;
    /** Bit n: the field with ordinal n is set. */
    long sets;
    /** Bit n: some bits of it stay. */
    long masked;
    final long[] hi = new long[FIELDS.length];
    final long[] lo = new long[FIELDS.length];
    final long[] maskHi = new long[FIELDS.length];
    final long[] maskLo = new long[FIELDS.length];
    /** Who said where the packet goes; null for nobody: then it is dropped. */
    CompiledRule outputRule;
    int outputStep;
    int outputArg;
    int outputMaxLen;
    /** Who said which group the packet goes to; null for nobody. */
    CompiledRule groupRule;
    int group;
    boolean setQueue;
    int queue;
    private int outputPort = PortNo.UNSET;

    boolean isEmpty() {
        return empty;
    }

    /** Value of ACTSET_OUTPUT: the output's port; {@link PortNo#UNSET} if there is none, or a group runs instead. */
    int outputPort() {
        return groupRule == null ? outputPort : PortNo.UNSET;
    }

    void clear() {
        if (!empty) {
            empty = true;
            changes = 0;
            sets = 0;
            masked = 0;
            outputRule = null;
            groupRule = null;
            setQueue = false;
            outputPort = PortNo.UNSET;
        }
    }

    /** Takes a rule's write-actions in; they replace those of their type. */
    void merge(CompiledRule rule) {
        CompiledActions w = rule.write;
        for (int i = 0; i < w.step.length; i++) {
            empty = false;
            int step = w.step[i];
            switch (step) {
                case CompiledActions.SET:
                case CompiledActions.SET_MASKED:
                    mergeSet(w, i);
                    break;
                case CompiledActions.GROUP:
                    groupRule = rule;
                    group = w.arg[i];
                    break;
                case CompiledActions.SET_QUEUE:
                    setQueue = true;
                    queue = w.arg[i];
                    break;
                case CompiledActions.DEC_TTL:
                    ttlRule = rule;
                    mergeChange(step, w.arg[i]);
                    break;
                case CompiledActions.DEC_MPLS_TTL:
                    mplsTtlRule = rule;
                    mergeChange(step, w.arg[i]);
                    break;
                default:
                    if (step < CompiledActions.CHANGES) {
                        mergeChange(step, w.arg[i]);
                    } else {
                        outputRule = rule;
                        outputStep = step;
                        outputArg = w.arg[i];
                        outputMaxLen = (int) w.lo[i];
                        outputPort = rule.writePort;
                    }
                    break;
            }
        }
    }

    private void mergeChange(int step, int argument) {
        changes |= 1 << step;
        arg[step] = argument;
    }

    private void mergeSet(CompiledActions w, int i) {
        int f = w.field[i].ordinal();
        long bit = 1L << f;
        sets |= bit;
        hi[f] = w.hi[i];
        lo[f] = w.lo[i];
        if (w.step[i] == CompiledActions.SET) {
            masked &= ~bit;
        } else {
            masked |= bit;
            maskHi[f] = w.maskHi[i];
            maskLo[f] = w.maskLo[i];
        }
    }
}
