package org.onosnetmap.app.api;

import org.onosproject.net.flow.FlowRule;

/** A rule that the data plane does not honour, and why. */
public final class Refusal {

    private final FlowRule rule;
    private final String reason;
    private final long firstMillis;
    private final long lastMillis;
    private final int count;

    /** All values; see the getters. */
    public Refusal(FlowRule rule, String reason, long firstMillis, long lastMillis, int count) {
        this.rule = rule;
        this.reason = reason;
        this.firstMillis = firstMillis;
        this.lastMillis = lastMillis;
        this.count = count;
    }

    /** The rule as it was asked for. */
    public FlowRule rule() {
        return rule;
    }

    /** Names the OpenFlow error, and the criterion or instruction. */
    public String reason() {
        return reason;
    }

    /** When it was first asked for, in milliseconds since 1970. */
    public long firstMillis() {
        return firstMillis;
    }

    /** When it was last asked for. */
    public long lastMillis() {
        return lastMillis;
    }

    /** How often it was asked for. */
    public int count() {
        return count;
    }

    /** The same, asked for once more. */
    public Refusal again(String why, long nowMillis) {
        return new Refusal(rule, why, firstMillis, nowMillis, count + 1);
    }
}
