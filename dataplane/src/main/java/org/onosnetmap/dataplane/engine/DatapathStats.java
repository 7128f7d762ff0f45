package org.onosnetmap.dataplane.engine;

import org.onosnetmap.dataplane.flow.RuleChanges;
import org.onosnetmap.dataplane.pipeline.FastPath;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.PipelineExecutor;
import org.onosnetmap.dataplane.worker.Forwarder;

/**
 * What a datapath has counted since it was made that belongs to no port and no rule: why packets went no further, or were taken for less
 * than they claim to be, and how often rules were changed. Frames shorter than an Ethernet header are not among them; they are receive errors of their port.
 */
public final class DatapathStats {

    private final long malformed;
    private final long ttlExpired;
    private final long noRoom;
    private final long noSuchPort;
    private final long noSuchQueue;
    private final long packetOutsDropped;
    private final RuleChanges ruleChanges;
    private final long cacheHits;
    private final long cacheMisses;
    private final long cacheUnshaped;

    DatapathStats(Forwarder forwarder, FlowTables tables) {
        long malformedSum = 0;
        long ttlExpiredSum = 0;
        long noRoomSum = 0;
        for (PipelineExecutor e : forwarder.executors()) {
            malformedSum += e.malformed();
            ttlExpiredSum += e.ttlExpired();
            noRoomSum += e.noRoom();
        }
        malformed = malformedSum;
        ttlExpired = ttlExpiredSum;
        noRoom = noRoomSum;
        long hits = 0;
        long misses = 0;
        long unshaped = 0;
        for (FastPath f : forwarder.fastPaths()) {
            hits += f.hits();
            misses += f.misses();
            unshaped += f.unshaped();
        }
        cacheHits = hits;
        cacheMisses = misses;
        cacheUnshaped = unshaped;
        noSuchPort = forwarder.noSuchPort();
        noSuchQueue = forwarder.noSuchQueue();
        packetOutsDropped = forwarder.packetOutsDropped();
        ruleChanges = tables.changes();
    }

    /** Packets with a header that is cut short or contradicts itself, where a rule or an action looked. They go on as packets without that header. */
    public long malformed() {
        return malformed;
    }

    /** Packets whose TTL or hop limit ran out at a rule that decrements it: dropped, or sent to the controller if the rule says so. */
    public long ttlExpired() {
        return ttlExpired;
    }

    /** Packets dropped because their buffer had no room for one more tag or label. */
    public long noRoom() {
        return noRoom;
    }

    /** Copies of packets that a rule sent to a port that does not exist. */
    public long noSuchPort() {
        return noSuchPort;
    }

    /** Copies of packets that a rule sent to a queue that their port does not have. They leave by its default queue. */
    public long noSuchQueue() {
        return noSuchQueue;
    }

    /** Packets from the controller that were dropped because too many came at once. */
    public long packetOutsDropped() {
        return packetOutsDropped;
    }

    /** Frames of flows whose outcome was remembered, see {@link org.onosnetmap.dataplane.cache}. */
    public long cacheHits() {
        return cacheHits;
    }

    /** Frames whose outcome was not remembered. */
    public long cacheMisses() {
        return cacheMisses;
    }

    /** Frames that cannot be remembered, because some field has no fixed place in them. */
    public long cacheUnshaped() {
        return cacheUnshaped;
    }

    /** How often rules were changed: tells a rule that stays from one that is installed again and again. */
    public RuleChanges ruleChanges() {
        return ruleChanges;
    }
}
