package org.onosnetmap.dataplane.flow;

import java.util.Objects;

/** One change of the flow tables (OpenFlow 1.3.5 section 6.4). */
public final class FlowMod {

    /** What is changed. */
    public enum Command {
        /**
         * Adds the rule. One of the same table, priority and match is replaced: its age and its timeouts start anew, its counters go on
         * unless the rule has {@link FlowFlag#RESET_COUNTS}.
         */
        ADD,
        /**
         * Changes the instructions of the rule with the same table, priority and match. Its cookie, timeouts, flags and age stay, and its
         * counters unless {@link FlowFlag#RESET_COUNTS} is set here. Without such a rule nothing happens.
         */
        MODIFY,
        /** Removes the rule with the same table, priority and match, if there is one. */
        DELETE
    }

    private final Command command;
    private final FlowRule rule;

    private FlowMod(Command command, FlowRule rule) {
        this.command = command;
        this.rule = Objects.requireNonNull(rule);
    }

    public static FlowMod add(FlowRule rule) {
        return new FlowMod(Command.ADD, rule);
    }

    public static FlowMod modify(FlowRule rule) {
        return new FlowMod(Command.MODIFY, rule);
    }

    /** Only the rule's table, priority and match matter. */
    public static FlowMod delete(FlowRule rule) {
        return new FlowMod(Command.DELETE, rule);
    }

    public Command command() {
        return command;
    }

    public FlowRule rule() {
        return rule;
    }

    @Override
    public String toString() {
        return command + " " + rule;
    }
}
