package org.onosnetmap.app.api;

/** How often rules of a datapath were changed since it was started. Immutable. */
public final class RuleCounters {

    /** Nothing counted. */
    public static final RuleCounters NONE = new RuleCounters(0, 0, 0, 0, 0);

    private final long added;
    private final long modified;
    private final long removed;
    private final long expired;
    private final long requestedAgain;

    /** All values; see the getters. */
    public RuleCounters(long added, long modified, long removed, long expired, long requestedAgain) {
        this.added = added;
        this.modified = modified;
        this.removed = removed;
        this.expired = expired;
        this.requestedAgain = requestedAgain;
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

    /** Rules that a timeout kept by the data plane has removed: the hard ones. */
    public long expired() {
        return expired;
    }

    /**
     * Rules that the core missed in a report and asked for again, whether they were there or not. Some are normal while a large batch is on
     * its way; one that grows when nothing is changed says that core and data plane disagree.
     */
    public long requestedAgain() {
        return requestedAgain;
    }

    @Override
    public String toString() {
        return "rules added=" + added + ", modified=" + modified + ", removed=" + removed + ", expired=" + expired + ", requestedAgain=" + requestedAgain;
    }
}
