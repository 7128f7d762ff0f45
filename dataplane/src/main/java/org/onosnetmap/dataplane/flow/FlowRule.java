package org.onosnetmap.dataplane.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A flow entry (OpenFlow 1.3.5 section 5.2): what it matches, how important it is, and its instructions, which run in the order of
 * section 5.9: meters, apply, clear, write, metadata, goto. Immutable. Its identity in a datapath is table, priority and match.
 */
public final class FlowRule {

    /** Highest table number. */
    public static final int MAX_TABLE = 253;
    /** Highest priority. */
    public static final int MAX_PRIORITY = 0xffff;

    private final int table;
    private final int priority;
    private final Match match;
    private final List<Integer> meters;
    private final List<Action> apply;
    private final boolean clear;
    private final List<Action> write;
    private final long metadata;
    private final long metadataMask;
    private final int gotoTable;
    private final long cookie;
    private final int idleTimeout;
    private final int hardTimeout;
    private final Set<FlowFlag> flags;
    private final StatTrigger statTrigger;
    private final Object tag;

    private FlowRule(Builder b) {
        table = b.table;
        priority = b.priority;
        match = b.match;
        meters = List.copyOf(b.meters);
        apply = List.copyOf(b.apply);
        clear = b.clear;
        write = List.copyOf(b.write);
        metadata = b.metadata;
        metadataMask = b.metadataMask;
        gotoTable = b.gotoTable;
        cookie = b.cookie;
        idleTimeout = b.idleTimeout;
        hardTimeout = b.hardTimeout;
        flags = b.flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(b.flags));
        statTrigger = b.statTrigger;
        tag = b.tag;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Table, 0 to 253. */
    public int table() {
        return table;
    }

    /** 0 to 65535; the highest that matches wins. A rule of priority 0 that matches any packet is the table-miss entry. */
    public int priority() {
        return priority;
    }

    public Match match() {
        return match;
    }

    /** Numbers of the meters that a packet passes, in this order, before anything else happens to it (instruction METER). */
    public List<Integer> meters() {
        return meters;
    }

    /** Actions done at once, in this order. */
    public List<Action> apply() {
        return apply;
    }

    /** Whether the action set is emptied. */
    public boolean clear() {
        return clear;
    }

    /** Actions merged into the action set, done at the end of the pipeline in the order of section 5.10. */
    public List<Action> write() {
        return write;
    }

    /** Metadata to write, under {@link #metadataMask}. */
    public long metadata() {
        return metadata;
    }

    /** 0 if no metadata is written. */
    public long metadataMask() {
        return metadataMask;
    }

    /** Table to go on with; -1 if the pipeline ends here. */
    public int gotoTable() {
        return gotoTable;
    }

    /** The controller's mark, passed along with packet-ins. */
    public long cookie() {
        return cookie;
    }

    /** Seconds without a packet after which the rule goes; 0 for never. */
    public int idleTimeout() {
        return idleTimeout;
    }

    /** Seconds after which the rule goes; 0 for never. */
    public int hardTimeout() {
        return hardTimeout;
    }

    /** How the rule is added and looked after. */
    public Set<FlowFlag> flags() {
        return flags;
    }

    /** When the rule's counters are to be reported at once; null for never. */
    public StatTrigger statTrigger() {
        return statTrigger;
    }

    /** Whatever the owner of the rule wants to find again with it; not part of equality. */
    public Object tag() {
        return tag;
    }

    /** Whether the other rule has the same place: table, priority, match. */
    public boolean sameKey(FlowRule o) {
        return table == o.table && priority == o.priority && match.equals(o.match);
    }

    /** Whether cookie, timeouts and flags are the same. */
    public boolean sameManagement(FlowRule o) {
        return cookie == o.cookie && idleTimeout == o.idleTimeout && hardTimeout == o.hardTimeout && flags.equals(o.flags);
    }

    /**
     * This rule with the instructions and the tag of another: what becomes of it if that one modifies it (OpenFlow 1.3.5 section 6.4). The
     * result is {@code other} itself if it is the same.
     */
    public FlowRule modifiedBy(FlowRule other) {
        if (sameKey(other) && sameManagement(other)) {
            return other;
        }
        Builder b = builder().table(table).priority(priority).match(match).cookie(cookie).idleTimeout(idleTimeout).hardTimeout(hardTimeout);
        b.flags.addAll(flags);
        b.meters.addAll(other.meters);
        b.apply.addAll(other.apply);
        b.clear = other.clear;
        b.write.addAll(other.write);
        return b.metadata(other.metadata, other.metadataMask).gotoTable(other.gotoTable).statTrigger(other.statTrigger).tag(other.tag).build();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof FlowRule)) {
            return false;
        }
        FlowRule o = (FlowRule) other;
        return sameKey(o) && sameManagement(o) && meters.equals(o.meters) && apply.equals(o.apply) && clear == o.clear && write.equals(o.write)
                && metadata == o.metadata && metadataMask == o.metadataMask && gotoTable == o.gotoTable && Objects.equals(statTrigger, o.statTrigger);
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, priority, match);
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("table=").append(table).append(",priority=").append(priority).append(',').append(match).append(" actions=");
        for (int m : meters) {
            s.append("meter:").append(Integer.toUnsignedString(m)).append(' ');
        }
        if (!apply.isEmpty()) {
            s.append("apply").append(apply);
        }
        if (clear) {
            s.append("clear");
        }
        if (!write.isEmpty()) {
            s.append("write").append(write);
        }
        if (metadataMask != 0) {
            s.append("metadata:0x").append(Long.toHexString(metadata)).append("/0x").append(Long.toHexString(metadataMask));
        }
        if (gotoTable >= 0) {
            s.append("goto:").append(gotoTable);
        }
        if (statTrigger != null) {
            s.append(statTrigger);
        }
        return s.toString();
    }

    /** Collects a rule. Nothing is checked here: the datapath refuses what it cannot honour, with a reason. */
    public static final class Builder {
        private int table;
        private int priority;
        private Match match = Match.ANY;
        private final List<Integer> meters = new ArrayList<>();
        private final List<Action> apply = new ArrayList<>();
        private boolean clear;
        private final List<Action> write = new ArrayList<>();
        private long metadata;
        private long metadataMask;
        private int gotoTable = -1;
        private long cookie;
        private int idleTimeout;
        private int hardTimeout;
        private final Set<FlowFlag> flags = EnumSet.noneOf(FlowFlag.class);
        private StatTrigger statTrigger;
        private Object tag;

        private Builder() {
        }

        public Builder table(int n) {
            table = n;
            return this;
        }

        public Builder priority(int n) {
            priority = n;
            return this;
        }

        public Builder match(Match m) {
            match = Objects.requireNonNull(m);
            return this;
        }

        public Builder meter(int... ids) {
            for (int id : ids) {
                meters.add(id);
            }
            return this;
        }

        public Builder apply(Action... actions) {
            Collections.addAll(apply, actions);
            return this;
        }

        public Builder clear() {
            clear = true;
            return this;
        }

        public Builder write(Action... actions) {
            Collections.addAll(write, actions);
            return this;
        }

        public Builder metadata(long value, long mask) {
            metadata = value;
            metadataMask = mask;
            return this;
        }

        public Builder gotoTable(int n) {
            gotoTable = n;
            return this;
        }

        public Builder cookie(long n) {
            cookie = n;
            return this;
        }

        public Builder idleTimeout(int seconds) {
            idleTimeout = seconds;
            return this;
        }

        public Builder hardTimeout(int seconds) {
            hardTimeout = seconds;
            return this;
        }

        public Builder flag(FlowFlag... some) {
            Collections.addAll(flags, some);
            return this;
        }

        public Builder statTrigger(StatTrigger t) {
            statTrigger = t;
            return this;
        }

        public Builder tag(Object o) {
            tag = o;
            return this;
        }

        public FlowRule build() {
            return new FlowRule(this);
        }
    }
}
