package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;

/** Whether the tables can honour a rule exactly (OpenFlow 1.3.5 section 6.4). What they cannot is refused, with the cause and the remedy. */
final class RuleChecks {

    private RuleChecks() {
    }

    static void check(FlowRule r) throws FlowException {
        checkPlace(r);
        if (r.idleTimeout() < 0 || r.hardTimeout() < 0) {
            throw new FlowException("OFPFMFC_BAD_TIMEOUT", "the timeouts of the rule, idle " + r.idleTimeout() + " s and hard " + r.hardTimeout()
                    + " s, may not be negative; use 0 for none");
        }
        if (r.gotoTable() != -1 && (r.gotoTable() <= r.table() || r.gotoTable() > FlowRule.MAX_TABLE)) {
            String remedy = r.table() == FlowRule.MAX_TABLE ? "leave goto out, this is the last table"
                    : "use a table from " + (r.table() + 1) + " to " + FlowRule.MAX_TABLE;
            throw new FlowException("OFPBIC_BAD_TABLE_ID", "goto table " + r.gotoTable() + " from table " + r.table()
                    + " is not possible, because packets only go forward; " + remedy);
        }
        if (r.statTrigger() != null) {
            StatTriggers.check(r.statTrigger());
        }
        MatchChecks.check(r.match());
        ActionChecks.checkRule(r.match(), r.apply(), r.write());
    }

    /** Only table and priority; enough for a rule to be deleted. */
    static void checkPlace(FlowRule r) throws FlowException {
        if (r.table() < 0 || r.table() > FlowRule.MAX_TABLE) {
            throw new FlowException("OFPFMFC_BAD_TABLE_ID", "table " + r.table() + " does not exist; use 0 to " + FlowRule.MAX_TABLE);
        }
        if (r.priority() < 0 || r.priority() > FlowRule.MAX_PRIORITY) {
            throw new FlowException("OFPFMFC_BAD_PRIORITY", "priority " + r.priority() + " is out of range; use 0 to " + FlowRule.MAX_PRIORITY);
        }
    }
}
