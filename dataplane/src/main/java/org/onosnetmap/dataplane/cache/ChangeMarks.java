package org.onosnetmap.dataplane.cache;

import java.util.Arrays;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;

/**
 * When rules last changed that concern a flow. A change of a rule on a whole address concerns the frames that have this address and no
 * others: it leaves its generation at a mark that the address chooses, and an entry of a {@link FlowCache} is out of date only if it is
 * older than one of the marks of its frame's addresses. Addresses share marks, 65,536 for each kind of address; so what a change makes
 * forgotten is a little more than it concerns.
 *
 * <p>Threads: the control side marks, and publishes the generation afterwards; workers read when they have seen the generation. A worker that
 * sees a mark too early looks a flow up once more than it must.
 */
public final class ChangeMarks {

    /** Kinds of addresses, in the order in which a change chooses one that its rule has whole. */
    private static final Field[] FIELDS = {Field.IPV4_DST, Field.IPV4_SRC, Field.ETH_DST, Field.ETH_SRC};
    /** Number of kinds. */
    public static final int KINDS = FIELDS.length;
    private static final int BITS = 16;
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    /** By kind; null before the first change. */
    private final int[][] marks = new int[KINDS][];

    /**
     * The kind of address that a change of a rule can be marked by; -1 if there is none, because it may concern any frame.
     *
     * @param fixed a bit for each kind that frames have still as they came when they meet the rule
     */
    public static int kind(Match m, int fixed) {
        for (int k = 0; k < KINDS; k++) {
            if ((fixed >>> k & 1) != 0 && m.has(FIELDS[k]) && m.isExact(FIELDS[k])) {
                return k;
            }
        }
        return -1;
    }

    /** The kind of address that a field is, or -1. */
    public static int kind(Field f) {
        for (int k = 0; k < KINDS; k++) {
            if (FIELDS[k] == f) {
                return k;
            }
        }
        return -1;
    }

    /**
     * Control side: a rule with this match changes.
     *
     * @param generation that it changes with
     * @param since      the generation since which no change has concerned all frames
     */
    public void mark(int kind, Match m, int generation, int since) {
        if (marks[kind] == null) {
            int[] fresh = new int[1 << BITS];
            Arrays.fill(fresh, since);
            marks[kind] = fresh;
        }
        marks[kind][index(m.value(FIELDS[kind]))] = generation;
    }

    /** Control side: all frames are concerned. Keeps generations that can be compared near each other. */
    public void markAll(int generation) {
        for (int[] m : marks) {
            if (m != null) {
                Arrays.fill(m, generation);
            }
        }
    }

    private static int index(long address) {
        return (int) (address * FACTOR >>> 64 - BITS);
    }

    /**
     * Worker: sets the outcomes to 0 that are out of date.
     *
     * @param active bit for each kind that has marks
     */
    public void check(Batch b, int active) {
        for (int k = 0; k < KINDS; k++) {
            if ((active >>> k & 1) != 0) {
                check(b, marks[k], k);
            }
        }
    }

    private static void check(Batch b, int[] marks, int kind) {
        for (int i = 0; i < b.size; i++) {
            if (b.outcome[i] != 0) {
                long address = address(b, i, kind);
                if (address >= 0 && b.generation[i] - marks[index(address)] < 0) {
                    b.outcome[i] = 0;
                }
            }
        }
    }

    /** Whether the entry that a frame's outcome is from is out of date. */
    public boolean isOld(Batch b, int i, int active) {
        return isOld(b, i, b.generation[i], active);
    }

    /** Whether an entry of a generation is out of date for a frame. */
    public boolean isOld(Batch b, int i, int generation, int active) {
        for (int k = 0; k < KINDS; k++) {
            if ((active >>> k & 1) != 0) {
                long address = address(b, i, k);
                if (address >= 0 && generation - marks[k][index(address)] < 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The frame's address of a kind; -1 if frames of its shape have none. */
    private static long address(Batch b, int i, int kind) {
        return FrameShape.address(b.mem, b.at[i], b.shape[i], FIELDS[kind]);
    }
}
