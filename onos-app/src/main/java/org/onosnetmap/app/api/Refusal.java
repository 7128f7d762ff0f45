package org.onosnetmap.app.api;

import java.util.Objects;
import java.util.Optional;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowRule;

/** A rule, group or meter that the data plane does not honour, and why. */
public final class Refusal {

    /** What was refused. */
    public enum Kind {
        RULE, GROUP, METER
    }

    private final Kind kind;
    private final DeviceId deviceId;
    private final String id;
    private final String definition;
    private final FlowRule rule;
    private final String reason;
    private final long firstMillis;
    private final long lastMillis;
    private final int count;

    /** A refused rule. All values; see the getters. */
    public Refusal(FlowRule rule, String reason, long firstMillis, long lastMillis, int count) {
        this(Kind.RULE, rule.deviceId(), Long.toString(rule.id().value()), rule.selector().criteria() + " " + rule.treatment().allInstructions(), rule, reason, firstMillis, lastMillis,
                count);
    }

    /** A refused group or meter. All values; see the getters. */
    public Refusal(Kind kind, DeviceId deviceId, String id, String definition, String reason, long firstMillis, long lastMillis, int count) {
        this(kind, deviceId, id, definition, null, reason, firstMillis, lastMillis, count);
    }

    private Refusal(Kind kind, DeviceId deviceId, String id, String definition, FlowRule rule, String reason, long firstMillis, long lastMillis, int count) {
        this.kind = Objects.requireNonNull(kind);
        this.deviceId = Objects.requireNonNull(deviceId);
        this.id = id;
        this.definition = definition;
        this.rule = rule;
        this.reason = reason;
        this.firstMillis = firstMillis;
        this.lastMillis = lastMillis;
        this.count = count;
    }

    public Kind kind() {
        return kind;
    }

    public DeviceId deviceId() {
        return deviceId;
    }

    /** Flow id, or number of the group or meter, in decimals. */
    public String id() {
        return id;
    }

    /** What was asked for, as ONOS prints it. */
    public String definition() {
        return definition;
    }

    /** The rule as it was asked for; empty for groups and meters. */
    public Optional<FlowRule> rule() {
        return Optional.ofNullable(rule);
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
        return new Refusal(kind, deviceId, id, definition, rule, why, firstMillis, nowMillis, count + 1);
    }
}
