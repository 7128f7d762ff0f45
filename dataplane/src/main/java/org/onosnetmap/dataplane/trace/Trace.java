package org.onosnetmap.dataplane.trace;

import java.util.List;
import org.onosnetmap.dataplane.flow.FlowRule;

/** What happened to a packet, step by step. Immutable. */
public final class Trace {

    /** Kinds of steps. */
    public enum Kind {
        /** The packet as it came in. */
        PACKET,
        /** A table is asked. */
        TABLE,
        /** A rule that would have been better, and why it did not match. */
        NO_MATCH,
        /** The rule that matched. */
        MATCH,
        METER,
        ACTION,
        ACTION_SET,
        GROUP,
        BUCKET,
        /** A packet leaves. */
        OUTPUT,
        /** The packet's way ends without anything leaving there. */
        DROP
    }

    /** One step. */
    public static final class Step {
        private final int depth;
        private final Kind kind;
        private final String text;
        private final FlowRule rule;
        private final int number;
        private final byte[] frame;

        Step(int depth, Kind kind, String text, FlowRule rule, int number, byte[] frame) {
            this.depth = depth;
            this.kind = kind;
            this.text = text;
            this.rule = rule;
            this.number = number;
            this.frame = frame;
        }

        /** How many steps this one is part of; for indenting. */
        public int depth() {
            return depth;
        }

        public Kind kind() {
            return kind;
        }

        /** What happened, for people. */
        public String text() {
            return text;
        }

        /** Of MATCH and NO_MATCH; else null. */
        public FlowRule rule() {
            return rule;
        }

        /** Number of the table, meter, group, bucket or (unsigned, maybe reserved) port; 0 for steps without one. */
        public int number() {
            return number;
        }

        /** Of PACKET and OUTPUT, and of an ACTION that changed it: the frame then; else null. */
        public byte[] frame() {
            return frame == null ? null : frame.clone();
        }
    }

    private final List<Step> steps;

    Trace(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    public List<Step> steps() {
        return steps;
    }

    /** The whole for people: a line for each step, indented by depth. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        for (Step step : steps) {
            s.append("  ".repeat(step.depth)).append(step.text).append('\n');
        }
        return s.toString();
    }
}
