package org.onosnetmap.dataplane.pipeline;

import java.util.Arrays;

/**
 * The rules that a packet meets on its way through the tables, as they are found. One object a worker, used again for each packet.
 *
 * <p>Which rules these are follows from the bits that rules read, as long as no action has moved the headers: what a rule sets is the same
 * for all packets that meet it, and what it leaves alone was read. After a rule that moves headers or has a meter, a path is not followed further.
 */
final class Path {

    /** Nothing is known, because the packet ended before its path did. */
    static final int UNKNOWN = 0;
    /** The last rule leads to no other table. */
    static final int COMPLETE = 1;
    /** No rule of the next table matches. */
    static final int MISS = 2;
    /** The last rule leads to another table, but what matches there depends on more than what was read: {@link CompiledRule#isFork}. */
    static final int OPEN = 3;

    CompiledRule[] rules = new CompiledRule[8];
    int length;
    int end;

    void clear() {
        length = 0;
        end = UNKNOWN;
    }

    void add(CompiledRule r) {
        if (end != UNKNOWN) {
            return;
        }
        if (length == rules.length) {
            rules = Arrays.copyOf(rules, 2 * length); // up to the number of tables
        }
        rules[length++] = r;
        end = r.gotoTable < 0 ? COMPLETE : r.isFork() ? OPEN : UNKNOWN;
    }

    void miss() {
        if (end == UNKNOWN) {
            end = MISS;
        }
    }

    /** Table in which the way ended or goes on. */
    int table() {
        return length == 0 ? 0 : rules[length - 1].gotoTable;
    }
}
