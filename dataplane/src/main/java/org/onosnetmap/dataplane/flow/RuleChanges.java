package org.onosnetmap.dataplane.flow;

/**
 * How often rules of a datapath have been changed since it was made. Rules in force are fewer than {@link #added} minus those that ended:
 * a rule that is added in place of another one counts again.
 */
public final class RuleChanges {

    private final long added;
    private final long modified;
    private final long removed;
    private final long expired;

    public RuleChanges(long added, long modified, long removed, long expired) {
        this.added = added;
        this.modified = modified;
        this.removed = removed;
        this.expired = expired;
    }

    /** Rules that were installed, those that took the place of another one, or of themselves, included. */
    public long added() {
        return added;
    }

    /** Rules that took another one's place and its counters. */
    public long modified() {
        return modified;
    }

    /** Rules that were removed on request. */
    public long removed() {
        return removed;
    }

    /** Rules whose hard or idle timeout has removed them. */
    public long expired() {
        return expired;
    }

    @Override
    public String toString() {
        return added + " added, " + modified + " modified, " + removed + " removed, " + expired + " expired";
    }
}
