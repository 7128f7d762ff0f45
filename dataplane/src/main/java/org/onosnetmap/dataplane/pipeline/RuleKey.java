package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.flow.FlowRule;

/** A rule's identity in a datapath: table, priority and match. Computes its hash once, since a match is long. */
final class RuleKey {

    private final FlowRule rule;
    private final int hash;

    RuleKey(FlowRule rule) {
        this.rule = rule;
        this.hash = (rule.match().hashCode() * 31 + rule.priority()) * 31 + rule.table();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RuleKey && ((RuleKey) o).hash == hash && ((RuleKey) o).rule.sameKey(rule);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
