package org.onosnetmap.dataplane.engine;

import org.onosnetmap.dataplane.flow.FieldText;

/** An address that the learning switch knows. */
public final class MacEntry {

    private final long mac;
    private final int vlan;
    private final int port;
    private final long ageNanos;

    public MacEntry(long mac, int vlan, int port, long ageNanos) {
        this.mac = mac;
        this.vlan = vlan;
        this.port = port;
        this.ageNanos = ageNanos;
    }

    /** Ethernet address in the 48 low bits. */
    public long mac() {
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

    @Override
    public String toString() {
        return FieldText.mac(mac) + " vlan " + vlan + " port " + port;
    }
}
