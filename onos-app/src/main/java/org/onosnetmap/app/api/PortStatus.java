package org.onosnetmap.app.api;

import java.util.Map;

/** A port as it is at one moment. */
public final class PortStatus {

    /** Whether it carries packets. */
    public enum State {
        /** It does. */
        UP,
        /** The operator has switched it off. */
        DISABLED,
        /** It is attached and its link is down: interface down, no carrier, capture file damaged; the reason tells whether it comes back. */
        DOWN,
        /** It is declared and not attached: what is behind it is missing, or was refused, or has vanished; attaching is tried again. */
        ABSENT
    }

    private final int number;
    private final String name;
    private final boolean enabled;
    private final State state;
    private final String reason;
    private final long mac;
    private final long speedMbps;
    private final int maxFrame;
    private final long ageNanos;
    private final Map<String, String> options;
    private final Map<String, String> details;
    private final PortCounters counters;

    /** All values; see the getters. */
    public PortStatus(int number, String name, boolean enabled, State state, String reason, long mac, long speedMbps, int maxFrame, long ageNanos,
                      Map<String, String> options, Map<String, String> details, PortCounters counters) {
        this.number = number;
        this.name = name;
        this.enabled = enabled;
        this.state = state;
        this.reason = reason;
        this.mac = mac;
        this.speedMbps = speedMbps;
        this.maxFrame = maxFrame;
        this.ageNanos = ageNanos;
        this.options = Map.copyOf(options);
        this.details = Map.copyOf(details);
        this.counters = counters;
    }

    public int number() {
        return number;
    }

    /** As {@code packet:eth1}. */
    public String name() {
        return name;
    }

    /** Whether the operator lets it carry packets. */
    public boolean enabled() {
        return enabled;
    }

    public State state() {
        return state;
    }

    /** Why it is not up; if it is, what is wrong all the same, or empty. */
    public String reason() {
        return reason;
    }

    /** Ethernet address in the 48 low bits; 0 for none. */
    public long mac() {
        return mac;
    }

    /** Mbit/s; 0 for unknown. */
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

    /** What it was declared with. */
    public Map<String, String> options() {
        return options;
    }

    /** What its type tells about it. */
    public Map<String, String> details() {
        return details;
    }

    public PortCounters counters() {
        return counters;
    }

    @Override
    public String toString() {
        return number + " " + name + " " + state + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
