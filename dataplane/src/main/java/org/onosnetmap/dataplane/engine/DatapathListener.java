package org.onosnetmap.dataplane.engine;

import java.util.List;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.GroupStats;

/**
 * Hears what happens on a datapath. All calls of an engine come from its one control thread (packet-ins from its packet-in thread), in
 * the order of events; a listener that blocks delays the others, never the forwarding. Exceptions are logged and end there.
 */
public interface DatapathListener {

    /** A port was attached. */
    default void portAdded(Datapath d, PortInfo port) {
    }

    /** Link state or settings of a port have changed. */
    default void portChanged(Datapath d, PortInfo port) {
    }

    /** A port was detached; its last counters. */
    default void portRemoved(Datapath d, PortInfo port) {
    }

    /** A packet for the controller. */
    default void packetIn(Datapath d, PacketIn packet) {
    }

    /** Rules are gone because of a timeout: {@code hard}, or idle. Removal by a {@code FlowMod} is not reported here. */
    default void rulesExpired(Datapath d, List<FlowStats> rules, boolean hard) {
    }

    /** What took rules with it. */
    enum RemovalCause { GROUP_DELETED, METER_DELETED }

    /** Rules are gone because something that they point to is; with their last counters. */
    default void rulesRemoved(Datapath d, List<FlowStats> rules, RemovalCause cause) {
    }

    /** A threshold of these rules' statistics triggers was reached; the counters are those of now, up to a tenth of a second later. */
    default void statTriggered(Datapath d, List<FlowStats> rules) {
    }

    /**
     * Because of ports that came, went or changed, other buckets of these FAILOVER and SELECT groups are in use than before: the first live
     * one is another, or the live ones are others. Changes by a {@code GroupMod} are not reported here.
     */
    default void groupsChanged(Datapath d, List<GroupStats> groups) {
    }

    /**
     * The learning switch has new, moved and forgotten addresses. At most a few calls a second, whatever the traffic. An address that is
     * forgotten was told to be learnt before, also to a listener that came later; it may be told twice.
     */
    default void macsChanged(Datapath d, List<MacEntry> learnt, List<MacEntry> moved, List<MacEntry> forgotten) {
    }
}
