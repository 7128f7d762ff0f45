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
    boolean popVlan;
    /** EtherType to push; 0 for none. */
    int pushVlan;
    /** Who decrements the TTL; null for nobody. */
    CompiledRule ttlRule;
    boolean expiredToController;
    /** Bit n: the field with ordinal n is set. */
    long sets;
    final long[] hi = new long[FIELDS.length];
    final long[] lo = new long[FIELDS.length];
    /** Who said where the packet goes; null for nobody: then it is dropped. */
    CompiledRule outputRule;
    int outputStep;
    int outputArg;
    int outputMaxLen;
    boolean setQueue;
    int queue;
    /** Value of ACTSET_OUTPUT: the output's port, or {@link PortNo#UNSET}. */
    int outputPort = PortNo.UNSET;

    boolean isEmpty() {
        return empty;
    }

    void clear() {
        if (!empty) {
            empty = true;
            popVlan = false;
            pushVlan = 0;
            ttlRule = null;
            sets = 0;
            outputRule = null;
            setQueue = false;
            outputPort = PortNo.UNSET;
        }
    }

    /** Takes a rule's write-actions in; they replace those of their type. */
    void merge(CompiledRule rule) {
        CompiledActions w = rule.write;
        for (int i = 0; i < w.step.length; i++) {
            empty = false;
            switch (w.step[i]) {
                case CompiledActions.POP_VLAN:
                    popVlan = true;
                    break;
                case CompiledActions.PUSH_VLAN:
                    pushVlan = w.arg[i];
                    break;
                case CompiledActions.DEC_TTL:
                    ttlRule = rule;
                    expiredToController = w.arg[i] != 0;
                    break;
                case CompiledActions.SET:
                    int f = w.field[i].ordinal();
                    sets |= 1L << f;
                    hi[f] = w.hi[i];
                    lo[f] = w.lo[i];
                    break;
                case CompiledActions.SET_QUEUE:
                    setQueue = true;
                    queue = w.arg[i];
                    break;
                default:
                    outputRule = rule;
                    outputStep = w.step[i];
                    outputArg = w.arg[i];
                    outputMaxLen = (int) w.lo[i];
                    outputPort = rule.writePort;
                    break;
            }
        }
    }
}
