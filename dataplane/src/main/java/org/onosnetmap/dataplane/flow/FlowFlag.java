package org.onosnetmap.dataplane.flow;

/** How a rule is added and looked after (OpenFlow 1.3.5 section 7.3.4.1, {@code ofp_flow_mod_flags}). */
public enum FlowFlag {
    /** The controller wants to hear when the rule goes. Listeners of a datapath hear of every rule that goes by itself, with or without this. */
    SEND_FLOW_REM,
    /** The rule is refused if another of the same table and priority may match the same packet ({@link Match#overlaps}). */
    CHECK_OVERLAP,
    /** A rule that takes the place of another, or modifies it, starts its counters anew. */
    RESET_COUNTS,
    /** Packets need not be counted. They are all the same, which the specification permits. */
    NO_PKT_COUNTS,
    /** Bytes need not be counted. They are all the same. */
    NO_BYT_COUNTS
}
