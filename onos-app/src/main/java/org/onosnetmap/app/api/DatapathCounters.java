package org.onosnetmap.app.api;

/** What a datapath counts that belongs to no port and no rule: why packets went no further. Immutable. */
public final class DatapathCounters {

    /** Nothing counted. */
    public static final DatapathCounters NONE = new DatapathCounters(0, 0, 0, 0, 0, 0);

    private final long packetInsDropped;
    private final long packetOutsDropped;
    private final long noSuchPort;
    private final long noRoom;
    private final long ttlExpired;
    private final long malformed;

    /** All values; see the getters. */
    public DatapathCounters(long packetInsDropped, long packetOutsDropped, long noSuchPort, long noRoom, long ttlExpired, long malformed) {
        this.packetInsDropped = packetInsDropped;
        this.packetOutsDropped = packetOutsDropped;
        this.noSuchPort = noSuchPort;
        this.noRoom = noRoom;
        this.ttlExpired = ttlExpired;
        this.malformed = malformed;
    }

    /** Packets for the controller that found its queue full. */
    public long packetInsDropped() {
        return packetInsDropped;
    }

    /** Packets from the controller that found the queue full. */
    public long packetOutsDropped() {
        return packetOutsDropped;
    }

    /** Copies of packets that a rule sent to a port that does not exist. */
    public long noSuchPort() {
        return noSuchPort;
    }

    /** Packets whose buffer had no room for one more VLAN tag. */
    public long noRoom() {
        return noRoom;
    }

    /** Packets whose TTL or hop limit ran out at a rule that decrements it. */
    public long ttlExpired() {
        return ttlExpired;
    }

    /** Packets with a header that is cut short or contradicts itself, where a rule or an action looked; they go on as packets without it. */
    public long malformed() {
        return malformed;
    }

    @Override
    public String toString() {
        return "packetInsDropped=" + packetInsDropped + ", packetOutsDropped=" + packetOutsDropped + ", noSuchPort=" + noSuchPort + ", noRoom=" + noRoom
                + ", ttlExpired=" + ttlExpired + ", malformed=" + malformed;
    }
}
