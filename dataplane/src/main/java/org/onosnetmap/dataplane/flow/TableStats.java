package org.onosnetmap.dataplane.flow;

/** A flow table's counters (OpenFlow 1.3.5 section 5.8). */
public final class TableStats {

    private final int table;
    private final int rules;
    private final long lookups;
    private final long matched;

    public TableStats(int table, int rules, long lookups, long matched) {
        this.table = table;
        this.rules = rules;
        this.lookups = lookups;
        this.matched = matched;
    }

    public int table() {
        return table;
    }

    /** Rules in the table. */
    public int rules() {
        return rules;
    }

    /** Packets looked up. */
    public long lookups() {
        return lookups;
    }

    /** Packets that matched a rule, the table-miss entry included. */
    public long matched() {
        return matched;
    }

    @Override
    public String toString() {
        return "table " + table + ": " + rules + " rules, " + lookups + " lookups, " + matched + " matched";
    }
}
