package org.onosnetmap.app.api;

import org.onlab.packet.MacAddress;

/** An address that the learning switch of a datapath knows. */
public final class MacStatus {

    private final MacAddress mac;
    private final int vlan;
    private final int port;
    private final long ageNanos;

    /** All values; see the getters. */
    public MacStatus(MacAddress mac, int vlan, int port, long ageNanos) {
        this.mac = mac;
        this.vlan = vlan;
        this.port = port;
        this.ageNanos = ageNanos;
    }

    public MacAddress mac() {
        return mac;
    }

    /** VLAN it was seen in; 0 for untagged. */
    public int vlan() {
        return vlan;
    }

    /** Port it was last seen on. */
    public int port() {
        return port;
    }

    /** Nanoseconds since it was last seen, to about a second. */
    public long ageNanos() {
        return ageNanos;
    }
}
