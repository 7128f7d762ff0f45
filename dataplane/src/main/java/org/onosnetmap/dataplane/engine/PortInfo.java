package org.onosnetmap.dataplane.engine;

import java.util.Map;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.PortSpec;

/** A port of a datapath and its counters at one moment. Packets and bytes are counted where the forwarding loop meets the rings; bytes without FCS. */
public final class PortInfo {

    int number;
    PortSpec spec;
    boolean enabled;
    LinkState link;
    String reason;
    long mac;
    long speedMbps;
    int maxFrame;
    long ageNanos;
    Map<String, String> details;
    long rxPackets;
    long rxBytes;
    long txPackets;
    long txBytes;
    long rxDropped;
    long txDropped;
    long rxErrors;
    long txErrors;
    long rxRepaired;

    PortInfo() {
    }

    /** Number on the datapath, from 1. */
    public int number() {
        return number;
    }

    /** Name and options it was attached with. */
    public PortSpec spec() {
        return spec;
    }

    /** Its name, as {@code packet:eth1}. */
    public String name() {
        return spec.name().toString();
    }

    /** Whether the operator lets it carry packets. */
    public boolean enabled() {
        return enabled;
    }

    /** Whether it can carry packets. */
    public LinkState link() {
        return link;
    }

    /** Whether it carries packets: enabled, and the link is up. */
    public boolean isUp() {
        return enabled && link == LinkState.UP;
    }

    /** Why the link is not up; if it is, what is wrong all the same, or empty. */
    public String reason() {
        return reason;
    }

    /** Ethernet address in the 48 low bits, 0 for none. */
    public long mac() {
        return mac;
    }

    /** Mbit/s, 0 for unknown. */
    public long speedMbps() {
        return speedMbps;
    }

    /** Bytes of the largest frame. */
    public int maxFrame() {
        return maxFrame;
    }

    /** Nanoseconds since it was attached. */
    public long ageNanos() {
        return ageNanos;
    }

    /** What the type of port tells about itself. */
    public Map<String, String> details() {
        return details;
    }

    public long rxPackets() {
        return rxPackets;
    }

    public long rxBytes() {
        return rxBytes;
    }

    public long txPackets() {
        return txPackets;
    }

    public long txBytes() {
        return txBytes;
    }

    /** Packets that the system lost before they reached a ring. */
    public long rxDropped() {
        return rxDropped;
    }

    /** Packets that found the transmit ring full, or the port down. */
    public long txDropped() {
        return txDropped;
    }

    /** Frames that could not be received whole. */
    public long rxErrors() {
        return rxErrors;
    }

    /** Frames that the interface refused. */
    public long txErrors() {
        return txErrors;
    }

    /** Frames that were repaired on receipt. */
    public long rxRepaired() {
        return rxRepaired;
    }

    @Override
    public String toString() {
        return number + " " + spec.name() + (isUp() ? "" : " (" + (enabled ? link + " " + reason : "disabled") + ")");
    }
}
